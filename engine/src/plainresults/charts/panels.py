"""The drawing of small multiples: one panel for each series.

A line joins only neighbours, so a month or year without a figure is a gap, with a band behind it;
the provisional part is dashed, and its points are hollow. `trends` says what is shown and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any, Literal

import altair as alt

from plainresults.charts.rows import FILL, Mark, table
from plainresults.evidence.series import Point, Series
from plainresults.rendering.palette import COLOURS, TEXT

HEIGHT, GAP, MARGIN, WIDE_ENOUGH = 120, 28, 8, 500  # px; two panels abreast from the last one on
ROOM, SPACE = 1.28, 90  # the scale goes so far above the highest value; px that a label takes
Side = Literal["left", "right", "center"]
LABELLED = ("highest", "latest", "first")


def draw(
    series: Sequence[Series], names: Sequence[str], width: int, shared: bool
) -> alt.ConcatChart:
    """A panel for each series, two abreast where there is room; `shared` gives all one scale."""
    columns = min(2 if width > WIDE_ENOUGH else 1, len(series))
    each = (width - 2 * MARGIN - GAP * (columns - 1)) // columns
    tops = [max(map(_value, one.known), default=1) for one in series]
    drawn = [
        panel(one, name, each, max(tops) if shared else top)
        for one, name, top in zip(series, names, tops, strict=True)
    ]
    return alt.ConcatChart(concat=drawn, columns=columns, spacing=GAP)


def panel(one: Series, name: str, width: int, top: float) -> alt.LayerChart:
    """One series, from zero to a little above `top`."""
    first, last = one.points[0].at, one.points[-1].at
    years = range(int(first), int(last) + 1)
    x = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[first - 0.5, last + 0.5], nice=False),
        axis=alt.Axis(
            values=list(years[:: max(1, -(-len(years) // 5))]),
            format="d",
            grid=False,
            title=None,
            labelFlush=False,
        ),
    )
    scale = alt.Scale(domain=[0, (top or 1) * ROOM], nice=False)
    y = alt.Y("value:Q", axis=None, scale=scale)
    layers = [
        *_gaps(one, x),
        *_lines(one, x, y),
        *_dots(one, x, y),
        *_labels(one, x, y, width, top or 1),
    ]
    title = alt.TitleParams(name, anchor="start", fontSize=TEXT + 1, color=COLOURS["ink"], offset=2)
    return alt.LayerChart(layer=layers, width=width, height=HEIGHT, title=title)


def _gaps(one: Series, x: alt.X) -> list[alt.Chart]:
    """A band behind each stretch without a figure."""
    step = 1 / 24 if one.monthly else 1 / 2
    gaps = [list(gap) for empty, gap in groupby(one.points, lambda p: p.value is None) if empty]
    rows = [{"at": gap[0].at - step, "end": gap[-1].at + step} for gap in gaps]
    band = alt.Chart(table(rows)).mark_rect(color=COLOURS["line"], opacity=0.45)
    return [band.encode(x=x, x2="end")] if rows else []


def _lines(one: Series, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A line through what is settled, and a dashed one to what is provisional."""
    pairs = [pair for run in one.runs() for pair in pairwise(run)]
    drawn = []
    for late, dash in ((False, [1, 0]), (True, [4, 3])):
        rows: list[Mark] = []
        stretch, before = 0, None
        for a, b in (pair for pair in pairs if pair[1].provisional == late):
            if a is not before:
                stretch += 1
                rows.append(_row(a, stretch=stretch))
            rows.append(_row(b, stretch=stretch))
            before = b
        if rows:
            line = alt.Chart(table(rows)).mark_line(
                color=COLOURS["public"], strokeWidth=2.5, strokeDash=dash, strokeJoin="round"
            )
            drawn.append(line.encode(x=x, y=y, detail="stretch:N"))
    return drawn


def _dots(one: Series, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A dot for each year, or for the months with a label."""
    marks = [one.point(which) for which in LABELLED if one.known] if one.monthly else one.known
    rows = [_row(p, fill=COLOURS["ground" if p.provisional else "public"]) for p in marks]
    dots = alt.Chart(table(rows)).mark_point(
        filled=True, size=42, opacity=1, stroke=COLOURS["public"], strokeWidth=2
    )
    return [dots.encode(x=x, y=y, fill=FILL)] if rows else []


def _labels(one: Series, x: alt.X, y: alt.Y, width: int, top: float) -> list[alt.Chart]:
    """The values of the highest, the latest and the first point, where they have room."""
    span = max(one.points[-1].at - one.points[0].at, 1)
    places: dict[tuple[Side, float], list[Mark]] = {}
    seen: list[Point] = []
    for which in LABELLED if one.known else ():
        point = one.point(which)
        near = [p for p in one.known if abs(p.at - point.at) / span < SPACE / width]
        above = which == "highest" or _value(point) / top < 0.24
        if point in seen or (above and any(other in near for other in seen)):
            continue
        seen.append(point)
        # above the point, a label clears the line on its way
        lift = (max(map(_value, near)) - _value(point)) / (top * ROOM) * HEIGHT
        share = (point.at - one.points[0].at) / span
        side: Side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
        row = _row(point, text=_said(one, point, which))
        places.setdefault((side, -13 - lift if above else 15), []).append(row)
    return [
        alt.Chart(table(rows))
        .mark_text(align=side, dy=dy, dx={"left": -4, "right": 4, "center": 0}[side], fontSize=TEXT)
        .encode(x=x, y=y, text="text:N")
        for (side, dy), rows in places.items()
    ]


def _said(one: Series, point: Point, which: str) -> str:
    month, _, year = point.date.partition(" ")
    when = f" in {month[:3]} {year}" if year and which == "highest" else ""
    return f"{point.text}{when}{f' {one.measure.late}' if point.provisional else ''}"


def _value(point: Point) -> float:
    return float(point.value or 0)


def _row(point: Point, **fields: Any) -> Mark:
    return {"at": point.at, "value": _value(point), **fields}
