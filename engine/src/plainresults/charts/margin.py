"""A difference against the limit that was set beforehand (non-inferiority, equivalence)."""

from __future__ import annotations

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import Line as Reference
from plainresults.charts.rows import Row, Scale, intervals, said
from plainresults.evidence.design import EQUIVALENCE, SUPERIORITY
from plainresults.evidence.model import Outcome
from plainresults.rendering.effects import in_plain_words, number, range_line

LIMIT = "limit set beforehand"


@chart("comparison.interval")
def show_margin(outcome: Outcome) -> Figure:
    """The gap between two arms with its interval, “no difference”, and the limit of the plan.

    Takes an outcome whose plan fixed a margin; ValueError otherwise.
    """
    if outcome.framework == SUPERIORITY:
        raise ValueError(f"the plan of {outcome.key} had no margin. charts.show_result may do")
    kind, ratio = outcome.kind, outcome.kind.is_ratio
    row = Row(
        outcome.title,
        number(outcome, kind.address),
        shown=in_plain_words(outcome),
        ends=(in_plain_words(outcome, ".low"), in_plain_words(outcome, ".high")),
        hollow=outcome.verdict in ("not_shown", "not_shown_alike"),
        aside=outcome.verdict_in_words,
    )
    lines = [Reference(limit, LIMIT, "goal") for limit in _limits(outcome)]
    scale = Scale(sides=of.sides(outcome), same=kind.none, log=ratio)
    return of.figure(
        "show-margin",
        [outcome],
        f"{of.against([outcome], 'minus' if not ratio else 'set against')}, in {outcome.unit}",
        of.ranges([outcome.comparison]),
        title=of.told([outcome], range_line),
        description=f"Chart of a range against no difference and against the {LIMIT}. "
        f"{said([row])} {outcome.verdict_explained}",
        columns=["Outcome", "Value", "Lowest", "Highest", "Limit", "Verdict"],
        rows=[
            [
                outcome.title,
                *of.cells(row.number),
                f"{outcome.margin['value']} {outcome.margin['worse']}",
                outcome.verdict_in_words,
            ]
        ],
        notes=[outcome.verdict_explained],
        draw=lambda width: intervals([row], scale, width, lines),
    )


def _limits(outcome: Outcome) -> list[float]:
    """The limits that count: both for equivalence, else the one on the worse side."""
    lowest, highest = map(float, outcome.limits)
    if outcome.framework == EQUIVALENCE:
        return [lowest, highest]
    return [lowest if outcome.margin["worse"] == "lower" else highest]
