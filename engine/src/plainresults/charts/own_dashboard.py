"""A health department's own table as charts, and what it is told about mistakes in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plainresults.book import current
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Choice, Figure
from plainresults.charts.trends import show_change, together
from plainresults.errors import Faults
from plainresults.evidence import own_table, site
from plainresults.evidence.series import Measure, Series

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
    """One measure: its series, a figure of those that have values, and the places without any."""

    series: list[Series]
    figure: Figure | None
    empty: list[str]

    @property
    def measure(self) -> Measure:
        """The measure of all its series."""
        return self.series[0].measure

    @property
    def hidden(self) -> int:
        """How many counts from one to nine were taken out."""
        return sum(point.hidden for one in self.series for point in one.points)


def parts(path: Path, home: str = "") -> list[Part]:
    """One part for each measure of the file; `home` is the address that its charts name as source.

    Faults, with row and column, when the file has mistakes.
    """
    return [_part(series) for series in own_table.read(path, home)]


@chart()
def example_dashboard(file: str) -> Choice:
    """The charts of an example table in `data/tables/`."""
    home = f"{site.page('own_dashboard')}#what-you-get"
    found = parts(current().tables / file, home)
    return together(*(part.figure for part in found if part.figure))


@chart()
def example_mistakes() -> Figure:
    """A table of mistakes and of what the command says to each; the messages are the real ones."""
    names, rows = [column.name for column in own_table.COLUMNS], []
    for name, wrong in MISTAKES:
        cells = {c.name: c.example for c in own_table.COLUMNS} | {name: wrong}
        line = ",".join(f'"{cells[name]}"' for name in names)
        try:
            own_table.parse(f"{','.join(names)}\n{line}", Path("my.csv"))
        except Faults as faults:
            rows.append([f"{name}: {wrong or '(blank)'}", str(faults.faults[0])])
    return Figure(
        name="dashboard-mistakes",
        title=["Each mistake is named with its row, its column and a way to mend it"],
        subtitle="What the command says to a wrong cell in the second row of a file",
        description="A table.",
        columns=["Written in the file", "What you are told"],
        rows=rows,
        sources=[],
    )


def _part(series: list[Series]) -> Part:
    known = [one for one in series if one.known]
    empty = [one.place_name for one in series if not one.known]
    if not known:
        return Part(series, None, empty)
    measure = known[0].measure
    figure = show_change(known, name=measure.key, shared=measure.kind == "rate")
    return Part(series, figure, empty)
