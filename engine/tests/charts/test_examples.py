"""The list of charts in `docs/charts.md`: each with its picture and the line that makes it.

`pytest --force-regen` writes the page and its pictures anew; it needs a line here for a new chart.
"""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path

import pytest
import sample_books
from plainresults import charts, data
from plainresults.charts.figure import Choice, Figure
from sample_books import ROOT, Book

DOCS = ROOT / "docs"
HEAD = """# All charts

What an author can write in the last line of a code cell, below `from plainresults import charts, data`.
The pictures are of made-up studies and of two real trials, from the books that the engine is tested on.
A test runs each line and holds each picture to what it draws; `pytest engine/tests/charts/test_examples.py --force-regen` writes this page.
"""
MAIN, SWEETS = '"moss2021.missed_days"', '"moss2021.sweets_sold"'
SCORES = 'data.number("clay2023.fun_digging"), data.number("clay2023.fun_weeding"), data.number("clay2023.fun_gap")'
LINES = {
    "compare_groups": f"data.outcome({MAIN})",
    "compare_estimates": 'data.outcome("clay2023.tried")',
    "show_intervals": f"data.outcomes({MAIN}, {SWEETS})",
    "show_all_ratios": f"data.outcomes({MAIN}, {SWEETS})",
    "compare_changes": 'data.outcome("fern2022.liking")',
    "show_differences": 'data.outcomes("clay2023.work", "clay2023.noise")',
    "show_all_scores": 'data.outcomes("clay2023.work", "clay2023.noise")',
    "show_of_hundred": 'data.outcome("clay2023.tried")',
    "show_margin": 'data.outcome("coda2020.health")',
    "show_survival": 'data.outcomes("eliana2018.alive_half_year", "eliana2018.alive_year")',
    "show_harms": 'data.outcome("eliana2018.remission")',
    "show_result": 'data.outcome("eliana2018.remission")',
    "show_steps": '[data.number("moss2021.beds_planned"), data.number("moss2021.beds_built")]',
    "show_shares": '[(data.number("moss2021.beds_built"), data.number("moss2021.beds_planned"))]',
    "show_amounts": '[data.number("clay2023.cost_tools"), data.number("clay2023.cost_seeds")], data.number("clay2023.cost")',
    "show_parts": '[data.number("moss2021.beds_herbs"), data.number("moss2021.beds_flowers")], "What was planted", ("Herbs", "Flowers")',
    "show_scores": f'[({SCORES})], (data.number("clay2023.lowest"), data.number("clay2023.highest"))',
    "show_rates": 'data.places("harvest"), "UP"',
    "show_change": 'data.places("harvest")',
    "show_place": 'data.series("harvest", "UP")',
    "show_months": 'data.places("visits")',
    "show_groups": 'data.groups("beds", "UP")',
    "show_late_reports": 'data.series("reported_visits", "UP"), data.series("expected_visits", "UP")',
    "choose_place": '[data.groups("beds", place) for place in data.place_codes()]',
    "together": 'charts.show_change(data.places("harvest")), charts.show_months(data.places("visits"))',
    "compare_p_values": "data.outcomes()",
    "list_results": f"data.outcomes({MAIN}, {SWEETS})",
    "example_dashboard": '"example-county.csv"',
    "example_mistakes": "",
}


@pytest.fixture(scope="module")
def with_example(own_book: Book) -> None:
    """The book also has the example of a table of one's own, and a page about it."""
    own_book.change("data/study.yml", "  pages:\n", "  pages:\n    own_dashboard: index\n")
    sample_books.forget()
    shutil.copy(ROOT / "data/tables/example-county.csv", own_book.folder / "data" / "tables")


def line(name: str) -> str:
    """What an author writes."""
    return f"charts.{name}({LINES[name]})"


def drawn(name: str, folder: Path) -> Figure | Choice:
    """What the line of a chart gives, in the book that has its results."""
    other = re.search(r'"(coda|eliana)\d{4}\.', LINES[name])
    if not other:
        return eval(line(name), {"charts": charts, "data": data})
    book = sample_books.make(folder / "book", like=other[1])
    with sample_books.in_use(book.folder):
        return eval(line(name), {"charts": charts, "data": data})


@pytest.fixture
def original_datadir() -> Path:
    """Where the page and its pictures lie."""
    return DOCS


def test_the_list_names_each_chart_with_what_it_shows_and_its_line(file_regression):
    """In the order of this table."""
    assert sorted(LINES) == charts.__all__
    text = HEAD
    for name in LINES:
        about = inspect.getdoc(getattr(charts, name)).split("\n\n")[0].replace("\n", " ")
        text += f"\n## {name}\n\n{about}\n\n```python\n{line(name)}\n```\n"
        if (DOCS / "pictures" / f"{name}.svg").is_file():
            text += f"\n![The chart that this line makes](pictures/{name}.svg)\n"
    file_regression.check(text, extension=".md", basename="charts")


@pytest.mark.usefixtures("with_example")
@pytest.mark.parametrize("name", LINES)
def test_each_line_makes_the_picture_beside_it(name: str, tmp_path: Path, file_regression):
    """A table, or several figures, have no picture here."""
    found = drawn(name, tmp_path)
    if isinstance(found, Figure) and found.draw:
        file_regression.check(found.download_svg(), extension=".svg", basename=f"pictures/{name}")
    else:
        assert found._repr_mimebundle_()[0]["text/html"]
        assert not (DOCS / "pictures" / f"{name}.svg").exists()
