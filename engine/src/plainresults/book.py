"""Which book this process works on, and where its files are.

The engine is installed anywhere; the book is the folder that holds `_config.yml` and `data/`.
`current()` finds it from the working folder upward, unless `use` or the environment names it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

VARIABLE = "PLAINRESULTS_BOOK"  # in the environment: the book's folder, for other processes


@dataclass(frozen=True)
class Book:
    """The folder of a book. Two books with the same `root` are the same book."""

    root: Path

    @cached_property
    def data(self) -> Path:
        """The folder of sources: one `.yml` file each, `sources.bib`, lists and outlines."""
        return self.root / "data"

    @cached_property
    def tables(self) -> Path:
        """The folder of public tables, described by its `datapackage.yaml`."""
        return self.data / "tables"

    @cached_property
    def history(self) -> Path:
        """The folder of published values and of the changes that were told."""
        return self.data / "history"

    @cached_property
    def templates(self) -> Path:
        """The folder of the book's own page templates."""
        return self.root / "_templates"

    def shown(self, path: Path | str) -> str:
        """`path` as messages show it: seen from the book's folder where it lies inside."""
        path = Path(path)
        inside = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return inside.as_posix()


_current: list[Book] = []


@contextmanager
def instead(root: Path) -> Iterator[Book]:
    """Within the block, take the book in `root` as the current one."""
    before, named = list(_current), os.environ.get(VARIABLE)
    try:
        yield use(root)
    finally:
        _current[:] = before
        os.environ.pop(VARIABLE, None)
        os.environ |= {VARIABLE: named} if named else {}


def use(root: Path) -> Book:
    """Take the book in `root` as the current one, here and in processes started from here."""
    book = Book(root.resolve())
    _current[:] = [book]
    os.environ[VARIABLE] = str(book.root)
    return book


def current() -> Book:
    """The book of this process; FileNotFoundError when the working folder lies in none."""
    if not _current:
        _current.append(Book(_found()))
    return _current[0]


def _found() -> Path:
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file() and (folder / "data").is_dir():
            return folder
    raise FileNotFoundError(
        f"{here} lies in no book. Go to the folder that holds _config.yml and data/"
    )
