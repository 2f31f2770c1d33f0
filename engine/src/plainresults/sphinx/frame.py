"""What stands around the text of every page: the head, the way back up, the whole library at the foot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import site, store
from plainresults.export import social_card
from plainresults.rendering import content_security, html
from plainresults.sphinx import late
from plainresults.sphinx.summaries import summary_of

LONGEST = 30  # pages of a part that the foot of every page lists
THEBE = ('<script type="text/x-thebe-config">', "<script>kernelName")
_frames: dict[str, dict[str, Any]] = {}  # of this build


def parts_of_book(app: Sphinx) -> list[tuple[str, list[str]]]:
    """Each part of `_toc.yml` with the names of its pages, in reading order."""
    return [
        (tree.caption or "Pages", [str(item) for item in tree.items if str(item) in app.env.titles])
        for tree in app.config.external_site_map.root.subtrees
    ]


def in_order(app: Sphinx) -> list[str]:
    """All pages in the order of `_toc.yml`."""
    return [str(name) for name in app.config.external_site_map if str(name) in app.env.titles]


def frames(app: Sphinx) -> dict[str, dict[str, Any]]:
    """For each page, what the layout shows that does not follow from the page alone.

    Pages come as name and title. A part that is too long for the foot of every page has none there.
    """

    def titled(names: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, app.env.titles[name].astext()) for name in names]

    book, order = parts_of_book(app), in_order(app)
    foot = [(caption, titled(names) if len(names) <= LONGEST else []) for caption, names in book]
    part_of = {name: caption for caption, names in book for name in names}
    topics = {name: app.env.metadata[name].get("topic") for name in app.env.titles}
    on_topic = defaultdict(list)
    for name in filter(topics.get, part_of):
        on_topic[topics[name]].append(name)
    titles = ["", *(app.env.titles[name].astext() for name in order), ""]
    beside = {name: (titles[at], titles[at + 2]) for at, name in enumerate(order)}
    shared = {
        "site": site.load(),
        "parts": foot,
        "front_alt": social_card.alt(summary_of(app, app.config.root_doc)),
        "search_hash": content_security.integrity(html.asset("static", "search.js").read_bytes()),
    }
    return {
        page: shared
        | {
            "part": part_of.get(page),
            "topic": topic,
            "related": titled(name for name in on_topic.get(topic, ()) if name != page),
            "beside": beside.get(page),
        }
        for page, topic in topics.items()
    }


def _keys(app: Sphinx) -> dict[str, dict[str, Any]]:
    _frames.clear()
    _frames.update(frames(app))
    return _frames


def _add(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the layout what it shows around a page."""
    meta = context.get("meta") or {}
    context |= _frames.get(page, {})
    if doctree is not None:
        context |= {
            "address": context["site"].address(page),
            "card": page.rpartition("/")[2] if "card_alt" in doctree else app.config.root_doc,
            "alt": doctree.get("card_alt", context["front_alt"]),
            "linked_data": doctree.get("linked_data", ""),
        }
    searches = bool(context.get("site")) and page == context["site"].pages["search"]
    context |= {
        "root": "../" * page.count("/"),
        "policy": content_security.policy(search=searches),
        "searches": searches,
        "weight": weight(meta),
    }


def weight(meta: dict[str, Any]) -> float:
    """How much a page counts in a search: the study's main result most, lists least."""
    lead = store.load().outcomes.get(meta.get("lead", ""))
    if lead and lead.rank == "trial primary":
        return 2
    return 1 if "source" in meta else 0.7


def _without_inline_scripts(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Jupyter Book always adds the set-up of Thebe, as scripts in the page, which the policy forbids."""
    for node in list(doctree.findall(nodes.raw)):
        if node.astext().strip().startswith(THEBE):
            node.parent.remove(node)


def setup_component(app: Sphinx) -> None:
    """Add it to what the page template knows, and take off what no page needs."""
    late.add_around("frame", _keys)
    app.connect("html-page-context", _add)
    app.connect("doctree-resolved", _without_inline_scripts, priority=900)
