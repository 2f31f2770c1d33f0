"""Public figures over time, and the rules for showing them. No files are read in here.

A `Series` is one measure in one place: `Point`s in order, one for each month or year of the
measure, also for those without a figure. What may not be done with it raises `Refused`, with the
reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import NoReturn

from plainresults.evidence import dates

SMALLEST_SHOWN = 10
MISSING, HIDDEN = "no figure", "1 to 9 (hidden)"
BETTER = {"down": "Lower is better", "flat": "Level is better", "up": "Higher is better"}
KINDS = ("count", "rate")


class Refused(ValueError):
    """Something that these figures do not allow; the message says why and what to do instead."""


@dataclass(frozen=True)
class Origin:
    """Where a table comes from. It stands beside a chart as `model.Source` does."""

    key: str
    title: str
    publisher: str
    dataset: str
    short: str
    link: str
    published: str
    address: str = ""  # of its entry on a page, from the site's root
    vintage: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Measure:
    """What is counted, and all that a reader must be told with it.

    `one_place` and `overlapping` are reasons why places may not be compared and groups may not be
    added; empty where they may. `rate` holds the `unit` and a `caution` for the figures per
    100,000 people that may be worked out from counts.
    """

    key: str
    title: str
    unit: str
    kind: str  # one of KINDS
    better: str  # one of BETTER
    definition: str
    origin: Origin
    cautions: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    window: int = 0  # months that each point covers, where they overlap
    late: str = "so far"  # what a provisional figure is called
    one_place: str = ""
    overlapping: str = ""
    wholes: tuple[str, ...] = ()  # groups that hold others
    rate: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.better not in BETTER or self.kind not in KINDS:
            raise ValueError(f"{self.key}: better is down, flat or up, and kind is count or rate")

    def refuse_rates(self) -> None:
        """Raises Refused for a measure that is a rate."""
        if self.kind == "rate":
            why = "rates are not added or divided again. Start from the counts"
            raise Refused(f"{self.key} is a rate, and {why}")


@dataclass(frozen=True)
class Point:
    """One month or year. `value` is None without a figure; `hidden` when there is a small one."""

    when: str
    value: Decimal | None = None
    provisional: bool = False
    hidden: bool = False

    @property
    def at(self) -> float:
        """The place in time as a year with a fraction."""
        year, _, month = self.when.partition("-")
        return int(year) + (int(month) - 1) / 12 if month else float(year)

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        return HIDDEN if self.hidden else MISSING if self.value is None else f"{self.value:,}"

    @property
    def date(self) -> str:
        """“October 2021” or “2021”."""
        return dates.month(self.when)


@dataclass(frozen=True)
class Stat:
    """One figure in a text, with its address; without `key` it is in a table and needs no mark."""

    key: str
    value: Decimal | str
    text: str
    about: str = ""


@dataclass(frozen=True)
class Series:
    """One measure in one place (and of one group, where the measure has groups)."""

    measure: Measure
    place: str
    place_name: str
    points: tuple[Point, ...]
    group: str = ""

    @property
    def known(self) -> list[Point]:
        """The points with a value."""
        return [point for point in self.points if point.value is not None]

    @property
    def values(self) -> list[Decimal]:
        """The values, without the gaps."""
        return [point.value for point in self.points if point.value is not None]

    @property
    def name(self) -> str:
        """The group's plain name where there is one, else the place's."""
        return self.measure.groups[self.group] if self.group else self.place_name

    @property
    def monthly(self) -> bool:
        """Whether a point stands for a month, and not for a year."""
        return "-" in self.points[0].when

    def runs(self) -> list[list[Point]]:
        """Stretches without a gap. Only points of one stretch may be joined by a line."""
        stretches = groupby(self.points, lambda point: point.value is not None)
        return [list(points) for known, points in stretches if known]

    def point(self, which: str) -> Point:
        """The point called `which`: a month or year, or one of the names below.

        `latest`, `first`, `highest`, and `settled`: the latest that is not provisional.
        """
        known = self.known
        if not known:
            raise KeyError(f"{self.measure.key}.{self.place} has no figure at all")
        named = {point.when: point for point in known} | {
            "latest": known[-1],
            "first": known[0],
            "settled": ([point for point in known if not point.provisional] or known)[-1],
            "highest": max(known, key=lambda point: point.value or 0),
        }
        if which not in named:
            raise KeyError(
                f"{self.measure.key}.{self.place} has no figure for “{which}”. Write a month or "
                "year that has one, or latest, settled, first or highest"
            )
        return named[which]

    def stat(self, which: str) -> Stat:
        """The figure at `which` for a text."""
        point, unit = self.point(which), self.measure.unit
        key = ".".join(filter(None, (self.measure.key, self.place, self.group, which)))
        of_group = f" with {self.name}" if self.group else ""
        mark = ", provisional" if point.provisional else ""
        about = f"{self.place_name}, {point.date}: {unit}{of_group}{mark}"
        return Stat(key, point.value or "", point.text, f"{about}. {self.measure.origin.short}.")

    def total(self) -> Decimal:
        """All points added up; refused where that counts somebody twice or means nothing."""
        if self.measure.window:
            raise Refused(
                f"{self.measure.key}: each point covers {self.measure.window} months and overlaps "
                "the next, so points are never added. Take the point of December for a year"
            )
        self.measure.refuse_rates()
        return sum(self.values, Decimal(0))

    def __add__(self, other: object) -> NoReturn:
        """Always refused, with the reason that fits."""
        if not isinstance(other, Series):
            kind = type(other).__name__
            raise Refused(f"a series cannot be added to {kind}: figures from elsewhere stay apart")
        for measure in (self.measure, other.measure):
            if measure.overlapping:
                why = f"{measure.overlapping}, so groups are never added. Show each by itself"
                raise Refused(f"{measure.key}: {why}")
            measure.refuse_rates()
        raise Refused("series are not added here: give the sum in the table, with its source")

    def __radd__(self, other: object) -> Series:
        """`sum` begins with 0, and then adds."""
        return self if other == 0 else self.__add__(other)


def make(
    measure: Measure,
    place: str,
    place_name: str,
    rows: Mapping[str, tuple[Decimal | None, bool]],
    span: Sequence[str],
    group: str = "",
) -> Series:
    """A series with one point for each month or year of `span`; small counts are hidden for good.

    `rows` has the value, and whether it is provisional, by month or year.
    """
    points = [_point(measure, when, *rows.get(when, (None, False))) for when in span]
    return Series(measure, place, place_name, tuple(points), group)


def _point(measure: Measure, when: str, value: Decimal | None, provisional: bool) -> Point:
    hidden = measure.kind == "count" and value is not None and 0 < value < SMALLEST_SHOWN
    return Point(when, None if hidden else value, provisional, hidden)


def span(whens: Iterable[str]) -> list[str]:
    """Every year, or every month, from the first to the last of `whens`."""
    first, last = min(whens := list(whens)), max(whens)
    if "-" not in first:
        return [str(year) for year in range(int(first), int(last) + 1)]
    ends = [int(when[:4]) * 12 + int(when[5:]) - 1 for when in (first, last)]
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(ends[0], ends[1] + 1)]


def one_axis(*series: Series, stacked: bool = False) -> tuple[Series, ...]:
    """`series` as they are, when they may share an axis; Refused otherwise."""
    for one in series:
        if not isinstance(one, Series):
            raise Refused(
                f"{type(one).__name__} is no public series. Results of the trial are about its own "
                "people and places, these about all in whole places: never on one axis. "
                "Give each a chart of its own"
            )
    measures = [one.measure for one in series]
    if len({(measure.origin.key, measure.unit) for measure in measures}) > 1:
        both = " and ".join(sorted({f"{measure.key} ({measure.unit})" for measure in measures}))
        raise Refused(f"one axis, one table and one unit: {both}")
    alone = next((measure.one_place for measure in measures if measure.one_place), "")
    if alone and len({one.place for one in series}) > 1:
        raise Refused(f"{measures[0].key}: {alone}. Show one place over time")
    if stacked and len(series) > 1 and any(measure.overlapping for measure in measures):
        why = "the groups overlap, so they are never stacked. Draw a line for each"
        raise Refused(f"{measures[0].key}: {why}")
    return series


def per_100_000(series: Series, residents: Mapping[str, int]) -> Series:
    """`series` per 100,000 residents of the same year; of a moving total, the Decembers only."""
    measure = series.measure
    measure.refuse_rates()
    caution = measure.rate.get("caution")
    rated = replace(
        measure,
        key=f"{measure.key}_per_100000",
        unit=measure.rate.get("unit", f"{measure.unit} per 100,000 people"),
        kind="rate",
        window=0,
        origin=replace(measure.origin, key=f"{measure.origin.key} per 100,000"),
        cautions=(*measure.cautions, *([caution] if caution else [])),
    )
    yearly = [
        replace(point, when=point.when[:4])
        for point in series.points
        if not measure.window or point.when.endswith("-12")
    ]
    points = tuple(_rate(point, residents.get(point.when)) for point in yearly)
    return replace(series, measure=rated, points=points)


def _rate(point: Point, people: int | None) -> Point:
    if point.value is None or not people:
        return replace(point, value=None)
    rate = (point.value * 100_000 / people).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return replace(point, value=rate)
