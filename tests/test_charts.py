"""The charts that only this book has: their approved looks, and its games of chance."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from plainresults import data
from plainresults.evidence import statistics
from plainresults.rendering.palette import COLOURS
from sample_books import ROOT

from study import luck, states, timeline

STUDY = data.load().lists["study"]
FIGURES = {
    "luck-grows": luck.show_luck_grows(10),
    "states": states.show_states(data.load().shapes["states"], STUDY["sites"]),
    "timeline": timeline.show_timeline(STUDY["timeline"]),
}


@pytest.mark.parametrize(("name", "width"), [(n, w) for n, f in FIGURES.items() for w in f.widths])
def test_a_chart_looks_as_approved(name, width, file_regression):
    """The picture is the one in figures/; `pytest --force-regen` approves a new look."""
    file_regression.check(FIGURES[name].svg(width), extension=".svg", basename=f"{name}-{width}")


@pytest.fixture
def original_datadir() -> Path:
    """The approved pictures lie in figures/."""
    return ROOT / "figures"


@pytest.mark.parametrize("name", FIGURES)
def test_pictures_can_be_read_and_follow_the_page(name):
    """12 px at least, in colours that the page can change, with a name and a description."""
    for width in FIGURES[name].widths:
        root = ElementTree.fromstring(FIGURES[name].svg(width))
        assert root.get("role") == "img" and root[0].text and root[1].text
        for node in root.iter():
            assert float(node.get("font-size", "12px").removesuffix("px")) >= 12
            for paint in ("fill", "stroke"):
                colour = node.get(paint, "none")
                assert colour in ("none", "transparent", *COLOURS.values()), colour


def test_luck_is_the_same_on_every_run_and_close_to_the_formula():
    """The simulation has a seed, and its share of hits is the P value."""
    away = 1.03
    once = luck.simulate_no_effect(away)
    assert once == luck.simulate_no_effect(away)
    assert once.hits / once.trials == pytest.approx(statistics.p_value(away), abs=0.015)
    many = luck.simulate_many_results(10)
    assert many.hits / many.trials == pytest.approx(1 - 0.95**10, abs=0.015)


def test_a_game_of_chance_fills_as_many_dots_as_it_says():
    """For the main result."""
    figure = luck.show_luck(data.load().trial_result)
    root = ElementTree.fromstring(figure.svg(figure.widths[0]))
    filled = [node for node in root.iter() if node.get("class") == "cf-soft cs-soft"]
    assert figure.title[0].startswith(f"By luck alone, about {len(filled)} of 100 studies")
