"""The directive `{checklist}`: pages held to a list of yes and no, counted by hand.

Its argument is a list of `data/` with `items` in `parts`, and for each of its `pages` the items
that are left out, as they do not apply, and those that it misses. What it has met is worked out.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes

from plainresults.evidence import store
from plainresults.sphinx import late
from plainresults.sphinx.checks import key_of_all_texts
from plainresults.sphinx.html_nodes import html_node


def score(items: int, left_out: int, missed: int) -> tuple[int, int, int]:
    """Points, the most that are possible, and the points of 100, which are never rounded up."""
    most = items - left_out
    return most - missed, most, 100 * (most - missed) // most


def _make(place: late.Place) -> nodes.Node:
    content = store.load().lists[place.node["arguments"][0]]
    numbers = {name: at for at, name in enumerate(content["items"], 1)}
    titles, builder = place.app.env.titles, place.app.builder
    rows = [
        {
            "title": titles[name].astext(),
            "url": builder.get_relative_uri(place.page, name),
            **_row(found, numbers),
        }
        for page, found in content["pages"].items()
        if (name := f"chapters/{page}") in titles
    ]
    return html_node("checklist.html", checklist=content, numbers=numbers, rows=rows)


def _row(found: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    misses, left_out = found.get("misses", []), found.get("left_out", [])
    points, most, of_hundred = score(len(numbers), len(left_out), len(misses))
    return {"misses": misses, "points": points, "most": most, "score": of_hundred}


setup_component = late.directive("checklist", _make, key_of_all_texts)
