"""Charts of public figures over time: series in, a `Figure` out. No files are read and no number is typed.

Each place or drug group has a panel of its own (small multiples). A line joins only neighbours, so a year
without a figure is a gap, and the provisional part is dashed. `one_axis` refuses what may not be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

import altair as alt
import pandas as pd

from hcs import words
from hcs.figure import COLOURS, TEXT, Figure
from hcs.html import Line, render
from hcs.series import BETTER, MISSING, Point, Series, Stat, one_axis

HEIGHT, GAP, MARGIN, WIDE_ENOUGH = 120, 28, 16, 500
WHOLE = ("all_drugs", "opioids")  # groups that hold others, so never the one to name first
SHOWN = ("first", "highest", "latest")


@dataclass(frozen=True)
class Choice:
    """Several figures. A reader opens `one_at_a_time` where they may not be compared by eye."""

    figures: Sequence[tuple[str, Figure]]
    one_at_a_time: bool = True

    def _repr_mimebundle_(self, **_kwargs) -> tuple[dict, dict]:
        bundles = [(name, *figure._repr_mimebundle_()) for name, figure in self.figures]
        page = render("choice.html", figures=[(name, shown["text/html"]) for name, shown, _ in bundles], one_at_a_time=self.one_at_a_time)
        files = dict(chain.from_iterable(hidden["hcs"].items() for *_, hidden in bundles))
        return {"text/html": page, "text/plain": ", ".join(name for name, _ in self.figures)}, {"hcs": files}


def show_months(series: Sequence[Series], name: str = "") -> Figure:
    """Each place in a panel with a scale of its own: for counts of places that differ in size."""
    settled = [one.point("settled") for one in series]
    below = [one.place_name for one, point in zip(series, settled, strict=True) if point.value < one.point("highest").value]
    when = max(settled, key=lambda point: point.at).date
    where = "every place shown" if len(below) == len(series) else _and(below) or "no place shown"
    title = f"By {when}, {_noun(series)} had come down from the highest point in {where}"
    return _figure(name or f"months-{series[0].measure.key}", [title], series, shared=False,
                   how="Each place has a scale of its own, from zero")


def show_late_reports(reported: Series, expected: Series) -> Figure:
    """What has been reported so far, and what is expected once late reports are in."""
    one_axis(reported, expected)
    last = expected.point("latest")
    title = [f"{reported.place_name}: CDC expects the count for {last.date} to grow from ", reported.stat(last.when), " to about ",
             expected.stat(last.when)]
    return _figure("late-reports", title, [reported, expected], shared=True, how="Both on one scale, from zero",
                   names=["Reported so far", "Expected in the end"])


def show_groups(groups: Sequence[Series]) -> Figure:
    """The groups of one place, each in a panel, on one scale. Groups overlap, so they are not stacked."""
    known = {one.group: one for one in groups if one.known}
    year = next(iter(known.values())).point("settled").when
    biggest = max((one for group, one in known.items() if group not in WHOLE), key=lambda one: one.point(year).value)
    whole = next(iter(known.values()))
    title = [f"{whole.place_name}: ", biggest.stat(year), " of the ", whole.stat(year), f" overdose deaths of {year} involved {biggest.name}"]
    return _figure(f"groups-{whole.measure.key}-{whole.place.lower()}".replace("_", "-"), title, groups, shared=True,
                   how="Groups overlap: one death can be in several", names=[_first_upper(one.name) for one in groups])


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
    sides = {side: [one.place_name for one in series if one.place != country and test(one.point(year).value, mark)]
             for side, test in (("higher than the country’s in", lambda a, b: a > b), ("the same in", lambda a, b: a == b),
                                ("lower in", lambda a, b: a < b))}
    title = f"In {year}, the rate was " + ", and ".join(f"{side} {_and(names)}" for side, names in sides.items() if names)
    return _figure(f"rates-{series[0].measure.key}".replace("_", "-"), [title], series, shared=True, how="All places on one scale, from zero")


def show_change(series: Sequence[Series], name: str = "", shared: bool = True) -> Figure:
    """Each place in a panel; the title says where the newest complete figure is above or below the first."""
    sides: dict[str, list[str]] = {"up": [], "down": [], "level": []}
    for one in series:
        gap = one.point("settled").value - one.point("first").value
        sides["up" if gap > 0 else "down" if gap < 0 else "level"].append(one.place_name)
    said = ", and ".join(f"{side} in {_and(names) if 1 == len(names) or len(names) < len(series) else 'every place shown'}"
                         for side, names in sides.items() if names)
    ends = {(one.point("first").date, one.point("settled").date) for one in series}
    when = " to ".join(ends.pop()) if len(ends) == 1 else "first to last complete figure"
    title = f"{series[0].measure.title}, {when}: {said}"
    return _figure(name or f"change-{series[0].measure.key}", [title], series, shared=shared,
                   how="All places on one scale, from zero" if shared else "Each place has a scale of its own, from zero")


def _figure(name: str, title: Line, series: Sequence[Series], shared: bool, how: str, names: Sequence[str] = ()) -> Figure:
    if shared:
        one_axis(*series)
    names = names or [one.place_name for one in series]
    measure, late = series[0].measure, any(point.provisional for one in series for point in one.points)
    gaps = any(point.value is None for one in series for point in one.points)
    legend = [how, *(["dashed or hollow: provisional, not complete yet"] if late else []), *(["shaded: no figure to show"] if gaps else [])]
    return Figure(
        name=name, title=title, subtitle=f"{_first_upper(measure.unit)}. {BETTER[measure.better]}. {'. '.join(map(_first_upper, legend))}.",
        description="Line charts, one for each panel. " + " ".join(describe(one, label) for one, label in zip(series, names, strict=True)),
        columns=["12 months ending" if measure.window else "Month" if "-" in series[0].points[0].when else "Year", *names,
                 *(["Provisional"] if late else [])],
        rows=_table(series, late), sources=[measure.origin], notes=measure.cautions[:1], cautions=measure.cautions[1:], measure=measure,
        draw=lambda width: _panels(series, names, width, shared))


def describe(one: Series, label: str) -> str:
    """One series in a sentence or two."""
    if not one.known:
        return f"{label}: {MISSING}."
    first, top, last = (one.point(which) for which in SHOWN)
    gaps = [point.date for point in one.points if point.value is None]
    return (f"{label}: {first.text} in {first.date}, {last.text}{f' {one.measure.late}' if last.provisional else ''} in {last.date}; "
            f"the highest is {top.text} in {top.date}." + (f" No figure for {_and(gaps)}." if gaps else ""))


def _table(series: Sequence[Series], late: bool) -> list[list]:
    rows = []
    for points in zip(*(one.points for one in series), strict=True):
        cells = [Stat("", "" if point.value is None and not point.hidden else point.value or point.text, point.text) for point in points]
        mark = ["yes" if any(point.provisional for point in points) else "no"] if late else []
        rows.append([points[0].date, *cells, *mark])
    return rows


def _panels(series: Sequence[Series], names: Sequence[str], width: int, shared: bool) -> alt.ConcatChart:
    columns = min(2 if width > WIDE_ENOUGH else 1, len(series))
    each = (width - MARGIN - GAP * (columns - 1)) // columns
    tops = [max((float(point.value) for point in one.known), default=1) for one in series]
    return alt.concat(*(_panel(one, name, each, max(tops) if shared else top) for one, name, top in zip(series, names, tops, strict=True)),
                      columns=columns, spacing=GAP)


def _panel(one: Series, name: str, width: int, top: float) -> alt.LayerChart:
    first, last = one.points[0].at, one.points[-1].at
    x = alt.X("at:Q", scale=alt.Scale(domain=[first - 0.5, last + 0.5], nice=False),
              axis=alt.Axis(values=_ticks(first, last), format="d", grid=False, title=None, labelFlush=False))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, (top or 1) * 1.28], nice=False))
    layers = [_gaps(one, x), *_lines(one, x, y), _dots(one, x, y), *_labels(one, x, y, width, top or 1)]
    return alt.layer(*(layer for layer in layers if layer)).properties(
        width=width, height=HEIGHT, title=alt.Title(name, anchor="start", fontSize=TEXT + 1, color=COLOURS["ink"], offset=2))


def _lines(one: Series, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    pairs = [pair for run in one.runs() for pair in pairwise(run)]
    return [alt.Chart(_frame(chunk)).mark_line(color=COLOURS["public"], strokeWidth=2.5, strokeDash=dash, strokeJoin="round").encode(
        x=x, y=y, detail="stretch:N") for late, dash in ((False, [1, 0]), (True, [4, 3]))
        if (chunk := _stretches([pair for pair in pairs if pair[1].provisional == late]))]


def _stretches(pairs: list[tuple[Point, Point]]) -> list[dict]:
    rows, stretch, before = [], 0, None
    for a, b in pairs:
        if a is not before:
            stretch += 1
            rows.append(_row(a, stretch))
        rows.append(_row(b, stretch))
        before = b
    return rows


def _dots(one: Series, x: alt.X, y: alt.Y) -> alt.Chart | None:
    marks = one.known if "-" not in one.points[0].when else [one.point(which) for which in SHOWN] if one.known else []
    if not marks:
        return None
    return alt.Chart(_frame([_row(point) | {"fill": COLOURS["ground" if point.provisional else "public"]} for point in marks])).mark_point(
        filled=True, size=42, opacity=1, stroke=COLOURS["public"], strokeWidth=2).encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None))


def _gaps(one: Series, x: alt.X) -> alt.Chart | None:
    step = 1 / 24 if "-" in one.points[0].when else 1 / 2
    gaps = [list(points) for empty, points in groupby(one.points, lambda point: point.value is None) if empty]
    rows = [{"at": gap[0].at - step, "end": gap[-1].at + step} for gap in gaps]
    return alt.Chart(_frame(rows)).mark_rect(color=COLOURS["line"], opacity=0.45).encode(x=x, x2="end:Q") if rows else None


def _labels(one: Series, x: alt.X, y: alt.Y, width: int, top: float) -> list[alt.Chart]:
    places: dict[tuple[str, float], list[dict]] = {}
    seen: list[Point] = []
    for which in ("highest", "latest", "first") if one.known else ():
        point = one.point(which)
        share = (point.at - one.points[0].at) / max(one.points[-1].at - one.points[0].at, 1)
        near = any(abs(point.at - other.at) / max(one.points[-1].at - one.points[0].at, 1) < 90 / width for other in seen)
        above = which == "highest" or float(point.value) / top < 0.24
        if point in seen or (near and above):
            continue
        seen.append(point)
        side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
        dy = -13 - _lift(one, point, width, top) if above else 15
        places.setdefault((side, dy), []).append(_row(point) | {"text": _said(one, point, which)})
    return [alt.Chart(_frame(rows)).mark_text(align=side, dy=dy, dx={"left": -4, "right": 4, "center": 0}[side], fontSize=TEXT).encode(
        x=x, y=y, text="text:N") for (side, dy), rows in places.items()]


def _lift(one: Series, point: Point, width: int, top: float) -> float:
    """How many px a label must go up to clear the line on its way to it."""
    years = 90 / width * (one.points[-1].at - one.points[0].at)
    highest = max(near.value for near in one.known if abs(near.at - point.at) < years)
    return float(highest - point.value) / (top * 1.28) * HEIGHT


def _said(one: Series, point: Point, which: str) -> str:
    year, _, month = point.when.partition("-")
    when = f" in {words.MONTHS[int(month) - 1][:3]} {year}" if month and which == "highest" else ""
    return f"{point.text}{when}{f' {one.measure.late}' if point.provisional else ''}"


def _row(point: Point, stretch: int = 0) -> dict:
    return {"at": point.at, "value": float(point.value), "stretch": stretch}


def _frame(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def _ticks(first: float, last: float) -> list[int]:
    years = range(int(first), int(last) + 1)
    return list(years[::max(1, -(-len(years) // 5))])


def _noun(series: Sequence[Series]) -> str:
    return "overdose deaths" if series[0].measure.origin.key == "deaths-by-month" else series[0].measure.title


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
