"""The chart that fits an outcome, whatever is published of it."""

from __future__ import annotations

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rates import compare_groups
from plainresults.charts.ratios import show_intervals
from plainresults.charts.scores import compare_changes, show_differences
from plainresults.evidence.model import Outcome


@chart()
def show_result(outcome: Outcome) -> Figure:
    """The chart that fits what is published of an outcome; a table that says so when nothing is."""
    pair = outcome.pair
    if pair and not outcome.statistic.signed and not outcome.difference:
        return compare_groups(outcome)
    if outcome.ratio and outcome.ratio.interval:
        return show_intervals([outcome])
    if outcome.difference and outcome.difference.interval:
        return show_differences([outcome])
    if pair and pair[0].interval and pair[1].interval:
        return compare_changes(outcome)
    return of.figure(
        "show-result",
        [outcome],
        outcome.unit,
        description="A table.",
        columns=["Group", "Result"],
        rows=[[arm.label, outcome.terms.not_published] for arm in outcome.trial.arms.values()],
    )
