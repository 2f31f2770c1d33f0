"""A whole cut into its parts: one bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import altair as alt

from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.outcomes import file_name
from plainresults.charts.rows import FILL, Mark, px, table, words
from plainresults.evidence.model import Number
from plainresults.evidence.phrases import first_lower, first_upper
from plainresults.evidence.series import Stat
from plainresults.rendering.palette import COLOURS

PAINT = (("program", "ground"), ("soft", "ground"), ("line", "ink"))  # a part's colour, its text's
HEIGHT, KEY = 44, 26  # px: of the bar, and of a line of the key


@chart()
def show_parts(parts: Sequence[Number], whole: str, names: Sequence[str]) -> Figure:
    """One bar cut into the parts of a whole; `whole` and `names` say what they are.

    Takes up to three numbers with one unit; ValueError otherwise.
    """
    unit = parts[0].part.unit
    if {n.part.unit for n in parts} != {unit} or len(parts) > len(PAINT):
        raise ValueError(f"show_parts takes up to {len(PAINT)} numbers with one unit")
    sign = "%" if unit.startswith("percent") else ""
    title: list[str | Number | Stat] = [whole]
    for index, (part, name) in enumerate(zip(parts, names, strict=True)):
        title += [", " if index else ": ", part, f"{sign} {first_lower(name)}"]
    said = [f"{name}: {n.text}{sign}" for n, name in zip(parts, names, strict=True)]
    return Figure(
        name=file_name("show-parts", parts[0].key),
        title=title,
        subtitle=first_upper(unit) if sign else f"Number of {unit}",
        description=f"One bar cut into parts. {'. '.join(said)}.",
        columns=["What", "Number", "Unit"],
        rows=[[n.part.label, n, unit] for n in parts],
        sources=[parts[0].source],
        draw=lambda width: _stack(parts, names, sign, width),
    )


def _stack(parts: Sequence[Number], names: Sequence[str], sign: str, width: int) -> alt.LayerChart:
    ends = [0.0, *accumulate(float(n.part.value) for n in parts)]
    marks: list[Mark] = [
        {
            "zero": 0,
            "from": ends[index],
            "to": ends[index + 1],
            "middle": (ends[index] + ends[index + 1]) / 2,
            "bottom": HEIGHT,
            "inside": HEIGHT / 2,
            "key": HEIGHT + KEY * (index + 1),
            "shown": number.text + sign,
            "label": name,
            "fill": COLOURS[fill],
            "ink": COLOURS[ink],
        }
        for index, (number, name, (fill, ink)) in enumerate(zip(parts, names, PAINT, strict=False))
    ]
    scale = alt.Scale(domain=[0, ends[-1]], range=[3, width - 3], nice=False)
    base = alt.Chart(table(marks))
    bar = base.mark_rect(stroke=COLOURS["ground"], strokeWidth=3).encode(
        x=alt.X("from:Q", scale=scale, axis=None), x2="to", y=px("zero"), y2="bottom", fill=FILL
    )
    inside = base.mark_text(fontWeight="bold").encode(
        x=alt.X("middle:Q", scale=scale),
        y=px("inside"),
        text="shown:N",
        color=alt.Color("ink:N", scale=None),
    )
    keys = base.mark_square(size=200, opacity=1).encode(x=alt.value(10), y=px("key"), fill=FILL)
    labels = words(marks, alt.value(26), "key", "label")
    height = HEIGHT + KEY * (len(parts) + 0.5)
    return alt.LayerChart(layer=[bar, inside, keys, labels], width=width, height=height)
