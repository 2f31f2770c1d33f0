"""Harms beside what was hoped for, on one denominator."""

from __future__ import annotations

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import Row, bars, said
from plainresults.evidence import store
from plainresults.evidence.model import Number, Outcome
from plainresults.rendering.effects import number
from plainresults.rendering.html import Line

BASES = {1000: "of_thousand", 100: "of_hundred"}  # what a share is told of, by address


@chart()
def show_harms(outcome: Outcome) -> Figure:
    """How many of every 100 or 1,000 people had each harm, in each arm, below the outcome itself.

    Of 1,000 where so many were counted in each arm. The outcome stands on top where it can be told
    of as many people. ValueError when its source reports no harms.
    """
    events = [o for o in store.load().outcomes.values() if o.harm and o.source == outcome.source]
    if not events:
        raise ValueError(f"{outcome.source.key} reports no harms. Say so in the text")
    shown = [o for o in (outcome, *events) if _values(o, 100)]
    base = 1000 if all(len(_values(o, 1000)) == len(_values(o, 100)) for o in shown) else 100
    unit = f"of every {base:,} people"
    rows = [row for one in shown for row in _rows(one, base)]
    clear = [event for event in events if event.verdict in ("lower", "higher")]
    return of.figure(
        "show-harms",
        [outcome, *events],
        f"{unit}, over the whole time",
        title=_title(outcome, events, clear),
        description=f"Bar chart from zero, {unit}. {said(rows)} {of.findings(shown)}.",
        columns=["What", "Group", f"Of every {base:,} people", "Verdict"],
        rows=[
            [one.title, one.trial.arms[arm].label, value, one.verdict_in_words]
            for one in shown
            for arm, value in _values(one, base).items()
        ],
        cautions=list(dict.fromkeys(text for event in events for text in event.caution)),
        draw=lambda width: bars(rows, width),
    )


def _rows(outcome: Outcome, base: int) -> list[Row]:
    return [
        Row(outcome.trial.arms[arm].label, value, colour, heading="" if index else outcome.title)
        for index, ((arm, value), colour) in enumerate(
            zip(_values(outcome, base).items(), of.COLOURS, strict=False)
        )
    ]


def _values(outcome: Outcome, base: int) -> dict[str, Number]:
    """How many of every `base` people, by arm; empty for what is not counted in people."""
    known, found = store.load().numbers, {}
    for arm in of.arms(outcome):
        key = f"{outcome.key}.{arm.key}"
        if outcome.statistic.name == "proportion" and outcome.per.get("number") == base:
            found[arm.key] = number(outcome, arm.key)
        elif f"{key}.{BASES[base]}" in known:
            found[arm.key] = known[f"{key}.{BASES[base]}"]
    return found


def _title(outcome: Outcome, events: list[Outcome], clear: list[Outcome]) -> Line:
    if not outcome.compared:
        return [f"Possible harms: {', '.join(event.plain for event in events)}"]
    if not clear:
        return ["Possible harms: no clear difference was found"]
    return [of.findings(clear[:2]) if len(clear) < 3 else of.findings(clear)]
