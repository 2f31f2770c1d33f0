"""What readers take along, as pages show it: the head line and the foot of a summary, and what other sites read of a page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import history, store
from plainresults.evidence import site as sites
from plainresults.export import citation, social_card, structured_data
from plainresults.rendering import html
from plainresults.rendering.html import ROOT_MARK, SITE_MARK
from plainresults.rules import reading_level
from plainresults.rules.reader import read_page
from plainresults.sphinx.share.summaries import short_box, summaries, summary_of

HEAD, FOOT = "<!--head line-->", "<!--share-->"


def _mark_places(app: Sphinx, doctree: nodes.document) -> None:
    """Where the head line and the foot of a summary will stand; what they say is known when the page is written."""
    if app.env.metadata[app.env.docname].get("source") not in store.load().sources:
        return
    box = short_box(doctree)
    if box is not None:
        box.parent.insert(box.parent.index(box) + 1, nodes.raw("", HEAD, format="html"))
    page = doctree.next_node(nodes.section) or doctree
    made = next(
        (
            i
            for i, node in enumerate(page.children)
            if isinstance(node, nodes.raw) and 'class="made"' in node.astext()
        ),
        len(page.children),
    )
    page.insert(made, nodes.raw("", FOOT, format="html"))


def _fill(app: Sphinx, docname: str, _template: str, context: dict, doctree) -> None:
    """Head line and foot of a summary, and the metadata of every page."""
    if doctree is None:
        return
    root, site = context["root"], sites.load()
    page = summary_of(app, docname if docname in summaries(app) else app.config.root_doc)
    if page.docname == docname:
        body = context["body"]
        changes = _changes(body)
        context["body"] = body.replace(
            HEAD,
            _render(
                app,
                root,
                "head-line.html",
                page=page,
                places=places(body),
                **_checked(app, docname),
            ),
        ).replace(
            FOOT,
            _render(app, root, "share.html", page=page, apa=citation.apa(page), changes=changes),
        )
    meta = app.env.metadata.get(docname, {})
    linked = structured_data.json_ld(page) if page.docname == docname else ""
    context["share_head"] = _render(
        app,
        root,
        "share-head.html",
        page=page,
        site=site,
        docname=docname,
        address=site.address(docname),
        up=root,
        title=app.env.titles[docname].astext(),
        description=meta.get("description", ""),
        alt=social_card.alt(page),
        linked_data=linked,
    )


def _checked(app: Sphinx, docname: str) -> dict:
    """How hard a summary is to read, and who has reviewed it."""
    path = Path(app.env.doc2path(docname))
    return {
        "score": reading_level.measure(read_page(path.read_text("utf8"), path.name)),
        "reviewed": app.env.metadata[docname].get("reviewed", "not yet"),
    }


def _render(app: Sphinx, root: str, template: str, **context) -> str:
    return (
        html.render(template, **context)
        .replace(ROOT_MARK, root)
        .replace(SITE_MARK, app.config.html_baseurl)
    )


def places(body: str) -> list[dict]:
    """The sections of a page that can be closed, each with its charts: what “On this page” lists."""
    found: list[dict] = []
    section, chart = (
        r'<section id="([^"]+)">\s*(?:<a [^>]*>#</a>)?<details open>\s*<summary><h2>(.*?)</h2>',
        r'<figure class="chart" id="([^"]+)">.*?<p class="chart-title">(.*?) <a class="to-here"',
    )
    for hit in re.finditer(f"{section}|{chart}", body, re.S):
        title = unescape(re.sub(r"<[^>]+>", "", hit[2] or hit[4]))
        if hit[1]:
            found.append({"id": hit[1], "title": title, "charts": []})
        elif found:
            found[-1]["charts"].append((hit[3], title))
    return found


def _changes(body: str) -> list[dict]:
    """What has changed in the numbers that a page shows, the newest first."""
    known, keys = store.load().numbers, set(re.findall(r'data-key="([^"]+)"', body))
    return [
        vars(change) | {"label": known[change.key].part.label}
        for change in history.of(*keys)
        if change.key in known
    ]


def setup_component(app: Sphinx) -> None:
    """After the parts of a page that it looks for."""
    app.connect("doctree-read", _mark_places, priority=700)
    app.connect("html-page-context", _fill, priority=700)
