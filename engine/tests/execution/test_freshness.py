"""A result is used again as long as everything behind it is the same, and no page is ever stale."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from sample_books import CELL, NOTEBOOK, Book, make, own_engine
from warm_builds import built, report, said_built, server

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
    book.write("data/study.yml", re.sub(r"chapters/[\w-]+", "index", study))
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
    assert built(pages)[0] == {"chapters/one", "chapters/two"}, (
        "two's picture tells the main result"
    )
    assert "44.3" not in pages.page("chapters/one.html") + pages.page("chapters/three.html")
    kept = whole_site(pages)
    assert kept == fresh(pages)


def test_touching_files_prose_and_tags_run_nothing(pages: Book):
    """Content decides, not the times of files; and words are no code."""
    for path in [*pages.folder.glob("data/*"), *pages.folder.glob("chapters/*")]:
        path.touch()
    assert built(pages) == (set(), set())
    pages.change("chapters/one.md", "# One", "# One, said better")
    pages.change("chapters/two.md", "ipython3\n", "ipython3\n:tags: [hide-input]\n")
    assert built(pages) == (set(), {"chapters/one", "chapters/two"})
    assert "One, said better" in pages.page("chapters/three.html"), "every page shows every title"


def test_changed_code_runs_the_pages_that_call_it(pages: Book):
    """A chart's function, what several share, and a template that is drawn into pages."""
    engine, code = own_engine(pages), "engine/src/plainresults"

    def rebuilt() -> set[str]:
        done = pages.build(**engine)
        assert done.returncode == 0, done.stdout
        return said_built(done.stdout)[0]

    rebuilt()
    assert rebuilt() == set()
    pages.change(f"{code}/charts/rates.py", "Bar chart from zero,", "Bars from zero,")
    assert rebuilt() == {"chapters/one"}
    assert "Bars from zero" in pages.page("chapters/one.html")
    pages.change(f"{code}/charts/rows.py", "LINE, BAR, AIR = 19,", "LINE, BAR, AIR = 20,")
    assert rebuilt() == {"chapters/one", "chapters/two"}
    words = "See this chart in words", "See this picture in words"
    pages.change(f"{code}/rendering/templates/figure.html", *words)
    assert rebuilt() == {"chapters/one", "chapters/two"}
    assert words[1] in pages.page("chapters/two.html")
    face = "from plainresults.charts.rates import compare_estimates, compare_groups\n"
    other = "from plainresults.charts.icon_array import show_of_hundred as compare_groups\n"
    pages.change(f"{code}/charts/__init__.py", face, face.replace(", compare_groups", "") + other)
    assert "chapters/one" in rebuilt() and "of-hundred" in pages.page("chapters/one.html")


def test_a_file_that_a_cell_reads_counts_like_data(pages: Book):
    """A table that a notebook opens itself, by whatever means."""
    pages.write("data/own.csv", "a\n41\n")
    cell = CELL.format('import pandas\n\npandas.read_csv("../data/own.csv").a[0] + 1')
    pages.write("chapters/three.md", f"{NOTEBOOK}# Three\n\n{cell}")
    assert built(pages)[0] == {"chapters/three"} and "42" in pages.page("chapters/three.html")
    pages.write("data/own.csv", "a\n11\n")
    assert built(pages)[0] == {"chapters/three"} and "12" in pages.page("chapters/three.html")


def test_another_version_of_a_library_runs_everything(pages: Book, tmp_path: Path):
    """What a library draws today it may draw otherwise tomorrow."""
    (tmp_path / "lib" / "drawing-1.0.dist-info").mkdir(parents=True)
    pages.change("chapters/one.md", "# One", "# One again")
    pages.change("chapters/two.md", "Yes.", "No.")
    done = pages.build(PYTHONPATH=str(tmp_path / "lib"))
    assert done.returncode == 0, done.stdout
    assert said_built(done.stdout)[0] == {"chapters/one", "chapters/two"}


def test_a_renamed_key_stops_the_build_at_each_page_that_names_it(pages: Book):
    """Nothing is taken from the cache that could not be made today."""
    text = pages.read("data/fern2022.yml")
    pages.write("data/fern2022.yml", re.sub(r"\bliking:", "how_liked:", text))
    done = report(pages)
    named = {(file, line) for file, line, _ in done.problems if file.startswith("chapters")}
    assert not done.good and ("chapters/two.md", 8) in named, done.said
    pages.write("data/fern2022.yml", text)
    assert built(pages)[0] <= {"chapters/two"}


def test_a_damaged_cache_costs_time_and_nothing_else(pages: Book):
    """Some of its files gone, some cut short; the pages are the same."""
    before = whole_site(pages)
    one, two = sorted((pages.folder / "_build" / ".results").glob("*.json"))
    one.unlink()
    two.write_text(two.read_text("utf8")[:1000], "utf8")
    (pages.folder / "_build" / ".doctrees" / "chapters" / "one.doctree").unlink()
    (pages.folder / "_build" / "jupyter_execute" / "chapters" / "two.ipynb").unlink()
    assert built(pages)[0] == {"chapters/one", "chapters/two"}
    assert whole_site(pages) == before


def test_two_builds_at_once_come_out_as_one(pages: Book):
    """The second waits for the first."""
    pages.change("data/moss2021.yml", "{value: 44.3}", "{value: 44.4}")
    first, second = (pages.start(PYTHONUNBUFFERED="1") for _ in range(2))
    said = [first.communicate()[0], second.communicate()[0]]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert "44.3" not in pages.page("chapters/one.html") + pages.page("chapters/three.html")
    assert sum("waiting for its end" in text for text in said) == 1


@pytest.mark.parametrize("moment", ["Running", "pickling environment", "writing output"])
def test_a_build_that_is_killed_leaves_nothing_stale(pages: Book, moment: str):
    """The next one finds out what the killed one had not finished."""
    pages.change("data/moss2021.yml", "{value: 44.3}", "{value: 44.4}")
    with pages.start(PYTHONUNBUFFERED="1") as build:
        while moment not in (line := build.stdout.readline()):
            assert line, "the build ended before it was killed"
        os.killpg(build.pid, signal.SIGKILL)
    built(pages)
    assert "44.3" not in pages.page("chapters/one.html") + pages.page("chapters/three.html")
