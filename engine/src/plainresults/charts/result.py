"""The chart that fits an outcome, whatever is published of it."""

from __future__ import annotations

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.icon_array import show_of_hundred
from plainresults.charts.margin import show_margin
from plainresults.charts.rates import compare_groups
from plainresults.charts.ratios import show_intervals
from plainresults.charts.rows import bars, said
from plainresults.charts.scores import compare_changes, show_differences
from plainresults.charts.survival import show_survival
from plainresults.evidence.design import SUPERIORITY
from plainresults.evidence.model import Outcome


@chart()
def show_result(outcome: Outcome) -> Figure:
    """The chart that fits what is published of an outcome; a table that says so when nothing is."""
    if outcome.framework != SUPERIORITY and outcome.comparison and outcome.comparison.interval:
        return show_margin(outcome)
    if outcome.statistic.name == "survival" and outcome.arms:
        return show_survival([outcome])
    if not outcome.compared and outcome.arms:
        return _alone(outcome)
    pair = outcome.pair
    if pair and not outcome.statistic.signed and not outcome.difference:
        return compare_groups(outcome)
    if outcome.ratio and outcome.ratio.interval:
        return show_intervals([outcome])
    if outcome.difference and outcome.difference.interval:
        return show_differences([outcome])
    if pair and pair[0].interval and pair[1].interval:
        return compare_changes(outcome)
    return _unread(outcome)


def _alone(outcome: Outcome) -> Figure:
    """The arm of a study that compares nothing: dots for a share, else a bar."""
    if outcome.statistic.name == "proportion" and outcome.per.get("number") in (100, 1000):
        return show_of_hundred(outcome)
    rows = of.arm_rows(outcome)
    return of.figure(
        "show-result",
        [outcome],
        outcome.unit,
        of.ranges(outcome.arms.values(), "thin line"),
        title=[f"{outcome.title}: ", rows[0].number, f" {outcome.unit}"],
        description=f"Bar chart from zero, {outcome.unit}. {said(rows)}",
        columns=["Group", "Result", "Lowest", "Highest"],
        rows=[[row.label, *of.cells(row.number)] for row in rows],
        draw=lambda width: bars(rows, width),
    )


def _unread(outcome: Outcome) -> Figure:
    return of.figure(
        "show-result",
        [outcome],
        outcome.unit,
        description="A table.",
        columns=["Group", "Result"],
        rows=[[arm.label, outcome.terms.not_published] for arm in outcome.trial.arms.values()],
    )
