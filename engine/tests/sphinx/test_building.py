"""Building a book: what happens when authors slip, and that nothing is stale."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sample_books import CELL, LAST_GOOD_SITE, NOTEBOOK, Book

MAIN = "moss2021.missed_days"


def test_a_page_of_code_carries_its_foot_and_its_files(book: Book):
    """Chart, table, downloads, code, notebook, version and day."""
    chart = f'charts.show_intervals(data.outcomes("{MAIN}", "moss2021.sweets_sold"))'
    book.write("index.md", f"{NOTEBOOK}# A page\n\n## What We Learned\n\n{CELL.format(chart)}")
    done = book.build(SOURCE_DATE_EPOCH="1760000000")
    assert done.returncode == 0, done.stdout
    page, name = book.page(), "show-intervals-missed-days-sweets-sold"
    assert page.count("<svg") == 2 and 'role="img"' in page and "<desc" in page
    assert page.index('<details class="code">') < page.index("show_intervals"), "code at the foot"
    assert "It was last run on 9 October 2025, with version 2026-11-21, " in page
    charts = {path.name for path in (book.site / "charts").iterdir()}
    assert charts == {f"{name}.{end}" for end in ("csv", "svg", "png", "vl.json")}
    assert (book.site / "_static" / "vega.js").stat().st_size > 100_000
    notebook = json.loads((book.site / "notebooks" / "index.ipynb").read_text("utf8"))
    assert any(cell.get("outputs") for cell in notebook["cells"])
    text = (book.site / "charts" / f"{name}.csv").read_text("utf8")
    assert "# Source: Moss 2021, https://doi.org/" in text and "planted late in the year" in text
    rows = list(csv.reader(line for line in io.StringIO(text) if not line.startswith("#")))
    assert rows[1][2:5] == ["0.93", "0.80", "1.08"]


def test_a_page_of_tables_alone_names_their_version(book: Book):
    """It said “version , e3b0c442”: the version of no source at all."""
    chart = 'charts.show_change(data.places("harvest"))'
    book.write("index.md", f"{NOTEBOOK}# A page\n\n{CELL.format(chart)}")
    done = book.build()
    assert done.returncode == 0, done.stdout
    assert "version ," not in book.page()
    said = book.page().partition("It was last run on ")[2].partition("</p>")[0]
    assert said.endswith(" of the public tables.") and "of the data" not in said


def test_the_dataset_is_published_beside_the_pages(built_book: Book):
    """numbers.json and numbers.csv hold the same numbers, each with all that is known about it."""
    folder = built_book.site / "data"
    listed = json.loads((folder / "numbers.json").read_text("utf8"))["numbers"]
    numbers = {row["key"]: row for row in listed}
    text = (folder / "numbers.csv").read_text("utf8")
    table = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert set(numbers) == set(table)
    known = {
        "value": 0.93,
        "low": 0.8,
        "high": 1.08,
        "p": 0.34,
        "rank": "trial primary",
        "verdict": "unclear",
        "source": "moss2021",
        "where": "Abstract, Results",
        "seen_in": "abstract",
        "checked": "2026-11-21",
    }
    assert known.items() <= numbers[f"{MAIN}.ratio"].items()
    assert table[f"{MAIN}.control"]["unit"] == "missed days per 100 children"


SLIPS = [  # what an author writes, what is said of it, and how to mend it
    (f"x {{num}}`{MAIN[:-1]}.control` y", "ERROR: there is no number", "Did you mean"),
    (f"{{words}}`{MAIN}.rang`", "ERROR: “rang” is no words of an outcome", "Write .range"),
    ("{source}`moss2020`", "ERROR: there is no source", "moss2021"),
    ("{stat}`harvest.UP`", "ERROR: ", "harvest"),
    ("{fact-bocks}", "WARNING: Unknown directive type", "Did you mean fact-box"),
    ("{nun}`moss2021.schools`", "WARNING: Unknown interpreted text role", "Did you mean num?"),
    ("[x](nowhere.md)", "WARNING: 'myst' cross-reference target not found", "Write the path"),
    ("{term}`nothing`", "WARNING: term not in glossary", "Add it to index.md"),
    ("{fact-box} moss2021.missed", "ERROR: there is no outcome", "moss2021.missed_days"),
    ("{fact-box}", "ERROR: there is no outcome. Write its key", ":::{fact-box} "),
    ("{in-short} moss2021.misst", "ERROR: there is no outcome", "moss2021.missed_days"),
    ("{facts} What\n- moss2021.beds_bilt", "ERROR: there is no number", "moss2021.beds_built"),
]


def test_slips_in_a_page_are_named_by_line_with_what_to_write(book: Book):
    """All in one build, where no rule has spoken before; the last good site stays."""
    book.without_rules()
    lines, expected = ["# A page", ""], []
    for text, said, remedy in SLIPS:
        directive = text.startswith("{") and "`" not in text
        expected.append((len(lines) + 1 + text.count("\n"), said, remedy))
        lines += [f":::{text}", ":::", ""] if directive else [text, ""]
        lines = "\n".join(lines).split("\n")
    book.write("index.md", "\n".join(lines))
    done = book.build()
    assert done.returncode != 0 and "Traceback" not in done.stdout
    for line, said, remedy in expected:
        found = [text for text in done.stdout.splitlines() if f"index.md:{line}: {said}" in text]
        assert found and remedy in found[0], (line, said, done.stdout)
    assert "The last good site is as it was." in done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_a_slip_is_not_forgotten(book: Book):
    """A second build, in which the page has not changed, stops as well."""
    book.write("index.md", f"# A page\n\nx {{num}}`{MAIN[:-1]}.control` y\n")
    for _ in range(2):
        done = book.build()
        assert done.returncode != 0
        assert "index.md:3:3: unknown-key: there is no “moss2021.missed_day.control”" in done.stdout
    assert book.page() == LAST_GOOD_SITE


CELLS = {
    "a cell that raises": ("a = 1\nb = 1 / 0", 9, "ZeroDivisionError: division by zero"),
    "a cell that names an unknown number": (
        'from plainresults import data\ndata.number("moss2021.x")',
        9,
        "there is no number “moss2021.x”",
    ),
    "a cell whose result cannot be shown": (
        'class Chart:\n    def _repr_html_(self):\n        raise ValueError("no picture")\nChart()',
        10,
        "ValueError: no picture",
    ),
    "a chart with two denominators": (
        "from plainresults import charts, data\n"
        'charts.compare_groups(*data.outcomes("moss2021.missed_days", "fern2022.liking"))',
        9,
        "one denominator",
    ),
}


@pytest.mark.parametrize("slip", CELLS)
def test_a_failing_cell_stops_the_build_and_is_named_by_line(book: Book, slip: str):
    """The line is the one in the author's file, not the one in the cell."""
    code, line, message = CELLS[slip]
    book.without_rules()
    book.write("index.md", f"{NOTEBOOK}# A page\n\n```{{code-cell}} ipython3\n{code}\n```\n")
    done = book.build()
    assert done.returncode != 0
    assert f"index.md:{line}: ERROR: this cell stopped with" in done.stdout, done.stdout
    assert message in done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_a_warning_from_a_cell_stops_the_build(book: Book):
    """What a library warns about today breaks a page tomorrow."""
    book.without_rules()
    code = 'import warnings\nwarnings.warn("old")'
    book.write("index.md", f"{NOTEBOOK}# A page\n\n```{{code-cell}} ipython3\n{code}\n```\n")
    done = book.build()
    assert done.returncode != 0
    assert "index.md:" in done.stdout and "Mend what the cell warns about" in done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_two_charts_of_one_name_that_differ_stop_the_build(book: Book):
    """One of the two files would be lost; the line is that of the cell."""
    book.write("_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: other\n")
    series = {"index": 'data.places("harvest")', "other": '[data.series("harvest", "UP")]'}
    for page, shown in series.items():
        made = f'charts.show_change({shown}, name="same")'
        book.write(f"{page}.md", f"{NOTEBOOK}# A page\n\n{CELL.format(made)}")
    done = book.build()
    assert done.returncode != 0
    said = "other.md:8: ERROR: another file that differs from this one is called same.csv too"
    assert said in done.stdout, done.stdout


def test_a_page_that_is_listed_and_missing_stops_the_build(book: Book):
    """The table of contents is held to the files that are there."""
    book.write("_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: chapters/nowhere\n")
    done = book.build()
    assert done.returncode != 0
    said = "_toc.yml:4:1: missing-page: “chapters/nowhere” is listed, but there is no file"
    assert said in done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_a_role_of_a_page_that_is_gone_stops_the_build(book: Book):
    """Numbers link to the page of all numbers, so it has to be there, as has the menu's."""
    book.change("data/study.yml", "numbers: index", "numbers: chapters/nombers")
    done = book.build()
    assert done.returncode != 0
    assert "data/study.yml:" in done.stdout
    assert "“chapters/nombers” is no page of the book" in done.stdout
    assert book.page() == LAST_GOOD_SITE


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "value: 0.93",
            "value: 0.67",
            "missed_days: 0.67 lies outside its interval, 0.80 to 1.08;",
        ),
        ('checked: "2026-11-21"', "checked: [", "data/moss2021.yml:"),
        (
            "    rank: PRIMARY\n",
            "",
            "data/moss2021.yml:7:1: data: outcomes.missed_days: “rank” is missing;",
        ),
    ],
    ids=["outside its interval", "no YAML", "a field missing"],
)
def test_a_mistake_in_the_data_stops_the_build(book: Book, old: str, new: str, message: str):
    """One message with file, line and remedy, no traceback, and the last good site intact."""
    book.change("data/moss2021.yml", old, new)
    done = book.build()
    assert done.returncode != 0
    assert message in done.stdout and "Traceback" not in done.stdout, done.stdout
    assert "The last good site is as it was" in done.stdout and book.page() == LAST_GOOD_SITE


def test_a_changed_value_changes_the_sentence_and_the_chart(book: Book):
    """Nothing stale: after a change of the data, text and picture are both new."""
    chart = CELL.format(f'charts.compare_groups(data.outcome("{MAIN}"))')
    book.write("index.md", f"{NOTEBOOK}# A page\n\nIt was {{num}}`{MAIN}.control`.\n\n{chart}")
    assert book.build().returncode == 0
    assert book.page().count("44.3") > 4
    book.change("data/moss2021.yml", "{value: 44.3}", "{value: 44.4}")
    told = '{key: moss2021.missed_days.control, from: "44.3", to: "44.4", when: "2026-12-01", '
    book.write("data/history/CHANGELOG.yml", f"changes:\n  - {told}why: A test of this book.}}\n")
    done = book.build()
    assert done.returncode == 0, done.stdout
    assert "44.3" not in book.page() and book.page().count("44.4") > 4


def test_a_number_that_stands_only_in_a_chart_is_told_when_it_has_changed(copy_of_built_book: Book):
    """The foot of the page lists it, as it lists those of the text."""
    book, key = copy_of_built_book, "moss2021.beds_planned"
    text = book.read("chapters/vegetables.md")
    assert key not in text
    call = f'charts.show_steps([data.number("{key}"), data.number("moss2021.beds_built")])'
    book.write(
        "chapters/vegetables.md", text.replace("## Why It", f"{CELL.format(call)}\n## Why It")
    )
    book.change("data/moss2021.yml", "planned: {value: 120", "planned: {value: 121")
    told = f'{{key: {key}, from: "120", to: "121", when: "2026-12-01", why: A test of this book.}}'
    book.write("data/history/CHANGELOG.yml", f"changes:\n  - {told}\n")
    done = book.build()
    assert done.returncode == 0, done.stdout
    foot = book.page("chapters/vegetables.html").partition("Numbers on this page that changed")[2]
    assert "A test of this book." in foot.partition("</ul>")[0]
    assert "A test of this book." not in book.page("chapters/glossary.html")


def test_a_changed_title_changes_the_way_around_every_page(copy_of_built_book: Book):
    """The foot of each page lists all pages, and none of them may be stale."""
    book, title = copy_of_built_book, "What are our sources?"
    assert title in book.page("chapters/glossary.html")
    book.change("chapters/sources.md", f"# {title}", "# Where do we read?")
    assert book.build().returncode == 0
    page = book.page("chapters/glossary.html")
    assert "Where do we read?" in page and title not in page


def test_only_pages_whose_surroundings_changed_are_written_again(copy_of_built_book: Book):
    """A word in one page changes that page, and leaves the file of every other one as it is."""
    book = copy_of_built_book
    assert book.build().returncode == 0
    before = {path: path.stat().st_mtime_ns for path in book.site.rglob("*.html")}
    book.change("chapters/glossary.md", "that is left to luck", "that is left to chance")
    assert book.build().returncode == 0
    changed = [path.name for path, stamp in before.items() if path.stat().st_mtime_ns != stamp]
    assert changed == ["glossary.html"]


def test_a_draft_that_is_not_listed_waits(book: Book):
    """It is not built and stops nothing; a listed page in another folder is built."""
    listed = "  - file: chapters/one\n  - file: notes/two.md\n  - glob: extra/*\n"
    book.write("_toc.yml", f"format: jb-book\nroot: index\nchapters:\n{listed}")
    for name in ("chapters/one", "notes/two", "extra/three", "elsewhere/four"):
        book.write(f"{name}.md", "# A page\n\nSome words.\n")
    for name in ("chapters/draft", "draft"):
        book.write(f"{name}.md", "---\ndraft: true\n---\n# A draft\n\n{num}`what is this?`\n")
    said = book.build()
    assert said.returncode == 0, said.stdout
    pages = sorted(str(page.relative_to(book.site)) for page in book.site.rglob("*.html"))
    assert pages == ["chapters/one.html", "extra/three.html", "index.html", "notes/two.html"]


def test_titles_and_captions_are_text_and_no_markup(copy_of_built_book: Book):
    """A `<` in the table of contents, a title or a description stays a `<` on every page."""
    book = copy_of_built_book
    book.change("_toc.yml", "caption: Summaries", 'caption: "Sums <img src=x> & more"')
    book.change("chapters/sources.md", "# What are our sources?", "# Is `<b>` bold & a < b?")
    book.change("chapters/sources.md", "description: The two", 'description: A "quoted" <i> of two')
    done = book.build()
    assert done.returncode == 0, done.stdout
    for name in ("index", "chapters/sources", "chapters/search", "chapters/missed-days"):
        page = book.page(f"{name}.html")
        assert "<img src=x>" not in page and "<b>" not in page and "<i>" not in page, name
        assert "Sums &lt;img src=x&gt; &amp; more" in page and "a &lt; b?" in page, name
