"""Rates of all arms as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import bars, said
from plainresults.evidence.model import Outcome
from plainresults.evidence.phrases import first_lower, first_upper
from plainresults.rendering.effects import number
from plainresults.rendering.html import Line


@chart("pair")
def compare_groups(*outcomes: Outcome) -> Figure:
    """Bars for all arms, from zero, each with its own interval where the source prints one.

    Takes outcomes with a value for both arms that are compared and one unit for all; ValueError
    otherwise.
    """
    return _rates("compare-groups", outcomes)


@chart("intervals")
def compare_estimates(*outcomes: Outcome) -> Figure:
    """The same for outcomes with an interval for both arms; ValueError for one without."""
    return _rates("compare-estimates", outcomes)


def _rates(verb: str, outcomes: Sequence[Outcome]) -> Figure:
    unit, several = of.in_one_unit(outcomes), len(outcomes) > 1
    rows = [r for o in outcomes for r in of.arm_rows(o, first_upper(o.plain) if several else "")]
    line = of.ranges((value for o in outcomes for value in o.arms.values()), "thin line")
    titles = of.told(outcomes, _both) if len(outcomes) < 3 else []
    return of.figure(
        verb,
        outcomes,
        unit,
        line,
        title=titles or [f"{first_upper(unit)}: {of.counted(outcomes)}"],
        description=f"Bar chart from zero, {unit}. {said(rows)} {of.findings(outcomes)}.",
        columns=["Outcome", "Group", "Rate", "Lowest", "Highest", "Unit", "Verdict"],
        rows=[
            [o.title, arm.label, *of.cells(number(o, arm.key)), o.unit, o.verdict_in_words]
            for o in outcomes
            for arm in of.arms(o)
        ],
        draw=lambda width: bars(rows, width),
    )


def _both(outcome: Outcome) -> Line:
    """“47.2 against 51.7, no clear difference”."""
    first, second, *_ = (number(outcome, arm.key) for arm in of.arms(outcome))
    return [first, " against ", second, f", {first_lower(outcome.verdict_in_words)}"]
