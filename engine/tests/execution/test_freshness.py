"""A result is used again as long as everything behind it is the same, and no page is ever stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample_books import CELL, NOTEBOOK, Book, make
from warm_builds import built, server

MISSED, LIKING = "moss2021.missed_days", "fern2022.liking"


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Builds take a second here."""
    with server():
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A built book: pages with one paper's chart, with another's, and with the first's number."""
    book = make(tmp_path_factory.mktemp("fresh") / "book")
    shutil.rmtree(book.folder / "chapters")
    names = ("one", "two", "three")
    listed = "".join(f"  - file: chapters/{name}\n" for name in names)
    book.write("_toc.yml", f"format: jb-book\nroot: index\nchapters:\n{listed}")
    book.write("index.md", "# A book\n\nSome words.\n")
    book.change("_config.yml", "  config:\n", "  config:\n    plainresults_rules: false\n")
    study = book.read("data/study.yml")
    book.write("data/study.yml", __import__("re").sub(r"chapters/[\w-]+", "index", study))
    chart = CELL.format(f'charts.compare_groups(data.outcome("{MISSED}"))')
    book.write("chapters/one.md", f"{NOTEBOOK}# One\n\n{{num}}`{MISSED}.control`\n\n{chart}")
    chart = CELL.format(f'charts.compare_changes(data.outcome("{LIKING}"))')
    box = f":::{{in-short}} {LIKING}\n**Yes.**\n:::\n"
    book.write("chapters/two.md", f"{NOTEBOOK}# Two\n\n{box}\n{chart}")
    book.write("chapters/three.md", f"# Three\n\n{{num}}`{MISSED}.control`\n")
    assert built(book)[0] == {"chapters/one", "chapters/two"}
    return book


@pytest.fixture
def pages(first: Book, tmp_path: Path) -> Book:
    """The same, to change. It lies where it was built, so nothing has to be read again."""
    saved = tmp_path / "saved"
    shutil.copytree(first.folder, saved, symlinks=True)
    yield first
    shutil.rmtree(first.folder)
    shutil.copytree(saved, first.folder, symlinks=True)


def fresh(book: Book) -> dict[str, bytes]:
    """The site as a build from nothing makes it."""
    shutil.rmtree(book.folder / "_build")
    built(book)
    return whole_site(book)


def whole_site(book: Book) -> dict[str, bytes]:
    """Every file of the site by name."""
    files = (path for path in book.site.rglob("*") if path.is_file())
    return {str(path.relative_to(book.site)): path.read_bytes() for path in files}


def test_a_changed_value_renews_exactly_the_pages_that_use_it(pages: Book):
    """And the result is what a build from nothing gives."""
    assert built(pages) == (set(), set())
    pages.change("data/fern2022.yml", "{value: 0.10, low", "{value: 0.11, low")
    ran, read = built(pages)
    assert ran == {"chapters/two"} and not read & {"chapters/one", "chapters/three"}
    pages.change("data/moss2021.yml", "{value: 44.3}", "{value: 44.4}")
    assert built(pages)[0] == {"chapters/one"}
    assert "44.3" not in pages.page("chapters/one.html") + pages.page("chapters/three.html")
    kept = whole_site(pages)
    assert kept == fresh(pages)
