"""Charts of public figures over time: what they show, what they say, and what they refuse."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from plainresults import charts
from plainresults.charts import panels
from plainresults.evidence import tables
from plainresults.evidence.series import Refused
from plainresults.rendering import html
from plainresults.rendering.palette import COLOURS

FIGURES = {
    "months": lambda: charts.show_months(tables.places("visits")),
    "late": lambda: charts.show_late_reports(
        tables.series("reported_visits", "UP"), tables.series("expected_visits", "UP")
    ),
    "groups-UP": lambda: charts.show_groups(tables.groups("beds", "UP")),
    "groups-LO": lambda: charts.show_groups(tables.groups("beds", "LO")),
    "rates": lambda: charts.show_rates(tables.places("harvest"), "LO"),
    "change": lambda: charts.show_change(tables.places("harvest")),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """Each chart in turn."""
    return FIGURES[request.param]()


def test_a_chart_says_unit_direction_source_and_caution(figure):
    """In the page and in the file that people take away."""
    page, extras = figure._repr_mimebundle_()
    csv = extras["plainresults"]["files"][f"{figure.name}.csv"]
    measure = figure.measure
    for text in (measure.definition, measure.origin.published, measure.origin.link):
        assert text.replace("'", "&#39;") in page["text/html"]
    assert f"# {html.plain(figure.title)}" in csv and measure.origin.link in csv
    assert measure.cautions and all(f"# {caution}" in csv for caution in measure.cautions)
    assert re.search(r"(Lower|Higher) is better", figure.subtitle)


def test_text_in_a_picture_can_be_read(figure):
    """12 px at least, in colours that the page can change."""
    for width in figure.widths:
        root = ElementTree.fromstring(figure.svg(width))
        assert root.get("role") == "img" and float(root.get("width")) <= width + 8
        texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
        assert texts
        for node in texts:
            assert float(node.get("font-size", "0").removesuffix("px")) >= 12
            assert node.get("fill") in COLOURS.values()
        assert "style" not in {name for node in root.iter() for name in node.attrib}


def test_nothing_is_stacked(figure):
    """A line for each, never a share of a whole."""
    kinds = {mark for chart in _charts(figure.draw(640).to_dict()) if (mark := _mark(chart))}
    stacks = [c for c in _charts(figure.draw(640).to_dict()) for e in _encodings(c) if "stack" in e]
    assert "line" in kinds and "area" not in kinds and stacks == []


def _charts(spec):
    yield spec
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for inner in spec.get(name, ()):
            yield from _charts(inner)


def _mark(spec):
    mark = spec.get("mark", "")
    return mark if isinstance(mark, str) else mark["type"]


def _encodings(spec):
    return spec.get("encoding", {}).values()


def test_a_line_is_never_drawn_across_a_gap():
    """The rows that one line joins are neighbours in time."""
    for place in tables.place_codes():
        chart = panels.panel(tables.series("harvest", place), place, 300, 60).to_dict()
        lines = [layer for layer in chart["layer"] if layer["mark"]["type"] == "line"]
        assert lines
        for layer in lines:
            rows = chart["datasets"][layer["data"]["name"]]
            same = [(a, b) for a, b in pairwise(rows) if a["stretch"] == b["stretch"]]
            joined = [b["at"] - a["at"] for a, b in same]
            assert joined and set(joined) == {1}


def test_the_provisional_part_is_dashed_and_said():
    """In the picture, the words and the table."""
    chart = panels.panel(tables.series("visits", "UP"), "Upper Valley", 300, 6000).to_dict()
    dashes = {
        tuple(layer["mark"]["strokeDash"]): [
            row["at"] for row in chart["datasets"][layer["data"]["name"]]
        ]
        for layer in chart["layer"]
        if layer["mark"]["type"] == "line"
    }
    turn = pytest.approx(2023 + 11 / 12)
    assert min(dashes[4, 3]) == turn and max(dashes[1, 0]) == turn
    figure = FIGURES["months"]()
    assert "provisional" in figure.subtitle and "so far" in figure.description
    assert figure.columns[-1] == "Provisional" and {row[-1] for row in figure.rows} == {"yes", "no"}


def test_a_chart_refuses_to_compare_places_by_group():
    """One place at a time, with the reason that the publisher gives."""
    with pytest.raises(Refused, match="should not be compared by plant"):
        charts.show_groups(
            [tables.series("beds", place, "herbs") for place in tables.place_codes()]
        )


ROWS = {"months": 64, "late": 9, "groups-UP": 6, "groups-LO": 6, "rates": 4, "change": 4}


@pytest.mark.parametrize("name", FIGURES)
def test_the_table_has_every_point(name):
    """Nothing is dropped between the table and the picture: a row for each month or year."""
    rows = FIGURES[name]().rows
    assert len({row[0] for row in rows}) == len(rows) == ROWS[name]


def test_a_gap_and_a_hidden_count_are_said():
    """“no figure” where the publisher gives none, and no number where it would be below ten."""
    (row,) = (row for row in FIGURES["change"]().rows if row[0] == "2021")
    assert [cell.text for cell in row[1:]] == ["no figure", "18.0"]
    (row,) = (row for row in FIGURES["groups-UP"]().rows if row[0] == "2020")
    assert "1 to 9 (hidden)" in [getattr(cell, "text", cell) for cell in row]


def test_figures_in_titles_carry_their_address():
    """A machine can check them."""
    title = str(html.line(FIGURES["groups-UP"]().title))
    number = r'<span class="num" data-key="beds\.UP\.vegetables\.2023" data-value="278"[^>]*>278<'
    assert re.search(number, title)


def test_the_title_says_what_the_figures_say():
    """It names the month, the places and the direction, and changes with them."""
    assert "December 2023" in html.plain(FIGURES["months"]().title)
    assert "every place shown" in html.plain(FIGURES["months"]().title)
    assert html.plain(FIGURES["change"]().title) == (
        "Vegetables from school gardens, 2019 to 2022: up in Upper Valley, and down in Lower Valley"
    )
