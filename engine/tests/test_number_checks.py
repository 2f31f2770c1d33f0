"""The checks of numbers: each finds its planted faults, and no check complains of honest values."""

from __future__ import annotations

from pathlib import Path

import pytest
import results
import sample_books
from plainresults import rules
from plainresults.evidence import checks

CASES = results.cases(Path(__file__).with_name("number_checks.yml"))
KNOWN = {check.__name__: check for check in checks.CHECKS}
BROKEN = [(name, case) for name, kinds in CASES.items() for case in kinds["broken"]]
HONEST = [(name, case) for name, kinds in CASES.items() for case in kinds["honest"]]


def ids(one):
    return one if isinstance(one, str) else one["name"]


@pytest.mark.parametrize(("name", "case"), BROKEN, ids=ids)
def test_a_planted_fault_is_found(name, case):
    """With its place in the file, and what to do."""
    found = list(KNOWN[name](results.outcome(**case["outcome"])))
    assert any(case["says"] in what for _, what, _ in found), found
    for place, _, remedy in found:
        inner = case["outcome"]
        for key in place[:2]:
            assert key in inner
            inner = inner[key]
        assert remedy[0].isupper()


@pytest.mark.parametrize(("name", "case"), HONEST, ids=ids)
def test_honest_values_pass_every_check(name, case):
    """Not only the one that they stand beside."""
    assert list(checks.of_outcome(results.outcome(**case["outcome"]))) == []


PARTS = [  # of 100 adults, in the arm “one”: a kind of harm, and the harm that it is a kind of
    ("more with a part than with all", {"one": {"value": 9}}, {"one": {"value": 4}}, True),
    ("the counts of two rows mixed up", {"two": {"events": 41, "analysed": 100}}, {"two": {"events": 14, "analysed": 100}}, True),
    ("a digit too much", {"one": {"value": 2.1}, "two": {"value": 12}}, {"one": {"value": 38.5}, "two": {"value": 3.7}}, True),
    ("fewer with a part", {"one": {"value": 2.1}, "two": {"value": 1.2}}, {"one": {"value": 38.5}, "two": {"value": 37.2}}, False),
    ("everybody had the same kind", {"one": {"value": 4}}, {"one": {"value": 4}}, False),
    ("the whole is not known in this arm", {"two": {"value": 9}}, {"one": {"value": 4}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "part", "whole", "wrong"), PARTS, ids=[one[0] for one in PARTS])
def test_a_part_of_a_harm_is_no_more_than_the_harm(name, part, whole, wrong):
    """Nobody has one kind of an event without having the event."""
    one, all_of_it = (results.outcome(statistic="proportion", arms=arms) for arms in (part, whole))
    found = list(checks.part_of_harm(one, all_of_it))
    assert bool(found) is wrong
    assert all(place[0] == "arms" and "a part of them" in what for place, what, _ in found)


def test_a_part_of_a_harm_is_checked_in_a_book(tmp_path):
    """At the line of the arm."""
    book = sample_books.make(tmp_path / "book", like="sprint")
    old = "intensive: {affected: 193, at_risk: 4678, per_hundred: 4.1}"
    book.change(
        "data/sprint2021.yml", old, "intensive: {affected: 1930, at_risk: 4678, per_hundred: 41.3}"
    )
    with sample_books.in_use(book.folder):
        said = list(map(str, rules.check(book.folder)))
    assert any("kidney_injury: 41.3 is more than 38.5" in one for one in said), said


def test_every_check_has_a_reason_and_cases():
    """At least sixteen of them."""
    assert set(KNOWN) == set(CASES)
    assert all(check.__doc__ and len(check.__doc__) > 40 for check in checks.CHECKS)
    assert len(CASES) >= 16
