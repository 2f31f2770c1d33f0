"""Charts: their approved looks, and what they refuse to show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from plainresults.charts import kinds
from plainresults.evidence import statistics, store
from plainresults.rendering.palette import COLOURS, NARROW, WIDE

MAIN, MIX = store.outcomes("samet2024.opioid_deaths", "freisthler2024.opioid_stimulant_deaths")
DOORS = store.outcomes(
    *(f"freeman2025.naloxone_{door}" for door in ("units", "community", "pharmacies"))
)


def _numbers(stem: str, *names: str) -> list:
    return [store.number(stem + name) for name in names]


FIGURES = {
    "groups": kinds.compare_groups(MAIN),
    "groups-two": kinds.compare_groups(MAIN, MIX),
    "intervals": kinds.show_intervals([MAIN, MIX]),
    "intervals-goal": kinds.show_intervals(
        [MAIN], target=store.number("chandler2020.goal_percent")
    ),
    "changes": kinds.compare_changes(store.outcome("davis2024.treatment_stigma")),
    "steps": kinds.show_steps(
        [store.number(f"samet2024.strategies_{n}") for n in ("chosen", "done", "begun_in_time")]
    ),
    "estimates": kinds.compare_estimates(*DOORS),
    "intervals-wide": kinds.show_intervals(DOORS),
    "of-hundred": kinds.show_of_hundred(store.outcome("brown2025.medicine_start")),
    "differences": kinds.show_differences(
        store.outcomes("knudsen2024.naloxone_health", "knudsen2024.naloxone_other")
    ),
    "parts": kinds.show_parts(
        _numbers("samet2024.strategies_", "naloxone", "treatment", "prescribing"),
        "Put into action",
        ["One", "Two", "Three"],
    ),
    "shares": kinds.show_shares(
        [
            _numbers("silwal2025.barriers", "_resolved", ""),
            _numbers("silwal2025.misunderstood", "_cleared", ""),
        ]
    ),
    "scores": kinds.show_scores(
        [_numbers("luster2025.liked_", "study", "state", "gap")],
        _numbers("luster2025.score_", "lowest", "highest"),
    ),
    "amounts": kinds.show_amounts(
        _numbers("barocas2025.each_", "coalition", "strategies", "campaigns"),
        store.number("barocas2025.each"),
    ),
    "luck": kinds.show_luck(MAIN, statistics.simulate_no_effect(MAIN.distance)),
    "luck-grows": kinds.show_luck_grows([statistics.simulate_many_results(n) for n in (1, 5, 10)]),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """Each chart in turn."""
    return FIGURES[request.param]


@pytest.mark.parametrize(("name", "width"), [(n, w) for n, f in FIGURES.items() for w in f.widths])
def test_a_chart_looks_as_approved(name, width, file_regression):
    """The picture is the one in figures/; `pytest --force-regen` approves a new look."""
    file_regression.check(FIGURES[name].svg(width), extension=".svg", basename=f"{name}-{width}")


@pytest.fixture
def original_datadir():
    """The approved pictures lie in figures/."""
    from sample_books import ROOT

    return ROOT / "figures"


def test_a_picture_has_a_name_and_a_description(figure):
    """A screen reader announces one picture with its finding, not a heap of shapes."""
    for width in figure.widths:
        root = ElementTree.fromstring(figure.svg(width))
        texts = {node.get("id"): node.text for node in root}
        assert root.get("role") == "img"
        assert all(texts[name] for name in root.get("aria-labelledby").split())
        assert not any(
            node.get("aria-label") or node.get("role") for node in root.iter() if node is not root
        )


def test_text_in_a_picture_is_at_least_twelve_px(figure):
    """Twelve is the least that people can read."""
    for width in figure.widths:
        sizes = [
            float(node.get("font-size").removesuffix("px"))
            for node in ElementTree.fromstring(figure.svg(width)).iter()
            if node.get("font-size")
        ]
        assert sizes or figure.name.startswith("show-luck-")
        assert min(sizes, default=12) >= 12


def test_every_colour_of_a_picture_follows_the_page(figure):
    """A colour without a class would stay dark on dark."""
    for node in ElementTree.fromstring(figure.svg(figure.widths[0])).iter():
        for paint in ("fill", "stroke"):
            colour = node.get(paint, "none").lower()
            assert colour in ("none", "transparent") or (
                colour in COLOURS.values() and f"c{paint[0]}-" in node.get("class", "")
            ), ElementTree.tostring(node)


def test_the_download_says_what_was_found_and_where_from(figure):
    """A picture that travels alone carries its title; a table carries its source."""
    assert figure.title[0].__class__.__name__ and figure.csv().startswith("# ")
    assert "<title" in figure.download_svg()
    if figure.sources:
        assert (
            f"Source: {figure.sources[0].short}" in figure.csv()
            and f"Source: {figure.sources[0].short}" in figure.download_svg()
        )


def test_the_title_is_the_finding():
    """It follows from the verdict, so it cannot drift from the data."""
    assert kinds.compare_groups(MAIN).title == ["Opioid overdose deaths: no clear difference"]
    assert kinds.show_intervals([MIX]).title[0].endswith("lower with the program")


def test_many_results_are_named_by_their_verdict():
    """A title of three results says each verdict once, in the order of the results."""
    assert kinds.show_intervals(DOORS).title == [
        "Higher with the program: all naloxone units given out, naloxone units from community "
        "programs; no clear difference: naloxone units from pharmacies"
    ]


def test_the_parts_of_a_bar_fill_it():
    """The bar is the whole and nothing but its parts."""
    marks = kinds.show_parts(
        _numbers("samet2024.strategies_", "naloxone", "treatment", "prescribing"),
        "Put",
        ["One", "Two", "Three"],
    )
    assert (
        sum(int(row[1].part.value) for row in marks.rows)
        == store.number("samet2024.strategies_done").part.value
    )


def test_bars_start_at_zero_and_stand_for_their_values():
    """The length of each bar is its value: 47.2 is to 51.7 as the one bar is to the other."""
    table = ElementTree.fromstring(kinds.compare_groups(MAIN).svg(WIDE))
    lengths = [
        float(node.get("d").split("h")[1].split("v")[0])
        for node in table.iter()
        if node.get("d") and node.get("fill") in (COLOURS["program"], COLOURS["waited"])
    ]
    assert lengths[0] / lengths[1] == pytest.approx(47.2 / 51.7, rel=1e-3)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda: kinds.compare_groups(MAIN, store.outcome("davis2024.treatment_stigma")),
            "one chart, one denominator",
        ),
        (
            lambda: kinds.compare_groups(store.outcome("freisthler2024.all_drug_deaths")),
            "no rate for each group",
        ),
        (
            lambda: kinds.show_intervals([store.outcome("freisthler2024.opioid_cocaine_deaths")]),
            "no ratio with an interval",
        ),
        (lambda: kinds.compare_estimates(MAIN), "no rate with an interval for each group"),
        (
            lambda: kinds.show_differences(
                [
                    store.outcome("knudsen2024.naloxone_health"),
                    store.outcome("davis2024.treatment_stigma"),
                ]
            ),
            "one unit",
        ),
        (
            lambda: kinds.show_parts(
                _numbers("samet2024.", "communities", "strategies_done"), "Put", ["One", "Two"]
            ),
            "one unit",
        ),
    ],
)
def test_a_chart_refuses_what_would_mislead(draw, message):
    """Two denominators, or a result without its rates or range, are an error and not a picture."""
    with pytest.raises(ValueError, match=message):
        draw()


def test_a_narrow_picture_is_narrow():
    """A phone gets a picture drawn for it, not a shrunken one."""
    assert (
        float(ElementTree.fromstring(kinds.compare_groups(MAIN).svg(NARROW)).get("width")) <= NARROW
    )
