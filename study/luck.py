"""Games of chance: what luck alone does in pretend trials."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.icon_array import squares_of_dots
from plainresults.charts.outcomes import figure
from plainresults.charts.rows import Mark, table
from plainresults.evidence.model import Outcome
from plainresults.evidence.phrases import first_upper
from plainresults.evidence.statistics import CLEAR, Z95
from plainresults.rendering.palette import COLOURS, NARROW, TEXT

SEED = 38884347  # the main paper's PubMed number, so that every run is the same


@dataclass(frozen=True)
class Luck:
    """What chance alone did in pretend trials: a clear-looking gap in `hits` of `trials`.

    `results` is how many results each trial compared.
    """

    hits: int
    trials: int
    results: int = 1

    @property
    def in_hundred(self) -> int:
        """Hits per hundred trials, rounded."""
        return round(100 * self.hits / self.trials)


def simulate_no_effect(z: float, trials: int = 10_000, seed: int = SEED) -> Luck:
    """Pretend trials in which nothing differs, as precise as the real one.

    `z` is the real result's distance from “no difference” in standard errors. Each pretend
    trial draws its own distance by chance; a hit lies at least as far out, on either side.
    """
    draw = random.Random(seed)
    return Luck(sum(abs(draw.gauss(0, 1)) >= abs(z) for _ in range(trials)), trials)


def simulate_many_results(results: int, trials: int = 10_000, seed: int = SEED) -> Luck:
    """Pretend papers that compare `results` things between which nothing differs.

    A hit is a paper in which at least one result looks clear by luck (P below 0.05).
    The results are taken as independent; results that move together give fewer hits.
    """
    draw = random.Random(seed + results)
    hits = sum(any(abs(draw.gauss(0, 1)) >= Z95 for _ in range(results)) for _ in range(trials))
    return Luck(hits, trials, results)


@chart()
def show_luck(outcome: Outcome) -> Figure:
    """A hundred pretend trials as dots; those in which luck alone gave such a gap are filled."""
    if outcome.distance is None:
        raise ValueError(f"{outcome.key} has no interval, so pretend trials cannot be as precise")
    luck = simulate_no_effect(outcome.distance)
    hits = luck.in_hundred
    square = ("Such a gap or a bigger one", hits, "soft", (0, 0))
    return figure(
        "show-luck",
        [outcome],
        "",
        title=[f"By luck alone, about {hits} of 100 studies would show such a gap or a bigger one"],
        subtitle=f"{first_upper(outcome.plain)}: {luck.trials:,} pretend studies in which the "
        "program changes nothing, shown as 100 dots",
        description=f"A square of 100 dots. {hits} are filled: in that many of 100 pretend "
        "studies, luck alone gave a gap as big as the real one, or bigger.",
        columns=["Pretend studies", "With a gap this big or bigger", "Of 100"],
        rows=[[f"{luck.trials}", f"{luck.hits}", f"{hits}"]],
        cautions=(),
        notes=["A simulation made by this page, not a result of the study."],
        draw=lambda width: squares_of_dots([square], width),
        widths=(NARROW,),
    )


@chart()
def show_luck_grows(most: int) -> Figure:
    """How the chance of a lucky result grows with the results compared, from one to `most`."""
    lucks = [simulate_many_results(results) for results in range(1, most + 1)]
    first, last = lucks[0], lucks[-1]
    return Figure(
        name="show-luck-grows",
        title=[
            f"Compare {last.results} things, and luck makes at least one look clear "
            f"in {last.in_hundred} of 100 studies"
        ],
        subtitle="Pretend studies in which nothing differs, by how many results each compares",
        description=f"Bars that rise from {first.in_hundred} of 100 studies with one result to "
        f"{last.in_hundred} of 100 with {last.results}.",
        columns=["Results compared", "Studies of 100 with at least one lucky result"],
        rows=[[f"{luck.results}", f"{luck.in_hundred}"] for luck in lucks],
        sources=[],
        notes=[
            f"A simulation made by this page: {last.trials:,} pretend studies each, results "
            f"independent, clear meaning a P value below {CLEAR}."
        ],
        draw=lambda width: _columns(lucks, width),
    )


def _columns(lucks: Sequence[Luck], width: int) -> alt.LayerChart:
    marks: list[Mark] = [{"results": luck.results, "percent": luck.in_hundred} for luck in lucks]
    base = alt.Chart(table(marks)).encode(
        x=alt.X("results:O", axis=alt.Axis(labelAngle=0, title="how many results are compared")),
        y=alt.Y("percent:Q", axis=None, scale=alt.Scale(domain=[0, lucks[-1].in_hundred * 1.15])),
    )
    size = TEXT if width > 400 else TEXT - 2
    values = base.mark_text(dy=-10, fontSize=size).encode(text="percent:Q")
    bars = base.mark_bar(color=COLOURS["soft"])
    return alt.LayerChart(layer=[bars, values], width=width, height=240)
