"""The one way this project reports a mistake: file, line, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from plainresults.book import current


@dataclass
class Fault(Exception):
    """A mistake in the book's own files.

    `file` is shown relative to the book's root, `line` counts from 1 (0: the whole file),
    `what` says what is wrong and `remedy` how to mend it.
    """

    file: Path | str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{current().shown(self.file)}:{self.line}: {self.message}"

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, for places that show file and line themselves."""
        return f"{self.what}. {self.remedy}".strip()


class NotBuilt(SystemExit):
    """A build ends before it has begun; `problems` say why, and so does Python if nobody asks."""

    def __init__(self, problems: Sequence[Any]):
        super().__init__(told(problems))
        self.problems = problems


class Faults(Exception):
    """Every mistake that was found, so that an author sees them all at once."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def nearest(word: str, known: Iterable[str], otherwise: str = "Look for its name in data/") -> str:
    """A sentence that offers the closest known spellings of `word`, or `otherwise`."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else otherwise


def count_of(problems: Sized | int, what: str = "problem") -> str:
    """“1 problem” or “3 problems”, from things to count or their number."""
    number = problems if isinstance(problems, int) else len(problems)
    return f"{number} {what}{'' if number == 1 else 's'}"


def told(problems: Sequence[object]) -> str:
    """What a build says when it does not begin."""
    lines = "\n".join(map(str, problems))
    return f"{lines}\n\nNot built: {count_of(problems)} to mend. {what_is_left()}"


def what_is_left() -> str:
    """What becomes of the published site when a build fails."""
    site = current().root / "_build" / "html"
    there = site.is_dir() and any(site.iterdir())
    return "The last good site is as it was." if there else "There is no site yet."
