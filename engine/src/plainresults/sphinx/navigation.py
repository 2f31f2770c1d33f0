"""What stands around every page: the way back up, and the whole library at its foot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import store

LONGEST = 30  # pages of a part that the foot of every page lists


def parts_of_book(app: Sphinx) -> list[tuple[str, list[str]]]:
    """Each part of `_toc.yml` with the names of its pages, in reading order."""
    return [
        (tree.caption or "Pages", [str(item) for item in tree.items if str(item) in app.env.titles])
        for tree in app.config.external_site_map.root.subtrees
    ]


def _add(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    context |= app.env.plainresults_frames.get(pagename, ({}, None))[0]
    context["weight"] = weight(context.get("meta") or {})


def frames(app: Sphinx) -> dict[str, dict]:
    """What each page shows of others: the `parts` at its foot, its own `part`, and the `related` pages on its topic.

    Each page comes as name and title. A part too long for the foot of every page has none; the list of all pages has them.
    """

    def titled(names: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, app.env.titles[name].astext()) for name in names]

    book = parts_of_book(app)
    foot = [(caption, titled(names) if len(names) <= LONGEST else []) for caption, names in book]
    part_of = {name: caption for caption, names in book for name in names}
    topics = {name: app.env.metadata[name].get("topic") for name in app.env.titles}
    on_topic = defaultdict(list)
    for name in filter(topics.get, part_of):
        on_topic[topics[name]].append(name)
    return {
        page: {
            "part": part_of.get(page),
            "topic": topic,
            "parts": foot,
            "related": titled(name for name in on_topic.get(topic, ()) if name != page),
        }
        for page, topic in topics.items()
    }


def weight(meta: dict) -> float:
    """How much a page counts in a search: the study's main result most, lists least; `meta` is its front matter."""
    lead = store.load().outcomes.get(meta.get("lead", ""))
    if lead and lead.rank == "trial primary":
        return 2
    return 1 if "source" in meta else 0.7


def _again(app: Sphinx, env) -> list[str]:
    """The pages that show another title now, or another page before or after them."""
    order = [str(name) for name in app.config.external_site_map if str(name) in env.titles]
    titles = ["", *(env.titles[name].astext() for name in order), ""]
    around = {name: (titles[i], titles[i + 2]) for i, name in enumerate(order)}
    old, env.plainresults_frames = (
        getattr(env, "plainresults_frames", {}),
        {name: (shown, around.get(name)) for name, shown in frames(app).items()},
    )
    return sorted(name for name, shown in env.plainresults_frames.items() if old.get(name) != shown)


def _without_inline_scripts(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Jupyter Book always adds the set-up of Thebe, as scripts inside the page, which the policy forbids."""
    for node in list(doctree.findall(nodes.raw)):
        if (
            node.astext()
            .strip()
            .startswith(('<script type="text/x-thebe-config">', "<script>kernelName"))
        ):
            node.parent.remove(node)


def setup_component(app: Sphinx) -> None:
    """Add both to what the page template knows, and take off what no page needs."""
    app.connect("html-page-context", _add)
    app.connect("env-updated", _again)
    app.connect("doctree-resolved", _without_inline_scripts, priority=900)
