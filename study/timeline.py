"""When the study happened."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import FILL, LINE, Mark, px, table, words
from plainresults.evidence import dates, store
from plainresults.rendering.palette import COLOURS

STEP = 30 + LINE  # px: a label, its mark and the air around both
COLOUR = {"intervention": "first", "control": "second"}  # of each group
Event = dict[str, str]


@chart()
def show_timeline(events: Sequence[Event]) -> Figure:
    """Spans of time as bars and events as dots, on one line of years."""
    known = store.load()
    when = [_when(event) for event in events]
    said = [f"{event['what']}: {time}." for event, time in zip(events, when, strict=True)]
    sources = [known.source(event["source"]) for event in events]
    first, *_, last = sorted(
        {year for event in events for year in (event["from"], event.get("to", event["from"]))}
    )
    return Figure(
        name="timeline",
        title=[f"What happened when, {dates.period(first, last)}"],
        subtitle="The HEALing Communities Study",
        description=" ".join(["A timeline.", *said]),
        columns=["What", "When", "Source"],
        rows=[[e["what"], w, s.short] for e, w, s in zip(events, when, sources, strict=True)],
        sources=list(dict.fromkeys(sources)),
        draw=lambda width: _timeline(events, width),
    )


def _timeline(events: Sequence[Event], width: int) -> alt.LayerChart:
    rows: list[Mark] = [
        {
            "label": event["what"],
            "y": index * STEP + LINE / 2,
            "mark": index * STEP + LINE + 16,
            "from": _years(event["from"]),
            "to": _years(event.get("to", event["from"]), end="to" in event),
            "fill": COLOURS[COLOUR.get(event.get("group", ""), "soft")],
        }
        for index, event in enumerate(events)
    ]
    spans = [row for row, event in zip(rows, events, strict=True) if "to" in event]
    dots = [row for row in rows if row not in spans]
    ends = int(min(row["from"] for row in rows)), int(max(row["to"] for row in rows)) + 1
    years = list(range(ends[0], ends[1] + 1, 1 if width > 400 else 2))
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=ends, nice=False),
        axis=alt.Axis(values=years, format="d", title=None, grid=False),
    )
    layers = [
        alt.Chart(table(spans))
        .mark_rule(strokeWidth=14)
        .encode(x=x, x2="to", y=px("mark"), stroke=alt.Stroke("fill:N", scale=None)),
        alt.Chart(table(dots))
        .mark_point(size=150, filled=True, opacity=1)
        .encode(x=x, y=px("mark"), fill=FILL),
        words(rows, alt.value(0), "y", "label"),
    ]
    return alt.LayerChart(layer=layers, width=width, height=len(events) * STEP + 6)


def _years(moment: str, end: bool = False) -> float:
    """A year or month as a year with a fraction; with `end`, the end of the month."""
    year, _, month = moment.partition("-")
    return int(year) + ((int(month) - (not end)) / 12 if month else 0)


def _when(event: Event) -> str:
    first = event["from"]
    return dates.period(first, event["to"]) if "to" in event else dates.month(first)
