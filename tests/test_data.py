"""What was entered for this book: each value fits the others, and each source is used."""

from __future__ import annotations

import re

import pytest
from plainresults.evidence import statistics, store
from sample_books import ROOT

KNOWN = store.load()
RATIOS = [o for o in KNOWN.outcomes.values() if o.ratio]


@pytest.mark.parametrize("outcome", RATIOS, ids=lambda o: o.key)
def test_a_percentage_agrees_with_its_ratio(outcome):
    """The percentage a page shows is the printed ratio's, to the digit."""
    side = "lower" if outcome.ratio.value < 1 else "higher"
    assert (
        KNOWN.number(f"{outcome.key}.percent_{side}").part.value
        == abs(outcome.ratio.value - 1) * 100
    )


@pytest.mark.parametrize("outcome", store.outcomes(), ids=lambda o: o.key)
def test_a_p_value_agrees_with_its_interval(outcome):
    """The published P value lies within a quarter standard error of the one worked out again."""
    assert abs(outcome.distance) == pytest.approx(
        statistics.z_value(float(outcome.published_p)), abs=0.25
    )


def test_at_least_five_p_values_can_be_worked_out_again():
    """The check above has something to check."""
    assert len(store.outcomes()) >= 5


@pytest.mark.parametrize("outcome", [o for o in RATIOS if o.pair], ids=lambda o: o.key)
def test_a_ratio_agrees_with_its_two_rates(outcome):
    """Adjustment moves a ratio a little, never by a tenth."""
    assert float(outcome.pair[0].value / outcome.pair[1].value) == pytest.approx(
        float(outcome.ratio.value), rel=0.1
    )


def test_every_source_of_the_list_has_numbers_and_every_number_a_source():
    """An entry without numbers is named on a page or in a list; no file is without an entry."""
    files = {path.stem for path in KNOWN.files if path.suffix == ".yml"} - set(KNOWN.lists)
    files -= {"trials"}
    pages = " ".join(path.read_text("utf8") for path in (ROOT / "chapters").glob("*.md"))
    named = {
        key
        for key in KNOWN.sources
        if re.search(rf"[<`]{key}[>`]", pages) or f"'{key}'" in str(KNOWN.lists)
    }
    assert files <= set(KNOWN.sources)
    assert not set(KNOWN.sources) - files - named


def test_the_menu_has_a_required_choice_of_each_kind():
    """The rules of the menu and the counts of required choices are the same thing."""
    for kind in ("naloxone", "treatment", "prescribing"):
        required = [
            choice for choice in KNOWN.menu if choice.kind == kind and choice.rule == "required"
        ]
        assert len(required) == KNOWN.number(f"winhusen2020.required_{kind}").part.value
