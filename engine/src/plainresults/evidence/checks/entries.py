"""The values of an outcome with their places below it, and what rounding may have done to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import log

from plainresults.evidence.estimate import Comparison, Estimate
from plainresults.evidence.outcome import Outcome

Finding = tuple[tuple[str, ...], str, str]
COMPARE = "Compare the values with the source"


def arms(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Estimate]]:
    """The value of each arm with its place."""
    for key, arm in outcome.arms.items():
        yield ("arms", key), arm


def comparisons(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Comparison]]:
    """Each comparison with its place."""
    for name, comparison in outcome.comparisons.items():
        yield ("comparisons", name) if name else ("comparison",), comparison


def first_comparison(outcome: Outcome) -> tuple[str, ...]:
    """The place of the comparison that the verdict follows from."""
    return next(place for place, _ in comparisons(outcome))


def estimates(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Estimate]]:
    """The values of arms and of comparisons, each with its place."""
    yield from arms(outcome)
    for place, comparison in comparisons(outcome):
        if comparison.estimate:
            yield place, comparison.estimate


def pairs(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Comparison, Estimate, Estimate]]:
    """Each comparison with the values of both of its arms, where they are there."""
    for place, comparison in comparisons(outcome):
        one, other = (outcome.arms.get(arm.key) for arm in comparison.arms)
        if one and other:
            yield place, comparison, one, other


def scaled(value: Decimal, ratio: bool) -> float:
    """A value where its interval is even on both sides: a ratio as its logarithm."""
    return log(value) if ratio else float(value)


def half_unit(value: Decimal | int) -> Decimal:
    """Half of the last printed digit of a value."""
    exponent = Decimal(value).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(min(exponent, 0) - 1)


def rounding(value: Decimal | int, ratio: bool = False) -> float:
    """How far rounding can have moved a value, on the log scale for a ratio."""
    half = float(half_unit(value))
    return half / abs(float(value)) if ratio and value else half


def shown(arm: Estimate) -> str:
    """The value of an arm in a message."""
    return f"{arm.value:.3g}" if arm.how else str(arm.value)
