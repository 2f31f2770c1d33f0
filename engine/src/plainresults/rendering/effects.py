"""Effects in words: how two arms compare, and how low or high it could be, each number a link."""

from __future__ import annotations

from collections.abc import Iterable

from plainresults.evidence import derived, in_words, store
from plainresults.evidence.estimate import USUAL_LEVEL
from plainresults.evidence.in_words import Piece
from plainresults.evidence.model import Number, Outcome
from plainresults.rendering.html import Line, plain


def number(outcome: Outcome, part: str) -> Number:
    """The number below an outcome, such as `ratio.low`; KeyError when there is none."""
    return store.number(f"{outcome.key}.{part}")


def line(outcome: Outcome, pieces: Iterable[Piece]) -> list[str | Number]:
    """Pieces of words with their numbers looked up."""
    found: list[str | Number] = []
    for piece in pieces:
        found += [piece] if isinstance(piece, str) else [number(outcome, piece[0]), piece[1]]
    return [piece for piece in found if piece != ""]


def range_line(outcome: Outcome) -> Line:
    """“from 24% lower to 9% higher”, each end a number of its own."""
    level = outcome.comparison.level if outcome.comparison else USUAL_LEVEL
    said = "" if level == USUAL_LEVEL else f" ({derived.percent(level)} interval)"
    return [*line(outcome, in_words.range_in_words(outcome)), *([said] if said else [])]


def published_p(outcome: Outcome) -> Number | None:
    """The P value that the source prints for the comparison."""
    part = f"{outcome.kind.address}.p" if outcome.comparison else "p"
    return store.load().numbers.get(f"{outcome.key}.{part}")


def in_plain_words(outcome: Outcome, end: str = "") -> str:
    """“9% lower”: the value of the comparison, or one `end` of its interval, “.low” or “.high”."""
    return plain(line(outcome, in_words.end_in_words(outcome, end)))
