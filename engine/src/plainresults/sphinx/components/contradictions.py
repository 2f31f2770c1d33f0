"""The directive `{contradictions}`: where sources disagree, from `data/contradictions.yml`."""

from __future__ import annotations

import re

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.rendering.html import Line
from plainresults.sphinx.components.boxes import raw

THEIRS = Markup('<span class="their-figure" data-figure="{0}" data-from="{1}">{0}</span>')


class Contradictions(SphinxDirective):
    """Each question with what every source says, what we use, and why."""

    def run(self) -> list[nodes.Node]:
        """One section for each question."""
        content = store.load().lists["contradictions"]
        return [
            raw(
                "contradictions.html",
                entries=[_entry(fields) for fields in content["contradictions"]],
                checked=content["checked"],
            )
        ]


def _entry(fields: dict) -> dict:
    lines = {name: html.line_of(fields[name]) for name in ("question", "we_use", "why")}
    return fields | lines | {"say": [_saying(saying) for saying in fields["say"]]}


def _saying(fields: dict) -> dict:
    source = store.load().source(fields["source"]) if "source" in fields else None
    return {"source": source, "place": fields.get("place", ""), "says": says(fields)}


def says(fields: dict) -> Line:
    """What a source says: our own numbers as links, its own figures marked as its own."""
    pieces = []
    for piece in html.line_of(fields["says"]):
        if isinstance(piece, str):
            pieces += [
                _theirs(fields, int(text)) if index % 2 else text
                for index, text in enumerate(re.split(r"\{(\d)\}", piece))
            ]
        else:
            pieces.append(piece)
    return pieces


def _theirs(fields: dict, index: int) -> Markup:
    return THEIRS.format(fields["figures"][index], fields.get("source") or fields["place"])


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("contradictions", Contradictions)
