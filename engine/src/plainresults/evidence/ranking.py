"""Which results outrank another, so that none is passed on without them."""

from __future__ import annotations

from plainresults.evidence import store
from plainresults.evidence.model import Outcome


def said(outcome: Outcome) -> str:
    """Rank and verdict of an outcome, in one sentence."""
    return f"{store.words().ranks[outcome.rank]}: {outcome.verdict_in_words.lower()} in {outcome.plain}."


def results_above(outcome: Outcome | None) -> list[Outcome]:
    """The results that outrank `outcome`: its trial's main one, and its own paper's.

    Where there is no outcome, the main one of each trial of the book.
    """
    above = {"trial primary": [], "paper primary": ["trial primary"]}.get(
        outcome.rank if outcome else "paper primary", ["trial primary", "paper primary"]
    )
    return [
        other
        for other in store.load().ranked(*above)
        if not outcome
        or other.source == outcome.source
        or (other.rank == "trial primary" and other.trial == outcome.trial)
    ]
