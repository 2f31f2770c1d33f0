"""The rows of a fact box, from one outcome. What is not published is said, not left out."""

from __future__ import annotations

from plainresults.evidence import store
from plainresults.evidence.derived import range_in_words
from plainresults.evidence.model import Number, Outcome
from plainresults.rendering.html import Line


def rows(outcome: Outcome) -> list[tuple[str, Line]]:
    """Label and line for each row, in the order of honest reporting: counts before percentages."""
    table = {"mean_change": _changes, "difference": _differences, "rate_ratio": _rates}[
        outcome.measure
    ](outcome)
    return [
        *table,
        ("What we can say", [f"{outcome.verdict_in_words}. {outcome.verdict_explained}"]),
        ("Who was counted", [f"{outcome.who}, {outcome.period}"]),
        *([("Keep in mind", [" ".join(outcome.caution)])] if outcome.caution else []),
        *([("Not known", [" ".join(outcome.unknown)])] if outcome.unknown else []),
    ]


def range_line(outcome: Outcome) -> Line:
    """“from 24% lower to 9% higher”, each end a number of its own."""
    found: list = []
    for piece in range_in_words(outcome):
        found += (
            [store.number(f"{outcome.key}.{piece[0]}"), piece[1]]
            if isinstance(piece, tuple)
            else [piece]
        )
    return found


def _missing() -> Line:
    return [store.words().not_published]


def _rates(outcome: Outcome) -> list[tuple[str, Line]]:
    side = "lower" if outcome.falls else "higher"
    gap, unit = ("fewer" if outcome.falls else "more"), f" {outcome.unit}"
    maybe = ", which may be chance" if outcome.verdict == "unclear" else " with the program"
    return [
        *((name, _value(outcome, group, unit)) for group, name in store.words().groups.items()),
        ("Difference", _value(outcome, gap, f" {gap}{_per(outcome)}{maybe}")),
        (
            "In percent",
            _value(outcome, f"percent_{side}", f"% {side}{maybe}")
            if outcome.verdict != "unknown"
            else _missing(),
        ),
        ("How low or high it could be", range_line(outcome)),
    ]


def _per(outcome: Outcome) -> str:
    """“per 100,000 adults”, or nothing where the base is not known."""
    return f" per {outcome.per['number']:,} {outcome.per['of']}" if outcome.per else ""


def _changes(outcome: Outcome) -> list[tuple[str, Line]]:
    return [
        *((name, _change(outcome, group)) for group, name in store.words().groups.items()),
        ("Difference", _value(outcome, "gap", f" {outcome.unit}")),
        (
            "In percent",
            ["not given, as the lowest and highest score are " + store.words().not_published],
        ),
        ("How low or high it could be", _missing()),
        ("P value", _value(outcome, "p", f" ({outcome.terms.p_explained})")),
    ]


def _differences(outcome: Outcome) -> list[tuple[str, Line]]:
    if not outcome.difference:
        return [(name, _missing()) for name in (*store.words().groups.values(), "Difference")]
    (number, side), low, high = (_side(outcome, end) for end in ("", ".low", ".high"))
    points, _, what = outcome.unit.partition(" ")
    return [
        *((name, _missing()) for name in store.words().groups.values()),
        ("Difference", [number, f" {points}{side} {what}".rstrip()]),
        ("How low or high it could be", ["from ", *high, " to ", *low]),
        ("P value", _value(outcome, "difference.p", f" ({outcome.terms.p_explained})")),
    ]


def _side(outcome: Outcome, end: str) -> Line:
    side = "lower" if getattr(outcome.difference, end[1:] or "value") < 0 else "higher"
    return [store.number(f"{outcome.key}.difference{end}.{side}"), f" {side}"]


def _change(outcome: Outcome, group: str) -> Line:
    estimate = getattr(outcome, group)
    if not estimate:
        return _missing()
    value, low, high = (
        ("fell" if v < 0 else "rose", f"{outcome.key}.{group}{end}")
        for end, v in (("", estimate.value), (".low", estimate.low), (".high", estimate.high))
    )
    return [
        f"{value[0]} by ",
        _at(value),
        f" {outcome.unit} (the range that fits: {low[0]} by ",
        _at(low),
        f" to {high[0]} by ",
        _at(high),
        ")",
    ]


def _at(place: tuple[str, str]) -> Number:
    return store.number(f"{place[1]}.{place[0]}")


def _value(outcome: Outcome, part: str, after: str) -> Line:
    found = store.load().numbers.get(f"{outcome.key}.{part}")
    return [found, after] if found else _missing()
