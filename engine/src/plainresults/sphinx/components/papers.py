"""The directive `{papers}`: every paper of `data/papers.yml`, to be narrowed without a script.

It says what each paper is about, if its result could be read, and where this book tells of it.
"""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import store
from plainresults.evidence.papers import LIST, papers
from plainresults.rendering.choices import Choice
from plainresults.sphinx import late
from plainresults.sphinx.frame import in_order
from plainresults.sphinx.html_nodes import html_node
from plainresults.sphinx.page_foot import sources_of

NAMED = re.compile(r"[`<\"']([a-z]+\d*)(?=[`>.\"'])")  # a source, as roles and charts name it
SUMMARY = {"yes": "We have a summary", "no": "We have none"}


def pages_about(app: Sphinx) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """The pages on each source: its own summaries, others that tell of it, pages that name it."""
    found: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for name in in_order(app):
        own = sources_of(app.env.metadata[name])
        for key in {*own, *NAMED.findall(Path(app.env.doc2path(name)).read_text("utf8"))}:
            kind = 0 if key in own[:1] else 1 if key in own else 2
            found.setdefault(key, ([], [], []))[kind].append(name)
    return found


def _entries(place: late.Place) -> list[dict[str, Any]]:
    def linked(names: list[str]) -> list[tuple[str, str]]:
        address = place.app.builder.get_relative_uri
        titles = place.app.env.titles
        return [
            (address(place.page, name), titles[name].astext())
            for name in names
            if name != place.page
        ]

    about = pages_about(place.app)
    entries = []
    for paper in papers():
        own, also, others = map(linked, about.get(paper.source.key, ([], [], [])))
        entries.append({"paper": paper, "own": own, "also": also, "others": others})
    return entries


def _make(place: late.Place) -> nodes.Node:
    listed, entries = store.load().lists[LIST], _entries(place)
    years = sorted({entry["paper"].source.year for entry in entries}, reverse=True)
    topic, year, result, summary = choices = (
        Choice("a", "Topic", listed["topics"]),
        Choice("b", "Year", {one: one or "Not known" for one in years}),
        Choice("c", "Result", {k: one["label"] for k, one in listed["results"].items()}),
        Choice("d", "Summary", SUMMARY),
    )
    for entry in entries:
        paper = entry["paper"]
        entry["marks"] = (
            topic.mark(paper.topic),
            year.mark(paper.source.year),
            result.mark(paper.result),
            summary.mark("yes" if entry["own"] or entry["also"] else "no"),
        )
    groups = [
        (key, list(members))
        for key, members in groupby(entries, key=lambda entry: entry["paper"].topic)
    ]
    return html_node("papers.html", groups=groups, choices=choices, count=len(entries), **listed)


setup_component = late.directive("papers", _make)
