"""The directives `{places}` and `{places-map}`: the communities of `data/places.yml`.

`{places}` lists them by area and `{places} XY` those of one area. `{places-map}` draws them; its
options `areas` and `places` name the outlines in `data/`, and `only` the one area to show.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.errors import nearest
from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.rendering.choices import Choice
from plainresults.rendering.outline_map import WIDTH, Map, rings_of
from plainresults.sphinx.html_nodes import directive, html_node

LIST = "places"  # data/places.yml


def _context(wanted: str) -> dict[str, Any]:
    """All places with menus to narrow them, or those of the area `wanted`."""
    listed = store.load().lists[LIST]
    if wanted and wanted not in listed["areas"]:
        known = list(listed["areas"])
        remedy = nearest(wanted, known, ", ".join(known))
        raise KeyError(f"there is no area “{wanted}” in data/{LIST}.yml. {remedy}")
    return {"wanted": wanted, **_content(listed, wanted)}


def _content(listed: dict[str, Any], wanted: str) -> dict[str, Any]:
    """What the template shows: the areas with their places, and the labels that these use."""
    choices = (
        Choice("a", "Where", {key: area["name"] for key, area in listed["areas"].items()}),
        Choice("b", "Group", {key: one["label"] for key, one in listed["groups"].items()}),
    )
    areas = {
        key: area | {"about": html.line_of(area["about"]), "places": _places(listed, key)}
        for key, area in listed["areas"].items()
        if wanted in ("", key)
    }
    shown = [place for area in areas.values() for place in area["places"]]
    for place in shown:
        place["marks"] = choices[0].mark(place["area"]), choices[1].mark(place["group"])
    used = [
        label
        for field in ("group", "kind")
        for key, label in listed[f"{field}s"].items()
        if key in {place[field] for place in shown}
    ]
    return listed | {"areas": areas, "choices": choices, "count": len(shown), "used": used}


def _places(listed: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The places of the area `key`, each with its address on the page and who names it."""
    return [
        place
        | {
            "id": re.sub(r"\W+", "-", f"place {key} {place['name']}").lower(),
            "said_by": store.load().source(place["source"]),
        }
        for place in listed["places"]
        if place["area"] == key
    ]


class PlacesMap(SphinxDirective):
    """A map of the areas and their places; each leads to its entry, as do the words below it."""

    option_spec = dict.fromkeys(("areas", "places", "only"), directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        """One picture, from the files of outlines that the options name; `only` is one area."""
        listed, shapes = store.load().lists[LIST], store.load().shapes
        outer, inner, wanted = (self.options.get(n, "") for n in ("areas", "places", "only"))
        areas = {key: a for key, a in listed["areas"].items() if wanted in ("", key)}
        rings = {key: rings_of(shapes[outer], name=area["name"]) for key, area in areas.items()}
        at = {} if wanted else {key: list(map(float, a["label"])) for key, a in areas.items()}
        drawn = Map.of([*chain(*rings.values()), list(at.values())])
        short = {key: html.plain(html.line_of(area["short"])) for key, area in areas.items()}
        labels = {
            key: drawn.label(place, [areas[key]["name"], *short[key].split(", ")])
            for key, place in at.items()
        }
        places = [
            place | {"path": drawn.path(rings_of(shapes[inner], area=key, name=place["name"]))}
            for key in areas
            for place in _places(listed, key)
        ]
        content = {
            "paths": {key: drawn.path(parts) for key, parts in rings.items()},
            "height": max([drawn.height, *(y + 6 for lines in labels.values() for *_, y in lines)]),
            "width": WIDTH,
            "origins": [shapes[name].get("origin", "") for name in (outer, inner)],
        }
        return [
            html_node(
                "places-map.html",
                **content,
                areas=areas,
                labels=labels,
                places=places,
                short=short,
                wanted=wanted,
                groups=listed["groups"],
            )
        ]


def setup_component(app: Sphinx) -> None:
    """Register the directives."""
    directive("places", _context)(app)
    app.add_directive("places-map", PlacesMap)
