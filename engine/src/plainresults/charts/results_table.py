"""All results in one table, which a reader can filter without a script and sort with one."""

from __future__ import annotations

from collections.abc import Sequence

from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.outcomes import sources
from plainresults.evidence import store
from plainresults.evidence.model import Outcome, by_rank
from plainresults.rendering.effects import range_line
from plainresults.rendering.html import Line

UNREAD = ["not read"]
PLACES = ["First group", "Second group"]


@chart()
def list_results(outcomes: Sequence[Outcome]) -> Figure:
    """Every outcome in one table, the main result first."""
    found = by_rank(outcomes)
    heads = _heads(found)
    return Figure(
        name="all-results",
        title=["Every outcome that we know of, the main result first"],
        subtitle="All results",
        description="A table.",
        columns=[
            "Outcome",
            "How important",
            *heads,
            "Ratio",
            "How low or high it could be",
            "What we can say",
            "Source",
        ],
        rows=[
            [
                o.title,
                o.terms.ranks[o.rank].replace("this paper", "its own paper"),
                *_arms(o, named=heads == PLACES),
                _value(o, "ratio") if o.kind.is_ratio else ["a score has no ratio"],
                range_line(o) if o.comparison and o.comparison.low is not None else UNREAD,
                o.verdict_in_words,
                o.source.short,
            ]
            for o in found
        ],
        sources=sources(found),
        outcomes=found,
        template="results-table.html",
        notes=[
            "“Not read” means: not published in what we could read. "
            "For changes of a score, only each group's own range was published."
        ],
    )


def _heads(outcomes: Sequence[Outcome]) -> list[str]:
    """The labels of the two arms if all outcomes compare the same ones, else their places."""
    labels = {tuple(arm.label for arm in o.compared) for o in outcomes if o.compared}
    return list(labels.pop()) if len(labels) == 1 else PLACES


def _arms(outcome: Outcome, *, named: bool) -> list[Line]:
    """The values of the first two arms; `named` puts the label of each before its value."""
    arms = list(outcome.compared or outcome.trial.arms.values())[:2]
    lines = [_value(outcome, arm.key, f" {outcome.unit}") for arm in arms]
    told = [f"{arm.label}: " for arm in arms] if named else [""] * len(arms)
    cells: list[Line] = [[name, *line] for name, line in zip(told, lines, strict=True)]
    return [*cells, *[["no second group"]] * (2 - len(cells))]


def _value(outcome: Outcome, part: str, after: str = "") -> Line:
    found = store.load().numbers.get(f"{outcome.key}.{part}")
    return [found, after] if found else UNREAD
