"""A value with its interval and P value, and how the values of two arms compare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from plainresults.evidence import statistics
from plainresults.evidence.design import Arm
from plainresults.evidence.measures import ComparisonType

USUAL_LEVEL = Decimal("0.95")


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
