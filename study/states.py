"""Where the study happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
from plainresults.charts.arguments import chart
from plainresults.charts.figure import Figure
from plainresults.charts.rows import PHONE, Mark, table
from plainresults.evidence import store
from plainresults.rendering.palette import COLOURS


@chart()
def show_states(shapes: dict[str, Any], sites: Sequence[dict[str, str]]) -> Figure:
    """A map of the study's states with the place that ran the study in each."""
    known = store.load()
    return Figure(
        name="states",
        title=["The study took place in ", store.number("nihheal.states"), " states"],
        subtitle="The states of the study, and who ran it there",
        description="A map with the outlines of the states of the study. Kentucky and Ohio share a "
        "border in the middle of the East, New York and Massachusetts in the Northeast. States "
        "between them are not drawn.",
        columns=["State", "Run by", "In"],
        rows=[[site["state"], site["site"], site["city"]] for site in sites],
        sources=list(dict.fromkeys(known.source(site["source"]) for site in sites)),
        notes=["Outlines: U.S. Census Bureau, cartographic boundary files, made simpler."],
        draw=lambda width: _map(shapes["features"], width),
    )


def _map(states: Sequence[Mark], width: int) -> alt.LayerChart:
    outlines = alt.Chart(table(states)).mark_geoshape(
        fill=COLOURS["line"], stroke=COLOURS["ground"], strokeWidth=2
    )
    names: list[Mark] = [_name(state, width) for state in states]
    labels = [
        alt.Chart(table(names))
        .mark_text(fontWeight="bold", **look)
        .encode(longitude="x:Q", latitude="y:Q", text="name:N")
        for look in ({"stroke": COLOURS["ground"], "strokeWidth": 4}, {"color": COLOURS["ink"]})
    ]
    return alt.LayerChart(
        layer=[outlines, *labels],
        projection=alt.Projection(type="conicEqualArea", parallels=[37, 43], rotate=[80, 0, 0]),
        width=width,
        height=int(width * 0.56),
    )


def _name(state: Mark, width: int) -> Mark:
    """The state's name in the middle of its largest outline."""
    ring = max((polygon[0] for polygon in state["geometry"]["coordinates"]), key=len)
    name = state["properties"]["name"]
    middle = {
        axis: sum(f(p[i] for p in ring) for f in (min, max)) / 2 for i, axis in enumerate("xy")
    }
    return {"name": name if width > PHONE or len(name) < 10 else "Mass."} | middle
