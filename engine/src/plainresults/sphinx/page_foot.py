"""The foot of a notebook page: its paper, and how the page was made.

The code cells move from the text, which is for readers, into one closed block at the foot.
"""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import UTC, date, datetime
from os import environ
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.book import current
from plainresults.evidence import access, store
from plainresults.evidence.papers import papers
from plainresults.sphinx import executed, late
from plainresults.sphinx.html_nodes import html_node

TABLES = "file:data/tables/"


def _add_foot(app: Sphinx, doctree: nodes.document) -> None:
    cells = [
        node
        for node in doctree.findall(nodes.container)
        if node.get("nb_element") == "cell_code_source"
    ]
    if not cells:
        return
    executed.report_failed_cell(app, app.env.docname)
    for cell in cells:
        cell.parent.remove(cell)
    known = store.load().sources
    sources = [known[key] for key in sources_of(app.env.metadata[app.env.docname]) if key in known]
    page: nodes.Element = doctree.next_node(nodes.section) or doctree
    if sources:
        listed = {paper.source for paper in papers()}
        page.append(html_node("paper.html", sources=sources, listed=listed))
    page.extend(
        [
            late.late(kind="made", name=app.env.docname.rpartition("/")[2], versions=_versions()),
            *cells,
            nodes.raw("", "</details></section>", format="html"),
        ]
    )


def sources_of(meta: dict[str, Any]) -> list[str]:
    """The page's source, and the further ones that it names under `also`, with commas between them."""
    fields = ",".join(meta.get(field, "") for field in ("source", "also")).split(",")
    return [key.strip() for key in fields if key.strip()]


def _versions() -> list[str]:
    """The versions of the data and of the public tables that this page was made from."""
    used = {name.partition(":")[2] for name in access.NOTED if name.startswith("data:")}
    known, versions = store.load(), []
    sources = set(dict.keys(known.sources)) if "*" in used else used & dict.keys(known.sources)
    if sources:
        version = known.version if "*" in used else known.version_of(sources)
        versions.append(f"version {version} of the data")
    if tables := sorted(name for name in access.NOTED if name.startswith(TABLES)):
        content = b"".join(
            (current().root / name.removeprefix("file:")).read_bytes() for name in tables
        )
        versions.append(f"version {hashlib.sha256(content).hexdigest()[:8]} of the public tables")
    return versions


def _made(place: late.Place) -> nodes.Node:
    name, versions = place.node["name"], place.node["versions"]
    return html_node("made-head.html", name=name, versions=versions, day=today().isoformat())


def today() -> date:
    """The day of the build; SOURCE_DATE_EPOCH sets it, so that a build can be repeated exactly."""
    return datetime.fromtimestamp(int(environ.get("SOURCE_DATE_EPOCH", time.time())), UTC).date()


def check_day() -> None:
    """Stop with a sentence where the day of the build cannot be told."""
    try:
        today()
    except (ValueError, OverflowError, OSError):
        sys.exit("SOURCE_DATE_EPOCH is no number of seconds since 1970. Unset it.")


def setup_component(app: Sphinx) -> None:
    """Register the foot; it is made late, as it names the day."""
    late.add("made", _made, lambda place: today().isoformat())
    app.connect("doctree-read", _add_foot)
