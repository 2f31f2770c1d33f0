"""Builds of small books in forks of one process that has everything imported.

Such a build takes a second, where one that starts a program takes five. For tests that build often;
`Book.build` is what an author does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Within the block, `said` and `built` work."""
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


def said(book: Book, **environment: str) -> tuple[int, str]:
    """Build the book; the exit code and all that was said."""
    before = dict(os.environ)
    os.environ |= environment
    try:
        process = forkserver.start("forked:build", str(book.folder), **forkserver.services)
    finally:
        os.environ.clear()
        os.environ.update(before)
    code, text = process.result()
    return code, re.sub(r"\x1b\[[\d;]*m", "", text).replace("\r", "\n")


def built(book: Book, **environment: str) -> tuple[set[str], set[str]]:
    """Build the book, without a fault; the pages that were run, and those that were read."""
    code, text = said(book, **environment)
    assert code == 0, text
    ran = RAN.search(text)
    return set(ran[1].split(", ")) if ran else set(), set(READ.findall(text))
