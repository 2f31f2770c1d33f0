"""What a reader is told of each kind of result: true, whole, and in the words of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import results
import sample_books
import yaml
from plainresults.evidence import store
from plainresults.rendering import fact_box, html

CASES = yaml.safe_load(Path(__file__).with_name("told.yml").read_text("utf8"))
TRIALS = {
    "lamp": {
        "name": "The lamp trial",
        "short": "the study",
        "tested": "the lamp",
        "registry": "unknown",
        "main": "moss2021.a_difference_with_both_arms",
        "allocation": "RANDOMIZED",
        "arms": {
            arm.key: {"label": arm.label, "in_sentence": arm.in_sentence, "type": arm.type}
            for arm in list(results.ARMS.values())[:2]
        },
        "funding": "unknown",
        "conflicts": "unknown",
    }
}


def whole(fields: dict) -> dict:
    rates = {"counted": "falls", "per": {"number": 100, "of": "adults"}}
    needs = fields.get("statistic", "rate") in ("rate", "proportion")
    return results.PLAIN | (rates if needs else {}) | fields


@pytest.fixture(scope="module", autouse=True)
def lamp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A book whose one source has an outcome for each case."""
    book = sample_books.make(tmp_path_factory.mktemp("lamp") / "book")
    outcomes = {name: whole(case["outcome"]) for name, case in CASES.items()}
    source = {"checked": "2026-11-21", "seen_in": "table", "design": "randomized"}
    text = yaml.safe_dump(source | {"outcomes": outcomes}, sort_keys=False)
    book.write("data/moss2021.yml", text)
    (book.folder / "data" / "fern2022.yml").unlink()
    book.write("data/trials.yml", yaml.safe_dump({"trials": TRIALS}, sort_keys=False))
    with sample_books.in_use(book.folder):
        yield


@pytest.mark.parametrize("name", CASES)
def test_a_fact_box_tells_each_kind_of_result_truly(name):
    """Verdict, arms, difference and range."""
    case, outcome = CASES[name], store.outcome(f"moss2021.{name}")
    rows = {label: html.plain(line) for label, line in fact_box.rows(outcome)}
    assert outcome.verdict == case["verdict"], rows
    for label, text in case.get("rows", {}).items():
        assert text in rows[label]
    told = json.dumps({k: v for k, v in rows.items() if k != "Who paid"}, ensure_ascii=False)
    assert not [false for false in case.get("never", ()) if false in told]


def test_a_limit_is_not_published_as_a_value():
    """P < 0.001 is “less than 0.001”, also in the published numbers."""
    number = store.number("moss2021.a_hazard_ratio.ratio.p")
    assert (number.text, number.row()["limit"]) == ("less than 0.001", "<")
    assert store.number("moss2021.a_hazard_ratio.ratio").row()["p"] is None


def test_an_odds_ratio_has_no_percentage():
    """So nobody can put one on a page."""
    keys = [key for key in store.load().numbers if key.startswith("moss2021.an_odds_ratio.")]
    assert keys and not any("percent" in key for key in keys)


def test_survival_is_never_a_count_of_people():
    """76% at 12 months is an estimate, and not 57 of 75."""
    keys = [key for key in store.load().numbers if key.startswith("moss2021.survival")]
    assert keys == [f"moss2021.survival_at_a_time.one{end}" for end in ("", ".low", ".high")]
