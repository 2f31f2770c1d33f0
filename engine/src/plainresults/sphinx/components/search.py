"""The directive `{search}`: the search form, its results, and a list of all pages, without a script.

A page's front matter may give a `topic`. Words that mean the same and answers that are
set by hand stand in `data/search.yml`, where a book has one.
"""

import json
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import store
from plainresults.evidence.ranking import results_above
from plainresults.rendering import html
from plainresults.sphinx import late
from plainresults.sphinx.frame import parts_of_book
from plainresults.sphinx.html_nodes import html_node


def _make(place: late.Place) -> nodes.Node:
    listed = store.load().lists.get("search", {})
    return html_node(
        "search-box.html",
        parts=[(caption, _entries(place, names)) for caption, names in _parts(place.app)],
        filters=filters(place.app),
        outcomes=results_above(None),
        answers=list(_answers(place, listed.get("answers", ()))),
        vocabulary=vocabulary(),
    )


def vocabulary() -> str:
    """What the script must know of words, as JSON: those that say nothing, and what others mean."""
    listed = store.load().lists.get("search", {})
    means = {word: kept for kept, typed in listed.get("same", {}).items() for word in typed.split()}
    small, first = listed.get("small", "").split(), listed.get("first", {})
    return json.dumps({"small": small, "same": means, "first": first})


def _answers(place: late.Place, listed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The questions that many ask, each with what people type for it, its answer and its page."""
    for fields in listed:
        url = place.app.builder.get_relative_uri(place.page, fields["page"])
        title = place.app.env.titles[fields["page"]].astext()
        says = html.line(html.line_of(fields["says"]))
        yield fields | {"url": url, "says": says, "title": title}


def _entries(place: late.Place, names: list[str]) -> list[dict[str, str]]:
    """Title, address and description of pages, without the one that lists them."""
    env = place.app.env
    return [
        {
            "title": env.titles[name].astext(),
            "url": place.app.builder.get_relative_uri(place.page, name),
            "text": env.metadata[name].get("description", ""),
        }
        for name in names
        if name != place.page
    ]


def _parts(app: Sphinx) -> list[tuple[str, list[str]]]:
    return [("Start here", [app.config.root_doc]), *parts_of_book(app)]


def filters(app: Sphinx) -> list[tuple[str, str, list[Any]]]:
    """What results can be narrowed by: name in the index, label, and its values, if two or more."""
    topics = dict.fromkeys(
        app.env.metadata[name].get("topic") for _, names in _parts(app) for name in names
    )
    found = (
        ("part", "Part of the site", [caption for caption, names in _parts(app) if names]),
        ("topic", "Topic", [topic for topic in topics if topic]),
    )
    return [one for one in found if len(one[2]) > 1]


setup_component = late.directive("search", _make)
