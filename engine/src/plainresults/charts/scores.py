"""Results on scores: changes of both groups and gaps between them, with their 95% intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import altair as alt

from plainresults.charts import outcomes as of
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Cell, Figure
from plainresults.charts.rows import Row, Scale, intervals, said, wrap
from plainresults.evidence import store
from plainresults.evidence.model import Number, Outcome, by_rank
from plainresults.evidence.phrases import first_lower
from plainresults.evidence.series import BETTER, Stat
from plainresults.rendering.effects import in_plain_words, number, published_p
from plainresults.rendering.palette import TEXT


@chart("intervals")
def compare_changes(outcome: Outcome) -> Figure:
    """How far a score changed in each arm, with intervals, against the line of no change."""
    better = BETTER["down" if outcome.lower_is == "better" else "up"]
    return _scores("compare-changes", [outcome], f"Change in {outcome.unit}", better)


@chart("difference.interval")
def show_differences(outcomes: Sequence[Outcome]) -> Figure:
    """The gap between two arms with its interval, against the line of no difference.

    Takes outcomes on one unit with a difference and its interval; ValueError otherwise.
    """
    about = f"{of.against(outcomes, 'minus')}, in {of.in_one_unit(outcomes)}"
    return _scores("show-differences", outcomes, about)


@chart()
def show_all_scores(outcomes: Sequence[Outcome]) -> Figure:
    """Every result on a score, one panel for each score, as their points are not alike."""
    scores = [o for o in by_rank(outcomes) if o.compared and not o.kind.is_ratio]
    drawn = [o for o in scores if any(e and e.interval for e in (*o.arms.values(), o.difference))]
    panels = [list(members) for _, members in groupby(drawn, key=_scale)]
    return _scores(
        "",
        drawn,
        "Points on each survey's own score",
        "The points of one panel cannot be compared with those of another",
        name="all-scores",
        title=of.overview(drawn),
        notes=of.not_drawn([o for o in scores if o not in drawn]),
        draw=lambda width: alt.VConcatChart(
            vconcat=[_titled(panel, width) for panel in panels], spacing=26
        ),
    )


@chart()
def show_scores(
    pairs: Sequence[tuple[Number, Number, Number]], ends: tuple[Number, Number]
) -> Figure:
    """Scores of two things on their whole scale, two dots with their ranges for each pair.

    A pair holds the first score, the second and the gap between them; `ends` are the lowest and the
    highest score, so that a small gap looks small.
    """
    low, high = ends
    numbers = [n for first, second, _ in pairs for n in (first, second)]
    rows = [
        Row(n.part.label, n, shown=_score(n), ends=("", n.text), hollow=bool(i % 2))
        for i, n in enumerate(numbers)
    ]
    title: list[str | Number | Stat] = []
    for *_, gap in pairs:
        name = gap.part.label.partition(":")[0]
        title += ["; ", first_lower(name)] if title else [name]
        title += [": a gap of ", gap]
    scale = Scale(same=None, ends=(float(low.part.value), float(high.part.value)))
    return Figure(
        name=of.file_name("show-scores", numbers[0].key),
        title=[*title, f" {numbers[0].part.unit}"],
        subtitle=f"Average score, from {low.text} (lowest) to {high.text} (highest)",
        description=f"Dots on a scale. {said(rows)}",
        columns=["What", "Score", "Lowest", "Highest"],
        rows=[[n.part.label, *of.cells(n)] for n in numbers],
        sources=[numbers[0].source],
        draw=lambda width: intervals(rows, scale, width),
    )


def _scores(
    verb: str, outcomes: Sequence[Outcome], about: str, remark: str = "", **fields: Any
) -> Figure:
    line = of.ranges(e for o in outcomes for e in (o.comparison, *o.arms.values()))
    known: dict[str, Any] = {
        "description": "Chart of ranges against a line for no change or no difference. "
        + " ".join(f"{o.title}. {said(_rows(o))} {o.verdict_in_words}." for o in outcomes),
        "columns": ["Outcome", "Shown", "Value", "Lowest", "Highest", "P value", "Unit", "Verdict"],
        "rows": [
            [o.title, row.label, *of.cells(row.number), _p(o), o.unit, o.verdict_in_words]
            for o in outcomes
            for row in _rows(o)
        ],
        "draw": lambda width: _panel(outcomes, width),
    }
    remarks = ". ".join(filter(None, [remark, line]))
    return of.figure(verb, outcomes, about, remarks, **known | fields)


def _panel(outcomes: Sequence[Outcome], width: int) -> alt.LayerChart:
    """Outcomes of one kind on one scale."""
    change = not outcomes[0].difference
    rows = [row for outcome in outcomes for row in _rows(outcome)]
    return intervals(rows, Scale(("fell", "rose") if change else of.sides(outcomes[0])), width)


def _titled(outcomes: Sequence[Outcome], width: int) -> alt.LayerChart:
    """The same below the name of the score."""
    drawn, first = _panel(outcomes, width), outcomes[0]
    gap = f"Gap between the groups ({first.source.short})"
    name = gap if first.difference else first.title
    drawn["title"] = alt.TitleParams(wrap(name, width), anchor="start", fontSize=TEXT)
    return drawn


def _rows(outcome: Outcome) -> list[Row]:
    """The gap between the arms where the source prints one, else a row for each arm."""
    if not outcome.difference:
        return of.arm_rows(outcome)
    row = Row(
        outcome.title,
        number(outcome, "difference"),
        of.COLOURS[0],
        shown=in_plain_words(outcome),
        ends=(in_plain_words(outcome, ".low"), in_plain_words(outcome, ".high")),
        hollow=outcome.verdict == "unclear",
    )
    return [row]


def _p(outcome: Outcome) -> Cell:
    found = published_p(outcome)
    return store.words().not_published if found is None else found


def _score(number: Number) -> str:
    """“3.98 (3.94 to 4.02)”."""
    low, high = number.part.low, number.part.high
    return number.text if low is None else f"{number.text} ({low} to {high})"


def _scale(outcome: Outcome) -> tuple[str, ...]:
    """What tells one score from another: the outcome, but for gaps the paper and the unit."""
    return (outcome.source.key, outcome.unit) if outcome.difference else (outcome.key,)
