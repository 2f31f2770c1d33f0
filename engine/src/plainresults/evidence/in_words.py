"""How two arms compare, in words: pieces of text, and the names of the numbers between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainresults.evidence import derived
from plainresults.evidence.model import Outcome

Piece = str | tuple[str, str]  # text, or the name of a part and the text after it


def value_in_words(outcome: Outcome) -> list[Piece]:
    """How the arms compare: text, and (part name, suffix) for each number in it."""
    if not outcome.comparison:
        return [outcome.terms.not_published]
    end = _end(outcome, "")
    return [*end.said(), end.tail] if end.part else [end.side]


def end_in_words(outcome: Outcome, end: str) -> list[Piece]:
    """The value (`end` is empty), or the end “.low” or “.high” of its interval, in short words."""
    return _end(outcome, end).said()


def range_in_words(outcome: Outcome) -> list[Piece]:
    """How low and how high it could be: text, and (part name, suffix) for each number in it."""
    if not outcome.comparison or not outcome.comparison.interval:
        return [outcome.terms.not_published]
    ends = [_end(outcome, ".low"), _end(outcome, ".high")]
    if all(value < outcome.kind.none for value in outcome.comparison.interval):
        ends.reverse()  # name the smaller change first
    first, last = ends
    once = first.side == last.side and bool(first.part)
    begin = [(first.part, first.unit if first.unit == "%" else "")] if once else first.said()
    return ["from ", *begin, " to ", *last.said(), *([last.tail] if last.tail else [])]


@dataclass(frozen=True)
class _End:
    """A value of a comparison as it is told: the part that holds it, its unit, and its side."""

    part: str
    unit: str
    side: str
    first: bool
    tail: str

    def said(self) -> list[Piece]:
        """Value, unit and side in their order."""
        if not self.part:
            return [self.side]
        side = f" {self.side}" if self.side else ""
        return [(self.part, side + self.unit if self.first else self.unit + side)]


def _end(outcome: Outcome, end: str) -> _End:
    assert outcome.comparison
    kind, value = outcome.kind, outcome.comparison.ends[end]
    above = int(value > kind.none)
    if kind.percent:
        name = f"{end}.percent_{derived.SIDES[above]}".lstrip(".")
    else:
        name = f"ratio{end}" if kind.is_ratio else f"difference{end}.{derived.SIDES[above]}"
    if value == kind.none and (kind.sides or kind.is_ratio):
        return _End("", "", "no difference", False, "")
    told = {"whole": derived.unit_of(outcome, kind)}
    told["head"], told["tail"] = cut(told["whole"])
    unit, tail = kind.unit.format(**told), kind.tail.format(**told)
    side = kind.sides[above] if kind.sides else ""
    return _End(name, unit, side, kind.first, tail)


def cut(unit: str) -> tuple[str, str]:
    """A unit before and from its first preposition: “points” and “ on the survey score”."""
    found = re.match(r"(.+?)( (?:on|of|per|in|for|from|at) .+)$", unit)
    return (found[1], found[2]) if found else (unit, "")
