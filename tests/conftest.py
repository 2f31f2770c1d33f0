"""What tests of this book share: the published site, a server for it, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_books
from browser import chromium, open_page  # noqa: F401 (fixtures)
from plainresults.evidence.site import Site, load
from sample_books import ROOT, Book
from site_pages import SITE
from wire import served


@pytest.fixture(autouse=True, scope="module")
def own_book() -> Iterator[None]:
    """The engine in this process works on this repository's book."""
    with sample_books.in_use(ROOT):
        yield


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with one page and this book's data and wording, a good site already published."""
    folder = tmp_path / "book"
    for part in ("data", "wording", "study", "_templates", "_static"):
        if (ROOT / part).is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=leave)
    for name in ("_config.yml", "requirements.txt", "LICENSE", "LICENSE-TEXTS.md", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    small = Book(folder)
    small.change("_config.yml", "plainresults_ledger: true", "plainresults_ledger: false")
    sample_books.leave_one_page(small)
    return small


@pytest.fixture(scope="session")
def site() -> Path:
    """The published site of the whole book, as `make site` left it."""
    assert (SITE / "index.html").is_file(), "build the site first: make site"
    return SITE


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site's address on a server of this machine."""
    with served(site) as place:
        yield place


@pytest.fixture
def whole_site() -> Site:
    """What all pages share: whose site it is not, its help lines."""
    return load()
