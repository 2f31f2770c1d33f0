"""Building a book: what authors can type, and what happens when they slip."""

from __future__ import annotations

import csv
import io
import json

import pytest
from plainresults.evidence import store
from sample_books import NOTEBOOK, Book

GOOD_SITE = "the last good site"
MAIN = "samet2024.opioid_deaths"


def test_each_documented_example_builds(book: Book):
    """The roles and directives of the docstrings, on one page, give what they promise."""
    book.write(
        "index.md",
        f"# A page\n\n{{num}}`{MAIN}.control`, {{about}}`{MAIN}.control`, {{words}}`{MAIN}.range`, "
        f"{{words}}`{MAIN}.verdict`, {{words}}`{MAIN}.rank`\n\n:::{{in-short}} {MAIN}\n**The main message.** And a sentence.\n:::\n\n"
        f":::{{fact-box}} {MAIN}\n:::\n\n:::{{in-short}} freisthler2024.opioid_stimulant_deaths\n**A lead.**\n:::\n\n"
        ":::{in-short}\n**A description.**\n:::\n\n:::{facts} What was done\n- samet2024.strategies_done\n- Not known: why.\n:::\n\n:::{menu}\n:::\n",
    )
    done = book.build()
    assert done.returncode == 0, done.stdout
    page = book.page()
    marked = f'data-key="{MAIN}.control" data-value="51.7"'
    assert page.count(marked) == 3, "prose, rounded prose and fact box"
    assert ">51.7</a>, <a" in page and ">about 52</a>" in page and "no clear difference" in page
    assert (
        page.index("Communities with the program")
        < page.index("Communities that waited")
        < page.index("Difference")
        < page.index("In percent")
    )
    box = page[page.index("<strong>A lead.</strong>") :]
    assert "Main result of the whole study:" in box and "Main result of this paper:" in box, (
        "a secondary result never stands alone"
    )
    described = page[
        page.index('In short</strong> <span class="badge">Description, no comparison') :
    ]
    assert "Main result of the whole study:" in described and "<td>why.</td>" in described
    assert described.count("menu-choice") == len(store.load().menu)


def test_a_page_of_code_carries_its_foot_and_its_files(book: Book):
    """Chart, table, downloads, code, notebook, version and day."""
    book.write(
        "index.md",
        NOTEBOOK
        + "# A page\n\n## What We Learned\n\n```{code-cell} ipython3\nfrom plainresults import charts, data\n\n"
        f'charts.show_intervals(data.outcomes("{MAIN}", "freisthler2024.all_drug_deaths"))\n```\n',
    )
    done = book.build()
    assert done.returncode == 0, done.stdout
    page, site = book.page(), book.folder / "_build" / "html"
    name = "show-intervals-opioid-deaths-all-drug-deaths"
    assert page.count("<svg") == 2 and 'role="img"' in page and "<desc" in page
    assert page.index('<details class="code">') < page.index("show_intervals"), (
        "code stands at the foot, hidden until asked"
    )
    assert "version 2026" in page or "version 20" in page
    assert {p.name for p in (site / "charts").iterdir()} == {
        f"{name}.{end}" for end in ("csv", "svg", "png", "vl.json")
    }
    assert (site / "_static" / "vega.js").stat().st_size > 100_000
    notebook = json.loads((site / "notebooks" / "index.ipynb").read_text("utf8"))
    assert any(cell.get("outputs") for cell in notebook["cells"])
    text = (site / "charts" / f"{name}.csv").read_text("utf8")
    assert "# Source: Samet 2024, https://doi.org/10.1056/NEJMoa2401177" in text
    rows = list(csv.reader(line for line in io.StringIO(text) if not line.startswith("#")))
    assert rows[1][2:5] == ["0.91", "0.76", "1.09"]


def test_the_dataset_is_published_beside_the_pages(book: Book):
    """numbers.json and numbers.csv hold the same numbers, each with all that is known about it."""
    assert book.build().returncode == 0
    folder = book.folder / "_build" / "html" / "data"
    numbers = {
        row["key"]: row
        for row in json.loads((folder / "numbers.json").read_text("utf8"))["numbers"]
    }
    table = {
        row["key"]: row
        for row in csv.DictReader(io.StringIO((folder / "numbers.csv").read_text("utf8")))
    }
    assert set(numbers) == set(table)
    ratio = numbers[f"{MAIN}.ratio"]
    assert [
        ratio[k]
        for k in (
            "value",
            "low",
            "high",
            "p",
            "rank",
            "verdict",
            "source",
            "doi",
            "where",
            "seen_in",
            "checked",
        )
    ] == [
        0.91,
        0.76,
        1.09,
        0.30,
        "trial primary",
        "unclear",
        "samet2024",
        "10.1056/NEJMoa2401177",
        "Abstract, Results",
        "abstract",
        "2026-11-21",
    ]
    assert table[f"{MAIN}.control"]["unit"] == "deaths per 100,000 adults"


PAGES = [
    (
        "an unknown number",
        f"x {{num}}`{MAIN[:-1]}.control` y",
        r"index.md:3: ERROR: there is no number",
        "Did you mean",
    ),
    (
        "unknown words",
        f"{{words}}`{MAIN}.rang`",
        "index.md:3: ERROR: “rang” is no words of an outcome",
        "Write .range",
    ),
    (
        "an unknown outcome in a box",
        ":::{fact-box} samet2024.deaths\n:::",
        "index.md:3: ERROR: there is no outcome",
        "samet2024.opioid_deaths",
    ),
    (
        "an unknown number among the facts",
        ":::{facts} What was done\n- samet2024.strategies_dun\n:::",
        "index.md:4: ERROR: there is no number",
        "samet2024.strategies_done",
    ),
    (
        "a link to nowhere",
        "[x](chapters/nowhere.md)",
        "index.md:3: WARNING: 'myst' cross-reference target not found",
        "nowhere",
    ),
    (
        "a term that is not explained",
        "{term}`nothing`",
        "index.md:3: WARNING: term not in glossary",
        "nothing",
    ),
]


@pytest.mark.parametrize(
    ("text", "place", "more"), [p[1:] for p in PAGES], ids=[p[0] for p in PAGES]
)
def test_a_slip_in_a_page_stops_the_build(book: Book, text, place, more):
    """File, line and remedy; the last good site stays, and a second build does not forget the slip."""
    book.write("index.md", f"# A page\n\n{text}\n")
    for _ in range(2):
        done = book.build()
        assert done.returncode != 0
        assert place in done.stdout and more in done.stdout
        assert "Traceback" not in done.stdout
        assert book.page() == GOOD_SITE


CELLS = [
    ("a cell that raises", "a = 1\nb = 1 / 0", 9, "ZeroDivisionError: division by zero"),
    (
        "a cell that names an unknown number",
        'from plainresults import data\ndata.number("samet2024.x")',
        9,
        "there is no number “samet2024.x”",
    ),
    (
        "a cell whose result cannot be shown",
        'class Chart:\n    def _repr_html_(self):\n        raise ValueError("no picture")\nChart()',
        10,
        "ValueError: no picture",
    ),
    (
        "a chart with two denominators",
        'from plainresults import charts, data\ncharts.compare_groups(*data.outcomes("samet2024.opioid_deaths", "davis2024.treatment_stigma"))',
        9,
        "one chart, one denominator",
    ),
]


@pytest.mark.parametrize(
    ("code", "line", "message"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS]
)
def test_a_failing_cell_stops_the_build_and_is_named_by_line(book: Book, code, line, message):
    """The line is the one in the author's file, not the one in the cell."""
    book.write("index.md", NOTEBOOK + f"# A page\n\n```{{code-cell}} ipython3\n{code}\n```\n")
    done = book.build()
    assert done.returncode != 0
    assert (
        f"index.md:{line}: ERROR: this cell stopped with" in done.stdout and message in done.stdout
    )
    assert book.page() == GOOD_SITE


def test_a_warning_from_a_cell_stops_the_build(book: Book):
    """What a library warns about today breaks a page tomorrow."""
    book.write(
        "index.md",
        NOTEBOOK
        + '# A page\n\n```{code-cell} ipython3\nimport warnings\nwarnings.warn("old")\n```\n',
    )
    done = book.build()
    assert (
        done.returncode != 0
        and "index.md:" in done.stdout
        and "stderr was found in the cell outputs" in done.stdout
    )
    assert book.page() == GOOD_SITE


def test_a_page_that_is_listed_and_missing_stops_the_build(book: Book):
    """The table of contents is held to the files that are there."""
    book.write("_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: chapters/nowhere\n")
    done = book.build()
    assert done.returncode != 0
    assert (
        "_toc.yml:4: “chapters/nowhere” is listed, but there is no file chapters/nowhere.md. Write the page"
        in done.stdout
    )
    assert book.page() == GOOD_SITE


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "value: 0.91",
            "value: 0.67",
            "data/samet2024.yml:19: opioid_deaths: 0.67 lies outside its interval, 0.76 to 1.09. Compare",
        ),
        ('checked: "2026-11-21"', "checked: [", "data/samet2024.yml:"),
        (
            "    rank: PRIMARY\n",
            "",
            "data/samet2024.yml:7: outcomes.opioid_deaths: “rank” is missing",
        ),
        (
            "    lower_is: better",
            "    lower_is: better\n    lower_is: worse",
            "data/samet2024.yml:20: “lower_is” is given twice. Keep one of the two; the first is in line 19",
        ),
    ],
    ids=["outside its interval", "no YAML", "a field missing", "a key twice"],
)
def test_a_mistake_in_the_data_stops_the_build(book: Book, old, new, message):
    """One message with file, line and remedy, no traceback, and the last good site intact."""
    book.change("data/samet2024.yml", old, new)
    done = book.build()
    assert done.returncode != 0
    assert message in done.stdout and "Traceback" not in done.stdout
    assert "The last good site is as it was" in done.stdout and book.page() == GOOD_SITE


def test_a_source_that_is_not_in_the_list_stops_the_build(book: Book):
    """Every data file is named for its entry."""
    book.change("data/sources.bib", "@article{samet2024,", "@article{samet2023,")
    done = book.build()
    assert (
        done.returncode != 0
        and "data/samet2024.yml:1: the file is named for no source" in done.stdout
    )
    assert book.page() == GOOD_SITE


def test_a_changed_value_changes_the_sentence_and_the_chart(book: Book):
    """Nothing stale: after a change of the data, text and picture are both new."""
    book.write(
        "index.md",
        NOTEBOOK + f"# A page\n\nIt was {{num}}`{MAIN}.control`.\n\n```{{code-cell}} ipython3\n"
        f'from plainresults import charts, data\n\ncharts.compare_groups(data.outcome("{MAIN}"))\n```\n',
    )
    assert book.build().returncode == 0
    assert book.page().count("51.7") > 4
    book.change("data/samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    book.write(
        "data/history/CHANGELOG.yml",
        f'changes:\n  - {{key: {MAIN}.control, from: "51.7", to: "51.9", when: "2026-12-01", why: A test of this book.}}\n',
    )
    done = book.build()
    assert done.returncode == 0, done.stdout
    assert "51.7" not in book.page() and book.page().count("51.9") > 4


def test_a_changed_title_changes_the_way_around_every_page(book: Book):
    """The foot of each page lists all pages, and none of them may be stale."""
    book.write(
        "_toc.yml",
        "format: jb-book\nroot: index\nparts:\n  - caption: Summaries\n    chapters:\n      - file: chapters/one\n      - file: chapters/two\n",
    )
    book.write("chapters/one.md", "# The first\n")
    book.write("chapters/two.md", "# The second\n")
    assert book.build().returncode == 0
    assert "The second" in book.page("chapters/one.html")
    book.write("chapters/two.md", "# Another name\n")
    assert book.build().returncode == 0
    page = book.page("chapters/one.html")
    assert "Another name" in page and "The second" not in page


def test_a_draft_that_is_not_listed_waits(book: Book):
    """It is not built and stops nothing; a listed page in another folder is built, with its ending or without."""
    book.write(
        "_toc.yml",
        "format: jb-book\nroot: index\nchapters:\n  - file: chapters/one\n  - file: notes/two.md\n  - glob: extra/*\n",
    )
    for name in (
        "chapters/one",
        "notes/two",
        "extra/three",
        "chapters/draft",
        "draft",
        "elsewhere/four",
    ):
        book.write(
            f"{name}.md",
            "# A page\n\nSome words.\n"
            if "draft" not in name
            else "# A draft\n\n{num}`what is this?`\n",
        )
    said = book.build()
    assert said.returncode == 0, said.stdout
    assert sorted(
        str(page.relative_to(book.folder / "_build/html"))
        for page in (book.folder / "_build/html").rglob("*.html")
    ) == ["chapters/one.html", "extra/three.html", "index.html", "notes/two.html"]
