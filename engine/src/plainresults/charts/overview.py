"""Charts that look over the whole study: every result at once, the timeline, the four states.

As in `charts`, data go in and a `Figure` comes out; no file is read here and no result is typed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import altair as alt

from plainresults.charts.figure import Extras, Figure, fill_if, having, sized, table
from plainresults.evidence import dates, store
from plainresults.evidence.model import Outcome, by_rank
from plainresults.rendering import html
from plainresults.rendering.fact_box import range_line
from plainresults.rendering.html import Line
from plainresults.rendering.palette import COLOURS

ROW, LINE, HEAD = (
    40,
    19,
    34,
)  # px: a mark with the air around it, a line of text, a heading with its air
TICKS = (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4)
UNREAD: Line = ["not read"]
COLUMNS = ["Ratio", "How low or high it could be", "What we can say", "Source"]


def show_all_ratios(outcomes: Sequence[Outcome]) -> Figure:
    """Every rate ratio that has an interval, on one scale, grouped by rank with the main result on top.

    A ratio has no unit, so results with different denominators may share the scale.
    """
    drawn = [o for o in by_rank(outcomes) if o.ratio and o.ratio.low is not None]
    clear = [o for o in drawn if o.verdict != "unclear"]
    return Figure(
        name="all-ratios",
        title=[
            f"The main result, on top, shows no clear difference; {len(clear)} of the other {len(drawn) - 1} are clearly lower or higher"
        ],
        subtitle="Rate with the program, set against the rate in communities that waited. The line is the range that fits the data.",
        description="Chart of ranges against a line for no difference, grouped by rank. "
        + " ".join(f"{o.title}: {html.plain(range_line(o))}. {o.verdict_in_words}." for o in drawn),
        columns=["Outcome", "Rank", "Ratio", "Lowest", "Highest", "What we can say"],
        rows=[
            [
                o.title,
                store.words().ranks[o.rank],
                *(store.number(f"{o.key}.ratio{end}") for end in ("", ".low", ".high")),
                o.verdict_in_words,
            ]
            for o in drawn
        ],
        sources=_sources(drawn),
        notes=[
            "A filled dot: the range leaves out “same”. An empty dot: it does not.",
            _not_drawn(outcomes, drawn),
        ],
        draw=lambda width: _ratios(drawn, width),
        explore=True,
    )


def show_all_scores(outcomes: Sequence[Outcome]) -> Figure:
    """Every result on a survey score, one panel for each score, as their points are not alike."""
    drawn = [
        o
        for o in by_rank(outcomes)
        if o.measure != "rate_ratio"
        and any(e and e.low is not None for e in (o.intervention, o.difference))
    ]
    panels = [list(members) for _, members in groupby(drawn, key=_score)]
    return Figure(
        name="all-scores",
        title=["In surveys of people in the effort, scores differed between the two groups"]
        if all(o.verdict in ("lower", "higher") for o in drawn)
        else ["Results on survey scores"],
        subtitle="Points on each survey's own score. The points of one panel cannot be compared with those of another.",
        description=f"{len(panels)} small charts, each with its own scale and a line for no change or no difference. "
        + " ".join(_said_score(o) for o in drawn),
        columns=[
            "Outcome",
            "Rank",
            "What is shown",
            "Points",
            "Lowest",
            "Highest",
            "What we can say",
        ],
        rows=[
            [
                o.title,
                store.words().ranks[o.rank],
                shown,
                *(store.number(f"{o.key}.{part}{end}") for end in ("", ".low", ".high")),
                o.verdict_in_words,
            ]
            for o in drawn
            for part, shown in _score_parts(o)
        ],
        sources=_sources(drawn),
        notes=list(dict.fromkeys(text for o in drawn for text in o.caution)),
        draw=lambda width: alt.vconcat(*(_panel(panel, width) for panel in panels), spacing=26),
    )


@dataclass(frozen=True)
class ResultsTable(Figure):
    """A table of outcomes that a reader can filter without a script and sort with one."""

    outcomes: Sequence[Outcome] = ()

    def page(self) -> str:
        """The table with its filter, as HTML."""
        verdicts = [
            v
            for v in ("unclear", "lower", "higher", "unknown")
            if any(o.verdict == v for o in self.outcomes)
        ]
        counts = {v: sum(o.verdict == v for o in self.outcomes) for v in verdicts}
        return html.render(
            "results-table.html",
            figure=self,
            table=list(zip(self.outcomes, self.rows, strict=True)),
            counts=counts,
        )

    def _repr_mimebundle_(self, **_kwargs) -> tuple[dict, dict]:
        return {"text/html": self.page(), "text/plain": html.plain(self.title)}, {
            "plainresults": Extras(files={f"{self.name}.csv": self.csv()}, charts=[])
        }


def list_results(outcomes: Sequence[Outcome]) -> ResultsTable:
    """Every outcome in one table, the main result first."""
    found = by_rank(outcomes)
    return ResultsTable(
        name="all-results",
        title=["Every outcome that we know of, the main result first"],
        subtitle="Results of the HEALing Communities Study",
        description="A table.",
        columns=["Outcome", "Rank", *store.words().groups.values(), *COLUMNS],
        rows=[
            [
                o.title,
                store.words().ranks[o.rank].replace("this paper", "its own paper"),
                _arm(o, "intervention"),
                _arm(o, "control"),
                _ratio(o),
                _range(o),
                o.verdict_in_words,
                o.source.short,
            ]
            for o in found
        ],
        sources=_sources(found),
        outcomes=found,
        notes=[
            "“Not read” means: not published in what we could read. For changes of a score, only each group's own range was published."
        ],
    )


def show_timeline(events: Sequence[dict]) -> Figure:
    """Spans of time as bars and events as dots, on one line of years."""
    marks = [
        {
            "label": e["what"],
            "from": _years(e["from"], False),
            "to": _years(e.get("to", e["from"]), "to" in e),
            "span": "to" in e,
            "fill": COLOURS[
                {"intervention": "program", "control": "waited"}.get(e.get("group"), "soft")
            ],
        }
        for e in events
    ]
    when = [_when(e) for e in events]
    return Figure(
        name="timeline",
        title=["The year that was compared lies inside the time of the program"],
        subtitle="What happened when in the HEALing Communities Study",
        description="A timeline. "
        + " ".join(f"{e['what']}: {w}." for e, w in zip(events, when, strict=True)),
        columns=["What", "When", "Source"],
        rows=[
            [e["what"], w, store.load().source(e["source"]).short]
            for e, w in zip(events, when, strict=True)
        ],
        sources=list({e["source"]: store.load().source(e["source"]) for e in events}.values()),
        draw=lambda width: _timeline(marks, width),
    )


def show_states(shapes: dict, sites: Sequence[dict]) -> Figure:
    """A map of the study's states with the place that ran the study in each."""
    return Figure(
        name="states",
        title=["The study took place in ", store.number("nihheal.states"), " states"],
        subtitle="The states of the study, and who ran it there",
        description="A map with the outlines of the states of the study. Kentucky and Ohio share a border in the middle "
        "of the East, New York and Massachusetts in the Northeast. States between them are not drawn.",
        columns=["State", "Run by", "In"],
        rows=[[s["state"], s["site"], s["city"]] for s in sites],
        sources=list({s["source"]: store.load().source(s["source"]) for s in sites}.values()),
        notes=["Outlines: U.S. Census Bureau, cartographic boundary files, made simpler."],
        draw=lambda width: _map(shapes, width),
    )


def _sources(outcomes: Sequence[Outcome]) -> list:
    return list({outcome.source.key: outcome.source for outcome in outcomes}.values())


def _not_drawn(outcomes: Sequence[Outcome], drawn: Sequence[Outcome]) -> str:
    left = [o for o in by_rank(outcomes) if o.measure == "rate_ratio" and o not in drawn]
    return (
        f"Not drawn, as we could read no range for them: {'; '.join(o.plain for o in left)}."
        if left
        else ""
    )


def _number(outcome: Outcome, part: str):
    return store.load().numbers.get(f"{outcome.key}.{part}")


def _arm(outcome: Outcome, group: str) -> Line:
    found = _number(outcome, group)
    return [found, f" {outcome.unit}"] if found else UNREAD


def _ratio(outcome: Outcome) -> Line:
    if outcome.measure != "rate_ratio":
        return ["a score has no ratio"]
    return [_number(outcome, "ratio")] if outcome.ratio else UNREAD


def _range(outcome: Outcome) -> Line:
    if outcome.measure == "rate_ratio":
        return range_line(outcome) if outcome.ratio and outcome.ratio.low is not None else UNREAD
    if outcome.difference and outcome.difference.low is not None:
        return ["from ", *_end(outcome, "high"), " to ", *_end(outcome, "low")]
    return UNREAD


def _end(outcome: Outcome, end: str) -> Line:
    side = "lower" if getattr(outcome.difference, end) < 0 else "higher"
    return [_number(outcome, f"difference.{end}.{side}"), f" points {side}"]


def _score(outcome: Outcome) -> tuple:
    return (outcome.source.key, outcome.unit) if outcome.measure == "difference" else (outcome.key,)


def _score_parts(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.measure == "difference":
        return [("difference", "Gap between the two groups")]
    return [
        (group, name) for group, name in store.words().groups.items() if getattr(outcome, group)
    ]


def _said_score(outcome: Outcome) -> str:
    said = [
        f"{name}: {_number(outcome, part).text} points, from {_number(outcome, f'{part}.low').text} to {_number(outcome, f'{part}.high').text}"
        for part, name in _score_parts(outcome)
    ]
    return f"{outcome.title}. {'. '.join(said)}. {outcome.verdict_in_words}."


def _years(moment: str, end: bool) -> float:
    year, _, month = moment.partition("-")
    return int(year) + ((int(month) - (0 if end else 1)) / 12 if month else 0)


def _when(event: dict) -> str:
    one = (
        dates.period(event["from"], event.get("to", event["from"]))
        if "-" in event["from"]
        else event["from"]
    )
    return one if "to" in event else one.partition(" to ")[0]


def _ratios(drawn: Sequence[Outcome], width: int) -> alt.LayerChart:
    wide, y, rows, heads = width > 400, 4, [], []
    for rank, members in groupby(drawn, key=lambda o: o.rank):
        heads.append({"y": y, "text": store.words().rank_heads[rank]})
        y += HEAD
        for o in members:
            label = textwrap.wrap(o.title, 56 if wide else 36)
            rows.append(
                {
                    "y": y,
                    "label": "\n".join(label),
                    "mark": y + LINE * (len(label) + (not wide)) + 14,
                    "verdict": o.verdict_in_words,
                    "vy": y if wide else y + LINE * len(label),
                    "value": float(o.ratio.value),
                    "low": float(o.ratio.low),
                    "high": float(o.ratio.high),
                    "clear": o.verdict != "unclear",
                    "range": html.plain(range_line(o)),
                }
            )
            y = rows[-1]["mark"] + ROW - 14
        y += 8
    lowest, highest = min(r["low"] for r in rows) * 0.93, max(r["high"] for r in rows) * 1.07
    ticks = [t for t in (TICKS if wide else (0.5, 1, 2, 4)) if lowest <= t <= highest]
    sides = (
        "lower with the program  ←  →  higher with the program" if wide else "lower  ←  →  higher"
    )
    axis = alt.Axis(
        values=ticks,
        grid=False,
        title=sides,
        labelExpr="datum.value == 1 ? 'same' : "
        "(datum.value < 1 ? '−' : '+') + round(abs(datum.value - 1) * 100) + '%'",
    )
    scale = alt.Scale(type="log", domain=[lowest, highest], nice=False)
    base, tall = (
        alt.Chart(table(rows)),
        alt.Scale(domain=[0, y], range=[0, {"expr": "height"}], nice=False),
    )
    at = alt.Y("mark:Q", axis=None, scale=tall)
    tip = [
        alt.Tooltip("label:N", title="Outcome"),
        alt.Tooltip("verdict:N", title="What we can say"),
        alt.Tooltip("range:N", title="Range"),
    ]
    line = base.mark_rule(strokeWidth=5, strokeCap="round", color=COLOURS["program"]).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2=alt.X2("high:Q"), y=at, tooltip=tip
    )
    point = base.mark_point(
        size=170, filled=True, stroke=COLOURS["program"], strokeWidth=3, opacity=1
    ).encode(
        x=alt.X("value:Q", scale=scale), y=at, tooltip=tip, fill=fill_if("datum.clear", "program")
    )
    same = (
        alt.Chart(table([{"at": 1}]))
        .mark_rule(color=COLOURS["ink"], strokeWidth=2)
        .encode(x=alt.X("at:Q", scale=scale))
    )
    said = {"align": "right" if wide else "left", "color": COLOURS["soft"]}
    verdict = [
        base.mark_text(
            **_text(halo) | said | ({} if not halo else {"color": COLOURS["ground"]})
        ).encode(
            x=alt.XValue(width - 12 if wide else 0),
            y=alt.Y("vy:Q", axis=None, scale=tall),
            text=alt.Text("verdict:N"),
        )
        for halo in (True, False)
    ]
    names = [_words(base, halo, tall, "label") for halo in (True, False)]
    top = [
        _words(alt.Chart(table(heads)), halo, tall, "text", fontWeight="bold")
        for halo in (True, False)
    ]
    return sized(alt.layer(same, line, point, *names, *verdict, *top), width, y)


def _text(halo: bool) -> dict:
    colour = COLOURS["ground" if halo else "ink"]
    return {
        "align": "left",
        "baseline": "line-top",
        "lineBreak": "\n",
        "lineHeight": LINE,
        "color": colour,
    } | ({"stroke": colour, "strokeWidth": 5} if halo else {})


def _words(base: alt.Chart, halo: bool, tall: alt.Scale, field: str, **look) -> alt.Chart:
    return base.mark_text(**_text(halo), **look).encode(
        x=alt.XValue(0), y=alt.Y("y:Q", axis=None, scale=tall), text=f"{field}:N"
    )


def _panel(panel: Sequence[Outcome], width: int) -> alt.LayerChart:
    rows = []
    head = (
        panel[0].title
        if panel[0].measure == "mean_change"
        else f"Gap between the two groups ({panel[0].source.short})"
    )
    lines = textwrap.wrap(head, width // 8)
    y = 6 + LINE * len(lines) + 12
    for o in panel:
        for part, name in _score_parts(o):
            e = getattr(o, part)
            label = textwrap.wrap(name if o.measure == "mean_change" else o.title, width // 8)
            rows.append(
                {
                    "y": y,
                    "label": "\n".join(label),
                    "mark": y + LINE * len(label) + 14,
                    "value": float(e.value),
                    "low": float(e.low),
                    "high": float(e.high),
                    "fill": COLOURS["waited" if part == "control" else "program"],
                }
            )
            y = rows[-1]["mark"] + ROW - 14
    base, tall = alt.Chart(table(rows)), alt.Scale(domain=[0, y], nice=False, range=[0, y])
    low, high = min(0, *(r["low"] for r in rows)), max(0, *(r["high"] for r in rows))
    scale = alt.Scale(domain=[low - (high - low) * 0.06, high + (high - low) * 0.06], nice=False)
    title = (
        "fell  ←  0 is no change  →  rose"
        if panel[0].measure == "mean_change"
        else "lower with the program  ←  0 is no difference"
    )
    axis = alt.Axis(
        grid=False, tickCount=5, title=title, labelExpr="replace(datum.label, '-', '−')"
    )
    at, fill = alt.Y("mark:Q", axis=None, scale=tall), alt.Color("fill:N", scale=None)
    line = base.mark_rule(strokeWidth=5, strokeCap="round").encode(
        x=alt.X("low:Q", axis=axis, scale=scale), x2=alt.X2("high:Q"), y=at, color=fill
    )
    point = base.mark_point(size=170, filled=True, opacity=1).encode(
        x=alt.X("value:Q", scale=scale), y=at, color=fill
    )
    none = (
        alt.Chart(table([{"at": 0}]))
        .mark_rule(color=COLOURS["ink"], strokeWidth=2)
        .encode(x=alt.X("at:Q", scale=scale))
    )
    top = alt.Chart(table([{"y": 4, "text": "\n".join(lines)}]))
    names = [_words(base, halo, tall, "label") for halo in (True, False)]
    return having(
        alt.layer(
            none,
            line,
            point,
            *names,
            *(_words(top, halo, tall, "text", fontWeight="bold") for halo in (True, False)),
        ),
        width=width - 10,
        height=y,
    )


def _timeline(marks: list[dict], width: int) -> alt.LayerChart:
    step = 30 + LINE
    rows = [
        m | {"y": i * step + 4, "mark": i * step + LINE + 16, "mid": (m["from"] + m["to"]) / 2}
        for i, m in enumerate(marks)
    ]
    height = len(marks) * step + 6
    first, last = int(min(row["from"] for row in rows)), int(max(row["to"] for row in rows)) + 1
    base, tall = (
        alt.Chart(table(rows)),
        alt.Scale(domain=[0, height], range=[0, {"expr": "height"}], nice=False),
    )
    scale = alt.Scale(domain=[first, last], nice=False)
    every = 1 if width > 400 else 2
    axis = alt.Axis(values=list(range(first, last + 1, every)), format="d", title=None, grid=True)
    at, fill = alt.Y("mark:Q", axis=None, scale=tall), alt.Color("fill:N", scale=None)
    bars = (
        base.transform_filter("datum.span")
        .mark_rule(strokeWidth=14)
        .encode(x=alt.X("from:Q", axis=axis, scale=scale), x2=alt.X2("to:Q"), y=at, color=fill)
    )
    dots = (
        base.transform_filter("!datum.span")
        .mark_point(size=150, filled=True, opacity=1)
        .encode(x=alt.X("mid:Q", scale=scale), y=at, color=fill)
    )
    names = [_words(base, halo, tall, "label") for halo in (True, False)]
    return sized(alt.layer(bars, dots, *names), width, height)


def _map(shapes: dict, width: int) -> alt.LayerChart:
    outlines = alt.Chart(
        alt.Data(values=shapes["features"], format=alt.DataFormat(type="json"))
    ).mark_geoshape(fill=COLOURS["line"], stroke=COLOURS["ground"], strokeWidth=2)
    states = [f["properties"]["name"] for f in shapes["features"]]
    middles = [
        {"name": name if width > 400 or len(name) < 10 else "Mass."} | _middle(f)
        for name, f in zip(states, shapes["features"], strict=True)
    ]
    names = [
        alt.Chart(table(middles))
        .mark_text(
            fontWeight="bold",
            **({"stroke": COLOURS["ground"], "strokeWidth": 4} if halo else {}),
            color=COLOURS["ground" if halo else "ink"],
        )
        .encode(longitude="x:Q", latitude="y:Q", text=alt.Text("name:N"))
        for halo in (True, False)
    ]
    return having(
        alt.layer(outlines, *names).project(
            "conicEqualArea", parallels=[37, 43], rotate=[80, 0, 0]
        ),
        width=width - 10,
        height=int(width * 0.56),
    )


def _middle(feature: dict) -> dict:
    ring = max((polygon[0] for polygon in feature["geometry"]["coordinates"]), key=len)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return {"x": (min(xs) + max(xs)) / 2, "y": (min(ys) + max(ys)) / 2}
