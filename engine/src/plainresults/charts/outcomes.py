"""What charts of outcomes share: titles that follow from the verdicts, sources, cautions, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from plainresults.charts.figure import Cell, Figure
from plainresults.charts.rows import Row
from plainresults.evidence import derived, store
from plainresults.evidence.model import Arm, Estimate, Number, Outcome, Source
from plainresults.evidence.phrases import first_lower, first_upper
from plainresults.evidence.ranking import said
from plainresults.evidence.series import Stat
from plainresults.rendering.effects import number
from plainresults.rendering.html import Line

COLOURS = ("first", "second", "third")  # of the arm of interest, of the other one, of a third
LONGEST_TITLE = 180  # letters of a chart's title


def file_name(verb: str, *keys: str) -> str:
    """The name of a chart's files, from what it does and what it shows."""
    return "-".join([verb, *keys]).replace(".", "-").replace("_", "-")


def figure(
    verb: str, outcomes: Sequence[Outcome], about: str, remark: str = "", **fields: Any
) -> Figure:
    """A figure of outcomes; `fields` come before what follows from the outcomes.

    The subtitle is `about`, when and who was counted, where that is the same for all, and `remark`.
    """
    periods, people = ({getattr(o, field): "" for o in outcomes} for field in ("period", "who"))
    about = ", ".join([first_upper(about), *(periods if len(periods) == 1 else ())])
    who = list(people) if len(people) == 1 else []
    main = store.load().main_result(outcomes[0].trial)
    known: dict[str, Any] = {
        "name": file_name(verb, *(outcome.key.partition(".")[2] for outcome in outcomes)),
        "title": [findings(outcomes)],
        "subtitle": ". ".join(filter(None, [about, *who, remark])),
        "sources": sources(outcomes),
        "beside": [] if main in outcomes else [said(main)],
        "cautions": list(dict.fromkeys(text for outcome in outcomes for text in outcome.caution)),
    }
    return Figure(**known | fields)


def sources(outcomes: Sequence[Outcome]) -> list[Source]:
    """The source of each outcome, once."""
    return list({outcome.source.key: outcome.source for outcome in outcomes}.values())


def told(outcomes: Sequence[Outcome], line: Callable[[Outcome], Line]) -> Line:
    """Each outcome with a line of its own, for up to two of them."""
    pieces: list[str | Number | Stat] = []
    for index, outcome in enumerate(outcomes):
        pieces += ["; ", outcome.plain, ": "] if index else [outcome.title, ": "]
        pieces += line(outcome)
    return pieces


def findings(outcomes: Sequence[Outcome]) -> str:
    """Each outcome with its verdict; from three on, each verdict once with its outcomes.

    Where their names would fill more than two lines, how many outcomes have which verdict.
    """
    if len(outcomes) < 3:
        names = [outcomes[0].title, *(outcome.plain for outcome in outcomes[1:])]
        verdicts = (first_lower(outcome.verdict_in_words) for outcome in outcomes)
        return "; ".join(": ".join(pair) for pair in zip(names, verdicts, strict=True))
    groups = by_verdict(outcomes)
    named = "; ".join(
        f"{verdict}: {', '.join(outcome.plain for outcome in members)}"
        for verdict, members in groups.items()
    )
    if len(named) <= LONGEST_TITLE:
        return first_upper(named)
    many = f"in all {len(outcomes)} results"
    return first_upper(counted(outcomes) if len(groups) > 1 else f"{next(iter(groups))} {many}")


def overview(outcomes: Sequence[Outcome]) -> Line:
    """The first outcome by name where its rank is its own, and how many have which verdict."""
    first, *others = outcomes
    if any(other.rank == first.rank for other in others):
        return [first_upper(counted(outcomes))]
    return [f"{findings([first])}. Of {len(others)} others: {counted(others)}"]


def counted(outcomes: Sequence[Outcome]) -> str:
    """“no clear difference in 10, lower with the program in 2”."""
    groups = by_verdict(outcomes)
    return ", ".join(f"{verdict} in {len(members)}" for verdict, members in groups.items())


def by_verdict(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The outcomes of each verdict, in words and in the order of the outcomes."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(first_lower(outcome.verdict_in_words), []).append(outcome)
    return groups


def not_drawn(outcomes: Sequence[Outcome]) -> list[str]:
    """A note that names outcomes without a range."""
    names = "; ".join(outcome.plain for outcome in outcomes)
    return [f"Not drawn, as we could read no range for them: {names}."] if names else []


def in_one_unit(outcomes: Sequence[Outcome]) -> str:
    """The unit of all outcomes; ValueError when they have several."""
    units = sorted({outcome.unit for outcome in outcomes})
    if len(units) > 1:
        raise ValueError(f"one chart, one denominator: these outcomes have {' and '.join(units)}")
    return units[0]


def arms(outcome: Outcome) -> list[Arm]:
    """The arms that have a value, those that are compared first."""
    every = dict.fromkeys([*(outcome.compared or ()), *outcome.trial.arms.values()])
    return [arm for arm in every if arm.key in outcome.arms]


def arm_rows(outcome: Outcome, heading: str = "") -> list[Row]:
    """A row for each arm, with the outcome above the first."""
    return [
        Row(arm.label, number(outcome, arm.key), colour, heading="" if index else heading)
        for index, (arm, colour) in enumerate(zip(arms(outcome), COLOURS, strict=False))
    ]


def against(outcomes: Sequence[Outcome], how: str = "set against") -> str:
    """Which arms are compared: “communities with the program, set against communities that …”."""
    labels = [arm.label for arm in outcomes[0].compared or ()]
    return f", {how} ".join([*labels[:1], *map(first_lower, labels[1:])])


def sides(outcome: Outcome) -> tuple[str, str]:
    """What lies below and above “no difference”: “lower with the program”."""
    lower, higher = (outcome.filled(outcome.terms.verdicts[side]) for side in ("lower", "higher"))
    return first_lower(lower), first_lower(higher)


def ranges(estimates: Iterable[Estimate | None], line: str = "line") -> str:
    """What the line of a picture stands for, with the level of the intervals."""
    levels = dict.fromkeys(
        derived.percent(estimate.level) for estimate in estimates if estimate and estimate.interval
    )
    said = " or ".join(levels)
    return f"The {line} is the range that fits the data ({said} interval)" if said else ""


def cells(value: Number) -> list[Cell]:
    """A value and both ends of its interval, or what is said in their place."""
    known, missing = store.load().numbers, store.words().not_published
    return [value, *(known.get(f"{value.key}.{end}") or missing for end in ("low", "high"))]
