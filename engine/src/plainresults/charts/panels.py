"""The drawing of small multiples: one panel for each series, light enough to stand in a page.

A line joins only neighbours, so a month or year without a figure is a gap, with a band behind it;
the provisional part is dashed, and its points are hollow. `trends` says what is shown and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import altair as alt

from plainresults.charts.figure import Figure, having, table
from plainresults.evidence import dates
from plainresults.evidence.series import Point, Series
from plainresults.rendering.palette import COLOURS, TEXT

HEIGHT, GAP, MARGIN, WIDE_ENOUGH = 120, 28, 16, 500
LABELLED = ("highest", "latest", "first")


@dataclass(frozen=True)
class Panels(Figure):
    """A figure of many panels: its picture in the page is light, without what only Vega itself needs."""

    def svg(self, width: int) -> str:
        """The picture without empty shapes, default values and needless digits."""
        text = re.sub(
            r'<path d="(M0,0h0v0h0Z)?"[^>]*/>| (pointer-events|font-family)="[^"]*"| opacity="1"| transform="translate\(0,0\)"',
            "",
            super().svg(width),
        )
        text = re.sub(
            r' (d|transform)="[^"]*"',
            lambda place: re.sub(r"(\.\d)\d+", r"\1", place[0]),
            re.sub(r'<path d="M0,0h\d+v\d+h-\d+Z" />', "", text),
        )
        while text != (text := re.sub(r"<g ?/>|<g></g>|<g>((?:(?!</?g\b).)*)</g>", r"\1", text)):
            pass
        return text.replace("<svg ", '<svg font-family="Helvetica, Arial, sans-serif" ', 1)


def draw(
    series: Sequence[Series], names: Sequence[str], width: int, shared: bool
) -> alt.ConcatChart:
    """A panel for each series, two abreast where there is room; `shared` gives all of them one scale."""
    columns = min(2 if width > WIDE_ENOUGH else 1, len(series))
    each = (width - MARGIN - GAP * (columns - 1)) // columns
    tops = [max((float(point.value) for point in one.known), default=1) for one in series]
    return alt.concat(
        *(
            panel(one, name, each, max(tops) if shared else top)
            for one, name, top in zip(series, names, tops, strict=True)
        ),
        columns=columns,
        spacing=GAP,
    )


def panel(one: Series, name: str, width: int, top: float) -> alt.LayerChart:
    """One series, from zero to a little above `top`."""
    first, last = one.points[0].at, one.points[-1].at
    x = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[first - 0.5, last + 0.5], nice=False),
        axis=alt.Axis(
            values=_ticks(first, last), format="d", grid=False, title=None, labelFlush=False
        ),
    )
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, (top or 1) * 1.28], nice=False))
    layers = [
        _gaps(one, x),
        *_lines(one, x, y),
        _dots(one, x, y),
        *_labels(one, x, y, width, top or 1),
    ]
    return having(
        alt.layer(*(layer for layer in layers if layer)),
        width=width,
        height=HEIGHT,
        title=alt.Title(name, anchor="start", fontSize=TEXT + 1, color=COLOURS["ink"], offset=2),
    )


def _lines(one: Series, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    pairs = [pair for run in one.runs() for pair in pairwise(run)]
    return [
        alt.Chart(table(chunk))
        .mark_line(color=COLOURS["public"], strokeWidth=2.5, strokeDash=dash, strokeJoin="round")
        .encode(x=x, y=y, detail="stretch:N")
        for late, dash in ((False, [1, 0]), (True, [4, 3]))
        if (chunk := _stretches([pair for pair in pairs if pair[1].provisional == late]))
    ]


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
    marks = (
        one.known
        if "-" not in one.points[0].when
        else [one.point(which) for which in LABELLED]
        if one.known
        else []
    )
    if not marks:
        return None
    return (
        alt.Chart(
            table(
                [
                    _row(point) | {"fill": COLOURS["ground" if point.provisional else "public"]}
                    for point in marks
                ]
            )
        )
        .mark_point(filled=True, size=42, opacity=1, stroke=COLOURS["public"], strokeWidth=2)
        .encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None))
    )


def _gaps(one: Series, x: alt.X) -> alt.Chart | None:
    step = 1 / 24 if "-" in one.points[0].when else 1 / 2
    gaps = [
        list(points)
        for empty, points in groupby(one.points, lambda point: point.value is None)
        if empty
    ]
    rows = [{"at": gap[0].at - step, "end": gap[-1].at + step} for gap in gaps]
    return (
        alt.Chart(table(rows))
        .mark_rect(color=COLOURS["line"], opacity=0.45)
        .encode(x=x, x2=alt.X2("end:Q"))
        if rows
        else None
    )


def _labels(one: Series, x: alt.X, y: alt.Y, width: int, top: float) -> list[alt.Chart]:
    places: dict[tuple[str, float], list[dict]] = {}
    seen: list[Point] = []
    for which in LABELLED if one.known else ():
        point = one.point(which)
        share = (point.at - one.points[0].at) / max(one.points[-1].at - one.points[0].at, 1)
        near = any(
            abs(point.at - other.at) / max(one.points[-1].at - one.points[0].at, 1) < 90 / width
            for other in seen
        )
        above = which == "highest" or float(point.value) / top < 0.24
        if point in seen or (near and above):
            continue
        seen.append(point)
        side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
        dy = -13 - _lift(one, point, width, top) if above else 15
        places.setdefault((side, dy), []).append(_row(point) | {"text": _said(one, point, which)})
    return [
        alt.Chart(table(rows))
        .mark_text(align=side, dy=dy, dx={"left": -4, "right": 4, "center": 0}[side], fontSize=TEXT)
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for (side, dy), rows in places.items()
    ]


def _lift(one: Series, point: Point, width: int, top: float) -> float:
    """How many px a label must go up to clear the line on its way to it."""
    years = 90 / width * (one.points[-1].at - one.points[0].at)
    highest = max(near.value for near in one.known if abs(near.at - point.at) < years)
    return float(highest - point.value) / (top * 1.28) * HEIGHT


def _said(one: Series, point: Point, which: str) -> str:
    year, _, month = point.when.partition("-")
    when = f" in {dates.MONTHS[int(month) - 1][:3]} {year}" if month and which == "highest" else ""
    return f"{point.text}{when}{f' {one.measure.late}' if point.provisional else ''}"


def _row(point: Point, stretch: int = 0) -> dict:
    return {"at": point.at, "value": float(point.value), "stretch": stretch}


def _ticks(first: float, last: float) -> list[int]:
    years = range(int(first), int(last) + 1)
    return list(years[:: max(1, -(-len(years) // 5))])
