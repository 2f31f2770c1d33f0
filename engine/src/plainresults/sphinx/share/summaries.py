"""The book's pages as `Summary`: what Sphinx knows of them, for everything that readers take along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import site, store
from plainresults.export.summary import Chart, Summary, last_checked
from plainresults.sphinx.page_foot import executed


def summaries(app: Sphinx) -> list[str]:
    """The pages that sum up a source, in the order of the table of contents."""
    known = store.load().sources
    return [
        name
        for name in app.env.config.external_site_map
        if app.env.metadata.get(name, {}).get("source") in known
    ]


def summary_of(app: Sphinx, docname: str) -> Summary:
    """One page as readers pass it on; the front page, which has no source, stands for the study's main result."""
    meta, known = app.env.metadata[docname], store.load()
    source = known.sources.get(meta.get("source", ""), known.trial_result.source)
    lead = known.outcomes.get(meta.get("lead", "")) if "source" in meta else known.trial_result
    doctree, checked = app.env.get_doctree(docname), last_checked(source, lead)
    return Summary(
        docname,
        site.load(),
        app.env.titles[docname].astext(),
        meta.get("description", ""),
        source,
        lead,
        list(_short(doctree)),
        _count_words(doctree),
        checked,
        max(checked, str(meta.get("changed", ""))),
        [] if lead else list(_facts(doctree)),
        list(charts_of(app, docname)),
    )


def short_box(doctree: nodes.document) -> nodes.container | None:
    """The “in short” box of a page."""
    return next(
        (node for node in doctree.findall(nodes.container) if "in-short" in node["classes"]), None
    )


def _short(doctree: nodes.document) -> Iterator[tuple[str, bool]]:
    """The pieces of the “in short” text, each with whether it is emphasized."""
    box = short_box(doctree)
    for paragraph in box.findall(nodes.paragraph) if box is not None else ():
        for piece in paragraph.children:
            yield piece.astext().replace("\n", " "), isinstance(piece, nodes.strong)
        yield " ", False


def _facts(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """The rows of the first fact box as plain text, without the row that names the source."""
    box = next(
        (
            node.astext()
            for node in doctree.findall(nodes.raw)
            if 'class="fact-box"' in node.astext()
        ),
        "",
    )
    for label, text in re.findall(
        r'<tr[^>]*><th scope="row">(.*?)</th><td>(.*?)</td></tr>', box, re.S
    ):
        if label != "Source":
            yield unescape(label), unescape(re.sub(r"<[^>]+>", "", text))


def _count_words(doctree: nodes.document) -> int:
    return sum(
        len(node.astext().split())
        for node in doctree.findall(lambda n: isinstance(n, nodes.paragraph | nodes.title))
    )


def charts_of(app: Sphinx, docname: str) -> Iterator[Chart]:
    """Every chart of a page's notebook that has a picture, in order."""
    path = executed(app, docname)
    cells = json.loads(path.read_text("utf8"))["cells"] if path.is_file() else []
    for output in (
        output
        for cell in cells
        for output in cell.get("outputs", ())
        if "plainresults" in output.get("metadata", {})
    ):
        extras = output["metadata"]["plainresults"]
        for chart in extras["charts"]:
            if svg := extras["files"].get(f"{chart['name']}.svg"):
                yield Chart(**chart, svg=svg)
