"""Charts: what stands in a picture, in its words and in its files, and what no chart shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plainresults import charts, data
from plainresults.charts.figure import Choice, Figure
from plainresults.charts.rows import LETTER, LINE
from plainresults.evidence.model import Number
from plainresults.evidence.series import Stat
from plainresults.rendering import html
from plainresults.rendering.palette import COLOURS, NARROW, WIDE

SVG = "{http://www.w3.org/2000/svg}"
MAIN, SWEETS, LIKING = "moss2021.missed_days", "moss2021.sweets_sold", "fern2022.liking"
TRIED, PICKED, WORK, NOISE = (f"clay2023.{key}" for key in ("tried", "picked", "work", "noise"))
SCORE = ("clay2023.lowest", "clay2023.highest")


def numbers(*keys: str) -> list[Number]:
    """The numbers at these addresses."""
    return [data.number(key) for key in keys]


def everything() -> list:
    """Every outcome of the book."""
    return list(data.load().outcomes.values())


DRAWN: dict[str, Callable[[], Figure]] = {
    "groups": lambda: charts.compare_groups(data.outcome(MAIN)),
    "groups of two": lambda: charts.compare_groups(*data.outcomes(TRIED, PICKED)),
    "estimates": lambda: charts.compare_estimates(*data.outcomes(TRIED, PICKED)),
    "interval": lambda: charts.show_intervals(data.outcomes(MAIN)),
    "intervals": lambda: charts.show_intervals(data.outcomes(MAIN, SWEETS, PICKED)),
    "goal": lambda: charts.show_intervals(data.outcomes(MAIN), target=data.number("clay2023.goal")),
    "changes": lambda: charts.compare_changes(data.outcome(LIKING)),
    "differences": lambda: charts.show_differences(data.outcomes(WORK, NOISE)),
    "all ratios": lambda: charts.show_all_ratios(everything()),
    "all scores": lambda: charts.show_all_scores(everything()),
    "of a hundred": lambda: charts.show_of_hundred(data.outcome(TRIED)),
    "steps": lambda: charts.show_steps(
        numbers("moss2021.beds_planned", "moss2021.beds_built", "moss2021.beds_vegetables")
    ),
    "shares": lambda: charts.show_shares([numbers("moss2021.beds_built", "moss2021.beds_planned")]),
    "amounts": lambda: charts.show_amounts(
        numbers("clay2023.cost_tools", "clay2023.cost_seeds"), data.number("clay2023.cost")
    ),
    "parts": lambda: charts.show_parts(
        numbers("moss2021.beds_vegetables", "moss2021.beds_herbs", "moss2021.beds_flowers"),
        "What was planted",
        ("Vegetables", "Herbs", "Flowers"),
    ),
    "scores": lambda: charts.show_scores(
        [tuple(numbers(*(f"clay2023.fun_{part}" for part in ("digging", "weeding", "gap"))))],
        tuple(numbers(*SCORE)),
    ),
    "rates over time": lambda: charts.show_rates(data.places("harvest"), "UP"),
    "change over time": lambda: charts.show_change(data.places("harvest")),
    "one place": lambda: charts.show_place(data.places("harvest")[0]),
    "months": lambda: charts.show_months(data.places("harvest")),
}
TABLES: dict[str, Callable[[], Figure]] = {
    "P values": lambda: charts.compare_p_values(data.outcomes()),
    "all results": lambda: charts.list_results(everything()),
    "unread": lambda: charts.show_result(data.outcome("clay2023.unread")),
}


@pytest.fixture(params=DRAWN)
def figure(request: pytest.FixtureRequest) -> Figure:
    """Each chart with a picture in turn."""
    return DRAWN[request.param]()


@pytest.fixture(params=DRAWN | TABLES)
def any_figure(request: pytest.FixtureRequest) -> Figure:
    """Each chart in turn, also those that are a table."""
    return (DRAWN | TABLES)[request.param]()


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize(("name", "width"), [(n, w) for n in DRAWN for w in (WIDE, NARROW)])
def test_a_chart_looks_as_approved(name, width, file_regression):
    """The picture is the one in looks/; `pytest --force-regen` approves a new look."""
    text = DRAWN[name]().svg(width)
    file_regression.check(text, extension=".svg", basename=f"{name.replace(' ', '-')}-{width}")


@pytest.fixture
def original_datadir() -> Path:
    """Where the approved pictures lie."""
    return Path(__file__).with_name("looks")


@dataclass
class Shape:
    """A shape of a picture, with its place in px: left, top, right and bottom."""

    node: ElementTree.Element
    box: tuple[float, float, float, float]


def placed(root: ElementTree.Element, x: float = 0, y: float = 0) -> Iterator[Shape]:
    """Every text and line of a picture, with the px that it takes."""
    for node in root:
        move = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", node.get("transform", ""))
        left, top = (x + float(move[1]), y + float(move[2])) if move else (x, y)
        if node.tag == f"{SVG}text":
            lines = ["".join(span.itertext()) for span in node] or [node.text or ""]
            size = float(node.get("font-size").removesuffix("px")) / 14
            width = size * LETTER * max(map(len, lines))
            start = {"end": left - width, "middle": left - width / 2}.get(
                node.get("text-anchor"), left
            )
            above = top - 11 * size
            yield Shape(
                node, (start, above, start + width, above + 13 * size + LINE * (len(lines) - 1))
            )
        elif node.tag == f"{SVG}line":
            right, bottom = left + float(node.get("x2")), top + float(node.get("y2"))
            yield Shape(
                node, (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            )
        yield from placed(node, left, top)


def picture(figure: Figure, width: int) -> ElementTree.Element:
    """The SVG of a figure."""
    return ElementTree.fromstring(figure.svg(width))


def test_a_picture_has_a_name_and_a_description(figure):
    """A screen reader announces one picture with its finding, not a heap of shapes."""
    for width in figure.widths:
        root = picture(figure, width)
        texts = {node.get("id"): node.text for node in root}
        assert root.get("role") == "img"
        assert texts[root.get("aria-labelledby")] == html.plain(figure.title)
        assert texts[root.get("aria-describedby")] == figure.description
        inside = {name for node in root.iter() if node is not root for name in node.attrib}
        assert not inside & {"role", "aria-label", "aria-roledescription"}


def test_text_in_a_picture_can_be_read(figure):
    """It is at least 12 px high, and stands inside a picture that is as wide as was asked for."""
    for width in figure.widths:
        root = picture(figure, width)
        texts = [shape for shape in placed(root) if shape.node.tag == f"{SVG}text"]
        assert texts and float(root.get("width")) <= width
        for text in texts:
            assert float(text.node.get("font-size").removesuffix("px")) >= 12
            assert text.box[0] >= -1, text.node.text
            assert text.box[2] <= width + 12, text.node.text


def test_no_line_crosses_words_and_no_words_overlap(figure):
    """Labels have room of their own, also above a line of no difference."""
    for width in figure.widths:
        shapes = list(placed(picture(figure, width)))
        texts = [shape for shape in shapes if shape.node.tag == f"{SVG}text"]
        upright = [s for s in shapes if s.node.tag == f"{SVG}line" and s.box[3] - s.box[1] > 8]
        for text in texts:
            left, top, right, bottom = text.box
            for other in (*upright, *(other for other in texts if other is not text)):
                a, b, c, d = other.box
                apart = a > right - 3 or c < left + 3 or b > bottom - 3 or d < top + 3
                assert apart, (text.node.text, ElementTree.tostring(other.node))


def test_every_colour_of_a_picture_follows_the_page(figure):
    """A colour without a class would stay dark on dark."""
    for width in figure.widths:
        for node in picture(figure, width).iter():
            for paint in ("fill", "stroke"):
                colour = node.get(paint, "none")
                name = next((name for name, value in COLOURS.items() if value == colour), "")
                assert colour in ("none", "transparent") or f"c{paint[0]}-{name}" in node.get(
                    "class", ""
                ), ElementTree.tostring(node)


def widths_of(figure: Figure, *colours: str) -> list[float]:
    """How wide the bars in these colours are, in px."""
    wanted = [COLOURS[colour] for colour in colours]
    paths = [
        node for node in picture(figure, WIDE).iter(f"{SVG}path") if node.get("fill") in wanted
    ]
    return [float(re.search(r"h([\d.]+)", node.get("d"))[1]) for node in paths]


def test_bars_start_at_zero_and_stand_for_their_values():
    """The length of each bar is its value: 41.2 is to 44.3 as the one bar is to the other."""
    first, second = widths_of(DRAWN["groups"](), "first", "second")
    assert first / second == pytest.approx(41.2 / 44.3, rel=1e-3)


def test_parts_fill_the_whole():
    """Each part is as long as its share of the outline, which is the sum of all."""
    parts, (whole, *_) = widths_of(DRAWN["parts"](), "soft"), widths_of(DRAWN["parts"](), "ground")
    assert [round(part / whole, 2) for part in parts] == [0.56, 0.28, 0.17]
    assert sum(parts) == pytest.approx(whole, abs=0.5)


def test_a_square_has_as_many_filled_dots_as_were_counted():
    """57 of 100 against 60 of 100."""
    dots = [
        node.get("class") for node in picture(DRAWN["of a hundred"](), NARROW).iter(f"{SVG}path")
    ]
    assert len(dots) == 200
    assert [dots.count(f"cf-{colour} cs-{colour}") for colour in ("first", "second")] == [57, 60]


def test_an_empty_dot_is_a_range_that_includes_no_difference():
    """The three results: no clear difference, lower, higher."""
    dots = [node.get("fill") for node in picture(DRAWN["intervals"](), WIDE).iter(f"{SVG}path")]
    assert dots == [COLOURS["ground"], COLOURS["first"], COLOURS["first"]]


def test_the_ends_of_a_range_are_told_in_words(figure):
    """As a reader would say them, at both widths."""
    if figure.name.startswith("show-intervals-missed-days"):
        for width in figure.widths:
            said = " ".join(" ".join(picture(figure, width).itertext()).split())
            assert "20% lower" in said and "8% higher" in said


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("groups", "Missed days of school: 41.2 against 44.3, no clear difference"),
        ("interval", "Missed days of school: from 20% lower to 8% higher"),
        (
            "intervals",
            "No clear difference: missed days of school; lower with a garden: sweets sold at "
            "school; higher with a garden: children who picked a vegetable",
        ),
        ("changes", "How much children like vegetables: rose more with a garden"),
        (
            "differences",
            "How hard teachers found it: lower with a garden; how noisy it was: "
            "no clear difference",
        ),
        (
            "all ratios",
            "Missed days of school: no clear difference. Of 3 others: no clear difference in 1, "
            "higher with a garden in 1, lower with a garden in 1",
        ),
        (
            "of a hundred",
            "Children who tried a new vegetable: 57 of 100 against 60 of 100, no clear difference",
        ),
        ("steps", "Beds built: vegetables: 50 of 90, or 56%"),
        ("shares", "Planned beds that were built: 90 of 120, or 75%"),
        ("amounts", "Tools was the largest part: 80% of the whole"),
        ("parts", "What was planted: 50 vegetables, 25 herbs, 15 flowers"),
        ("scores", "How much fun: a gap of 0.58 points from 1 to 5"),
        (
            "rates over time",
            "Vegetables from school gardens, 2022: set against Upper Valley, lower in Lower Valley",
        ),
        (
            "change over time",
            "Vegetables from school gardens, 2019 to 2022: up in Upper Valley, and down in "
            "Lower Valley",
        ),
        (
            "months",
            "Vegetables from school gardens: by 2022, below the highest point in Lower Valley",
        ),
    ],
)
def test_a_title_says_what_the_data_say(name, title):
    """It follows from values and verdicts, so it cannot drift from the data."""
    assert html.plain(DRAWN[name]().title) == title


def test_two_charts_of_one_result_have_two_titles():
    """So that a page does not say the same twice."""
    assert html.plain(DRAWN["groups"]().title) != html.plain(DRAWN["interval"]().title)


def test_the_largest_gap_between_p_values_is_told():
    """The title does not claim that they agree."""
    gaps = [
        abs(float(row[2].part.value) - float(row[3].part.value))
        for row in TABLES["P values"]().rows
    ]
    assert TABLES["P values"]().title == [
        f"Worked out again, {len(gaps)} P values differ from the published ones "
        f"by at most {max(gaps):.2f}"
    ]


def test_the_goal_is_named_and_told_apart_from_the_result():
    """It is another number than the gap between the groups, and the note says so."""
    figure = DRAWN["goal"]()
    assert "goal: 20% lower" in " ".join(picture(figure, WIDE).itertext())
    assert any("the goal: how far missed days should fall, 20%" in note for note in figure.notes)
    assert any("our reading" in note for note in figure.notes)


def test_a_result_without_a_range_is_named_and_not_drawn():
    """In the charts of all results."""
    for name, key in (("all ratios", "clay2023.unseen"), ("all scores", "clay2023.unread")):
        figure, hidden = DRAWN[name](), data.outcome(key)
        assert hidden.title not in [row[0] for row in figure.rows]
        assert any(hidden.plain in note for note in figure.notes)


def test_scores_with_different_points_never_share_a_panel():
    """One panel for a change, and one for the gaps of one paper in one unit."""
    assert len(DRAWN["all scores"]().draw(WIDE).to_dict()["vconcat"]) == 2


def test_a_share_that_is_not_of_the_number_before_is_not_told():
    """25 of 120 is not the share that has an address, which is of 90."""
    title = charts.show_steps(numbers("moss2021.beds_planned", "moss2021.beds_herbs")).title
    assert html.plain(title) == "Beds built: herbs: 25 of 120"


# ------------------------------------------------------------------ files and fields


def test_a_picture_to_take_along_says_what_was_found_and_where_from(figure):
    """It carries its title to be seen, and its description and source to be read out."""
    root = ElementTree.fromstring(figure.download_svg())
    seen = " ".join(" ".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    assert html.plain(figure.title).split()[0] in seen
    assert root[0].text == html.plain(figure.title)
    for source in figure.sources:
        assert source.short in root[1].text


def test_a_table_to_take_along_has_the_values_of_the_page(any_figure):
    """Title and sources stand above, and a number has no comma and no other minus sign."""
    head, rows = [], []
    for line in any_figure.csv().splitlines():
        (head if line.startswith("#") else rows).append(line)
    assert head[0] == f"# {html.plain(any_figure.title)}"
    for source in any_figure.sources:
        assert f"# Source: {source.short}, {source.link}" in head
    columns, *cells = csv.reader(rows)
    assert columns == list(any_figure.columns) and len(cells) == len(any_figure.rows)
    for read, row in zip(cells, any_figure.rows, strict=True):
        for text, cell in zip(read, row, strict=True):
            if isinstance(cell, Number):
                assert text == str(cell.part.value)
            elif isinstance(cell, Stat):
                assert text == str(cell.value)


def test_what_others_need_to_know_rides_along(any_figure):
    """Name, title, description, and the figure without links and buttons of the page."""
    shown, hidden = any_figure._repr_mimebundle_()
    (chart,), files = hidden["plainresults"]["charts"], hidden["plainresults"]["files"]
    assert chart["name"] == any_figure.name and chart["title"] == html.plain(any_figure.title)
    assert chart["description"] == any_figure.description
    assert f"{any_figure.name}.csv" in files
    assert (f"{any_figure.name}.svg" in files) == bool(any_figure.draw)
    for part in ('class="to-here"', 'class="embed"', 'class="explore"'):
        assert part not in chart["html"]
    assert 'class="to-here"' in shown["text/html"] or any_figure.name == "all-results"


def test_figures_that_stand_together_keep_their_fields_apart():
    """A page of two charts has the files and the fields of both, in order."""
    both = Choice([("One", DRAWN["groups"]()), ("Two", DRAWN["interval"]())])
    extras = both._repr_mimebundle_()[1]["plainresults"]
    assert [chart["name"] for chart in extras["charts"]] == [
        "compare-groups-missed-days",
        "show-intervals-missed-days",
    ]
    assert len(extras["files"]) == 4


def test_names_of_files_and_addresses_are_apart():
    """Two charts never write to the same file."""
    names = [draw().name for draw in (DRAWN | TABLES).values()]
    assert len(set(names)) == len(names) - 1  # with and without the goal is one chart
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: charts.compare_groups(*data.outcomes(MAIN, TRIED)), "one chart, one denominator"),
        (
            lambda: charts.compare_groups(data.outcome("clay2023.unseen")),
            "clay2023.unseen has no value for both arms in data/, so compare_groups cannot show it",
        ),
        (
            lambda: charts.show_intervals(data.outcomes("clay2023.unseen")),
            "no ratio with an interval in data/",
        ),
        (lambda: charts.compare_estimates(data.outcome(MAIN)), "no interval for each arm in data/"),
        (
            lambda: charts.show_differences(data.outcomes(WORK, LIKING)),
            "fern2022.liking has no difference with an interval",
        ),
        (
            lambda: charts.show_parts(
                numbers("moss2021.schools", "moss2021.beds_built"), "Both", ("One", "Two")
            ),
            "one unit",
        ),
    ],
)
def test_a_chart_refuses_what_would_mislead(draw, message):
    """Two denominators, or a result without its rates or range, are an error and not a picture."""
    with pytest.raises(ValueError, match=re.escape(message)):
        draw()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: charts.compare_groups(MAIN),
            f"compare_groups was given the text “{MAIN}”. Write data.outcome",
        ),
        (
            lambda: charts.compare_groups(data.number(f"{MAIN}.control")),
            f"compare_groups was given Number {MAIN}.control. Write data.outcome",
        ),
        (
            lambda: charts.compare_groups(data.outcome(MAIN), data.series("harvest", "UP")),
            "compare_groups was given Series",
        ),
        (
            lambda: charts.compare_groups(),
            "compare_groups was given nothing to show. Write charts.compare_groups(data.outcome",
        ),
        (
            lambda: charts.compare_groups(outcome=data.outcome(MAIN)),
            "compare_groups: got an unexpected keyword argument 'outcome'. "
            "Write charts.compare_groups(data.outcome",
        ),
        (
            lambda: charts.show_intervals(data.outcome(MAIN)),
            f"show_intervals was given Outcome {MAIN}. Write data.outcomes",
        ),
        (
            lambda: charts.show_intervals(data.outcomes(MAIN), target=20),
            "show_intervals was given 20. Write data.number",
        ),
        (
            lambda: charts.show_intervals([]),
            "show_intervals was given an empty list. Write data.outcomes",
        ),
        (lambda: charts.show_steps([]), "show_steps was given an empty list. Write [data.number"),
        (
            lambda: charts.show_shares([numbers("moss2021.schools")]),
            "show_shares was given [Number",
        ),
        (
            lambda: charts.compare_group(data.outcome(MAIN)),
            "there is no chart “compare_group”. Did you mean compare_groups",
        ),
    ],
)
def test_a_chart_that_is_asked_for_wrongly_says_what_to_write(call, said):
    """The message names the chart, what it was given, and the call that works."""
    with pytest.raises((TypeError, ValueError, AttributeError)) as caught:
        call()
    assert said in str(caught.value)


def test_every_chart_checks_what_it_is_given_and_says_where_it_is_drawn():
    """No chart is left without the check, which also notes the module that the page depends on."""
    drawn = [getattr(charts, name) for name in charts.__all__]
    plain = [chart.__name__ for chart in drawn if not hasattr(chart, "__wrapped__")]
    assert plain == ["choose_place", "together"]  # which put figures together


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (MAIN, "compare-groups-missed-days"),
        (LIKING, "compare-changes-liking"),
        (WORK, "show-differences-work"),
        ("clay2023.unread", "show-result-unread"),
    ],
)
def test_the_chart_that_fits_is_chosen(key, name):
    """From what is published; where nothing is, a table says so."""
    assert charts.show_result(data.outcome(key)).name == name


def test_a_title_is_not_longer_than_two_lines():
    """Outcomes with long names are counted there, and named in the picture."""
    found = [data.outcome(key) for key in (SWEETS, PICKED, MAIN)]
    assert "sweets" in charts.show_intervals(found).title[0].lower()
    long = [
        replace(one, plain=f"{one.plain} in all of the many gardens of the towns") for one in found
    ]
    title = html.plain(charts.show_intervals(long).title)
    assert title == "Lower with a garden in 1, higher with a garden in 1, no clear difference in 1"
    title = html.plain(charts.show_intervals([long[0]] * 4).title)
    assert title == "Lower with a garden in all 4 results"
