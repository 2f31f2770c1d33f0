"""A chart as a reader meets it: a picture with its finding, its words and its table; no script.

In a notebook, the last line of a cell is a `Figure`. Its HTML goes into the page, and what readers
can download rides along in the cell's output until the book is published.
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

import altair as alt
from altair.utils.schemapi import debug_mode

from plainresults.evidence import site
from plainresults.evidence.model import Number, Outcome, Source
from plainresults.evidence.series import Measure, Origin, Stat
from plainresults.rendering import html, picture, vega
from plainresults.rendering.html import Line
from plainresults.rendering.palette import COLOURS, NARROW, THEME, WIDE

FORMULA = ("=", "+", "-", "@")  # with which a text would be run by a spreadsheet
Cell = Line | str | Number | Stat
Drawing = alt.LayerChart | alt.ConcatChart | alt.VConcatChart


class Chart(TypedDict):
    """What others need to know of a chart; `html` is the figure as it stands on other pages."""

    name: str
    title: str
    description: str
    html: str


class Extras(TypedDict):
    """What rides along in a cell's output: files to be written beside the page, and its charts.

    `numbers` are the keys of those that it shows.
    """

    files: dict[str, str]
    charts: list[Chart]
    numbers: list[str]


Bundle = tuple[dict[str, str], dict[str, Extras]]  # what IPython shows, and what rides along


@dataclass(frozen=True)
class Figure:
    """One chart. `draw` makes the picture for a width in px; without it, the table is the figure.

    `title` says what was found, `subtitle` measure, place and time, `description` what is in the
    picture, for those who do not see it. `rows` hold text and numbers, a list for each row.
    `notes` stand below the picture; `cautions` stand in the fact box and go with the download.
    """

    name: str
    title: Line
    subtitle: str
    description: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sources: Sequence[Source | Origin]
    draw: Callable[[int], Drawing] | None = None
    notes: Sequence[str] = ()
    cautions: Sequence[str] = ()
    measure: Measure | None = None  # of public figures: all that a reader must be told with them
    beside: Sequence[str] = ()  # results that must be told with it wherever it goes
    explore: bool = False
    template: str = "figure.html"
    outcomes: Sequence[Outcome] = ()  # of the rows, for a template that shows more of them
    widths: Sequence[int] = (WIDE, NARROW)

    def svg(self, width: int) -> str:
        """The picture `width` px wide, with title and description inside."""
        return self._finished(self.specification(width), f"{self.name}-{width}", self.description)

    def download_svg(self) -> str:
        """The wide picture with its title, subtitle and source, for use elsewhere."""
        title = {
            "text": textwrap.wrap(html.plain(self.title), 60),
            "subtitle": [*textwrap.wrap(self.subtitle, 60), ""],
            "anchor": "start",
        }
        own = {"title": title, "padding": 20, "background": COLOURS["ground"]}
        source = "Source: " + "; ".join(source.short for source in self.sources)
        specification = json.dumps(json.loads(self.specification(WIDE)) | own)
        svg = self._finished(specification, self.name, f"{self.description} {source}.")
        home = site.load()
        said = f"{home.title}. An independent guide. {home.notice} CC BY 4.0."
        return picture.with_foot(svg, [*self.beside, f"{source}.", said])

    def csv(self) -> str:
        """The table as CSV, with source and cautions in lines that begin with #."""
        out = io.StringIO()
        sources = (
            ", ".join(filter(None, (f"Source: {one.short}", one.link))) for one in self.sources
        )
        heads = (html.plain(self.title), self.subtitle, *self.notes, *self.cautions, *sources)
        out.writelines(f"# {text}\n" for text in heads)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([[_bare(cell) for cell in row] for row in (self.columns, *self.rows)])
        return out.getvalue()

    def specification(self, width: int) -> str:
        """The Vega-Lite of the picture; the wide one is checked against its schema."""
        return self._wide if width == WIDE else self._specified(width)

    @cached_property
    def _wide(self) -> str:
        return self._specified(WIDE, checked=True)

    def _specified(self, width: int, checked: bool = False) -> str:
        if not self.draw:
            raise ValueError(f"{self.name} is a table, without a picture")
        with debug_mode(checked):  # unless a chart is checked, Altair takes much less time
            return json.dumps(self.draw(width).to_dict(validate=checked) | {"config": THEME})

    def _finished(self, specification: str, name: str, description: str) -> str:
        return picture.finish(vega.svg(specification), name, html.plain(self.title), description)

    def _repr_mimebundle_(self, **_kwargs: object) -> Bundle:
        title, files = html.plain(self.title), {f"{self.name}.csv": self.csv()}
        pictures = {}
        if self.draw:
            files[f"{self.name}.svg"] = self.download_svg()
            pictures = {width: self.svg(width) for width in self.widths}
        if self.explore:
            files[f"{self.name}.vl.json"] = self.specification(WIDE)
        with html.numbers_shown() as keys:
            page, alone = (
                html.render(self.template, figure=self, pictures=pictures, alone=alone)
                for alone in (False, True)
            )
        chart = Chart(name=self.name, title=title, description=self.description, html=alone)
        extras = Extras(files=files, charts=[chart], numbers=sorted(keys))
        return {"text/html": page, "text/plain": title}, {"plainresults": extras}


def prepare() -> None:
    """Have Altair's schema and the template at hand, for processes forked from this one."""
    drawn = alt.Chart(alt.InlineData(values=[{"x": 1, "y": "a"}])).mark_bar()
    drawn = drawn.encode(x="x:Q", y=alt.Y("y:N").axis(None), color=alt.value("red"))
    alt.layer(drawn, drawn.mark_text(align="left")).to_json()
    html.load_templates("figure.html")


@dataclass(frozen=True)
class Choice:
    """Several figures. A reader opens `one_at_a_time` where they may not be compared by eye."""

    figures: Sequence[tuple[str, Figure]]
    one_at_a_time: bool = True

    def _repr_mimebundle_(self, **_kwargs: object) -> Bundle:
        names, figures = zip(*self.figures, strict=True)
        bundles = [figure._repr_mimebundle_() for figure in figures]
        pages = [
            (name, shown["text/html"]) for name, (shown, _) in zip(names, bundles, strict=True)
        ]
        page = html.render("choice.html", figures=pages, one_at_a_time=self.one_at_a_time)
        extras = Extras(files={}, charts=[], numbers=[])
        for _, hidden in bundles:
            extras["files"] |= hidden["plainresults"]["files"]
            extras["charts"] += hidden["plainresults"]["charts"]
            extras["numbers"] += hidden["plainresults"]["numbers"]
        return {"text/html": page, "text/plain": ", ".join(names)}, {"plainresults": extras}


def _bare(cell: Cell) -> str:
    """A cell of the table as CSV holds it: a number without commas, and no formula."""
    if isinstance(cell, Number):
        return str(cell.part.value)
    if isinstance(cell, Stat):
        return str(cell.value)
    text = cell if isinstance(cell, str) else html.plain(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
