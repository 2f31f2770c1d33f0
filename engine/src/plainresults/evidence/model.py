"""What the data hold, under an address of its own: sources, facts, outcomes and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plainresults.evidence.design import Arm, Trial
from plainresults.evidence.estimate import Comparison, Estimate
from plainresults.evidence.outcome import Outcome
from plainresults.evidence.sources import Choice, Fact, Source
from plainresults.evidence.terms import Terms

__all__ = [
    "Arm",
    "Choice",
    "Comparison",
    "Estimate",
    "Fact",
    "Number",
    "Outcome",
    "Part",
    "Source",
    "Trial",
]
# What the words for ranks are kept under, the most important first.
RANKS = (
    "trial primary",
    "trial co-primary",
    "paper primary",
    "secondary",
    "other pre-specified",
    "post hoc",
    "not stated",
    "subgroup",
    "harm",
)
VERDICTS = (
    "unclear",
    "lower",
    "higher",
    "unknown",
    "not_worse",
    "not_shown",
    "alike",
    "not_shown_alike",
    "none",
)
SEEN_IN = ("full text", "abstract", "table", "public copy", "news report", "web page")


@dataclass(frozen=True)
class Part:
    """One value below an outcome or in a list of numbers: its name there, value and meaning.

    `how` is empty for a value that the source prints, and says how it was worked out otherwise.
    `digits` is how many decimals a reader sees; None shows all of them. `sign` is “<” or “>” where
    the source prints only a limit, and `p` is then left out of the row of its comparison.
    """

    name: str
    value: Decimal | float
    label: str
    unit: str
    how: str = ""
    digits: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None
    sign: str = ""


@dataclass(frozen=True)
class Number:
    """One value that a page may show, with its address, meaning and origin."""

    key: str
    part: Part
    source: Source
    where: str
    seen_in: str
    checked: str
    terms: Terms = field(repr=False, compare=False)
    outcome: Outcome | None = None

    @property
    def text(self) -> str:
        """The value as a reader sees it: 51.7, 8,211,506, −3.20."""
        value = self.part.value
        shown = f"{value:,}" if self.part.digits is None else f"{value:,.{self.part.digits}f}"
        limit = {"<": "less than ", ">": "more than "}.get(self.part.sign, "")
        return limit + shown.replace("-", "−")

    @property
    def origin(self) -> str:
        """One line for a reader: which paper, where in it, and what we read."""
        made = f" Worked out by us: {self.part.how}." if self.part.how else ""
        return (
            f"{self.source.short}, {self.where}. Read in {self.terms.seen_in[self.seen_in]}.{made}"
        )

    def row(self) -> dict[str, Any]:
        """The number as published beside the pages, in `data/numbers.json` and `.csv`."""
        part, outcome = self.part, self.outcome
        return {
            "key": self.key,
            **{
                name: getattr(part, name) for name in ("value", "low", "high", "p", "unit", "label")
            },
            "rank": outcome.rank if outcome else "",
            "verdict": outcome.verdict if outcome else "",
            "source": self.source.key,
            "doi": self.source.doi,
            **{name: getattr(self, name) for name in ("where", "seen_in", "checked")},
            "worked_out": part.how,
            "limit": part.sign,
            "shown": self.text,
        }


def by_rank(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes by rank, the main result of the study first."""
    return sorted(outcomes, key=lambda outcome: RANKS.index(outcome.rank))
