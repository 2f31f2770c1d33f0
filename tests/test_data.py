"""The dataset: its shape, its sense, and what is computed from it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from plainresults.errors import Faults
from plainresults.evidence import statistics, store
from plainresults.evidence.model import Estimate
from plainresults.rendering import effects, fact_box, html
from sample_books import ROOT

DATA = ROOT / "data"

KNOWN = store.load()
RATIOS = [o for o in KNOWN.outcomes.values() if o.ratio]
MAIN = "samet2024.opioid_deaths"


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


@pytest.mark.parametrize(
    "outcome", [o for o in RATIOS if o.intervention and o.control], ids=lambda o: o.key
)
def test_a_ratio_agrees_with_its_two_rates(outcome):
    """Adjustment moves a ratio a little, never by a tenth."""
    assert float(outcome.intervention.value / outcome.control.value) == pytest.approx(
        float(outcome.ratio.value), rel=0.1
    )


def test_every_source_of_the_list_has_numbers_and_every_number_a_source():
    """An entry of sources.bib without numbers has to be named on a page or in a list; a file without an entry is a loose end."""
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


def test_the_key_numbers_are_those_of_the_paper():
    """The main result, entered once more by hand as a guard against a slip in the file."""
    shown = [
        KNOWN.number(f"{MAIN}.{part}").text
        for part in (
            "intervention",
            "control",
            "fewer",
            "ratio",
            "ratio.low",
            "ratio.high",
            "ratio.p",
            "percent_lower",
        )
    ]
    assert shown == ["47.2", "51.7", "4.5", "0.91", "0.76", "1.09", "0.30", "9"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0.76", "1.09", "unclear"),
        ("0.44", "0.91", "lower"),
        ("1.28", "2.51", "higher"),
        ("0.80", "1.00", "unclear"),
        ("1.00", "1.20", "unclear"),
    ],
)
def test_the_verdict_follows_from_the_interval(low, high, expected):
    """An interval that includes, or touches, no difference is unclear."""
    outcome = KNOWN.outcome(MAIN)
    estimate = Estimate(Decimal("0.9"), Decimal(low), Decimal(high))
    compared = {"": replace(outcome.main, estimate=estimate)}
    assert replace(outcome, comparisons=compared).verdict == expected


def test_the_range_in_words_names_both_directions():
    """“From 24% lower to 9% higher”; where both ends are lower, the smaller change comes first."""
    assert html.plain(effects.range_line(KNOWN.outcome(MAIN))) == "from 24% lower to 9% higher"
    assert (
        html.plain(effects.range_line(KNOWN.outcome("freisthler2024.opioid_stimulant_deaths")))
        == "from 9% to 56% lower"
    )


def test_a_missing_result_is_said_and_not_left_out():
    """The naloxone score of the stigma paper has no numbers, and one row says so."""
    outcome = KNOWN.outcome("davis2024.naloxone_stigma")
    rows = dict(fact_box.rows(outcome))
    assert outcome.verdict == "unknown"
    assert html.plain(rows["The result"]) == "not published in what we could read"


def test_a_result_known_only_in_words_shows_no_rate():
    """The words of the source give the verdict, and one row says that no figure is there."""
    outcome = KNOWN.outcome("stopka2024.waivered_practitioners")
    rows = dict(fact_box.rows(outcome))
    assert outcome.verdict == "unclear"
    assert html.plain(rows["The result"]) == "not published in what we could read"
    assert "no clear difference" in html.plain(rows["What we can say"]).lower()
    assert "Chance alone" not in html.plain(rows["What we can say"])


def test_a_difference_of_scores_goes_from_the_small_to_the_large_end():
    """“From 0.05 to 0.48 points lower”, and each group's own score is said to be missing."""
    rows = dict(fact_box.rows(KNOWN.outcome("knudsen2024.naloxone_health")))
    between = html.plain(rows["How low or high it could be"])
    assert between == "from 0.05 to 0.48 points lower on the survey score"
    assert html.plain(rows["Difference"]) == "0.26 points lower on the survey score"
    assert html.plain(rows["Communities that had to wait"]) == "not published in what we could read"


def test_a_sum_is_worked_out_and_says_how():
    """Nobody types a sum, a difference or a product; the two ways to the whole cost agree."""
    each, total = KNOWN.number("barocas2025.each"), KNOWN.number("barocas2025.total")
    assert each.part.how == "1,030,405 + 668,030 + 235,915"
    assert (each.text, total.text) == ("1,934,350", "63,833,542")
    assert float(total.part.value) / 33 == pytest.approx(float(each.part.value), abs=1)
    assert KNOWN.number("barocas2025.each.millions").text == "1.93"
    assert KNOWN.number("luster2025.liked_gap").text == "0.05"
    assert KNOWN.number("knudsen2024.results").text == "6"


def test_the_menu_has_a_required_choice_of_each_kind():
    """The rules of the menu and the counts of required choices are the same thing."""
    for kind in ("naloxone", "treatment", "prescribing"):
        required = [
            choice for choice in KNOWN.menu if choice.kind == kind and choice.rule == "required"
        ]
        assert len(required) == KNOWN.number(f"winhusen2020.required_{kind}").part.value


def test_an_unknown_number_names_the_nearest():
    """An author who mistypes a key reads what was meant."""
    with pytest.raises(KeyError, match=r"Did you mean samet2024\.opioid_deaths\.control"):
        store.number("samet2024.opioid_death.control")


MISTAKES = [
    (
        "YAML that does not parse",
        "samet2024.yml",
        'checked: "2026-11-21"',
        'checked: "2026-11-21',
        r"not YAML.*begun in line 3",
    ),
    (
        "a field is missing",
        "samet2024.yml",
        "    who: Adults who live in the study's communities\n",
        "",
        r"“who” is missing",
    ),
    (
        "an unknown field",
        "samet2024.yml",
        "    rank: PRIMARY",
        "    rank: PRIMARY\n    rnk: x",
        r"“rnk” means nothing here\. Did you mean rank",
    ),
    (
        "a value outside its interval",
        "samet2024.yml",
        "value: 0.91",
        "value: 0.67",
        r"0\.67 lies outside its interval, 0\.76 to 1\.09",
    ),
    (
        "a P value that cannot be",
        "samet2024.yml",
        "p: 0.30",
        "p: 0.03",
        r"P value 0\.03 does not fit its interval, which gives 0\.3053",
    ),
    (
        "rates that do not fit the ratio",
        "samet2024.yml",
        "{value: 51.7}",
        "{value: 71.7}",
        r"0\.91 is far from its two arms",
    ),
    (
        "parts that do not add up",
        "samet2024.yml",
        "value: 254",
        "value: 245",
        r"strategies_done is 615, but its parts add up to 606",
    ),
    (
        "a share of nothing",
        "samet2024.yml",
        "of: strategies_chosen",
        "of: strategies_chozen",
        r"strategies_chozen. is no number of this file",
    ),
    (
        "a sum of nothing",
        "barocas2025.yml",
        "[total_coalition, total_strategies, total_campaigns]",
        "[total_coalition, total_strategies, each_kampaigns]",
        r"each_kampaigns. is no number of this file",
    ),
    (
        "a sum of what stands below it",
        "winhusen2020.yml",
        "required_prescribing], unit",
        "required], unit",
        r"required., or stands|stands below the sum|“required”",
    ),
    (
        "a value and a sum",
        "winhusen2020.yml",
        "required: {sum_of",
        "required: {value: 5, sum_of",
        r"is valid under each of",
    ),
    (
        "a rate without its denominator",
        "freeman2025.yml",
        "    counted: naloxone units\n    per: {number: 100000, of: residents}\n    who: Naloxone units given out in",
        "    who: Naloxone units given out in",
        r"is not valid under any of",
    ),
    (
        "a menu without rules",
        "chandler2023.yml",
        "    title: First responders give naloxone\n    rule: optional",
        "    title: First responders give naloxone",
        r"“rule” is missing",
    ),
    (
        "a key given twice",
        "samet2024.yml",
        "    lower_is: better",
        "    lower_is: better\n    lower_is: worse",
        r"lower_is. is given twice",
    ),
    (
        "words for a number",
        "samet2024.yml",
        "value: 47.2",
        "value: about 47",
        r"'about 47' is not of type 'number'",
    ),
    ("a day that is none", "samet2024.yml", '"2026-11-21"', '"today"', r"'today' does not match"),
    (
        "a main result that is not there",
        "trials.yml",
        "main: samet2024.opioid_deaths",
        "main: samet2024.opioid_death",
        r"no outcome “samet2024.opioid_death”",
    ),
    (
        "an arm that is not there",
        "samet2024.yml",
        "      control: {value: 51.7}",
        "      controls: {value: 51.7}",
        r"the trial has no arm “controls”. Did you mean control",
    ),
    (
        "a list that is not BibTeX",
        "sources.bib",
        "pmid = {38884347},",
        "pmid = {38884347,",
        r"not BibTeX",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_in_the_data_is_named_with_file_and_line(tmp_path: Path, file, old, new, message):
    """Each planted mistake stops the load with one line: file, line, what is wrong, how to mend it."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / file).read_text("utf8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), "utf8")
    with pytest.raises(Faults, match=message) as caught:
        store.load(folder)
    fault = caught.value.faults[0]
    assert Path(fault.file).name in (file, "data")
    assert fault.line > 0 or file == "davis2024.yml"
    assert fault.remedy


def test_a_file_without_a_source_is_a_mistake(tmp_path: Path):
    """A number without a source cannot be written down."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    (folder / "samet2024.yml").rename(folder / "samett2024.yml")
    with pytest.raises(
        Faults, match=r"samett2024\.yml:1: .*sources\.bib has no entry.*Did you mean samet2024"
    ):
        store.load(folder)


def test_all_mistakes_are_named_at_once(tmp_path: Path):
    """An author mends them in one go."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    for file in ("samet2024.yml", "davis2024.yml"):
        (folder / file).write_text(
            (folder / file).read_text("utf8").replace("design: randomized\n", ""), "utf8"
        )
    with pytest.raises(Faults) as caught:
        store.load(folder)
    assert {Path(fault.file).name for fault in caught.value.faults} == {
        "samet2024.yml",
        "davis2024.yml",
    }
