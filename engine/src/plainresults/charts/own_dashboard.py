"""A health department's table as a page of its own: one HTML file, with no script and no request to anyone.

`plainresults dashboard my.csv --out folder` calls `write`; a notebook shows `example()`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from plainresults.book import current
from plainresults.charts import trends
from plainresults.charts.figure import Extras, Figure
from plainresults.errors import Faults
from plainresults.evidence import own_table, site
from plainresults.evidence.series import MISSING, Series
from plainresults.rendering import vega
from plainresults.rendering.html import ROOT_MARK, asset, render

EXAMPLE = "example-county.csv"  # in data/tables/
STYLES = (("templates", "county.css"), ("static", "dashboard.css"))
MISTAKES = [
    ("value", "1,204"),
    ("period", "2024-13"),
    ("better", "less"),
    ("link", "www.example.org"),
    ("provisional", "maybe"),
    ("definition", ""),
]


@dataclass(frozen=True)
class Part:
    """One measure: its series that have a figure, and the places that have none to show."""

    series: list[Series]
    figure: Figure | None
    empty: list[str]

    @property
    def measure(self):
        """The measure of all its series."""
        return self.series[0].measure

    @property
    def hidden(self) -> int:
        """How many counts from one to nine were taken out."""
        return sum(point.hidden for one in self.series for point in one.points)


def parts(path: Path, home: str = "") -> list[Part]:
    """One part for each measure of the file, shown at the address `home`; Faults when it has mistakes."""
    return [_part(series) for series in own_table.read(path, home)]


def example_dashboard() -> trends.Choice:
    """The example's charts."""
    home = f"{site.page('own_dashboard')}#what-you-get"
    return trends.together(*(part.figure for part in parts(current().tables / EXAMPLE, home)))


def example_mistakes() -> Figure:
    """A table of mistakes and of what the command says to each; the messages are the real ones."""
    lines = Path(current().tables, EXAMPLE).read_text("utf8").splitlines()
    names, rows = lines[0].split(","), []
    for column, wrong in MISTAKES:
        cells = next(own_table.csv.reader([lines[1]]))
        cells[names.index(column)] = wrong
        try:
            own_table.parse(
                "\n".join([lines[0], ",".join(f'"{cell}"' for cell in cells)]), Path("my.csv")
            )
        except Faults as faults:
            rows.append([f"{column}: {wrong or '(blank)'}", str(faults.faults[0])])
    return Figure(
        name="dashboard-mistakes",
        title=["Each mistake is named with its row, its column and a way to mend it"],
        subtitle="What the command says to a wrong cell in the second row of a file",
        description="A table.",
        columns=["Written in the file", "What you are told"],
        rows=rows,
        sources=[],
    )


def write(path: Path, folder: Path, title: str = "Overdose dashboard") -> Path:
    """Write the page and what readers can download; gives the page's path. Faults when the file has mistakes."""
    found = parts(path)
    style = "".join(asset(*style).read_text("utf8") for style in STYLES)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    charts, shown = folder / "charts", []
    charts.mkdir(parents=True, exist_ok=True)
    for part in found:
        extras = (
            part.figure._repr_mimebundle_()[1]["plainresults"]
            if part.figure
            else Extras(files={}, charts=[])
        )
        shown.append((part, "".join(chart["html"] for chart in extras["charts"])))
        for name, text in extras["files"].items():
            Path(charts, name).write_text(text, "utf8")
            if name.endswith(".svg"):
                Path(charts, name).with_suffix(".png").write_bytes(vega.png(text))
    html = render(
        "county.html",
        title=title,
        parts=shown,
        style=style,
        digest=digest,
        MISSING=MISSING,
        site=site.load(),
    )
    page = folder / "index.html"
    page.write_text(html.replace(ROOT_MARK, ""), "utf8")
    return page


def _part(series: list[Series]) -> Part:
    known = [one for one in series if one.known]
    figure = (
        trends.show_change(known, name=known[0].measure.key, shared=known[0].measure.kind == "rate")
        if known
        else None
    )
    return Part(series, figure, [one.place_name for one in series if not one.known])
