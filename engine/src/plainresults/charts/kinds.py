"""Charts: outcomes and numbers in, a `Figure` out. No files are read here and no number is typed.

A chart's name says what is done and what is seen: `compare_groups`, `show_intervals`. Its title is
the finding, made from the verdict, and its description is made from the same values as the picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

import altair as alt

from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure, fill_if, having, sized, table
from plainresults.evidence import store
from plainresults.evidence.in_words import range_in_words
from plainresults.evidence.model import Number, Outcome
from plainresults.evidence.statistics import CLEAR, Luck
from plainresults.rendering.html import plain
from plainresults.rendering.palette import COLOURS, NARROW, TEXT

FILL = {"intervention": COLOURS["program"], "control": COLOURS["waited"]}
LINE, MARK = 19, 42  # px for a line of a row's label, and for its mark with the air around it


@chart()
def compare_groups(*outcomes: Outcome) -> Figure:
    """Bars for both groups, from zero, on one denominator.

    Takes outcomes with a rate for each group and one unit for all; ValueError otherwise.
    """
    units = {outcome.unit for outcome in outcomes}
    if len(units) > 1:
        raise ValueError(
            f"one chart, one denominator: these outcomes have {' and '.join(sorted(units))}"
        )
    for outcome in outcomes:
        if not (outcome.intervention and outcome.control):
            raise ValueError(
                f"{outcome.key} has no rate for each group; show_intervals can show its ratio"
            )
    cells = [(o, group, _number(o, group)) for o in outcomes for group in store.words().groups]
    marks = [
        {
            "row": f"{i}",
            "value": float(n.part.value),
            "shown": n.text,
            "fill": FILL[g],
            "label": store.words().groups[g]
            if len(outcomes) == 1
            else f"{_first_upper(o.plain)}: {store.words().groups[g].lower()}",
        }
        for i, (o, g, n) in enumerate(cells)
    ]
    return Figure(
        name=_name("compare-groups", *outcomes),
        title=_findings(outcomes),
        subtitle=f"{_first_upper(outcomes[0].unit)}, {outcomes[0].period}, in the communities of the study",
        description=f"Bar chart from zero. {_said(outcomes)}",
        columns=["Outcome", *store.words().groups.values(), "Unit", "Verdict"],
        rows=[
            [o.title, _number(o, "intervention"), _number(o, "control"), o.unit, o.verdict_in_words]
            for o in outcomes
        ],
        sources=_sources(outcomes),
        cautions=_cautions(outcomes),
        draw=lambda width: _bars(marks, width),
    )


@chart()
def show_steps(numbers: Sequence[Number]) -> Figure:
    """Bars that shrink from a whole to the part that is left of it."""
    marks = [
        {
            "row": f"{i}",
            "value": float(n.part.value),
            "shown": n.text,
            "label": n.part.label,
            "fill": COLOURS["program" if i else "soft"],
        }
        for i, n in enumerate(numbers)
    ]
    first, last = numbers[0], numbers[-1]
    return Figure(
        name=f"show-steps-{_file(first.part.name)}",
        title=[last, " of ", first, f": {last.part.label[0].lower()}{last.part.label[1:]}"],
        subtitle=f"Number of {first.part.unit}, in communities with the program",
        description="Bar chart from zero. "
        + ". ".join(f"{n.part.label}: {n.text}" for n in numbers)
        + ".",
        columns=["What", "Number", "Unit"],
        rows=[[n.part.label, n, n.part.unit] for n in numbers],
        sources=[first.source],
        draw=lambda width: _bars(marks, width),
    )


@chart()
def show_intervals(outcomes: Sequence[Outcome], target: Number | None = None) -> Figure:
    """Each ratio with its 95% interval, against the line of no difference.

    `target` is a percentage by which the rate was hoped to fall; it is drawn as a line of its own.
    Takes outcomes with a ratio and its interval; ValueError otherwise.
    """
    for outcome in outcomes:
        if not outcome.ratio or outcome.ratio.low is None:
            raise ValueError(
                f"{outcome.key} has no ratio with an interval, so its range cannot be drawn"
            )
    marks = [
        {
            "row": f"{i}",
            "value": float(o.ratio.value),
            "low": float(o.ratio.low),
            "high": float(o.ratio.high),
            "label": _first_upper(o.plain),
            "clear": o.verdict != "unclear",
            "shown": plain(_range(o)),
            "rank": store.words().ranks[o.rank],
        }
        for i, o in enumerate(outcomes)
    ]
    goal = float(1 - target.part.value / 100) if target else None
    return Figure(
        name=_name("show-intervals", *outcomes),
        title=_findings(outcomes),
        subtitle="How much lower or higher the rate is with the program, and the range that fits the data "
        f"(95% interval), {outcomes[0].period}",
        description=f"Chart of ranges against a line for no difference. {_said_ranges(outcomes)}"
        + (f" A second line shows the goal, {target.text}% lower." if target else ""),
        columns=["Outcome", "Rank", "Ratio of the rates", "Lowest", "Highest", "Verdict"],
        rows=[
            [
                o.title,
                store.words().ranks[o.rank],
                *(_number(o, f"ratio{end}") for end in ("", ".low", ".high")),
                o.verdict_in_words,
            ]
            for o in outcomes
        ],
        sources=_sources(outcomes),
        cautions=_cautions(outcomes),
        explore=len(outcomes) > 1,
        draw=lambda width: _intervals(marks, goal, width),
    )


@chart()
def show_result(outcome: Outcome) -> Figure:
    """The chart that fits what is published of an outcome; a table that says so when nothing is."""
    arms = outcome.intervention and outcome.control
    if outcome.measure == "rate_ratio" and arms:
        return compare_groups(outcome)
    if outcome.ratio and outcome.ratio.low is not None:
        return show_intervals([outcome])
    if outcome.measure == "mean_change" and arms and outcome.intervention.low is not None:
        return compare_changes(outcome)
    if outcome.difference and outcome.difference.low is not None:
        return show_differences([outcome])
    return Figure(
        name=_name("show-result", outcome),
        title=_findings([outcome]),
        subtitle=f"{_first_upper(outcome.unit)}, {outcome.period}",
        description="A table.",
        columns=["Group", "Result"],
        rows=[[name, store.words().not_published] for name in store.words().groups.values()],
        sources=_sources([outcome]),
        cautions=_cautions([outcome]),
    )


@chart("intervention.low", "control.low")
def compare_changes(outcome: Outcome) -> Figure:
    """How far a score changed in each group, with 95% intervals, against the line of no change."""
    marks = [
        {
            "row": f"{i}",
            "value": float(e.value),
            "low": float(e.low),
            "high": float(e.high),
            "fill": FILL[g],
            "label": store.words().groups[g],
            "shown": _number(outcome, g).text,
        }
        for i, g in enumerate(store.words().groups)
        for e in [getattr(outcome, g)]
    ]
    said = [
        f"{store.words().groups[g]}: {_number(outcome, g).text}, from {_number(outcome, f'{g}.low').text} to "
        f"{_number(outcome, f'{g}.high').text}"
        for g in store.words().groups
    ]
    return Figure(
        name=_name("compare-changes", outcome),
        title=_findings([outcome]),
        subtitle=f"Change in {outcome.unit}, {outcome.period}; below zero is less stigma. The line is the range that fits the data (95% interval)"
        if outcome.lower_is == "better"
        else f"Change in {outcome.unit}, {outcome.period}",
        description=f"Chart of two changes against a line for no change. {'. '.join(said)}.",
        columns=["Group", "Change", "Lowest", "Highest", "Unit"],
        rows=[
            [name, *(_number(outcome, f"{g}{end}") for end in ("", ".low", ".high")), outcome.unit]
            for g, name in store.words().groups.items()
        ],
        sources=_sources([outcome]),
        cautions=_cautions([outcome]),
        draw=lambda width: _changes(marks, width),
    )


@chart()
def compare_p_values(outcomes: Sequence[Outcome]) -> Figure:
    """A table: each published P value beside the one worked out again from the interval."""
    rows = [
        [
            o.title,
            o.source.short,
            _number(o, "ratio.p" if o.ratio else "difference.p" if o.difference else "p"),
            _number(o, "p_recomputed"),
            o.verdict_in_words,
        ]
        for o in outcomes
    ]
    return Figure(
        name="compare-p-values",
        title=["The P values that we worked out agree with the published ones"],
        subtitle="P value: how often chance alone would give a gap this big or bigger, from 0 (never) to 1 (always)",
        description="A table.",
        columns=["Outcome", "Paper", "P value in the paper", "Worked out again", "Verdict"],
        rows=rows,
        sources=_sources(outcomes),
    )


@chart()
def show_luck(outcome: Outcome, luck: Luck) -> Figure:
    """A hundred pretend trials as dots; those in which luck alone gave such a gap are filled."""
    hits = luck.in_hundred
    dots = [{"x": i % 10, "y": i // 10, "hit": i < hits} for i in range(100)]
    return Figure(
        name=_name("show-luck", outcome),
        title=[f"By luck alone, about {hits} of 100 studies would show such a gap"],
        subtitle=f"{_first_upper(outcome.plain)}: {luck.trials:,} pretend studies in which the program changes nothing, shown as 100 dots",
        description=f"A square of 100 dots. {hits} are filled: in that many of 100 pretend studies, luck alone gave a gap "
        "as big as the real one, or bigger.",
        columns=["Pretend studies", "With a gap this big or bigger", "Of 100"],
        rows=[[f"{luck.trials}", f"{luck.hits}", f"{hits}"]],
        sources=_sources([outcome]),
        notes=["A simulation made by this page, not a result of the study."],
        draw=lambda width: _dots(dots),
        widths=(NARROW,),
    )


@chart()
def show_luck_grows(lucks: Sequence[Luck]) -> Figure:
    """How the chance of at least one lucky result grows with the number of results compared."""
    marks = [{"results": luck.results, "percent": luck.in_hundred} for luck in lucks]
    last = lucks[-1]
    return Figure(
        name="show-luck-grows",
        title=[
            f"Compare {last.results} things, and luck makes at least one look clear in {last.in_hundred} of 100 studies"
        ],
        subtitle="Pretend studies in which nothing differs, by how many results each compares",
        description=f"Bars that rise from {lucks[0].in_hundred} of 100 studies with {lucks[0].results} result to "
        f"{last.in_hundred} of 100 with {last.results}.",
        columns=["Results compared", "Studies of 100 with at least one lucky result"],
        rows=[[f"{luck.results}", f"{luck.in_hundred}"] for luck in lucks],
        sources=[],
        notes=[
            f"A simulation made by this page: {last.trials:,} pretend studies each, results independent, "
            f"clear meaning a P value below {CLEAR}."
        ],
        draw=lambda width: _columns(marks, width),
    )


@chart()
def compare_estimates(*outcomes: Outcome) -> Figure:
    """Bars for both groups, from zero, each with the line of its own 95% interval; one denominator.

    Takes outcomes with a rate and its interval for each group and one unit for all; ValueError otherwise.
    """
    for outcome in outcomes:
        if not all(arm and arm.low is not None for arm in (outcome.intervention, outcome.control)):
            raise ValueError(
                f"{outcome.key} has no rate with an interval for each group; compare_groups or show_intervals may do"
            )
    figure = compare_groups(*outcomes)
    marks = [
        {
            "row": f"{i}",
            "value": float(e.value),
            "low": float(e.low),
            "high": float(e.high),
            "fill": FILL[g],
            "shown": _number(o, g).text,
            "label": f"{_first_upper(o.plain)}: {store.words().groups[g].lower()}",
        }
        for i, (o, g) in enumerate((o, g) for o in outcomes for g in store.words().groups)
        for e in [getattr(o, g)]
    ]
    said = [f"{m['label']}: {m['shown']}, from {m['low']:,} to {m['high']:,}" for m in marks]
    return replace(
        figure,
        name=_name("compare-estimates", *outcomes),
        subtitle=f"{figure.subtitle}. The thin line is the range that fits the data (95% interval)",
        description=f"Bar chart from zero with a range on each bar. {'. '.join(said)}.",
        columns=["Outcome", "Group", "Rate", "Lowest", "Highest", "Unit"],
        rows=[
            [o.title, name, *(_number(o, f"{g}{end}") for end in ("", ".low", ".high")), o.unit]
            for o in outcomes
            for g, name in store.words().groups.items()
        ],
        draw=lambda width: _bars_with_ranges(marks, width),
    )


@chart()
def show_of_hundred(outcome: Outcome) -> Figure:
    """A square of a hundred dots for each group; the filled ones are those counted."""
    shares = {g: _number(outcome, f"{g}.in_hundred") for g in store.words().groups}
    filled = {g: round(n.part.value) for g, n in shares.items()}
    dots = [
        {
            "group": name,
            "x": i % 10,
            "y": i // 10,
            "fill": FILL[g] if i < filled[g] else COLOURS["ground"],
            "edge": FILL[g],
        }
        for g, name in store.words().groups.items()
        for i in range(100)
    ]
    heads = [
        {"group": name, "text": f"{filled[g]} of 100", "name": name}
        for g, name in store.words().groups.items()
    ]
    return Figure(
        name=_name("show-of-hundred", outcome),
        title=_findings([outcome]),
        subtitle=f"Of every 100 {outcome.per['of']}, {outcome.period}, rounded",
        description="Two squares of 100 dots. "
        + ". ".join(
            f"{name}: {filled[g]} of 100 are filled" for g, name in store.words().groups.items()
        )
        + f". {outcome.verdict_in_words}.",
        columns=["Group", "Rate", "Lowest", "Highest", "Unit"],
        rows=[
            [name, *(_number(outcome, f"{g}{end}") for end in ("", ".low", ".high")), outcome.unit]
            for g, name in store.words().groups.items()
        ],
        sources=_sources([outcome]),
        notes=_cautions([outcome]),
        draw=lambda width: _two_squares(dots, heads, width),
    )


@chart()
def show_differences(outcomes: Sequence[Outcome]) -> Figure:
    """The gap between the groups' scores with its 95% interval, against the line of no difference.

    Takes outcomes on one unit with a difference and its interval; ValueError otherwise.
    """
    if len({outcome.unit for outcome in outcomes}) > 1 or not all(
        o.difference and o.difference.low is not None for o in outcomes
    ):
        raise ValueError(
            "show_differences takes outcomes with one unit, each with a difference and its interval"
        )
    marks = [
        {
            "row": f"{i}",
            "value": float(o.difference.value),
            "low": float(o.difference.low),
            "high": float(o.difference.high),
            "fill": COLOURS["program"],
            "label": _first_upper(o.plain),
        }
        for i, o in enumerate(outcomes)
    ]
    said = [
        f"{o.title}: {_number(o, 'difference').text}, from {_number(o, 'difference.low').text} to "
        f"{_number(o, 'difference.high').text}. {o.verdict_in_words}"
        for o in outcomes
    ]
    return Figure(
        name=_name("show-differences", *outcomes),
        title=_findings(outcomes),
        subtitle=f"Score with the program minus score without it, in {outcomes[0].unit}, {outcomes[0].period}. "
        "The line is the range that fits the data (95% interval)",
        description=f"Chart of gaps against a line for no difference. {'. '.join(said)}.",
        columns=["Outcome", "Gap", "Lowest", "Highest", "P value", "Verdict"],
        rows=[
            [
                o.title,
                *(_number(o, f"difference{end}") for end in ("", ".low", ".high", ".p")),
                o.verdict_in_words,
            ]
            for o in outcomes
        ],
        sources=_sources(outcomes),
        notes=_cautions(outcomes),
        draw=lambda width: _changes(marks, width, "lower  ←  0 is no difference  →  higher"),
    )


@chart()
def show_parts(parts: Sequence[Number], finding: str, names: Sequence[str]) -> Figure:
    """One bar cut into the parts of a whole; `names` say what each part is, `finding` ends the title.

    Takes up to three numbers with one unit; ValueError otherwise.
    """
    if len({n.part.unit for n in parts}) > 1 or len(parts) > 3:
        raise ValueError("show_parts takes up to three numbers with one unit")
    ends = [float(sum(n.part.value for n in parts[:i])) for i in range(len(parts) + 1)]
    sign = "%" if parts[0].part.unit.startswith("percent") else ""
    paint = [("program", "ground"), ("soft", "ground"), ("line", "ink")]
    marks = [
        {
            "row": "0",
            "from": ends[i],
            "to": ends[i + 1],
            "middle": (ends[i] + ends[i + 1]) / 2,
            "shown": n.text + sign,
            "fill": COLOURS[paint[i][0]],
            "ink": COLOURS[paint[i][1]],
            "label": names[i],
        }
        for i, n in enumerate(parts)
    ]
    listed: list = []
    for i, (number, name) in enumerate(zip(parts, names, strict=True)):
        listed += [", " if i else "", number, f"{sign} {_first_lower(name)}"]
    return Figure(
        name=f"show-parts-{_file(parts[0].key)}",
        title=[f"{finding}: ", *listed],
        subtitle=f"Number of {parts[0].part.unit}"
        if not sign
        else _first_upper(parts[0].part.unit),
        description="One bar cut into parts. "
        + ". ".join(f"{m['label']}: {m['shown']}" for m in marks)
        + ".",
        columns=["What", "Number", "Unit"],
        rows=[[n.part.label, n, n.part.unit] for n in parts],
        sources=[parts[0].source],
        draw=lambda width: _stack(marks, width),
    )


@chart()
def show_shares(pairs: Sequence[tuple[Number, Number]]) -> Figure:
    """For each pair, the whole as an outline and the part of it as a filled bar, from zero."""
    marks = [
        {
            "row": f"{i}",
            "value": float(part.part.value),
            "whole": float(whole.part.value),
            "fill": COLOURS["program"],
            "shown": f"{part.text} of {whole.text}",
            "label": part.part.label,
        }
        for i, (part, whole) in enumerate(pairs)
    ]
    title: list = []
    for i, (part, whole) in enumerate(pairs):
        title += [
            "; " if i else "",
            _first_lower(part.part.label) if i else part.part.label,
            ": ",
            part,
            " of ",
            whole,
        ]
    return Figure(
        name=f"show-shares-{_file(pairs[0][0].key)}",
        title=title,
        subtitle=f"Number of {pairs[0][0].part.unit}; the outline is the whole. A description, without a comparison",
        description="Bar chart from zero. "
        + ". ".join(f"{m['label']}: {m['shown']}" for m in marks)
        + ".",
        columns=["What", "Part", "Whole", "Unit"],
        rows=[[p.part.label, p, w, p.part.unit] for p, w in pairs],
        sources=[pairs[0][0].source],
        draw=lambda width: _filled(marks, width),
    )


@chart()
def show_scores(
    pairs: Sequence[tuple[Number, Number, Number]], ends: tuple[Number, Number]
) -> Figure:
    """Scores of two things on their whole scale: for each (first, second, gap) two dots with their ranges.

    `ends` are the lowest and the highest score, so that a small gap looks small.
    """
    rows = [
        (number, fill)
        for first, second, _ in pairs
        for number, fill in ((first, "program"), (second, "soft"))
    ]
    marks = [
        {
            "row": f"{i}",
            "value": float(n.part.value),
            "low": float(n.part.low or n.part.value),
            "high": float(n.part.high or n.part.value),
            "fill": COLOURS[fill],
            "label": n.part.label,
            "shown": n.text,
        }
        for i, (n, fill) in enumerate(rows)
    ]
    gaps: list = []
    for i, (_, _, gap) in enumerate(pairs):
        gaps += [" and " if i else "", gap]
    low, high = ends
    return Figure(
        name=f"show-scores-{_file(pairs[0][0].key)}",
        title=["Two sets of messages scored almost the same: the gaps are ", *gaps, " of a point"],
        subtitle=f"Average score from {low.text} to {high.text}. A line is the range that fits the data (95% interval), where it was published",
        description="Dots on a scale. "
        + ". ".join(f"{m['label']}: {m['shown']}" for m in marks)
        + ".",
        columns=["What", "Score", "Lowest", "Highest"],
        rows=[
            [
                n.part.label,
                n,
                *(
                    f"{end}" if end is not None else store.words().not_published
                    for end in (n.part.low, n.part.high)
                ),
            ]
            for n, _ in rows
        ],
        sources=[pairs[0][0].source],
        draw=lambda width: _scale(marks, (float(low.part.value), float(high.part.value)), width),
    )


@chart()
def show_amounts(numbers: Sequence[Number], whole: Number) -> Figure:
    """Bars for the parts of a sum of money, from zero; the title names the largest and its share."""
    marks = [
        {
            "row": f"{i}",
            "value": float(n.part.value),
            "shown": f"${n.text}",
            "label": n.part.label,
            "fill": COLOURS["program"],
        }
        for i, n in enumerate(numbers)
    ]
    largest = max(numbers, key=lambda n: n.part.value)
    return Figure(
        name=f"show-amounts-{_file(numbers[0].key)}",
        title=[
            f"{largest.part.label.partition(':')[0]} was the largest part: ",
            store.number(f"{largest.key}.percent"),
            "% of the whole",
        ],
        subtitle=f"Dollars. All parts together: ${whole.text}. A description, without a comparison",
        description="Bar chart from zero. "
        + ". ".join(f"{m['label']}: {m['shown']}" for m in marks)
        + ".",
        columns=["What", "Amount", "Unit"],
        rows=[[n.part.label, n, n.part.unit] for n in (*numbers, whole)],
        sources=[numbers[0].source],
        draw=lambda width: _bars(marks, width),
    )


def _number(outcome: Outcome, part: str) -> Number:
    return store.number(f"{outcome.key}.{part}")


def _file(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


def _name(verb: str, *outcomes: Outcome) -> str:
    return "-".join([verb, *(_file(outcome.key.partition(".")[2]) for outcome in outcomes)])


def _first_upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _first_lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _sources(outcomes: Sequence[Outcome]) -> list:
    return list({outcome.source.key: outcome.source for outcome in outcomes}.values())


def _cautions(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(text for outcome in outcomes for text in outcome.caution))


def _findings(outcomes: Sequence[Outcome]) -> list[str]:
    if len(outcomes) < 3:
        return [
            "; ".join(
                f"{o.title if i == 0 else o.plain}: {o.verdict_in_words.lower()}"
                for i, o in enumerate(outcomes)
            )
        ]
    groups: dict[str, list[str]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.verdict_in_words, []).append(outcome.plain)
    return [
        _first_upper(
            "; ".join(
                f"{_first_lower(verdict)}: {', '.join(plain)}" for verdict, plain in groups.items()
            )
        )
    ]


def _said(outcomes: Sequence[Outcome]) -> str:
    return " ".join(
        f"{o.title}: {o.intervention.value} in communities with the program and {o.control.value} in communities "
        f"that waited, for every {o.per['number']:,} {o.per['of']}. {o.verdict_in_words}."
        for o in outcomes
    )


def _range(outcome: Outcome) -> list:
    return [
        _number(outcome, part[0]).text + part[1] if isinstance(part, tuple) else part
        for part in range_in_words(outcome)
    ]


def _said_ranges(outcomes: Sequence[Outcome]) -> str:
    return " ".join(f"{o.title}: {plain(_range(o))}. {o.verdict_in_words}." for o in outcomes)


def _bars(marks: list[dict], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    room = max(1.18, 1 / (1 - 10 * max(len(m["shown"]) for m in marks) / width))
    x = alt.X(
        "value:Q",
        axis=None,
        scale=alt.Scale(domain=[0, max(m["value"] for m in marks) * room], nice=False),
    )
    bars = base.mark_bar(height=24, yOffset=at, align="left").encode(
        x=x, color=alt.Color("fill:N", scale=None)
    )
    values = base.mark_text(
        align="left", dx=8, yOffset=at, fontWeight="bold", color=COLOURS["ink"]
    ).encode(x=x, text=alt.Text("shown:N"))
    return sized(alt.layer(labels, bars, values), width, height)


def _intervals(marks: list[dict], goal: float | None, width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    ends = [m[end] for m in marks for end in ("low", "high")] + [
        1.15,
        *([goal * 0.93] if goal else []),
    ]
    spread = max(ends) / min(ends)
    steps = (
        (0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3)
        if spread < 1.75
        else (0.25, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4)
        if spread < 3.5
        else (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4)
    )
    ticks = [t for t in steps if min(ends) * 0.9 <= t <= max(ends) * 1.1]
    scale = alt.Scale(type="log", domain=[min(ends) * 0.95, max(ends) * 1.05], nice=False)
    sides = (
        ("lower with the program", "higher with the program")
        if width > 400
        else ("lower", "higher")
    )
    axis = alt.Axis(
        values=ticks,
        grid=False,
        title="  ←  →  ".join(sides),
        labelExpr="datum.value == 1 ? 'same' : "
        "(datum.value < 1 ? '−' : '+') + round(abs(datum.value - 1) * 100) + '%'",
    )
    tip = [
        alt.Tooltip("label:N", title="Outcome"),
        alt.Tooltip("rank:N", title="Rank"),
        alt.Tooltip("shown:N", title="Range"),
    ]
    line = base.mark_rule(
        strokeWidth=5, strokeCap="round", yOffset=at, color=COLOURS["program"]
    ).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2=alt.X2("high:Q"), tooltip=tip)
    point = base.mark_point(
        size=170, filled=True, yOffset=at, stroke=COLOURS["program"], strokeWidth=3, opacity=1
    ).encode(x=alt.X("value:Q", scale=scale), tooltip=tip, fill=fill_if("datum.clear", "program"))
    rules = [_rule(1, COLOURS["ink"], [1, 0])]
    rules += (
        [_rule(goal, COLOURS["waited"], [5, 4]), _note(goal, "the goal", height)] if goal else []
    )
    return sized(alt.layer(*rules, line, point, labels), width, height)


def _changes(
    marks: list[dict], width: int, title: str = "fell  ←  0 is no change  →  rose"
) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    axis = alt.Axis(
        grid=False, tickCount=5, title=title, labelExpr="replace(datum.label, '-', '−')"
    )
    line = base.mark_rule(strokeWidth=5, strokeCap="round", yOffset=at).encode(
        x=alt.X("low:Q", axis=axis), x2=alt.X2("high:Q"), color=alt.Color("fill:N", scale=None)
    )
    point = base.mark_point(size=170, filled=True, yOffset=at, opacity=1).encode(
        x=alt.X("value:Q"), color=alt.Color("fill:N", scale=None)
    )
    return sized(alt.layer(_rule(0, COLOURS["ink"], [1, 0]), line, point, labels), width, height)


def _rows(marks: list[dict], width: int) -> tuple[alt.Chart, alt.LayerChart, float, int]:
    """Rows with their label above their mark: the base, the labels, the mark's offset, the height."""
    labels = [textwrap.wrap(mark["label"], width // 8) for mark in marks]
    step = MARK + LINE * max(map(len, labels))
    base = alt.Chart(
        table(
            [mark | {"lines": "\n".join(lines)} for mark, lines in zip(marks, labels, strict=True)]
        )
    ).encode(y=alt.Y("row:O", axis=None, sort=None))
    text = {
        "align": "left",
        "baseline": "line-top",
        "lineBreak": "\n",
        "lineHeight": LINE,
        "yOffset": 8 - step / 2,
    }
    place = {"x": alt.XValue(0), "text": alt.Text("lines:N")}
    halo = base.mark_text(
        **text, stroke=COLOURS["ground"], strokeWidth=5, color=COLOURS["ground"]
    ).encode(**place)
    return (
        base,
        halo + base.mark_text(**text, color=COLOURS["ink"]).encode(**place),
        step / 2 - MARK / 2 + 2,
        step * len(marks),
    )


def _dots(dots: list[dict]) -> alt.LayerChart:
    ends = alt.Scale(domain=[-0.6, 9.6], nice=False)
    mark = (
        alt.Chart(table(dots))
        .mark_point(size=260, filled=True, opacity=1, strokeWidth=2, stroke=COLOURS["waited"])
        .encode(
            x=alt.X("x:Q", axis=None, scale=ends),
            y=alt.Y("y:Q", axis=None, sort="descending", scale=ends),
            fill=fill_if("datum.hit", "waited"),
        )
    )
    return having(alt.layer(mark), width=300, height=300)


def _columns(marks: list[dict], width: int) -> alt.LayerChart:
    base = alt.Chart(table(marks)).encode(
        x=alt.X("results:O", axis=alt.Axis(labelAngle=0, title="how many results are compared"))
    )
    y = alt.Y(
        "percent:Q", axis=None, scale=alt.Scale(domain=[0, max(m["percent"] for m in marks) * 1.15])
    )
    bars = base.mark_bar(color=COLOURS["waited"]).encode(y=y)
    values = base.mark_text(
        dy=-10, fontSize=TEXT if width > 400 else TEXT - 2, color=COLOURS["ink"]
    ).encode(y=y, text=alt.Text("percent:Q"))
    return sized(alt.layer(bars, values), width, 240)


def _bars_with_ranges(marks: list[dict], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    scale = alt.Scale(domain=[0, max(m["high"] for m in marks) * 1.24], nice=False)
    x = alt.X("value:Q", axis=None, scale=scale)
    bars = base.mark_bar(height=24, yOffset=at, align="left", opacity=1).encode(
        x=x, color=alt.Color("fill:N", scale=None)
    )
    halo, ranges = (
        base.mark_rule(strokeWidth=thick, yOffset=at, color=COLOURS[colour]).encode(
            x=alt.X("low:Q", axis=None, scale=scale), x2=alt.X2("high:Q")
        )
        for thick, colour in ((6, "ground"), (2, "ink"))
    )
    values = base.mark_text(
        align="left", dx=8, yOffset=at, fontWeight="bold", color=COLOURS["ink"]
    ).encode(x=alt.X("high:Q", axis=None, scale=scale), text=alt.Text("shown:N"))
    return sized(alt.layer(labels, bars, halo, ranges, values), width, height)


def _two_squares(dots: list[dict], heads: list[dict], width: int) -> alt.LayerChart:
    step, size = (26, 200) if width > 400 else (14.5, 80)
    places = {name: index * width / 2 for index, name in enumerate(store.words().groups.values())}
    placed = table(
        [
            dot
            | {
                "left": places[dot["group"]] + step * (dot["x"] + 0.5),
                "top": 70 + step * (dot["y"] + 0.5),
            }
            for dot in dots
        ]
    )
    at = {
        "x": alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        "y": alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[70 + 10 * step, 0], nice=False)),
    }
    marks = (
        alt.Chart(placed)
        .mark_point(size=size, filled=True, opacity=1, strokeWidth=2)
        .encode(**at, fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None))
    )
    names = [
        head
        | {
            "left": places[head["group"]] + 2,
            "top": 2,
            "lines": "\n".join(textwrap.wrap(head["name"], width // 17)),
        }
        for head in heads
    ]
    base = alt.Chart(table(names)).mark_text(
        align="left", baseline="line-top", lineBreak="\n", lineHeight=LINE, color=COLOURS["ink"]
    )
    counts = base.mark_text(
        align="left", baseline="line-top", dy=42, fontWeight="bold", color=COLOURS["ink"]
    )
    layers = (
        marks,
        base.encode(**at, text=alt.Text("lines:N")),
        counts.encode(**at, text=alt.Text("text:N")),
    )
    return having(alt.layer(*layers), width=width, height=70 + 10 * step)


def _stack(marks: list[dict], width: int) -> alt.LayerChart:
    whole = alt.Scale(domain=[0, marks[-1]["to"]], nice=False)
    base = alt.Chart(table(marks))
    x = alt.X("from:Q", axis=None, scale=whole)
    bar = base.mark_bar(height=44, stroke=COLOURS["ground"], strokeWidth=3).encode(
        x=x, x2=alt.X2("to:Q"), y=alt.YValue(26), color=alt.Color("fill:N", scale=None)
    )
    inside = base.mark_text(fontWeight="bold").encode(
        x=alt.X("middle:Q", axis=None, scale=whole),
        y=alt.YValue(26),
        text=alt.Text("shown:N"),
        color=alt.Color("ink:N", scale=None),
    )
    keys = []
    for index, mark in enumerate(marks):
        line = alt.Chart(table([mark]))
        y = alt.value(70 + 26 * index)
        keys += [
            line.mark_square(size=200, opacity=1).encode(
                x=alt.XValue(10), y=y, color=alt.Color("fill:N", scale=None)
            ),
            line.mark_text(align="left", dx=26, baseline="middle", color=COLOURS["ink"]).encode(
                x=alt.XValue(0), y=y, text=alt.Text("label:N")
            ),
        ]
    return sized(alt.layer(bar, inside, *keys), width, 60 + 26 * len(marks))


def _filled(marks: list[dict], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    scale = alt.Scale(
        domain=[0, max(m["whole"] for m in marks) * (1.25 if width > 400 else 1.4)], nice=False
    )
    outline = base.mark_bar(
        height=24, yOffset=at, fill=COLOURS["ground"], stroke=COLOURS["program"], strokeWidth=2
    ).encode(x=alt.X("whole:Q", axis=None, scale=scale))
    bars = base.mark_bar(height=24, yOffset=at).encode(
        x=alt.X("value:Q", axis=None, scale=scale), color=alt.Color("fill:N", scale=None)
    )
    values = base.mark_text(
        align="left", dx=8, yOffset=at, fontWeight="bold", color=COLOURS["ink"]
    ).encode(x=alt.X("whole:Q", axis=None, scale=scale), text=alt.Text("shown:N"))
    return sized(alt.layer(labels, outline, bars, values), width, height)


def _scale(marks: list[dict], ends: tuple[float, float], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    scale = alt.Scale(domain=list(ends), nice=False)
    axis = alt.Axis(
        grid=False,
        values=list(range(int(ends[0]), int(ends[1]) + 1)),
        format="d",
        title="lowest  ←  score  →  highest",
    )
    line = base.mark_rule(strokeWidth=5, strokeCap="round", yOffset=at).encode(
        x=alt.X("low:Q", axis=axis, scale=scale),
        x2=alt.X2("high:Q"),
        color=alt.Color("fill:N", scale=None),
    )
    point = base.mark_point(size=170, filled=True, yOffset=at, opacity=1).encode(
        x=alt.X("value:Q", scale=scale), color=alt.Color("fill:N", scale=None)
    )
    values = base.mark_text(
        align="left", dx=14, yOffset=at, fontWeight="bold", color=COLOURS["ink"]
    ).encode(x=alt.X("high:Q", scale=scale), text=alt.Text("shown:N"))
    return sized(alt.layer(line, point, labels, values), width, height)


def _rule(at: float, colour: str, dash: list[int]) -> alt.Chart:
    return (
        alt.Chart(table([{"at": at}]))
        .mark_rule(color=colour, strokeDash=dash, strokeWidth=2)
        .encode(x=alt.X("at:Q"))
    )


def _note(at: float, text: str, height: int) -> alt.Chart:
    return (
        alt.Chart(table([{"at": at, "text": text}]))
        .mark_text(align="left", dx=6, baseline="bottom", color=COLOURS["waited"])
        .encode(x=alt.X("at:Q"), y=alt.YValue(height - 4), text=alt.Text("text:N"))
    )
