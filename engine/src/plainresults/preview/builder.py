"""Build the book again and again, each time in a fork of a process that has everything imported.

Importing Sphinx, MyST-NB and their like takes most of the time of a rebuild. The fork server
imports them once, with the engine, and loads the data; each build, each look at the rules and each
kernel is a fork of it. When the data change, the server loads them again; when the engine's code
changes, another server takes its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plainresults.execution import forkserver, preload
from plainresults.execution.forkserver import Process
from plainresults.execution.sources import ENGINE

INSIDE = "plainresults.preview.build_process"


@dataclass(frozen=True)
class Problem:
    """Something to mend, as the preview shows it; line 0 is the whole file, no file the book."""

    file: str
    line: int
    text: str


@dataclass
class Report:
    """What came of one build."""

    good: bool
    problems: list[Problem]
    seconds: float


class Builder:
    """Builds one book, in the folder that is this process's own."""

    def __init__(self) -> None:
        os.environ["PLAINRESULTS_PREVIEW"] = "1"
        self._begin()

    def _begin(self) -> None:
        preload.begin("plainresults.sphinx.warm_up:warm_up", f"{INSIDE}:take_in_data")

    def take_in(self, changed: Iterable[Path]) -> None:
        """Let the next build start with the code and the data as they are now."""
        files = set(changed)
        if any(path.suffix == ".py" and ENGINE in path.parents for path in files):
            forkserver.end()
            self._begin()
        elif any(path.suffix not in ("", ".md") for path in files):
            forkserver.call(f"{INSIDE}:take_in_data")

    def build(self) -> Report:
        """Build the book as `jupyter-book build` does."""
        try:
            report: Report = self._start("build").result()
        except (OSError, EOFError):
            return Report(False, [Problem("", 0, "The build ended before its time.")], 0)
        return report

    def check(self) -> Process:
        """Begin to look for what breaks the rules; its result is a list of problems."""
        return self._start("check")

    def _start(self, function: str) -> Process:
        return forkserver.start(f"{INSIDE}:{function}", **forkserver.services)
