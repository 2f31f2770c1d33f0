"""The directive `{contradictions}`: where sources disagree, from `data/contradictions.yml`."""

import re
from typing import Any

from markupsafe import Markup

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.rendering.html import Line
from plainresults.sphinx.html_nodes import directive

THEIRS = Markup('<span class="their-figure" data-figure="{0}" data-from="{1}">{0}</span>')


def context(_: str) -> dict[str, Any]:
    """Each question with what every source says, what we use, and why."""
    content = store.load().lists["contradictions"]
    entries = [_entry(fields) for fields in content["contradictions"]]
    return {"entries": entries, "checked": content["checked"]}


def _entry(fields: dict[str, Any]) -> dict[str, Any]:
    lines = {name: html.line_of(fields[name]) for name in ("question", "we_use", "why")}
    return fields | lines | {"say": [_saying(saying) for saying in fields["say"]]}


def _saying(fields: dict[str, Any]) -> dict[str, Any]:
    source = store.load().source(fields["source"]) if "source" in fields else None
    return {"source": source, "place": fields.get("place", ""), "says": says(fields)}


def says(fields: dict[str, Any]) -> Line:
    """What a source says: our own numbers as links, its own figures marked as its own."""
    pieces: list[Any] = []
    for piece in html.line_of(fields["says"]):
        if not isinstance(piece, str):
            pieces.append(piece)
            continue
        for at, text in enumerate(re.split(r"\{(\d)\}", piece)):
            pieces.append(_theirs(fields, int(text)) if at % 2 else text)
    return pieces


def _theirs(fields: dict[str, Any], at: int) -> Markup:
    return THEIRS.format(fields["figures"][at], fields.get("source") or fields["place"])


setup_component = directive("contradictions", context)
