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


@chart()
def list_results(outcomes: Sequence[Outcome]) -> Figure:
    """Every outcome in one table, the main result first."""
    found = by_rank(outcomes)
    return Figure(
        name="all-results",
        title=["Every outcome that we know of, the main result first"],
        subtitle="All results",
        description="A table.",
        columns=[
            "Outcome",
            "Rank",
            *store.words().groups.values(),
            "Ratio",
            "How low or high it could be",
            "What we can say",
            "Source",
        ],
        rows=[
            [
                o.title,
                o.terms.ranks[o.rank].replace("this paper", "its own paper"),
                *(_value(o, group, f" {o.unit}") for group in store.words().groups),
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


def _value(outcome: Outcome, part: str, after: str = "") -> Line:
    found = store.load().numbers.get(f"{outcome.key}.{part}")
    return [found, after] if found else UNREAD
