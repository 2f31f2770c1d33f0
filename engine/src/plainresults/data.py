"""The data as chapters use them: `data.outcome("…")`, `data.number("…")`, `data.places("…")`."""

from plainresults.evidence.store import load, number, outcome, outcomes
from plainresults.evidence.tables import groups, place_codes, places, rate, series, stat

__all__ = [
    "groups",
    "load",
    "number",
    "outcome",
    "outcomes",
    "place_codes",
    "places",
    "rate",
    "series",
    "stat",
]
