"""A result is used again exactly as long as everything behind it is the same, and no page is ever stale."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sample_books import NOTEBOOK, Book

SAMET, DAVIS = "samet2024.opioid_deaths", "davis2024.treatment_stigma"
CELL = "```{{code-cell}} ipython3\nfrom plainresults import charts, data\n\n{}\n```\n"
RUNS, READS = (
    re.compile(r"^Running .* kernels: (.+)$", re.M),
    re.compile(r"reading sources\.\.\..*?%\]\s*(\S+)"),
)


@pytest.fixture
def pages(book: Book) -> Book:
    """A built book: a page with one study's chart, one with another's, one with the first's number, one with neither."""
    book.write(
        "data/history/published.csv", "key,value,worked_out\n"
    )  # nothing is published yet, so values may change freely
    book.write(
        "_toc.yml",
        "format: jb-book\nroot: index\nchapters:\n"
        + "".join(f"  - file: chapters/{n}\n" for n in ("one", "two", "three")),
    )
    book.write(
        "chapters/one.md",
        NOTEBOOK
        + f"# One\n\n{{num}}`{SAMET}.control`\n\n"
        + CELL.format(f'charts.compare_groups(data.outcome("{SAMET}"))'),
    )
    book.write(
        "chapters/two.md",
        NOTEBOOK
        + f"# Two\n\n:::{{in-short}} {DAVIS}\n**Yes.**\n:::\n\n"
        + CELL.format(f'charts.compare_changes(data.outcome("{DAVIS}"))'),
    )
    book.write("chapters/three.md", f"# Three\n\n{{num}}`{SAMET}.control`\n")
    assert built(book)[0] == {"chapters/one", "chapters/two"}
    return book


def built(book: Book) -> tuple[set[str], set[str]]:
    """Build; gives the pages that were run, and those that were read."""
    done = book.build()
    assert done.returncode == 0, done.stdout
    said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout).replace("\r", "\n")
    ran = RUNS.search(said)
    return set(ran[1].split(", ")) if ran else set(), set(READS.findall(said))


def fresh(book: Book) -> dict[str, str]:
    """Every page as a build from nothing makes it."""
    shutil.rmtree(book.folder / "_build")
    built(book)
    return all_pages(book)


def all_pages(book: Book) -> dict[str, str]:
    """Every page by name."""
    site = book.folder / "_build" / "html"
    return {str(path.relative_to(site)): path.read_text("utf8") for path in site.rglob("*.html")}


def test_a_changed_value_renews_exactly_the_pages_that_use_it(pages: Book):
    """And the result is what a build from nothing gives."""
    assert built(pages) == (set(), set())
    pages.change("data/davis2024.yml", "{value: -3.20", "{value: -3.21")
    assert built(pages) == ({"chapters/two"}, {"chapters/two"})
    pages.change("data/samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    assert built(pages)[0] == {"chapters/one"}
    kept = all_pages(pages)
    assert "51.7" not in kept["chapters/one.html"] + kept["chapters/three.html"]
    assert kept == fresh(pages)


def test_touching_files_prose_and_tags_run_nothing(pages: Book):
    """Content decides, not the times of files; and words are no code."""
    for path in [
        *pages.folder.glob("data/*"),
        *pages.folder.glob("chapters/*"),
        *pages.folder.glob("hcs/*.py"),
    ]:
        path.touch()
    assert built(pages) == (set(), set())
    pages.change("chapters/one.md", "# One", "# One, said better")
    pages.change("chapters/two.md", "ipython3\n", "ipython3\n:tags: [hide-input]\n")
    assert built(pages) == (set(), {"chapters/one", "chapters/two"})
    assert "One, said better" in pages.page("chapters/three.html"), "every page shows every title"


def test_changed_code_runs_the_pages_that_call_it(pages: Book):
    """A chart's function, what it calls, and a constant that all share."""
    pages.change(
        "hcs/charts.py",
        "Bar chart from zero. {_said(outcomes)}",
        "Bars from zero. {_said(outcomes)}",
    )
    assert built(pages) == ({"chapters/one"}, {"chapters/one"})
    assert "Bars from zero" in pages.page("chapters/one.html")
    pages.change("hcs/charts.py", "def show_luck_grows(", "def show_luck_grows_more(")
    assert built(pages) == (set(), set())
    pages.change("hcs/charts.py", "LINE, MARK = 19, 42", "LINE, MARK = 19, 44")
    assert built(pages)[0] == {"chapters/one", "chapters/two"}
    pages.change("_templates/figure.html", "See this chart in words", "See this picture in words")
    assert built(pages)[0] == {"chapters/one", "chapters/two"}
    assert "See this picture in words" in pages.page("chapters/two.html")


def test_a_file_that_a_cell_reads_counts_like_data(book: Book):
    """A table that a notebook opens itself, by whatever means."""
    (book.folder / "data" / "tables").mkdir(exist_ok=True)
    book.write("data/tables/own.csv", "a\n41\n")
    book.write(
        "index.md",
        NOTEBOOK
        + '# A page\n\n```{code-cell} ipython3\nimport pandas\n\npandas.read_csv("data/tables/own.csv").a[0] + 1\n```\n',
    )
    assert built(book)[0] == {"index"} and "42" in book.page()
    book.write("data/tables/own.csv", "a\n11\n")
    assert built(book)[0] == {"index"} and "12" in book.page()


def test_another_version_of_a_library_runs_everything(pages: Book, tmp_path, monkeypatch):
    """What a library draws today it may draw otherwise tomorrow."""
    (tmp_path / "lib" / "drawing-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    pages.change("chapters/one.md", "# One", "# One again")
    pages.change("chapters/two.md", "Yes.", "No.")
    assert built(pages)[0] == {"chapters/one", "chapters/two"}


def test_a_renamed_key_stops_the_build_at_each_page_that_names_it(pages: Book):
    """Nothing is taken from the cache that could not be made today."""
    text = (pages.folder / "data" / "davis2024.yml").read_text("utf8")
    pages.write("data/davis2024.yml", text.replace("treatment_stigma", "stigma_of_treatment"))
    done = pages.build()
    assert done.returncode != 0 and "chapters/two.md:8: ERROR: there is no outcome" in done.stdout
    pages.write("data/davis2024.yml", text)
    assert built(pages)[0] <= {"chapters/two"}


def test_a_damaged_cache_costs_time_and_nothing_else(pages: Book):
    """Some of its files gone, some cut short; the pages are the same."""
    before = all_pages(pages)
    one, two = sorted((pages.folder / "_build" / ".results").glob("*.json"))
    one.unlink()
    two.write_text(two.read_text("utf8")[:1000], "utf8")
    Path(pages.folder, "_build", ".doctrees", "chapters", "one.doctree").unlink()
    Path(pages.folder, "_build", "jupyter_execute", "chapters", "two.ipynb").unlink()
    assert built(pages)[0] == {"chapters/one", "chapters/two"}
    assert all_pages(pages) == before


def test_two_builds_at_once_come_out_as_one(pages: Book):
    """The second waits for the first."""
    pages.change("data/samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    first, second = (start(pages) for _ in range(2))
    said = [first.communicate()[0], second.communicate()[0]]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert "51.7" not in pages.page("chapters/one.html") and "51.7" not in pages.page(
        "chapters/three.html"
    )
    assert sum("waiting for its end" in text for text in said) == 1


@pytest.mark.parametrize("moment", ["Running", "pickling environment", "writing output"])
def test_a_build_that_is_killed_leaves_nothing_stale(pages: Book, moment):
    """The next one finds out what the killed one had not finished, and no process stays behind."""
    pages.change("data/samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    with start(pages) as build:
        while moment not in (line := build.stdout.readline()):
            assert line, "the build ended before it was killed"
        os.killpg(build.pid, signal.SIGKILL)
    built(pages)
    assert "51.7" not in pages.page("chapters/one.html") and "51.7" not in pages.page(
        "chapters/three.html"
    )


def start(book: Book) -> subprocess.Popen:
    """A build under way."""
    return subprocess.Popen(
        [Path(sys.executable).with_name("jupyter-book"), "build", "."],
        cwd=book.folder,
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": ""},
    )
