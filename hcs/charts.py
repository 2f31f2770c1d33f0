"""Charts: outcomes and numbers in, a `Figure` out. No files are read here and no number is typed.

A chart's name says what is done and what is seen: `compare_groups`, `show_intervals`. Its title is
the finding, made from the verdict, and its description is made from the same values as the picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import altair as alt
import pandas as pd

from hcs import data, words
from hcs.asked import chart
from hcs.data import Number, Outcome
from hcs.fault import nearest
from hcs.figure import COLOURS, NARROW, TEXT, Figure
from hcs.html import plain
from hcs.parts import range_in_words
from hcs.stats import CLEAR, Luck

FILL = {"intervention": COLOURS["program"], "control": COLOURS["waited"]}
LINE, MARK = 19, 42  # px for a line of a row's label, and for its mark with the air around it


@chart()
def compare_groups(*outcomes: Outcome) -> Figure:
    """Bars for both groups, from zero, on one denominator.

    Takes outcomes with a rate for each group and one unit for all; ValueError otherwise.
    """
    units = {outcome.unit for outcome in outcomes}
    if len(units) > 1:
        raise ValueError(f"one chart, one denominator: these outcomes have {' and '.join(sorted(units))}")
    for outcome in outcomes:
        if not (outcome.intervention and outcome.control):
            raise ValueError(f"{outcome.key} has no rate for each group; show_intervals can show its ratio")
    cells = [(o, group, _number(o, group)) for o in outcomes for group in words.GROUPS]
    marks = [{"row": f"{i}", "value": float(n.part.value), "shown": n.text, "fill": FILL[g],
              "label": words.GROUPS[g] if len(outcomes) == 1 else f"{_first_upper(o.plain)}: {words.GROUPS[g].lower()}"}
             for i, (o, g, n) in enumerate(cells)]
    return Figure(
        name=_name("compare-groups", *outcomes),
        title=_findings(outcomes),
        subtitle=f"{_first_upper(outcomes[0].unit)}, {outcomes[0].period}, in the communities of the study",
        description=f"Bar chart from zero. {_said(outcomes)}",
        columns=["Outcome", *words.GROUPS.values(), "Unit", "Verdict"],
        rows=[[o.title, _number(o, "intervention"), _number(o, "control"), o.unit, o.verdict_in_words] for o in outcomes],
        sources=_sources(outcomes), cautions=_cautions(outcomes), draw=lambda width: _bars(marks, width))


@chart()
def show_steps(numbers: Sequence[Number]) -> Figure:
    """Bars that shrink from a whole to the part that is left of it."""
    marks = [{"row": f"{i}", "value": float(n.part.value), "shown": n.text, "label": n.part.label,
              "fill": COLOURS["program" if i else "soft"]} for i, n in enumerate(numbers)]
    first, last = numbers[0], numbers[-1]
    return Figure(
        name=f"show-steps-{_file(first.part.name)}",
        title=[last, " of ", first, f": {last.part.label[0].lower()}{last.part.label[1:]}"],
        subtitle=f"Number of {first.part.unit}, in communities with the program",
        description="Bar chart from zero. " + ". ".join(f"{n.part.label}: {n.text}" for n in numbers) + ".",
        columns=["What", "Number", "Unit"],
        rows=[[n.part.label, n, n.part.unit] for n in numbers],
        sources=[first.source], draw=lambda width: _bars(marks, width))


@chart()
def show_intervals(outcomes: Sequence[Outcome], target: Number | None = None) -> Figure:
    """Each ratio with its 95% interval, against the line of no difference.

    `target` is a percentage by which the rate was hoped to fall; it is drawn as a line of its own.
    Takes outcomes with a ratio and its interval; ValueError otherwise.
    """
    for outcome in outcomes:
        if not outcome.ratio or outcome.ratio.low is None:
            raise ValueError(f"{outcome.key} has no ratio with an interval, so its range cannot be drawn")
    marks = [{"row": f"{i}", "value": float(o.ratio.value), "low": float(o.ratio.low), "high": float(o.ratio.high),
              "label": _first_upper(o.plain), "clear": o.verdict != "unclear",
              "shown": plain(_range(o)), "rank": words.RANKS[o.rank]} for i, o in enumerate(outcomes)]
    goal = float(1 - target.part.value / 100) if target else None
    return Figure(
        name=_name("show-intervals", *outcomes),
        title=_findings(outcomes),
        subtitle="How much lower or higher the rate is with the program, and the range that fits the data "
                 f"(95% interval), {outcomes[0].period}",
        description=f"Chart of ranges against a line for no difference. {_said_ranges(outcomes)}"
                    + (f" A second line shows the goal, {target.text}% lower." if target else ""),
        columns=["Outcome", "Rank", "Ratio of the rates", "Lowest", "Highest", "Verdict"],
        rows=[[o.title, words.RANKS[o.rank], *(_number(o, f"ratio{end}") for end in ("", ".low", ".high")), o.verdict_in_words] for o in outcomes],
        sources=_sources(outcomes), cautions=_cautions(outcomes), explore=len(outcomes) > 1,
        draw=lambda width: _intervals(marks, goal, width))


@chart("intervention.low", "control.low")
def compare_changes(outcome: Outcome) -> Figure:
    """How far a score changed in each group, with 95% intervals, against the line of no change."""
    marks = [{"row": f"{i}", "value": float(e.value), "low": float(e.low), "high": float(e.high), "fill": FILL[g],
              "label": words.GROUPS[g], "shown": _number(outcome, g).text}
             for i, g in enumerate(words.GROUPS) for e in [getattr(outcome, g)]]
    said = [f"{words.GROUPS[g]}: {_number(outcome, g).text}, from {_number(outcome, f'{g}.low').text} to "
            f"{_number(outcome, f'{g}.high').text}" for g in words.GROUPS]
    return Figure(
        name=_name("compare-changes", outcome),
        title=_findings([outcome]),
        subtitle=f"Change in {outcome.unit}, {outcome.period}; below zero is less stigma. The line is the range that fits the data (95% interval)"
                 if outcome.lower_is == "better" else f"Change in {outcome.unit}, {outcome.period}",
        description=f"Chart of two changes against a line for no change. {'. '.join(said)}.",
        columns=["Group", "Change", "Lowest", "Highest", "Unit"],
        rows=[[name, *(_number(outcome, f"{g}{end}") for end in ("", ".low", ".high")), outcome.unit] for g, name in words.GROUPS.items()],
        sources=_sources([outcome]), cautions=_cautions([outcome]), draw=lambda width: _changes(marks, width))


@chart()
def compare_p_values(outcomes: Sequence[Outcome]) -> Figure:
    """A table: each published P value beside the one worked out again from the interval."""
    rows = [[o.title, o.source.short, _number(o, "ratio.p" if o.ratio else "difference.p" if o.difference else "p"),
             _number(o, "p_recomputed"), o.verdict_in_words] for o in outcomes]
    return Figure(
        name="compare-p-values",
        title=["The P values that we worked out agree with the published ones"],
        subtitle="P value: how often chance alone would give a gap this big or bigger, from 0 (never) to 1 (always)",
        description="A table.", columns=["Outcome", "Paper", "P value in the paper", "Worked out again", "Verdict"],
        rows=rows, sources=_sources(outcomes))


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
        sources=_sources([outcome]), notes=["A simulation made by this page, not a result of the study."],
        draw=lambda width: _dots(dots), widths=(NARROW,))


@chart()
def show_luck_grows(lucks: Sequence[Luck]) -> Figure:
    """How the chance of at least one lucky result grows with the number of results compared."""
    marks = [{"results": luck.results, "percent": luck.in_hundred} for luck in lucks]
    last = lucks[-1]
    return Figure(
        name="show-luck-grows",
        title=[f"Compare {last.results} things, and luck makes at least one look clear in {last.in_hundred} of 100 studies"],
        subtitle="Pretend studies in which nothing differs, by how many results each compares",
        description=f"Bars that rise from {lucks[0].in_hundred} of 100 studies with {lucks[0].results} result to "
                    f"{last.in_hundred} of 100 with {last.results}.",
        columns=["Results compared", "Studies of 100 with at least one lucky result"],
        rows=[[f"{luck.results}", f"{luck.in_hundred}"] for luck in lucks],
        sources=[], notes=[f"A simulation made by this page: {last.trials:,} pretend studies each, results independent, "
                           f"clear meaning a P value below {CLEAR}."],
        draw=lambda width: _columns(marks, width))


def __getattr__(name: str):
    known = [word for word, thing in globals().items() if hasattr(thing, "__wrapped__")]
    raise AttributeError(f"there is no chart “{name}”. {nearest(name, known, 'The charts are: ' + ', '.join(known))}")


def _number(outcome: Outcome, part: str) -> Number:
    return data.number(f"{outcome.key}.{part}")


def _file(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


def _name(verb: str, *outcomes: Outcome) -> str:
    return "-".join([verb, *(_file(outcome.key.partition(".")[2]) for outcome in outcomes)])


def _first_upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _sources(outcomes: Sequence[Outcome]) -> list:
    return list({outcome.source.key: outcome.source for outcome in outcomes}.values())


def _cautions(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(text for outcome in outcomes for text in outcome.caution))


def _findings(outcomes: Sequence[Outcome]) -> list[str]:
    return ["; ".join(f"{o.title if i == 0 else o.plain}: {o.verdict_in_words.lower()}" for i, o in enumerate(outcomes))]


def _said(outcomes: Sequence[Outcome]) -> str:
    return " ".join(f"{o.title}: {o.intervention.value} in communities with the program and {o.control.value} in communities "
                    f"that waited, for every {o.per['number']:,} {o.per['of']}. {o.verdict_in_words}." for o in outcomes)


def _range(outcome: Outcome) -> list:
    return [_number(outcome, part[0]).text + part[1] if isinstance(part, tuple) else part for part in range_in_words(outcome)]


def _said_ranges(outcomes: Sequence[Outcome]) -> str:
    return " ".join(f"{o.title}: {plain(_range(o))}. {o.verdict_in_words}." for o in outcomes)


def _bars(marks: list[dict], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, max(m["value"] for m in marks) * 1.18], nice=False))
    bars = base.mark_bar(height=24, yOffset=at, align="left").encode(x=x, color=alt.Color("fill:N", scale=None))
    values = base.mark_text(align="left", dx=8, yOffset=at, fontWeight="bold", color=COLOURS["ink"]).encode(x=x, text="shown:N")
    return _sized(alt.layer(bars, labels, values), width, height)


def _intervals(marks: list[dict], goal: float | None, width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    ends = [m[end] for m in marks for end in ("low", "high")] + [1.15, *([goal * 0.93] if goal else [])]
    ticks = [t for t in (0.25, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4) if min(ends) * 0.9 <= t <= max(ends) * 1.1]
    scale = alt.Scale(type="log", domain=[min(ends) * 0.95, max(ends) * 1.05], nice=False)
    sides = ("lower with the program", "higher with the program") if width > 400 else ("lower", "higher")
    axis = alt.Axis(values=ticks, grid=False, title="  ←  →  ".join(sides), labelExpr="datum.value == 1 ? 'same' : "
                    "(datum.value < 1 ? '−' : '+') + round(abs(datum.value - 1) * 100) + '%'")
    tip = [alt.Tooltip("label:N", title="Outcome"), alt.Tooltip("rank:N", title="Rank"), alt.Tooltip("shown:N", title="Range")]
    line = base.mark_rule(strokeWidth=5, strokeCap="round", yOffset=at, color=COLOURS["program"]).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", tooltip=tip)
    point = base.mark_point(size=170, filled=True, yOffset=at, stroke=COLOURS["program"], strokeWidth=3, opacity=1).encode(
        x=alt.X("value:Q", scale=scale), tooltip=tip,
        fill=alt.condition("datum.clear", alt.value(COLOURS["program"]), alt.value(COLOURS["ground"])))
    rules = [_rule(1, COLOURS["ink"], [1, 0])]
    rules += [_rule(goal, COLOURS["waited"], [5, 4]), _note(goal, "the goal", height)] if goal else []
    return _sized(alt.layer(*rules, line, point, labels), width, height)


def _changes(marks: list[dict], width: int) -> alt.LayerChart:
    base, labels, at, height = _rows(marks, width)
    axis = alt.Axis(grid=False, tickCount=5, title="fell  ←  0 is no change  →  rose", labelExpr="replace(datum.label, '-', '−')")
    line = base.mark_rule(strokeWidth=5, strokeCap="round", yOffset=at).encode(
        x=alt.X("low:Q", axis=axis), x2="high:Q", color=alt.Color("fill:N", scale=None))
    point = base.mark_point(size=170, filled=True, yOffset=at, opacity=1).encode(x="value:Q", color=alt.Color("fill:N", scale=None))
    return _sized(alt.layer(_rule(0, COLOURS["ink"], [1, 0]), line, point, labels), width, height)


def _rows(marks: list[dict], width: int) -> tuple[alt.Chart, alt.LayerChart, float, int]:
    """Rows with their label above their mark: the base, the labels, the mark's offset, the height."""
    labels = [textwrap.wrap(mark["label"], width // 8) for mark in marks]
    step = MARK + LINE * max(map(len, labels))
    table = pd.DataFrame(marks).assign(lines=["\n".join(lines) for lines in labels])
    base = alt.Chart(table).encode(y=alt.Y("row:O", axis=None, sort=None))
    text = {"align": "left", "baseline": "line-top", "lineBreak": "\n", "lineHeight": LINE, "yOffset": 8 - step / 2}
    place = {"x": alt.value(0), "text": "lines:N"}
    halo = base.mark_text(**text, stroke=COLOURS["ground"], strokeWidth=5, color=COLOURS["ground"]).encode(**place)
    return base, halo + base.mark_text(**text, color=COLOURS["ink"]).encode(**place), step / 2 - MARK / 2 + 2, step * len(marks)


def _dots(dots: list[dict]) -> alt.LayerChart:
    ends = alt.Scale(domain=[-0.6, 9.6], nice=False)
    mark = alt.Chart(pd.DataFrame(dots)).mark_point(size=260, filled=True, opacity=1, strokeWidth=2, stroke=COLOURS["waited"]).encode(
        x=alt.X("x:Q", axis=None, scale=ends), y=alt.Y("y:Q", axis=None, sort="descending", scale=ends),
        fill=alt.condition("datum.hit", alt.value(COLOURS["waited"]), alt.value(COLOURS["ground"])))
    return alt.layer(mark).properties(width=300, height=300)


def _columns(marks: list[dict], width: int) -> alt.LayerChart:
    base = alt.Chart(pd.DataFrame(marks)).encode(x=alt.X("results:O", axis=alt.Axis(labelAngle=0, title="how many results are compared")))
    y = alt.Y("percent:Q", axis=None, scale=alt.Scale(domain=[0, max(m["percent"] for m in marks) * 1.15]))
    bars = base.mark_bar(color=COLOURS["waited"]).encode(y=y)
    values = base.mark_text(dy=-10, fontSize=TEXT if width > 400 else TEXT - 2, color=COLOURS["ink"]).encode(y=y, text="percent:Q")
    return _sized(alt.layer(bars, values), width, 240)


def _rule(at: float, colour: str, dash: list[int]) -> alt.Chart:
    return alt.Chart(pd.DataFrame([{"at": at}])).mark_rule(color=colour, strokeDash=dash, strokeWidth=2).encode(x="at:Q")


def _note(at: float, text: str, height: int) -> alt.Chart:
    return alt.Chart(pd.DataFrame([{"at": at, "text": text}])).mark_text(
        align="left", dx=6, baseline="bottom", color=COLOURS["waited"]).encode(x="at:Q", y=alt.value(height - 4), text="text:N")


def _sized(chart: alt.LayerChart, width: int, height: int) -> alt.LayerChart:
    return chart.properties(width=width, height=height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
