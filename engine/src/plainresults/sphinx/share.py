"""What readers take along, as pages show it: the head line and the foot of a summary."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import history, store
from plainresults.export import citation, social_card, structured_data
from plainresults.rules import reading_level
from plainresults.rules.reader import read_page
from plainresults.sphinx import executed
from plainresults.sphinx.components.numbers import number_node
from plainresults.sphinx.html_nodes import html_node
from plainresults.sphinx.late import late
from plainresults.sphinx.summaries import short_box, summary_of


def _add(app: Sphinx, doctree: nodes.document) -> None:
    """The head line after the “in short” box, and the foot before what tells how the page was made.

    What the layout says of the page to machines goes with it, in attributes of the document.
    """
    name = app.env.docname
    meta = app.env.metadata[name]
    summary = meta.get("source") in store.load().sources
    if not summary and name != app.config.root_doc:
        return
    page, outputs = summary_of(app, name), executed.outputs_of_page(app, name)
    doctree["card_alt"], doctree["linked_data"] = (
        social_card.alt(page),
        structured_data.json_ld(page),
    )
    if not summary:
        return
    path, body = Path(app.env.doc2path(name)), doctree.next_node(nodes.section) or doctree
    head = html_node(
        "head-line.html",
        page=page,
        places=_places(body, outputs),
        score=reading_level.measure(read_page(path.read_text("utf8"), path.name)),
        reviewed=meta.get("reviewed", "not yet"),
    )
    changes = _changes(doctree, outputs)
    foot = html_node("share.html", page=page, apa=citation.apa(page), changes=changes)
    if box := short_box(doctree):
        box.parent.insert(box.parent.index(box) + 1, head)
    made = next((at for at, node in enumerate(body) if isinstance(node, late)), len(body))
    body.insert(made, foot)


def _places(body: nodes.Element, outputs: list[executed.Output]) -> list[dict[str, Any]]:
    """The sections of a page that can be closed, each with its charts: what “On this page” lists."""
    charts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for output in outputs:
        charts[output.cell] += [
            (chart["name"], chart["title"]) for chart in output.extras["charts"]
        ]
    return [
        {
            "id": section["ids"][0],
            "title": next(section.findall(nodes.title)).astext(),
            "charts": [
                chart
                for cell in section.findall(nodes.container)
                if "cell_index" in cell
                for chart in charts[cell["cell_index"]]
            ],
        }
        for section in body.children
        if isinstance(section, nodes.section)
    ]


def _changes(doctree: nodes.document, outputs: list[executed.Output]) -> list[dict[str, Any]]:
    """What has changed in the numbers that a page shows, the newest first."""
    keys = {node["key"] for node in doctree.findall(number_node)}
    keys.update(*(node.get("keys", ()) for node in doctree.findall(nodes.raw)))
    keys.update(*(output.extras.get("numbers", ()) for output in outputs))
    known = store.load().numbers
    return [
        vars(change) | {"label": known[change.key].part.label}
        for change in history.of(*keys)
        if change.key in known
    ]


def setup_component(app: Sphinx) -> None:
    """After the parts of a page that it looks for."""
    app.connect("doctree-read", _add, priority=700)
