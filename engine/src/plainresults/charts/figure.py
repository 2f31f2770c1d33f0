"""A chart as a reader meets it: a picture with its finding, its words and its table, no script needed.

In a notebook, the last line of a cell is a `Figure`; its HTML goes into the page, and what readers can
download rides along in the cell's output until the book is published.
"""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict
from xml.etree import ElementTree

import altair as alt
from altair.utils.schemapi import debug_mode

from plainresults.evidence.model import Number, Source
from plainresults.evidence.series import Measure, Origin, Stat
from plainresults.rendering import html, vega
from plainresults.rendering.html import Line
from plainresults.rendering.palette import COLOURS, NARROW, TEXT, WIDE

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)


class Chart(TypedDict):
    """What others need to know of a chart: `html` is the figure as it stands outside the book's pages."""

    name: str
    title: str
    description: str
    html: str


class Extras(TypedDict):
    """What rides along in a cell's output: what is written beside the page, by file name, and the charts."""

    files: dict[str, str]
    charts: list[Chart]


@dataclass(frozen=True)
class Figure:
    """One chart. `draw` makes the picture for a width in px; without it, the table is the figure.

    `title` says what was found, `subtitle` measure, place and time, `description` what a person sees
    who cannot see the picture. `rows` hold text and numbers, one list per row of the table.
    `notes` stand below the picture; `cautions` stand in the fact box already and go with the download.
    """

    name: str
    title: Line
    subtitle: str
    description: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Line | str | Number | Stat]]
    sources: Sequence[Source | Origin]
    draw: Callable[[int], alt.TopLevelMixin] | None = None
    notes: Sequence[str] = ()
    cautions: Sequence[str] = ()
    measure: Measure | None = None  # of public figures: all that a reader must be told with them
    explore: bool = False
    widths: Sequence[int] = (WIDE, NARROW)

    def svg(self, width: int) -> str:
        """The picture `width` px wide, with title and description inside."""
        return finish_svg(
            vega.svg(self._wide if width == WIDE else self._spec(width)),
            f"{self.name}-{width}",
            html.plain(self.title),
            self.description,
        )

    def download_svg(self) -> str:
        """The wide picture with its title, subtitle and source, for use elsewhere."""
        title = {
            "text": _wrap(html.plain(self.title)),
            "subtitle": [*_wrap(self.subtitle), ""],
            "anchor": "start",
        }
        spec = json.dumps(
            json.loads(self._wide)
            | {"title": title, "padding": 20, "background": COLOURS["ground"]}
        )
        source = "Source: " + "; ".join(source.short for source in self.sources)
        return finish_svg(
            vega.svg(spec), self.name, html.plain(self.title), f"{self.description} {source}."
        )

    def csv(self) -> str:
        """The table as CSV, with source and cautions in lines that begin with #."""
        out = io.StringIO()
        for text in (
            html.plain(self.title),
            self.subtitle,
            *self.notes,
            *self.cautions,
            *(f"Source: {s.short}, {s.link}" for s in self.sources),
        ):
            out.write(f"# {text}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([[_bare(cell) for cell in row] for row in self.rows])
        return out.getvalue()

    @cached_property
    def _wide(self) -> str:
        """The Vega-Lite of the wide picture, checked against its schema; the others differ in size and title only."""
        return self._spec(WIDE, checked=True)

    def _spec(self, width: int, checked: bool = False) -> str:
        with debug_mode(checked):  # unless a chart is checked, altair takes much less time
            return styled(self.draw(width)).to_json(validate=checked)

    def _repr_mimebundle_(self, **_kwargs) -> tuple[dict, dict]:
        pictures = {width: self.svg(width) for width in self.widths} if self.draw else {}
        page, alone = (
            html.render("figure.html", figure=self, pictures=pictures, alone=alone)
            for alone in (False, True)
        )
        files = {f"{self.name}.csv": self.csv()}
        if self.draw:
            files[f"{self.name}.svg"] = self.download_svg()
        if self.explore:
            files[f"{self.name}.vl.json"] = self._wide
        title = html.plain(self.title)
        chart = Chart(name=self.name, title=title, description=self.description, html=alone)
        return {"text/html": page, "text/plain": title}, {
            "plainresults": Extras(files=files, charts=[chart])
        }


def styled(chart) -> alt.TopLevelMixin:
    """`chart`, just drawn, with the book's type sizes and colours."""
    axis = {
        "labelFontSize": TEXT,
        "titleFontSize": TEXT,
        "titleFontWeight": "normal",
        "labelColor": COLOURS["soft"],
        "titleColor": COLOURS["soft"],
        "gridColor": COLOURS["line"],
        "domainColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "titlePadding": 10,
    }
    return having(
        chart,
        config=alt.Config(
            font="Helvetica, Arial, sans-serif",
            background="transparent",
            axis=alt.AxisConfig(**axis),
            view=alt.ViewConfig(stroke=None),
            text=alt.MarkConfig(fontSize=TEXT + 1, color=COLOURS["ink"]),
            title=alt.TitleConfig(
                fontSize=TEXT + 5,
                subtitleFontSize=TEXT,
                color=COLOURS["ink"],
                subtitleColor=COLOURS["soft"],
            ),
        ),
    )


def table(rows: list[dict]) -> alt.InlineData:
    """Rows as they are: altair takes many times longer over a data frame, and for so few rows to no end."""
    return alt.InlineData(values=rows)


def having(chart: alt.TopLevelMixin, **properties) -> alt.TopLevelMixin:
    """`chart`, just made, with these properties; its own `properties` copies all of it."""
    for name, value in properties.items():
        setattr(chart, name, value)
    return chart


def sized(chart: alt.TopLevelMixin, width: int, height: int) -> alt.TopLevelMixin:
    """`chart`, just made, as wide as the picture, with its labels, and as high as its rows."""
    return having(
        chart,
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def fill_if(test: str, colour: str) -> alt.FillValue:
    """A mark filled with `colour` where `test` holds, and empty elsewhere; `alt.condition` says the same and takes a quarter of a chart's time."""
    return alt.FillValue(COLOURS["ground"], condition={"test": test, "value": COLOURS[colour]})


def finish_svg(svg: str, name: str, title: str, description: str) -> str:
    """An SVG of Vega's as one picture with a name and a description, its colours open to CSS classes."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for noise in ("role", "aria-label", "aria-roledescription", "aria-hidden"):
            element.attrib.pop(noise, None)
        classes = [
            f"c{paint[0]}-{colour}"
            for paint in ("fill", "stroke")
            for colour, value in COLOURS.items()
            if element.get(paint, "").lower() == value
        ]
        element.attrib.pop("class", None)
        if classes:
            element.set("class", " ".join(classes))
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc"}
    for index, (tag, text) in enumerate((("title", title), ("desc", description))):
        node = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        node.text = text
        root.insert(index, node)
    return ElementTree.tostring(root, encoding="unicode")


def _wrap(text: str, width: int = 60) -> list[str]:
    return textwrap.wrap(text, width)


def _bare(cell) -> str:
    if isinstance(cell, Number):
        return str(cell.part.value)
    if isinstance(cell, Stat):
        return str(cell.value)
    return cell if isinstance(cell, str) else html.plain(cell)
