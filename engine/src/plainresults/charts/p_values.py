"""Published P values beside those worked out again."""

from __future__ import annotations

from collections.abc import Sequence

from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.outcomes import sources
from plainresults.evidence.model import Outcome
from plainresults.rendering.effects import number, published_p


@chart()
def compare_p_values(outcomes: Sequence[Outcome]) -> Figure:
    """A table: each published P value beside the one worked out again from the interval."""
    pairs = [
        (outcome, published, number(outcome, "p_recomputed"))
        for outcome in outcomes
        if (published := published_p(outcome))
    ]
    gaps = [abs(float(a.part.value) - float(b.part.value)) for _, a, b in pairs]
    return Figure(
        name="compare-p-values",
        title=[
            f"Worked out again, {len(pairs)} P values differ from the published ones "
            f"by at most {max(gaps):.2f}"
        ],
        subtitle=f"P value: {outcomes[0].filled(outcomes[0].terms.p_explained)}",
        description="A table.",
        columns=["Outcome", "Paper", "P value in the paper", "Worked out again", "Verdict"],
        rows=[[o.title, o.source.short, *both, o.verdict_in_words] for o, *both in pairs],
        sources=sources(outcomes),
    )
