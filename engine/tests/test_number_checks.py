"""The checks of numbers: each finds its planted faults, and no check complains of honest values."""

from __future__ import annotations

from pathlib import Path

import pytest
import results
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


def test_every_check_has_a_reason_and_cases():
    """At least sixteen of them."""
    assert set(KNOWN) == set(CASES)
    assert all(check.__doc__ and len(check.__doc__) > 40 for check in checks.CHECKS)
    assert len(CASES) >= 16
