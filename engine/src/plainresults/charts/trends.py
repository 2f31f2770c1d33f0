"""Public figures over time: series in, a `Figure` out. No files are read and no number is typed.

Each place or group has a panel of its own (small multiples). A line joins only neighbours, so a
year without a figure is a gap, and the provisional part is dashed. `one_axis` refuses what may not
be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import starmap

from plainresults.charts import panels
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Cell, Choice, Figure
from plainresults.charts.outcomes import file_name
from plainresults.evidence.phrases import first_upper, listed
from plainresults.evidence.series import BETTER, MISSING, Point, Series, Stat, one_axis
from plainresults.rendering.html import Line

SHARED, APART = "All on one scale, from zero", "Each place has a scale of its own, from zero"
ALONE = "On a scale from zero"


@chart()
def show_months(series: Sequence[Series], name: str = "") -> Figure:
    """Each place in a panel with a scale of its own: for counts of places that differ in size."""
    settled = [one.point("settled") for one in series]
    below = [
        one.place_name
        for one, point in zip(series, settled, strict=True)
        if _value(point) < _value(one.point("highest"))
    ]
    when = max(settled, key=lambda point: point.at).date
    where = "every place shown" if len(below) == len(series) else listed(below) or "no place shown"
    title = f"{series[0].measure.title}: by {when}, below the highest point in {where}"
    return _figure(name or file_name("months", series[0].measure.key), [title], series, APART)


@chart()
def show_late_reports(reported: Series, expected: Series) -> Figure:
    """What has been reported so far, and what is expected once late reports are in."""
    one_axis(reported, expected)
    last = expected.point("latest")
    unit = reported.measure.unit
    title: Line = [
        f"{reported.place_name}, {unit} to {last.date}: ",
        reported.stat(last.when),
        f" {reported.measure.late}, ",
        expected.stat(last.when),
        f" {expected.measure.late}",
    ]
    names = [reported.measure.title, expected.measure.title]
    return _figure("late-reports", title, [reported, expected], names=names)


@chart()
def show_groups(groups: Sequence[Series]) -> Figure:
    """The groups of one place on one scale, each in a panel; they overlap, so they never stack."""
    known = {one.group: one for one in groups if one.known}
    whole = next(iter(known.values()))
    year = whole.point("settled").when
    parts = [one for group, one in known.items() if group not in whole.measure.wholes]
    biggest = max(parts, key=lambda one: _value(one.point(year)))
    title: Line = [
        f"{whole.place_name}, {year}: ",
        biggest.stat(year),
        " of ",
        whole.stat(year),
        f" {whole.measure.unit} are counted under {biggest.name}, more than under any other group",
    ]
    name = file_name("groups", whole.measure.key, whole.place.lower())
    names = [first_upper(one.name) for one in groups]
    return _figure(name, title, groups, "Groups overlap: one can be counted in several", names)


def choose_place(places: Sequence[Sequence[Series]]) -> Choice:
    """`show_groups` of each place, to be opened one at a time."""
    return Choice([(groups[0].place_name, show_groups(groups)) for groups in places])


def together(*figures: Figure) -> Choice:
    """Figures one below the other."""
    return Choice([(figure.name, figure) for figure in figures], one_at_a_time=False)


@chart()
def show_rates(series: Sequence[Series], reference: str) -> Figure:
    """Each place in a panel, on one scale; the title compares them with the place `reference`."""
    year = max(set.intersection(*({point.when for point in one.known} for one in series)))
    mark = next(one for one in series if one.place == reference)
    sides: dict[str, list[str]] = {"higher in ": [], "the same in ": [], "lower in ": []}
    for one in series:
        gap = _value(one.point(year)) - _value(mark.point(year))
        if one is not mark:
            sides["higher in " if gap > 0 else "lower in " if gap else "the same in "].append(
                one.place_name
            )
    said = ", ".join(side + listed(names) for side, names in sides.items() if names)
    title = f"{series[0].measure.title}, {year}: set against {mark.place_name}, {said}"
    return _figure(file_name("rates", series[0].measure.key), [title], series)


@chart()
def show_change(series: Sequence[Series], name: str = "", shared: bool = True) -> Figure:
    """Each place in a panel; the title sets the newest complete figure against the first."""
    sides: dict[str, list[str]] = {"up in ": [], "down in ": [], "level in ": []}
    for one in series:
        gap = _value(one.point("settled")) - _value(one.point("first"))
        side = "up in " if gap > 0 else "down in " if gap < 0 else "level in "
        sides[side].append(one.place_name)
    said = ", and ".join(
        side + ("every place shown" if 1 < len(names) == len(series) else listed(names))
        for side, names in sides.items()
        if names
    )
    ends = {(one.point("first").date, one.point("settled").date) for one in series}
    when = " to ".join(ends.pop()) if len(ends) == 1 else "first to last complete figure"
    title = f"{series[0].measure.title}, {when}: {said}"
    return _figure(
        name or file_name("change", series[0].measure.key),
        [title],
        series,
        SHARED if shared else APART,
    )


@chart()
def show_place(one: Series) -> Figure:
    """One measure in one place; the title gives the first and the newest complete figure."""
    first, last = one.point("first"), one.point("settled")
    measure = one.measure
    title: Line = [
        f"{one.place_name}, {measure.title[:1].lower()}{measure.title[1:]}: ",
        one.stat(first.when),
        f" in {first.date}, ",
        one.stat(last.when),
        f" in {last.date}",
    ]
    return _figure(file_name("over-time", measure.key, one.place.lower()), title, [one], ALONE)


def _figure(
    name: str, title: Line, series: Sequence[Series], how: str = SHARED, names: Sequence[str] = ()
) -> Figure:
    """Panels of `series`; those that do not say `APART` share one scale."""
    shared = how != APART
    if shared:
        one_axis(*series)
    names, measure = names or [one.place_name for one in series], series[0].measure
    points = [point for one in series for point in one.points]
    late = any(point.provisional for point in points)
    legend = [
        first_upper(measure.unit),
        BETTER[measure.better],
        how,
        *(["Dashed or hollow: provisional, not complete yet"] if late else []),
        *(["Shaded: no figure to show"] if any(point.value is None for point in points) else []),
    ]
    labelled = zip(series, names, strict=True)
    time = (
        f"{measure.window} months ending"
        if measure.window
        else "Month"
        if series[0].monthly
        else "Year"
    )
    return Figure(
        name=name,
        title=title,
        subtitle=". ".join(legend) + ".",
        description=" ".join(["Line charts, one for each panel.", *starmap(_described, labelled)]),
        columns=[time, *names, *(["Provisional"] if late else [])],
        rows=_table(series, late),
        sources=[measure.origin],
        notes=measure.cautions[:1],
        cautions=measure.cautions[1:],
        measure=measure,
        draw=lambda width: panels.draw(series, names, width, shared),
    )


def _described(one: Series, label: str) -> str:
    """One series in a sentence or two."""
    if not one.known:
        return f"{label}: {MISSING}."
    first, top, last = (one.point(which) for which in ("first", "highest", "latest"))
    late = f" {one.measure.late}" if last.provisional else ""
    gaps = [point.date for point in one.points if point.value is None]
    return (
        f"{label}: {first.text} in {first.date}, {last.text}{late} in {last.date}; "
        f"the highest is {top.text} in {top.date}."
        + (f" No figure for {listed(gaps)}." if gaps else "")
    )


def _table(series: Sequence[Series], late: bool) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for points in zip(*(one.points for one in series), strict=True):
        cells = [
            Stat("", point.text if point.hidden else _bare(point), point.text) for point in points
        ]
        mark = ["yes" if any(point.provisional for point in points) else "no"] if late else []
        rows.append([points[0].date, *cells, *mark])
    return rows


def _bare(point: Point) -> Decimal | str:
    return "" if point.value is None else point.value


def _value(point: Point) -> Decimal:
    return point.value or Decimal(0)
