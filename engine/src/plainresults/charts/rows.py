"""The drawing of rows: a label, and beside it (on a phone below it) a bar from zero or an interval.

Labels have a gutter of their own, so no line crosses them; the places of rows are worked out in px.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any

import altair as alt

from plainresults.evidence.model import Number
from plainresults.rendering.palette import COLOURS, TEXT

LINE, BAR, AIR = 19, 24, 22  # px: a line of text, the height of a bar, the air around a mark
BESIDE = 10  # px between the end of an interval and its words
LETTER = 0.53 * TEXT  # px: an average letter of a picture's font
PHONE = 400  # px: up to this width, labels stand above their marks
Mark = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One row of a picture; the number's own interval is drawn where it has one.

    `shown` is the value in words and `ends` are the words for both ends of the interval, unless the
    plain numbers do. `whole` is drawn as an outline around the bar, `hollow` marks an interval that
    includes “no difference”, `aside` stands below the label and `heading` above the row.
    """

    label: str
    number: Number
    colour: str = "soft"
    shown: str = ""
    ends: tuple[str, str] | None = None
    whole: float = 0
    hollow: bool = False
    aside: str = ""
    heading: str = ""

    @property
    def text(self) -> str:
        """The value in words."""
        return self.shown or self.number.text

    @property
    def limits(self) -> tuple[str, str]:
        """Both ends of the interval in words; empty without an interval."""
        low, high = self.number.part.low, self.number.part.high
        if self.ends or low is None or high is None:
            return self.ends or ("", "")
        return f"{low:,}".replace("-", "−"), f"{high:,}".replace("-", "−")

    @property
    def said(self) -> str:
        """The row in a sentence or two, for people who do not see the picture."""
        between = ", from {} to {}".format(*self.limits) if all(self.limits) else ""
        return f"{self.label}: {self.text}{between}." + (f" {self.aside}." if self.aside else "")


@dataclass(frozen=True)
class Scale:
    """The scale of intervals.

    `same` is the value of “no difference”, and `sides` say what lies below and above it.
    `labels` is a Vega expression for the label of a tick. A score has fixed `ends`.
    """

    sides: tuple[str, str] = ("", "")
    same: float | None = 0
    log: bool = False
    ticks: Sequence[float] = ()
    labels: str = "replace(datum.label, '-', '−')"
    ends: tuple[float, float] | None = None


@dataclass(frozen=True)
class Line:
    """A dashed line at a value of the scale, with the words for it and the role of its colour."""

    value: float
    text: str
    colour: str


def said(rows: Iterable[Row]) -> str:
    """All rows in sentences, each heading once."""
    return " ".join(f"{row.heading}. {row.said}" if row.heading else row.said for row in rows)


def table(rows: Iterable[Mark]) -> alt.InlineData:
    """Rows as they are: for so few of them, Altair takes many times longer over a data frame."""
    return alt.InlineData(values=list(rows))


def words(rows: Iterable[Mark], x: Any, y: str, text: str, **look: Any) -> alt.Chart:
    """The text in a field of each row, `y` px from the top; `look` changes that of a label."""
    mark: Mark = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE}
    chart: alt.Chart = alt.Chart(table(rows)).mark_text(**mark | {"color": COLOURS["ink"]} | look)
    return chart.encode(x=x, y=px(y), text=alt.Text(f"{text}:N"))


def wrap(text: str, width: float) -> list[str]:
    """`text` in lines of at most about `width` px."""
    return textwrap.wrap(text, max(6, int(width / LETTER)))


def px(field: str) -> alt.Y:
    """A field that holds px from the top."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


FILL = alt.Fill("fill:N", scale=None)  # the field that holds a colour
STROKE = alt.Stroke("fill:N", scale=None)


def bars(rows: Sequence[Row], width: int) -> alt.LayerChart:
    """A bar from zero for each row, with its outline or interval; values stand clear of both."""
    marks, labels, height = _placed(rows, width)
    for mark, row in zip(marks, rows, strict=True):
        mark |= {"zero": 0, "whole": row.whole, "end": max(mark["high"], row.whole)}
        mark |= {"shown": row.text}
        mark |= {"top": mark["mid"] - BAR / 2, "bottom": mark["mid"] + BAR / 2}
    most = max(mark["end"] for mark in marks)
    room = BESIDE + 4 + LETTER * _longest(marks, "shown")
    scale = alt.Scale(domain=[0, most], range=[_gutter(width) + 2, width - room], nice=False)
    at = {"x": alt.X("zero:Q", scale=scale, axis=None), "y": px("top"), "y2": alt.Y2("bottom")}
    outlined = alt.Chart(table(mark for mark in marks if mark["whole"])).mark_rect(
        fill=COLOURS["ground"], strokeWidth=2
    )
    ranged = alt.Chart(table(mark for mark in marks if mark["low"] < mark["high"]))
    between = {"x": alt.X("low:Q", scale=scale), "x2": alt.X2("high"), "y": px("mid")}
    layers = [
        outlined.encode(**at, x2="whole", stroke=STROKE),
        alt.Chart(table(marks)).mark_rect().encode(**at, x2="value", fill=FILL),
        ranged.mark_rule(strokeWidth=6, color=COLOURS["ground"]).encode(**between),
        ranged.mark_rule(strokeWidth=2, color=COLOURS["ink"]).encode(**between),
        words(marks, alt.X("end:Q", scale=scale), "mid", "shown", dx=8, fontWeight="bold"),
    ]
    return alt.LayerChart(layer=[*labels, *layers], width=width, height=height)


def intervals(
    rows: Sequence[Row], kind: Scale, width: int, lines: Sequence[Line] = ()
) -> alt.LayerChart:
    """A dot with its interval for each row, and more `lines` than that of “no difference”."""
    marks, labels, height = _placed(rows, width, top=LINE * (1 + len(lines)))
    known = [line.value for line in lines] + ([] if kind.same is None else [kind.same])
    known += chain(*((mark["low"], mark["high"]) for mark in marks))
    domain = kind.ends or (min(known), max(known))
    pads = [BESIDE + 4 + LETTER * _longest(marks, end) for end in ("low said", "high said")]
    edges = (_gutter(width) + pads[0], width - pads[1])

    def at(value: float) -> float:
        here, first, last = map(log, (value, *domain)) if kind.log else (value, *domain)
        return edges[0] + (here - first) / (last - first) * (edges[1] - edges[0])

    for mark in marks:
        mark |= {"left": at(mark["low"]), "right": at(mark["high"])}
    notes = [] if kind.same is None else _captions(kind.sides, at(kind.same), width)
    for place, line in enumerate(lines, 1):
        side = "center" if at(line.value) > LETTER * len(line.text) / 2 else "left"
        note = {"x": at(line.value), "y": LINE * (place + 0.5), "text": line.text}
        notes.append(note | {"align": side})
    scale = alt.Scale(type="log" if kind.log else "linear", domain=domain, range=edges, nice=False)
    ticks = {"values": list(kind.ticks)} if kind.ticks else {"tickCount": 5}
    axis = alt.Axis(**ticks, grid=False, title=None, labelExpr=kind.labels)
    tip = [alt.Tooltip("label:N", title="Result"), alt.Tooltip("said:N", title="Range")]
    base = alt.Chart(table(marks)).encode(y=px("mid"), stroke=STROKE, tooltip=tip)
    low, value, high = (alt.X(f"{f}:Q", scale=scale, axis=axis) for f in ("low", "value", "high"))
    layers = [
        *([] if kind.same is None else [_upright(marks, at(kind.same), color=COLOURS["ink"])]),
        *(
            _upright(marks, at(line.value), color=COLOURS[line.colour], strokeDash=[5, 4])
            for line in lines
        ),
        *_clear(marks, [at(line.value) for line in lines]),
        base.mark_rule(strokeWidth=5, strokeCap="round").encode(x=low, x2="high"),
        base.mark_point(size=170, filled=True, opacity=1, strokeWidth=3).encode(
            x=value, fill=alt.Fill("inside:N", scale=None)
        ),
        words(marks, low, "beside", "low said", align="right", dx=-BESIDE),
        words(marks, high, "beside", "high said", dx=BESIDE),
        *(words([n], alt.value(n["x"]), "y", "text", align=n["align"]) for n in notes),
    ]
    return alt.LayerChart(layer=[*labels, *layers], width=width, height=height)


def _clear(marks: Sequence[Mark], lines: Sequence[float]) -> list[alt.Chart]:
    """A piece of ground behind each end's words that one of the upright lines would cross."""
    found = []
    for mark in marks:
        for end, side in (("low said", -1), ("high said", 1)):
            words_of = mark[end].split("\n")
            near = mark["left" if side < 0 else "right"] + side * BESIDE
            far = near + side * LETTER * max(map(len, words_of))
            top = mark["beside"] - LINE / 2
            if any(min(near, far) < line < max(near, far) for line in lines):
                box = {"x": near, "x2": far, "y": top, "y2": top + LINE * len(words_of)}
                ground = alt.Chart(table([{}])).mark_rect(fill=COLOURS["ground"])
                found.append(ground.encode(**{name: alt.value(v) for name, v in box.items()}))
    return found


def _placed(
    rows: Sequence[Row], width: int, top: float = 0
) -> tuple[list[Mark], list[alt.Chart], float]:
    """What is drawn of each row and where, the layers of labels, and the height of all."""
    marks, heads, phone = [], [], width <= PHONE
    for row in rows:
        if row.heading:
            lines = wrap(row.heading, width)
            heads.append({"y": top + LINE, "text": "\n".join(lines)})
            top += LINE * (len(lines) + 0.6)
        label, aside = (wrap(t, (_gutter(width) or width) - 12) for t in (row.label, row.aside))
        block = LINE * (len(label) + len(aside))
        ends = [end.replace(" ", "\n") if phone else end for end in row.limits]
        below = max(AIR, LINE * (1 + max(end.count("\n") for end in ends)) / 2 + 3)
        height = block + 1.4 * AIR + below if phone else max(block + AIR, 2 * AIR)
        first = top + (6 if phone else (height - block) / 2) + LINE / 2
        middle = top + (block + 1.4 * AIR if phone else height / 2)
        part = row.number.part
        low, high = (part.value if end is None else end for end in (part.low, part.high))
        marks.append(
            {
                "label": "\n".join(label),
                "aside": "\n".join(aside),
                "y": first,
                "below": first + LINE * len(label),
                "mid": middle,
                "beside": middle - LINE / 2 * ends[0].count("\n"),
                "from": middle - AIR * 0.8 if phone else top,
                "to": middle + AIR * 0.8 if phone else top + height,
                "value": float(part.value),
                "low": float(low),
                "high": float(high),
                "low said": ends[0],
                "high said": ends[1],
                "said": row.said,
                "fill": COLOURS[row.colour],
                "inside": COLOURS["ground" if row.hollow else row.colour],
            }
        )
        top += height
    labels = [
        words(marks, alt.value(0), "y", "label"),
        words(
            (m for m in marks if m["aside"]), alt.value(0), "below", "aside", color=COLOURS["soft"]
        ),
        words(heads, alt.value(0), "y", "text", fontWeight="bold"),
    ]
    return marks, labels, top


def _captions(sides: tuple[str, str], middle: float, width: int) -> list[Mark]:
    """What lies on both sides of the middle; only its first word where there is little room."""
    left, right = (
        text if LETTER * (len(text) + 3) < room else text.partition(" ")[0]
        for text, room in zip(sides, (middle, width - middle), strict=True)
    )
    return [
        {"x": middle - 8, "y": LINE / 2, "text": f"← {left}", "align": "right"},
        {"x": middle + 8, "y": LINE / 2, "text": f"{right} →", "align": "left"},
    ]


def _upright(rows: list[Mark], x: float, **look: Any) -> alt.Chart:
    """An upright line at `x` px, which leaves out words that stand there."""
    pieces: list[Mark] = []
    for row in rows:
        left = row["left"] - BESIDE - LETTER * _longest([row], "low said")
        right = row["right"] + BESIDE + LETTER * _longest([row], "high said")
        gap = LINE / 2 * (1 + row["low said"].count("\n"))
        breaks = [row["mid"] - gap, row["mid"] + gap]
        if row["left"] <= x <= row["right"] or not left < x < right:
            breaks = []
        ends = [row["from"], *breaks, row["to"]]
        pieces += [{"from": a, "to": b} for a, b in zip(ends[::2], ends[1::2], strict=True)]
    data = table(piece for piece in pieces if piece["from"] < piece["to"])
    line: alt.Chart = alt.Chart(data).mark_rule(strokeWidth=2, **look)
    return line.encode(x=alt.value(x), y=px("from"), y2=alt.Y2("to"))


def _longest(rows: Iterable[Mark], field: str) -> int:
    return max(len(line) for row in rows for line in row[field].split("\n"))


def _gutter(width: int) -> float:
    """How many px labels have for themselves at the left; none on a phone."""
    return 0 if width <= PHONE else round(width * 0.36)
