"""Builds of small books in forks of one process that has everything imported.

Such a build takes a second, where one that starts a program takes five. For tests that build often;
`Book.build` is what an author does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plainresults.execution import forkserver, preload
from sample_books import Book

NAMES = (
    *preload.KERNEL,
    "plainresults.execution.kernel_process",
    "plainresults.data",
    "plainresults.charts",
    "plainresults.charts.figure:prepare",
    "plainresults.sphinx.warm_up:warm_up",
    "forked:forget_book",
    "gc:collect",
    "gc:freeze",
)
RAN = re.compile(r"^Running .* kernels: (.+)$", re.M)
READ = re.compile(r"reading sources\.\.\..*?%\]\s*(\S+)")


@contextmanager
def server() -> Iterator[None]:
    """Within the block, `report` and `built` work."""
    forkserver.end()
    before = os.environ.get("PYTHONPATH")
    tests = Path(__file__).parent
    os.environ["PYTHONPATH"] = os.pathsep.join([str(preload.ENGINE.parent), str(tests)])
    forkserver.begin(*NAMES)
    forkserver.offer("pictures", "plainresults.rendering.vega:serve")
    try:
        yield
    finally:
        forkserver.end()
        del os.environ["PYTHONPATH"]
        os.environ |= {"PYTHONPATH": before} if before else {}


@dataclass
class Report:
    """What came of a build; a problem is file, line and text."""

    good: bool
    said: str
    problems: list[tuple[str, int, str]]


def report(book: Book, **environment: str) -> Report:
    """Build the book."""
    before = dict(os.environ)
    os.environ |= environment
    try:
        process = forkserver.start("forked:build", str(book.folder), **forkserver.services)
    finally:
        os.environ.clear()
        os.environ.update(before)
    code, text, problems = process.result()
    return Report(code == 0, plain(text), problems)


def built(book: Book, **environment: str) -> tuple[set[str], set[str]]:
    """Build the book, without a fault; the pages that were run, and those that were read."""
    done = report(book, **environment)
    assert done.good, done.said
    return said_built(done.said)


def said_built(said: str) -> tuple[set[str], set[str]]:
    """The pages that were run, and those that were read, by what a build printed."""
    said = plain(said)
    ran = RAN.search(said)
    return set(ran[1].split(", ")) if ran else set(), set(READ.findall(said))


def plain(said: str) -> str:
    """What was printed on a terminal, a line for each, without colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", said).replace("\r", "\n")
