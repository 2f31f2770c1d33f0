"""Shares of people at a time after the start, such as how many are alive."""

from __future__ import annotations

from collections.abc import Sequence

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import Row, bars, said
from plainresults.evidence.model import Arm, Outcome
from plainresults.evidence.phrases import first_upper
from plainresults.rendering.effects import number
from plainresults.rendering.html import Line


@chart()
def show_survival(outcomes: Sequence[Outcome]) -> Figure:
    """A bar from zero for each time and arm, with its interval where the source prints one.

    Takes outcomes of survival at a time with one unit, in the order of their times; ValueError
    otherwise.
    """
    unit = of.in_one_unit(outcomes)
    if wrong := [outcome.key for outcome in outcomes if outcome.statistic.name != "survival"]:
        raise ValueError(f"{wrong[0]} is no survival at a time. charts.show_result may do")
    rows = [row for outcome in outcomes for row in _rows(outcome)]
    return of.figure(
        "show-survival",
        outcomes,
        unit,
        of.ranges((arm for o in outcomes for arm in o.arms.values()), "thin line"),
        title=_title(outcomes),
        description=f"Bar chart from zero, {unit}. {said(rows)}",
        columns=["Time", "Group", "Share", "Lowest", "Highest", "Unit"],
        rows=[
            [o.at, arm.label, *of.cells(number(o, arm.key)), o.unit]
            for o in outcomes
            for arm in of.arms(o)
        ],
        draw=lambda width: bars(rows, width),
    )


def _rows(outcome: Outcome) -> list[Row]:
    arms = of.arms(outcome)
    return [
        Row(_label(outcome, arm, len(arms) > 1), number(outcome, arm.key), colour)
        for arm, colour in zip(arms, of.COLOURS, strict=False)
    ]


def _label(outcome: Outcome, arm: Arm, several: bool) -> str:
    time = first_upper(f"{outcome.at} on")
    return f"{time}: {arm.label}" if several else time


def _title(outcomes: Sequence[Outcome]) -> Line:
    """“People alive: 90 of 100 six months on, 76 of 100 twelve months on”."""
    pieces: list[object] = [f"{first_upper(outcomes[0].counted)}: "]
    for index, outcome in enumerate(outcomes):
        arm = of.arms(outcome)[0]
        pieces += [", " if index else "", number(outcome, arm.key)]
        pieces.append(f" of {outcome.per['number']:,}, {outcome.at} on")
    return [piece for piece in pieces if piece]  # type: ignore[misc]  # numbers and texts
