"""Public figures over time, and the rules for showing them. No files, no charts, no Sphinx in here.

A `Series` is one measure in one place: `Point`s in order, one for each month or year of the measure,
also for those without a figure. What may not be done with it raises `Refused`, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from plainresults.evidence import terms

SMALLEST_SHOWN = 10
MISSING, HIDDEN = "no figure", "1 to 9 (hidden)"
BETTER = {"down": "Lower is better", "flat": "Level is better", "up": "Higher is better"}


class Refused(ValueError):
    """Something that these figures do not allow; the message says why and what to do instead."""


@dataclass(frozen=True)
class Origin:
    """Where a table comes from. It stands beside a chart as `data.Source` does."""

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
    """What is counted, and all that a reader must be told with it."""

    key: str
    title: str
    unit: str
    kind: str  # count | rate
    better: str  # down | flat | up
    definition: str
    origin: Origin
    cautions: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    window: int = 0  # months that each point covers, where they overlap
    late: str = "so far"  # what a provisional figure is called
    one_place: bool = False
    overlapping: bool = False

    def __post_init__(self):
        if self.better not in BETTER or self.kind not in ("count", "rate"):
            raise ValueError(f"{self.key}: better is down, flat or up, and kind is count or rate")


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
        year, _, month = self.when.partition("-")
        return f"{terms.MONTHS[int(month) - 1]} {year}" if month else year


@dataclass(frozen=True)
class Stat:
    """One figure in a text, with its address; without `key` it stands in a table and needs no mark."""

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
    def name(self) -> str:
        """The group's plain name where there is one, else the place's."""
        return self.measure.groups[self.group] if self.group else self.place_name

    def runs(self) -> list[list[Point]]:
        """Stretches without a gap. Only points of one stretch may be joined by a line."""
        stretches = groupby(self.points, lambda point: point.value is not None)
        return [list(points) for known, points in stretches if known]

    def point(self, which: str) -> Point:
        """`latest`, `first`, `highest`, `settled` (the latest that is not provisional) or a month or year."""
        if not self.known:
            raise KeyError(f"{self.measure.key}.{self.place} has no figure at all")
        settled = [point for point in self.known if not point.provisional]
        named = {
            "latest": self.known[-1],
            "first": self.known[0],
            "settled": (settled or self.known)[-1],
            "highest": max(self.known, key=lambda point: point.value),
        }
        found = named.get(which) or next(
            (point for point in self.known if point.when == which), None
        )
        if not found:
            raise KeyError(
                f"{self.measure.key}.{self.place} has no figure for “{which}”. Write a month or year that has one, "
                "or latest, settled, first or highest"
            )
        return found

    def stat(self, which: str) -> Stat:
        """The figure at `which` for a text."""
        point = self.point(which)
        key = ".".join(filter(None, (self.measure.key, self.place, self.group, which)))
        mark = ", provisional" if point.provisional else ""
        return Stat(
            key,
            point.value,
            point.text,
            f"{self.place_name}, {point.date}: {self.measure.unit}{f' with {self.name}' if self.group else ''}{mark}. {self.measure.origin.short}.",
        )

    def total(self) -> Decimal:
        """All points added up; refused where that would count a person twice or means nothing."""
        if self.measure.window:
            raise Refused(
                f"{self.measure.key}: each point covers {self.measure.window} months and overlaps the next, so points "
                "are never added. Take the point of December for a calendar year"
            )
        _refuse_rates(self.measure)
        return sum((point.value for point in self.known), Decimal(0))

    def __add__(self, other) -> Series:
        if not isinstance(other, Series):
            raise Refused(
                f"a series cannot be added to {type(other).__name__}: figures from elsewhere stay apart"
            )
        for one in (self, other):
            if one.measure.overlapping:
                raise Refused(
                    f"{one.measure.key}: one death can be in several groups, so groups are never added. Show each by itself"
                )
            _refuse_rates(one.measure)
        raise Refused("series are not added here: give the sum in the table, with its source")

    def __radd__(self, other) -> Series:
        return self if other == 0 else self.__add__(other)


def make(
    measure: Measure,
    place: str,
    place_name: str,
    rows: Mapping[str, tuple[Decimal | None, bool]],
    span: Sequence[str],
    group: str = "",
) -> Series:
    """A series with one point for each month or year of `span`; small counts are hidden for good."""
    return Series(
        measure,
        place,
        place_name,
        tuple(_point(measure, when, *rows.get(when, (None, False))) for when in span),
        group,
    )


def _point(measure: Measure, when: str, value: Decimal | None, provisional: bool) -> Point:
    hidden = measure.kind == "count" and value is not None and 0 < value < SMALLEST_SHOWN
    return Point(when, None if hidden else value, provisional, hidden)


def span(whens: Iterable[str]) -> list[str]:
    """Every year, or every month, from the first to the last of `whens`."""
    first, last = min(whens), max(whens)
    if "-" not in first:
        return [str(year) for year in range(int(first), int(last) + 1)]
    ends = [int(when[:4]) * 12 + int(when[5:]) - 1 for when in (first, last)]
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(ends[0], ends[1] + 1)]


def one_axis(*series: Series, stacked: bool = False) -> tuple[Series, ...]:
    """`series` as they are, when they may share an axis; Refused otherwise."""
    for one in series:
        if not isinstance(one, Series):
            raise Refused(
                f"{type(one).__name__} is no public series. Results of the trial are for adults in the study's communities, "
                "these are for all ages in whole states: never on one axis. Give each a chart of its own"
            )
    if len({(one.measure.origin.key, one.measure.unit) for one in series}) > 1:
        raise Refused(
            "one axis, one table and one unit: "
            + " and ".join(sorted({f"{s.measure.key} ({s.measure.unit})" for s in series}))
        )
    if any(one.measure.one_place for one in series) and len({one.place for one in series}) > 1:
        raise Refused(
            f"{series[0].measure.key}: CDC says that places should not be compared by drug. Show one place over time"
        )
    if stacked and len(series) > 1 and any(one.measure.overlapping for one in series):
        raise Refused(
            f"{series[0].measure.key}: the groups overlap, so they are never stacked. Draw a line for each"
        )
    return series


def per_100_000(series: Series, residents: Mapping[str, int]) -> Series:
    """`series` per 100,000 residents of the same year; of a moving total, the Decembers only."""
    _refuse_rates(series.measure)
    measure = replace(
        series.measure,
        key=f"{series.measure.key}_per_100000",
        unit="deaths per 100,000 people",
        kind="rate",
        window=0,
        origin=replace(series.measure.origin, key=f"{series.measure.origin.key} per 100,000"),
        cautions=(
            *series.measure.cautions,
            "We worked out the rate: the count of a calendar year, divided by the Census "
            "Bureau's number of people on 1 July. It is not adjusted for age.",
        ),
    )
    yearly = [
        replace(p, when=p.when[:4])
        for p in series.points
        if not series.measure.window or p.when.endswith("-12")
    ]
    return replace(
        series, measure=measure, points=tuple(_rate(p, residents.get(p.when)) for p in yearly)
    )


def _rate(point: Point, people: int | None) -> Point:
    if point.value is None or not people:
        return replace(point, value=None)
    return replace(
        point, value=(point.value * 100_000 / people).quantize(Decimal("0.1"), ROUND_HALF_UP)
    )


def _refuse_rates(measure: Measure) -> None:
    if measure.kind == "rate":
        raise Refused(
            f"{measure.key} is a rate, and rates are not added or divided again. Start from the counts"
        )
