"""The book's pages as `Summary`: what Sphinx knows of them, for everything that readers take along."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import site, store
from plainresults.export.summary import Chart, Summary, last_checked
from plainresults.sphinx import executed


def summaries(app: Sphinx) -> list[str]:
    """The pages that sum up a source, in the order of the table of contents."""
    known = store.load().sources
    return [
        str(name)
        for name in app.config.external_site_map
        if app.env.metadata[str(name)].get("source") in known
    ]


def summary_of(app: Sphinx, page: str) -> Summary:
    """One page as readers pass it on; the front page, which has no source, stands for the study's main result."""
    meta, known = app.env.metadata[page], store.load()
    own = known.sources.get(meta.get("source", ""))
    source = own or known.trial_result.source
    lead = known.outcomes.get(meta.get("lead", "")) if "source" in meta else known.trial_result
    checked = last_checked(source, lead)
    return Summary(
        docname=page,
        site=site.load(),
        title=app.env.titles[page].astext(),
        description=meta.get("description", ""),
        source=source,
        lead=lead,
        checked=checked,
        changed=max(checked, str(meta.get("changed", ""))),
        **_texts(app)[page],
    )


def short_box(doctree: nodes.document) -> nodes.container | None:
    """The “in short” box of a page."""
    boxes = doctree.findall(nodes.container)
    return next((box for box in boxes if "in-short" in box["classes"]), None)


def _texts(app: Sphinx) -> dict[str, dict[str, Any]]:
    """What a `Summary` holds of the text of each page, kept from build to build."""
    table: dict[str, dict[str, Any]] = vars(app.env).setdefault("plainresults_texts", {})
    return table


def _note(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    _texts(app)[page] = {
        "short": list(_short(doctree)),
        "words": _count_words(doctree),
        "text": list(_below_the_box(doctree)),
        "facts": next(
            (node["facts"] for node in doctree.findall(nodes.raw) if "facts" in node), []
        ),
        "charts": [
            Chart(chart["name"], chart["title"], chart["description"])
            for output in executed.outputs_of_page(app, page)
            for chart in output.extras["charts"]
            if f"{chart['name']}.svg" in output.extras["files"]
        ],
    }


def _forget(app: Sphinx, _env: object, page: str) -> None:
    _texts(app).pop(page, None)


def _short(doctree: nodes.document) -> Iterator[tuple[str, bool]]:
    """The pieces of the “in short” text, each with whether it is emphasized."""
    box = short_box(doctree)
    for paragraph in box.findall(nodes.paragraph) if box is not None else ():
        for piece in paragraph.children:
            yield piece.astext().replace("\n", " "), isinstance(piece, nodes.strong)
        yield " ", False


def _below_the_box(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Headings, items and paragraphs, each with its kind; without the box and what code shows."""
    box = short_box(doctree)
    for node in doctree.findall(lambda one: isinstance(one, nodes.title | nodes.paragraph)):
        text, above = _without_markup(node), node.parent
        if isinstance(node, nodes.title):
            if not isinstance(above.parent, nodes.document):  # the title of the page
                yield "heading", text
        elif above is not box:
            is_item = isinstance(above, nodes.list_item) and above.index(node) == 0
            yield "item" if is_item else "paragraph", text


def _without_markup(node: nodes.Node) -> str:
    """The text of a node on one line; of the HTML in it, what a reader sees."""
    pieces = (
        html.unescape(re.sub(r"<[^>]+>", "", leaf.astext()))
        if isinstance(leaf.parent, nodes.raw)
        else leaf.astext()
        for leaf in node.findall(nodes.Text)
    )
    return " ".join("".join(pieces).split())


def _count_words(doctree: nodes.document) -> int:
    return sum(
        len(node.astext().split())
        for node in doctree.findall(lambda node: isinstance(node, nodes.paragraph | nodes.title))
    )


def setup_component(app: Sphinx) -> None:
    """Note what is needed of a page while it is read."""
    app.connect("doctree-read", _note, priority=600)
    app.connect("env-purge-doc", _forget)
