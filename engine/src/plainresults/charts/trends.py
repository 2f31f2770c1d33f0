"""Charts of public figures over time: series in, a `Figure` out. No files are read and no number is typed.

Each place or drug group has a panel of its own (small multiples). A line joins only neighbours, so a year
without a figure is a gap, and the provisional part is dashed. `one_axis` refuses what may not be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from plainresults.charts import panels
from plainresults.charts.figure import Extras, Figure
from plainresults.evidence.series import BETTER, MISSING, Series, Stat, one_axis
from plainresults.rendering.html import Line, render

WHOLE = ("all_drugs", "opioids")  # groups that hold others, so never the one to name first
SHOWN = ("first", "highest", "latest")


@dataclass(frozen=True)
class Choice:
    """Several figures. A reader opens `one_at_a_time` where they may not be compared by eye."""

    figures: Sequence[tuple[str, Figure]]
    one_at_a_time: bool = True

    def _repr_mimebundle_(self, **_kwargs) -> tuple[dict, dict]:
        bundles = [(name, *figure._repr_mimebundle_()) for name, figure in self.figures]
        page = render(
            "choice.html",
            figures=[(name, shown["text/html"]) for name, shown, _ in bundles],
            one_at_a_time=self.one_at_a_time,
        )
        extras = [hidden["plainresults"] for *_, hidden in bundles]
        return {"text/html": page, "text/plain": ", ".join(name for name, _ in self.figures)}, {
            "plainresults": Extras(
                files=dict(chain.from_iterable(extra["files"].items() for extra in extras)),
                charts=[chart for extra in extras for chart in extra["charts"]],
            )
        }


def show_months(series: Sequence[Series], name: str = "") -> Figure:
    """Each place in a panel with a scale of its own: for counts of places that differ in size."""
    settled = [one.point("settled") for one in series]
    below = [
        one.place_name
        for one, point in zip(series, settled, strict=True)
        if point.value < one.point("highest").value
    ]
    when = max(settled, key=lambda point: point.at).date
    where = "every place shown" if len(below) == len(series) else _and(below) or "no place shown"
    title = f"By {when}, {_noun(series)} had come down from the highest point in {where}"
    return _figure(
        name or f"months-{series[0].measure.key}",
        [title],
        series,
        shared=False,
        how="Each place has a scale of its own, from zero",
    )


def show_late_reports(reported: Series, expected: Series) -> Figure:
    """What has been reported so far, and what is expected once late reports are in."""
    one_axis(reported, expected)
    last = expected.point("latest")
    title = [
        f"{reported.place_name}: CDC expects the count for {last.date} to grow from ",
        reported.stat(last.when),
        " to about ",
        expected.stat(last.when),
    ]
    return _figure(
        "late-reports",
        title,
        [reported, expected],
        shared=True,
        how="Both on one scale, from zero",
        names=["Reported so far", "Expected in the end"],
    )


def show_groups(groups: Sequence[Series]) -> Figure:
    """The groups of one place, each in a panel, on one scale. Groups overlap, so they are not stacked."""
    known = {one.group: one for one in groups if one.known}
    year = next(iter(known.values())).point("settled").when
    biggest = max(
        (one for group, one in known.items() if group not in WHOLE),
        key=lambda one: one.point(year).value,
    )
    whole = next(iter(known.values()))
    title = [
        f"{whole.place_name}: ",
        biggest.stat(year),
        " of the ",
        whole.stat(year),
        f" overdose deaths of {year} involved {biggest.name}",
    ]
    return _figure(
        f"groups-{whole.measure.key}-{whole.place.lower()}".replace("_", "-"),
        title,
        groups,
        shared=True,
        how="Groups overlap: one death can be in several",
        names=[_first_upper(one.name) for one in groups],
    )


def choose_place(places: Sequence[Sequence[Series]]) -> Choice:
    """`show_groups` of each place, to be opened one at a time."""
    return Choice([(groups[0].place_name, show_groups(groups)) for groups in places])


def together(*figures: Figure) -> Choice:
    """Figures one below the other."""
    return Choice([(figure.name, figure) for figure in figures], one_at_a_time=False)


def show_rates(series: Sequence[Series], country: str = "US") -> Figure:
    """Each place in a panel, on one scale, with the country to compare with in the title."""
    year = max(set.intersection(*({point.when for point in one.known} for one in series)))
    mark = next(one for one in series if one.place == country).point(year).value
    sides = {
        side: [
            one.place_name
            for one in series
            if one.place != country and test(one.point(year).value, mark)
        ]
        for side, test in (
            ("higher than the country’s in", lambda a, b: a > b),
            ("the same in", lambda a, b: a == b),
            ("lower in", lambda a, b: a < b),
        )
    }
    title = f"In {year}, the rate was " + ", and ".join(
        f"{side} {_and(names)}" for side, names in sides.items() if names
    )
    return _figure(
        f"rates-{series[0].measure.key}".replace("_", "-"),
        [title],
        series,
        shared=True,
        how="All places on one scale, from zero",
    )


def show_change(series: Sequence[Series], name: str = "", shared: bool = True) -> Figure:
    """Each place in a panel; the title says where the newest complete figure is above or below the first."""
    sides: dict[str, list[str]] = {"up": [], "down": [], "level": []}
    for one in series:
        gap = one.point("settled").value - one.point("first").value
        sides["up" if gap > 0 else "down" if gap < 0 else "level"].append(one.place_name)
    said = ", and ".join(
        f"{side} in {_and(names) if len(names) == 1 or len(names) < len(series) else 'every place shown'}"
        for side, names in sides.items()
        if names
    )
    ends = {(one.point("first").date, one.point("settled").date) for one in series}
    when = " to ".join(ends.pop()) if len(ends) == 1 else "first to last complete figure"
    title = f"{series[0].measure.title}, {when}: {said}"
    return _figure(
        name or f"change-{series[0].measure.key}",
        [title],
        series,
        shared=shared,
        how="All places on one scale, from zero"
        if shared
        else "Each place has a scale of its own, from zero",
    )


def _figure(
    name: str,
    title: Line,
    series: Sequence[Series],
    shared: bool,
    how: str,
    names: Sequence[str] = (),
) -> Figure:
    if shared:
        one_axis(*series)
    names = names or [one.place_name for one in series]
    measure, late = (
        series[0].measure,
        any(point.provisional for one in series for point in one.points),
    )
    gaps = any(point.value is None for one in series for point in one.points)
    legend = [
        how,
        *(["dashed or hollow: provisional, not complete yet"] if late else []),
        *(["shaded: no figure to show"] if gaps else []),
    ]
    return panels.Panels(
        name=name,
        title=title,
        subtitle=f"{_first_upper(measure.unit)}. {BETTER[measure.better]}. {'. '.join(map(_first_upper, legend))}.",
        description="Line charts, one for each panel. "
        + " ".join(describe(one, label) for one, label in zip(series, names, strict=True)),
        columns=[
            "12 months ending"
            if measure.window
            else "Month"
            if "-" in series[0].points[0].when
            else "Year",
            *names,
            *(["Provisional"] if late else []),
        ],
        rows=_table(series, late),
        sources=[measure.origin],
        notes=measure.cautions[:1],
        cautions=measure.cautions[1:],
        measure=measure,
        draw=lambda width: panels.draw(series, names, width, shared),
    )


def describe(one: Series, label: str) -> str:
    """One series in a sentence or two."""
    if not one.known:
        return f"{label}: {MISSING}."
    first, top, last = (one.point(which) for which in SHOWN)
    gaps = [point.date for point in one.points if point.value is None]
    return (
        f"{label}: {first.text} in {first.date}, {last.text}{f' {one.measure.late}' if last.provisional else ''} in {last.date}; "
        f"the highest is {top.text} in {top.date}."
        + (f" No figure for {_and(gaps)}." if gaps else "")
    )


def _table(series: Sequence[Series], late: bool) -> list[list]:
    rows = []
    for points in zip(*(one.points for one in series), strict=True):
        cells = [
            Stat(
                "",
                "" if point.value is None and not point.hidden else point.value or point.text,
                point.text,
            )
            for point in points
        ]
        mark = ["yes" if any(point.provisional for point in points) else "no"] if late else []
        rows.append([points[0].date, *cells, *mark])
    return rows


def _noun(series: Sequence[Series]) -> str:
    return (
        "overdose deaths"
        if series[0].measure.origin.key == "deaths-by-month"
        else series[0].measure.title
    )


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
