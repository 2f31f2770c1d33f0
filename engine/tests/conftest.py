"""What tests of the engine share. All work on small books; none reads this repository's own.

- `small_book`: a whole small book, copied and not built; change it and build it.
- `book`: one with a single page, and a good site already published, which failing builds must keep.
- `built_book`: the small book, built once for all tests and all workers. Never change it.
- `copy_of_built_book`: a built book to change. It lies in another folder, so Sphinx reads all of
  its pages again, and notebooks come from the cache.
- `build_once(name, prepare)`: another built book that several tests look at.
- `open_page(name)`: a page of the small book's site in a browser; `address`: where it is served.

The engine in the test's own process works on a small book too (`own_book`).
To use another one there, write `with sample_books.in_use(folder):`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_books
from browser import chromium, open_page  # noqa: F401 (fixtures)
from sample_books import Book
from wire import served


@pytest.fixture
def small_book(tmp_path: Path) -> Book:
    """A whole small book that has not been built."""
    return sample_books.make(tmp_path / "book")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A small book with one page, and a good site already published."""
    return sample_books.one_page(tmp_path / "book")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run that all workers share."""
    base = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    return (base if alone else base.parent) / "shared"


@pytest.fixture(scope="session")
def build_once(shared_folder: Path) -> Callable[..., Book]:
    """`build_once("name", prepare)`: a small book, changed by `prepare` and built for all."""
    return lambda name, *prepare: sample_books.build_once(shared_folder / name, *prepare)


@pytest.fixture(scope="session")
def built_book(build_once: Callable[..., Book]) -> Book:
    """The small book, built; to be looked at only."""
    return build_once("small")


@pytest.fixture
def copy_of_built_book(built_book: Book, tmp_path: Path) -> Book:
    """A built book to change."""
    shutil.copytree(built_book.folder, tmp_path / "book", symlinks=True)
    return Book(tmp_path / "book")


@pytest.fixture(scope="session")
def unbuilt_book(shared_folder: Path) -> Book:
    """A small book without a site, for the engine in this process; to be looked at only."""
    return sample_books.once(shared_folder / "unbuilt")


@pytest.fixture(autouse=True, scope="module")
def own_book(unbuilt_book: Book) -> Iterator[Book]:
    """The engine in this process works on a small book."""
    with sample_books.in_use(unbuilt_book.folder):
        yield unbuilt_book


@pytest.fixture(scope="module")
def address(built_book: Book) -> Iterator[str]:
    """The small book's site on a server of this machine."""
    with served(built_book.site) as place:
        yield place
