"""Shares as squares of a hundred dots (icon arrays)."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import FILL, LINE, Mark, px, table, words, wrap
from plainresults.evidence.model import Arm, Number, Outcome
from plainresults.evidence.phrases import first_lower
from plainresults.rendering.effects import number
from plainresults.rendering.html import Line
from plainresults.rendering.palette import COLOURS

Range = tuple[int, int]  # the ends of an interval, both 0 where there is none
# What a square stands for, how many of its dots are filled, its colour, and the interval.
Square = tuple[str, int, str, Range]

SMALL = "Small dots are those in the range that fits the data"


@chart()
def show_of_hundred(outcome: Outcome) -> Figure:
    """A square of a hundred dots for each arm; the filled ones are those counted.

    Small dots are in the interval, where the source prints one. Takes an outcome with a rate per
    100 or per 1,000 for an arm; ValueError otherwise.
    """
    counts = {arm: _in_hundred(outcome, arm) for arm in of.arms(outcome)}
    if not counts:
        raise ValueError(f"{outcome.key} has no value of an arm. show_result says so in a table")
    squares = [
        (arm.label, round(count.part.value), colour, _range(count))
        for (arm, count), colour in zip(counts.items(), of.COLOURS, strict=False)
    ]
    filled = ". ".join(
        f"{name}: {hits} of 100 are filled"
        + (f", {between[0]} to {between[1]} could be" if any(between) else "")
        for name, hits, _, between in squares
    )
    return of.figure(
        "show-of-hundred",
        [outcome],
        f"Of every 100 {outcome.per['of']}, rounded",
        SMALL if any(between[1] for *_, between in squares) else "",
        title=_title(outcome, list(counts.values())),
        description=f"Squares of 100 dots. {filled}. {outcome.verdict_in_words}.",
        columns=["Group", "Rate", "Lowest", "Highest", "Unit"],
        rows=[[arm.label, *of.cells(number(outcome, arm.key)), outcome.unit] for arm in counts],
        draw=lambda width: squares_of_dots(squares, width),
    )


def _in_hundred(outcome: Outcome, arm: Arm) -> Number:
    """How many of every 100 had it, in one arm."""
    if outcome.per.get("number") not in (100, 1000):
        raise ValueError(
            f"{outcome.key} is no rate per 100 or 1,000, so show_of_hundred cannot show it. "
            "compare_groups may do"
        )
    return number(outcome, arm.key if outcome.per["number"] == 100 else f"{arm.key}.in_hundred")


def _range(count: Number) -> Range:
    low, high = count.part.low, count.part.high
    return (round(low), round(high)) if low is not None and high is not None else (0, 0)


def _title(outcome: Outcome, counts: Sequence[Number]) -> Line:
    """“… 58 of 100 against 60 of 100, no clear difference”, or “… 81 of 100” for one arm."""
    title: list[str | Number] = [f"{outcome.title}: ", counts[0], " of 100"]
    if outcome.compared and len(counts) > 1:
        title += [" against ", counts[1], f" of 100, {first_lower(outcome.verdict_in_words)}"]
    return title


def squares_of_dots(squares: Sequence[Square], width: int) -> alt.LayerChart:
    """Squares of 100 dots side by side, each below its name and its count."""
    each = width / len(squares)
    step = min(26, each / 10 - 1)
    names = [wrap(name, each - 12) for name, *_ in squares]
    top = LINE * (max(map(len, names)) + 2)
    heads: list[Mark] = []
    dots: list[Mark] = []
    for index, (lines, (_, hits, colour, between)) in enumerate(zip(names, squares, strict=True)):
        left = index * each
        heads.append({"x": left, "y": LINE / 2, "name": "\n".join(lines)})
        heads[-1] |= {"below": top - LINE, "count": _count(hits, between)}
        dots += [
            {
                "x": left + step * (dot % 10 + 0.5),
                "y": top + step * (dot // 10 + 0.5),
                "fill": COLOURS[colour if dot < hits else "ground"],
                "edge": COLOURS[colour],
                "size": step**2 * (0.13 if between[0] <= dot < between[1] else 0.36),
            }
            for dot in range(100)
        ]
    x = alt.X("x:Q", scale=None, axis=None)
    drawn = alt.Chart(table(dots)).mark_point(opacity=1, strokeWidth=2)
    layers = [
        drawn.encode(
            x=x,
            y=px("y"),
            fill=FILL,
            stroke=alt.Stroke("edge:N", scale=None),
            size=alt.Size("size:Q", scale=None),
        ),
        words(heads, x, "y", "name"),
        words(heads, x, "below", "count", fontWeight="bold"),
    ]
    return alt.LayerChart(layer=layers, width=width, height=top + 10 * step)


def _count(hits: int, between: Range) -> str:
    return f"{hits} of 100 ({between[0]} to {between[1]})" if any(between) else f"{hits} of 100"
