"""What was measured in a trial: the value of each arm, and what their comparison allows to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log, sqrt
from typing import Any

from plainresults.evidence import measures
from plainresults.evidence.design import ALONE, EQUIVALENCE, SUPERIORITY, Arm, Trial
from plainresults.evidence.estimate import Comparison, Estimate
from plainresults.evidence.measures import ComparisonType, Statistic
from plainresults.evidence.sources import Source
from plainresults.evidence.terms import Terms


@dataclass(frozen=True)
class Outcome:
    """One outcome of a trial. `rank` is the key of the words that a reader sees for `plan`.

    `harm` is SERIOUS or OTHER for an unwanted event, and empty for other outcomes.
    """

    key: str
    source: Source
    trial: Trial
    design: str
    title: str
    plain: str
    rank: str
    plan: str
    statistic: Statistic
    unit: str
    who: str
    period: str
    lower_is: str
    where: str
    seen_in: str
    checked: str
    line: int
    terms: Terms = field(repr=False, compare=False)
    per: Mapping[str, Any] = field(default_factory=dict)
    counted: str = ""
    at: str = ""
    scale: Mapping[str, Any] = field(default_factory=dict)
    score: str = ""
    subgroup: str = ""
    harm: str = ""
    framework: str = SUPERIORITY
    margin: Mapping[str, Any] = field(default_factory=dict)
    certainty: Mapping[str, Any] = field(default_factory=dict)
    arms: Mapping[str, Estimate] = field(default_factory=dict)
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    caution: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def main(self) -> Comparison | None:
        """The comparison, the first one where there are several."""
        return next(iter(self.comparisons.values()), None)

    @property
    def compared(self) -> tuple[Arm, Arm] | None:
        """The arm of interest and the one that it is compared with; None if nothing is compared."""
        if self.main:
            return self.main.arms
        known = [arm for key, arm in self.trial.arms.items() if key in self.arms]
        pair = known if len(known) == 2 else list(self.trial.arms.values())[:2]
        return (pair[0], pair[1]) if len(pair) == 2 and self.design not in ALONE else None

    @property
    def pair(self) -> tuple[Estimate, Estimate] | None:
        """The values of the arms that are compared; None without both."""
        values = [self.arms.get(arm.key) for arm in self.compared or ()]
        one, other = values if len(values) == 2 else (None, None)
        return (one, other) if one and other else None

    @property
    def intervals(self) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]] | None:
        """The intervals of the arms that are compared; None without both."""
        one, other = (arm.interval for arm in self.pair) if self.pair else (None, None)
        return (one, other) if one and other else None

    @property
    def comparison(self) -> Estimate | None:
        """The value that compares the arms, where the source prints one."""
        return self.main.estimate if self.main else None

    @property
    def ratio(self) -> Estimate | None:
        """The comparison, if it is a ratio."""
        return self.comparison if self.kind.is_ratio else None

    @property
    def difference(self) -> Estimate | None:
        """The comparison, if it is a difference."""
        return None if self.kind.is_ratio else self.comparison

    @property
    def kind(self) -> ComparisonType:
        """What compares the arms, or would."""
        return self.main.type if self.main else measures.usual_comparison(self.statistic)

    @property
    def falls(self) -> bool:
        """Whether the value is lower, or fell more, in the arm of interest."""
        if self.main and self.main.percent_change is not None:
            return self.main.percent_change < 0
        if self.comparison:
            return self.comparison.value < self.kind.none
        return self.pair is not None and self.pair[0].value < self.pair[1].value

    @property
    def published_p(self) -> Decimal | None:
        """The P value that the source prints for the comparison."""
        return self.main.p if self.main else None

    @property
    def verdict(self) -> str:
        """What the comparison allows us to say, as a key of the words for verdicts.

        From the interval where there is one, else from the P value, else from the source's own
        word on significance. An interval that touches “no difference” counts as unclear.
        """
        if not self.compared:
            return "none"
        interval = self.comparison.interval if self.comparison else None
        if self.framework != SUPERIORITY:
            return self._within_margin(interval)
        if interval:
            low, high = interval
            none = self.kind.none
            return "lower" if high < none else "higher" if low > none else "unclear"
        clear = self.main.is_clear if self.main else None
        if clear is None:
            return "unknown"
        return ("lower" if self.falls else "higher") if clear else "unclear"

    def _within_margin(self, interval: tuple[Decimal, Decimal] | None) -> str:
        """The verdict on a margin: it holds only if the whole interval is on its right side."""
        if not interval:
            return "unknown"
        lowest, highest = self.limits
        if self.framework == EQUIVALENCE:
            return "alike" if lowest < interval[0] and interval[1] < highest else "not_shown_alike"
        worse_below = self.margin["worse"] == "lower"
        holds = lowest < interval[0] if worse_below else interval[1] < highest
        return "not_worse" if holds else "not_shown"

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """The margin on both sides of “no difference”, on the scale of the comparison."""
        margin = Decimal(self.margin["value"])
        if self.kind.is_ratio:
            return min(margin, 1 / margin), max(margin, 1 / margin)
        return -margin, margin

    @property
    def distance(self) -> float | None:
        """How many standard errors the result lies from “no difference”; None without intervals.

        For two groups with an interval each, the variances of the independent groups are added.
        """
        main = self.comparison
        if main and (error := main.error(self.kind.is_ratio)):
            value = log(main.value) if self.kind.is_ratio else float(main.value)
            return value / error
        if main or not self.statistic.signed or not self.pair:
            return None
        one, other = self.pair
        errors = one.error(), other.error()
        if errors[0] is None or errors[1] is None:
            return None
        return float(one.value - other.value) / sqrt(errors[0] ** 2 + errors[1] ** 2)

    @property
    def verdict_in_words(self) -> str:
        """The verdict as a reader sees it."""
        table = self.terms.verdicts_of_change if self.statistic.signed else self.terms.verdicts
        return self.filled(table.get(self.verdict) or self.terms.verdicts[self.verdict])

    @property
    def has_gap(self) -> bool:
        """Whether the source gives anything that says how far the arms are apart."""
        told = self.main is not None and self.main.percent_change is not None
        return bool(self.comparison or told or self.pair)

    @property
    def verdict_explained(self) -> str:
        """A sentence or two on what the verdict means, for a reader."""
        if self.verdict == "unclear" and not self.has_gap:
            return self.filled(self.terms.unclear_without_a_gap)
        return self.filled(self.terms.verdicts_explained[self.verdict])

    def filled(self, text: str) -> str:
        """`text` with the words for the arms and for what was tested put in."""
        one, other = (arm.in_sentence for arm in self.compared) if self.compared else ("", "")
        words = {"first": one, "second": other, "tested": self.trial.tested}
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        return text
