"""What was measured in a trial: its arms, the value of each, and how two of them compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log, sqrt
from typing import Any

from plainresults.evidence import measures, statistics
from plainresults.evidence.measures import ComparisonType, Statistic
from plainresults.evidence.sources import Source
from plainresults.evidence.terms import Terms

USUAL_LEVEL = Decimal("0.95")
ALONE = ("single arm", "descriptive")  # designs that compare nothing
SUPERIORITY, NON_INFERIORITY, EQUIVALENCE = "SUPERIORITY", "NON_INFERIORITY", "EQUIVALENCE"


@dataclass(frozen=True)
class Arm:
    """One arm of a trial; `randomized` is the address of how many were put into it, if known."""

    key: str
    label: str
    in_sentence: str
    type: str
    randomized: str = ""
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A trial of the book: what `data/trials.yml` says of it.

    `funding` and `conflicts` are addresses of facts; empty for what is not known.
    """

    key: str
    name: str
    short: str
    tested: str
    main: str
    allocation: str
    arms: Mapping[str, Arm]
    registry: Mapping[str, str] | None = None
    funding: str = ""
    conflicts: str = ""


@dataclass(frozen=True)
class Estimate:
    """A value with its interval and P value; None where the source gives none.

    `level` is that of the interval. `p_sign` is “<” or “>” where the source gives only a limit.
    `how` says how a value was worked out that the source does not print.
    """

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None
    p_sign: str = ""
    level: Decimal = USUAL_LEVEL
    sides: str = "two"
    where: str = ""
    seen_in: str = ""
    randomized: int | None = None
    analysed: int | None = None
    events: int | None = None
    how: str = ""

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Both ends of the interval, or None where the source gives none."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def ends(self) -> dict[str, Decimal]:
        """The value and the ends of its interval, by the end of their address."""
        low, high = self.interval or (None, None)
        whole = {"": self.value, ".low": low, ".high": high}
        return {end: value for end, value in whole.items() if value is not None}

    def error(self, ratio: bool = False) -> float | None:
        """The standard error, on the log scale for a ratio; None without a two-sided interval."""
        ends = self.interval if self.sides == "two" else None
        return ends and statistics.standard_error(
            float(ends[0]), float(ends[1]), ratio, float(self.level)
        )


@dataclass(frozen=True)
class Comparison:
    """How two arms compare. `estimate` is None where the source prints no value of it.

    `p` and `significant` are what the source says then.
    """

    type: ComparisonType
    arms: tuple[Arm, Arm]
    estimate: Estimate | None = None
    p: Decimal | None = None
    p_sign: str = ""
    percent_change: Decimal | None = None
    significant: bool | None = None
    adjusted: bool | None = None

    @property
    def is_clear(self) -> bool | None:
        """Whether chance alone would rarely do as much, by the P value or the source's own word."""
        if self.p is None:
            return self.significant
        line = Decimal(str(statistics.CLEAR))
        if self.p_sign == "<":
            return True if self.p <= line else None
        if self.p_sign == ">":
            return False if self.p >= line else None
        return self.p < line


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
    def intervention(self) -> Estimate | None:
        """The value of the arm of interest."""
        return self.arms.get(self.compared[0].key) if self.compared else None

    @property
    def control(self) -> Estimate | None:
        """The value of the arm that it is compared with."""
        return self.arms.get(self.compared[1].key) if self.compared else None

    @property
    def measure(self) -> str:
        """What kind of chart shows it: rate_ratio, mean_change or difference."""
        if self.statistic.signed:
            return "mean_change"
        return "rate_ratio" if self.kind.is_ratio else "difference"

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
