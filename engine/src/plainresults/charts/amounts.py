"""Numbers of one source as bars from zero: steps, shares and sums, without a comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from plainresults.charts.arguments import chart
from plainresults.charts.figure import Cell, Figure
from plainresults.charts.outcomes import file_name
from plainresults.charts.rows import Row, bars, said
from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.evidence.phrases import first_lower, first_upper

DESCRIPTION = "A description, without a comparison"


@chart()
def show_steps(numbers: Sequence[Number]) -> Figure:
    """Bars that shrink from a whole to what is left; each number is a part of the one before."""
    *_, whole, part = numbers
    rows = [Row(number.part.label, number) for number in numbers]
    return _figure(
        rows,
        name=file_name("show-steps", numbers[0].part.name),
        title=_share(part, whole),
        subtitle=f"Number of {whole.part.unit}. {DESCRIPTION}",
    )


@chart()
def show_shares(pairs: Sequence[tuple[Number, Number]]) -> Figure:
    """For each pair, the whole as an outline and the part of it as a filled bar, from zero."""
    rows = [
        Row(part.part.label, part, shown=f"{part.text} of {whole.text}", whole=_value(whole))
        for part, whole in pairs
    ]
    title: list[Any] = []
    for part, whole in pairs:
        title += ["; ", *_share(part, whole, first_lower)] if title else _share(part, whole)
    return _figure(
        rows,
        name=file_name("show-shares", pairs[0][0].key),
        title=title,
        subtitle=f"Number of {pairs[0][0].part.unit}; the outline is the whole. {DESCRIPTION}",
        columns=["What", "Part", "Whole", "Unit"],
        cells=[[p.part.label, p, w, p.part.unit] for p, w in pairs],
    )


@chart()
def show_parts(parts: Sequence[Number], whole: str, names: Sequence[str]) -> Figure:
    """A bar for each part of a whole, inside its outline; `whole` and `names` say what they are.

    Takes numbers with one unit; ValueError otherwise.
    """
    unit = parts[0].part.unit
    if any(part.part.unit != unit for part in parts):
        raise ValueError("show_parts takes numbers with one unit")
    sign = "%" if unit.startswith("percent") else ""
    title: list[Any] = [whole]
    for part, name in zip(parts, names, strict=True):
        title += [", " if len(title) > 1 else ": ", part, f"{sign} {first_lower(name)}"]
    total = sum(map(_value, parts))
    return _figure(
        [
            Row(name, part, shown=f"{part.text}{sign}", whole=total)
            for part, name in zip(parts, names, strict=True)
        ],
        name=file_name("show-parts", parts[0].key),
        title=title,
        subtitle=f"{first_upper(unit) if sign else f'Number of {unit}'}; the outline is the whole",
    )


@chart()
def show_amounts(numbers: Sequence[Number], whole: Number) -> Figure:
    """Bars for the parts of a sum, from zero; the title names the largest and its share."""
    largest = max(numbers, key=lambda number: number.part.value)
    rest = sum(_value(n) for n in numbers) - _value(whole)
    name = largest.part.label.partition(":")[0]
    return _figure(
        [Row(n.part.label, n, shown=_money(n)) for n in numbers],
        name=file_name("show-amounts", numbers[0].key),
        title=[
            f"{name}: " if rest else f"{name} was the largest part: ",
            store.number(f"{largest.key}.percent"),
            "% of the whole",
        ],
        subtitle=f"{first_upper(whole.part.unit)}. All together: {_money(whole)}. {DESCRIPTION}",
        cells=[[n.part.label, n, n.part.unit] for n in (*numbers, whole)],
    )


def _figure(rows: Sequence[Row], cells: Sequence[Sequence[Cell]] = (), **fields: Any) -> Figure:
    known: dict[str, Any] = {
        "description": f"Bar chart from zero. {said(rows)}",
        "columns": ["What", "Number", "Unit"],
        "rows": cells or [[row.label, row.number, row.number.part.unit] for row in rows],
        "sources": [rows[0].number.source],
        "draw": lambda width: bars(rows, width),
    }
    return Figure(**known | fields)


def _share(
    part: Number, whole: Number, begin: Callable[[str], str] = first_upper
) -> list[Number | str]:
    """“Barriers that were resolved: 31 of 42, or 74%”; the share where it has an address."""
    told: list[Number | str] = [f"{begin(part.part.label)}: ", part, " of ", whole]
    percent = store.load().numbers.get(f"{part.key}.percent")
    if percent and abs(_value(percent) - 100 * _value(part) / _value(whole)) < 0.5:
        told += [", or ", percent, "%"]
    return told


def _value(number: Number) -> float:
    return float(number.part.value)


def _money(number: Number) -> str:
    return f"${number.text}" if number.part.unit.startswith("dollars") else number.text
