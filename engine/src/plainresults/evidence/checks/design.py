"""What the design allows: a margin has a worse side, one group compares nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plainresults.evidence.checks.entries import Finding, first_comparison
from plainresults.evidence.design import ALONE, EQUIVALENCE, SUPERIORITY
from plainresults.evidence.outcome import Outcome


def side_of_margin(outcome: Outcome) -> Iterator[Finding]:
    """The worse side of a margin is the side that `lower_is` calls worse."""
    if outcome.framework == SUPERIORITY:
        return
    worse = {"better": "higher", "worse": "lower"}.get(outcome.lower_is)
    if worse and outcome.margin["worse"] != worse:
        what = f"the margin calls {outcome.margin['worse']} worse, and lower_is says the opposite"
        yield ("margin",), what, "Compare both with the plan"
    value = Decimal(outcome.margin["value"])
    above = outcome.margin["worse"] == "higher"
    if outcome.kind.is_ratio and outcome.framework != EQUIVALENCE and (value > 1) != above:
        what = f"a ratio of {value} lies on the better side of 1"
        yield ("margin",), what, "Enter the ratio itself, such as 1.3 for 30% more"


def side_is_told(outcome: Outcome) -> Iterator[Finding]:
    """A clear result that says nothing of its direction can be told neither as lower nor higher."""
    if outcome.verdict in ("lower", "higher") and not outcome.has_gap:
        remedy = "Enter the values or the comparison too, or leave this out and say so in “unknown”"
        what = "a clear difference, but nothing says in which direction"
        yield first_comparison(outcome), what, remedy


def nothing_to_compare(outcome: Outcome) -> Iterator[Finding]:
    """A study of one group, or a description, compares nothing."""
    if outcome.comparisons and outcome.design in ALONE:
        what = f"a comparison in a study whose design is “{outcome.design}”"
        yield first_comparison(outcome), what, "Leave the comparison out, or correct the design"
