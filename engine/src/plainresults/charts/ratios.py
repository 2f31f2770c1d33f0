"""Ratios with their intervals on one scale, against no difference (a forest plot)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import Line as Reference
from plainresults.charts.rows import Row, Scale, intervals, said
from plainresults.evidence.model import Number, Outcome, by_rank
from plainresults.evidence.phrases import first_lower
from plainresults.rendering.effects import in_plain_words, number, range_line

SAME = "datum.value == 1 ? 'same' : "
IN_PERCENT = SAME + "(datum.value < 1 ? '−' : '+') + round(abs(datum.value - 1) * 100) + '%'"
NOTES = [
    "A filled dot: the range leaves out “same”. An empty dot: it does not.",
    "On this scale, half as many and twice as many lie equally far from “same”.",
]


@chart("ratio.interval")
def show_intervals(outcomes: Sequence[Outcome], target: Number | None = None) -> Figure:
    """Each ratio with its interval, against the line of no difference.

    `target` is a percentage by which the rate was hoped to fall; it is drawn as a line of its own.
    Takes outcomes with a ratio and its interval; ValueError otherwise.
    """
    lines, notes = [], list(NOTES)
    if target:
        goal = float(1 - target.part.value / 100)
        lines.append(Reference(goal, f"goal: {target.text}% lower", "goal"))
        notes.append(
            f"Dashed line: {first_lower(target.part.label)}, {target.text}%. "
            "To set it beside the gap between the groups is our reading."
        )
    title = of.told(outcomes, range_line) if len(outcomes) < 3 else [of.findings(outcomes)]
    return _ratios(outcomes, [""] * len(outcomes), lines, title=title, notes=notes)


@chart()
def show_all_ratios(outcomes: Sequence[Outcome]) -> Figure:
    """Every ratio that has an interval and may be told in percent, grouped by rank.

    The main result is on top. A ratio has no unit, so different denominators share the scale.
    """
    ratios = [o for o in by_rank(outcomes) if o.kind.percent and o.compared]
    drawn = [o for o in ratios if o.ratio and o.ratio.interval]
    ranks = ["", *(outcome.rank for outcome in drawn)]
    heads = ["" if a == b else drawn[0].terms.rank_heads[b] for a, b in pairwise(ranks)]
    notes = [*NOTES, *of.not_drawn([o for o in ratios if o not in drawn])]
    return _ratios(drawn, heads, name="all-ratios", title=of.overview(drawn), notes=notes)


def _ratios(
    outcomes: Sequence[Outcome],
    heads: Sequence[str],
    lines: Sequence[Reference] = (),
    **fields: Any,
) -> Figure:
    rows = [_row(outcome, head) for outcome, head in zip(outcomes, heads, strict=True)]
    ratios = [ratio for o in outcomes if o.ratio for ratio in o.ratio.ends.values()]
    wide = max(ratios) > 2 * min(ratios)
    in_percent = all(outcome.kind.percent for outcome in outcomes)
    scale = Scale(
        sides=of.sides(outcomes[0]),
        same=1,
        log=True,
        ticks=(0.25, 0.5, 1, 2, 4) if wide else (0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6),
        labels=IN_PERCENT if in_percent else f"{SAME}datum.label + ' times'",
    )
    known: dict[str, Any] = {
        "description": " ".join(
            [
                f"Chart of ranges against a line for no difference. {said(rows)}",
                *(f"A dashed line shows the {line.text}." for line in lines),
            ]
        ),
        "columns": ["Outcome", "How important", "Ratio", "Lowest", "Highest", "Verdict"],
        "rows": [
            [o.title, o.terms.ranks[o.rank], *of.cells(number(o, "ratio")), o.verdict_in_words]
            for o in outcomes
        ],
        "explore": len(outcomes) > 1,
        "draw": lambda width: intervals(rows, scale, width, lines),
    }
    remark = of.ranges(outcome.ratio for outcome in outcomes)
    return of.figure("show-intervals", outcomes, of.against(outcomes), remark, **known | fields)


def _row(outcome: Outcome, heading: str) -> Row:
    return Row(
        outcome.title,
        number(outcome, "ratio"),
        of.COLOURS[0],
        shown=in_plain_words(outcome),
        ends=(in_plain_words(outcome, ".low"), in_plain_words(outcome, ".high")),
        hollow=outcome.verdict == "unclear",
        aside=outcome.verdict_in_words,
        heading=heading,
    )
