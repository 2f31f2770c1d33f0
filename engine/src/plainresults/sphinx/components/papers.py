"""The directive `{papers}`: every paper of `data/papers.yml`, to be narrowed without a script."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.evidence.papers import LIST, papers
from plainresults.rendering.choices import Choice
from plainresults.sphinx.components.boxes import raw
from plainresults.sphinx.page_foot import sources_of

NAMED = re.compile(r"[`<\"']([a-z]+\d*)(?=[`>.\"'])")  # a source, as roles and charts name it
SUMMARY = {"yes": "We have a summary", "no": "We have none"}


class papers_node(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Stands for the list until every page is read."""


class Papers(SphinxDirective):
    """What each paper is about, if its result could be read, and where this book tells of it."""

    def run(self) -> list[nodes.Node]:
        """A place for the list; it is made when every page is read."""
        return [papers_node()]


def pages_about(app: Sphinx) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """The pages on each source: its own summaries, others that tell of it, pages that name it."""
    found: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for name in app.env.config.external_site_map:
        if name not in app.env.titles:
            continue
        own = sources_of(app.env.metadata.get(name, {}))
        for key in {*own, *NAMED.findall(Path(app.env.doc2path(name)).read_text("utf8"))}:
            kind = 0 if key in own[:1] else 1 if key in own else 2
            found.setdefault(key, ([], [], []))[kind].append(str(name))
    return found


def _entries(app: Sphinx, docname: str) -> list[dict[str, Any]]:
    def linked(names: list[str]) -> list[tuple[str, str]]:
        return [
            (app.builder.get_relative_uri(docname, name), app.env.titles[name].astext())
            for name in names
            if name != docname
        ]

    about = pages_about(app)
    entries = []
    for paper in papers():
        own, also, others = map(linked, about.get(paper.source.key, ([], [], [])))
        entries.append({"paper": paper, "own": own, "also": also, "others": others})
    return entries


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in doctree.findall(papers_node):
        listed, entries = store.load().lists[LIST], _entries(app, docname)
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
        node.replace_self(
            raw("papers.html", groups=groups, choices=choices, count=len(entries), **listed)
        )


def _write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The list points to other pages, so its page is written again whenever a page is."""
    return [name for name in env.found_docs if env.metadata.get(name, {}).get("lists") == LIST]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(papers_node)
    app.add_directive("papers", Papers)
    app.connect("doctree-resolved", _fill)
    app.connect("env-updated", _write_again)
