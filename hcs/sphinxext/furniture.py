"""What stands around every page: the way back up, and the whole library at its foot."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from hcs import data


def parts_of_book(app: Sphinx) -> list[tuple[str, list[str]]]:
    """Each part of `_toc.yml` with the names of its pages, in reading order."""
    return [(tree.caption or "Pages", [str(item) for item in tree.items if str(item) in app.env.titles])
            for tree in app.config.external_site_map.root.subtrees]


def _add(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    parts = parts_of_book(app)
    context["parts"] = [(caption, [(name, app.env.titles[name].astext()) for name in names]) for caption, names in parts]
    context["weight"] = weight(context.get("meta") or {})
    context["part"] = next((caption for caption, names in parts if pagename in names), None)


def weight(meta: dict) -> float:
    """How much a page counts in a search: the study's main result most, lists least; `meta` is its front matter."""
    lead = data.load().outcomes.get(meta.get("lead", ""))
    if lead and lead.rank == "trial primary":
        return 2
    return 1 if "source" in meta else 0.7


def _all_again(app: Sphinx, env) -> list[str]:
    """Every page shows every title, so a new or changed title means writing all of them again."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    old, env.hcs_titles = getattr(env, "hcs_titles", None), titles
    return [] if old == titles else sorted(env.found_docs)


def _without_inline_scripts(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Jupyter Book always adds the set-up of Thebe, as scripts inside the page, which the policy forbids."""
    for node in list(doctree.findall(nodes.raw)):
        if node.astext().strip().startswith(('<script type="text/x-thebe-config">', "<script>kernelName")):
            node.parent.remove(node)


def setup_component(app: Sphinx) -> None:
    """Add both to what the page template knows, and take off what no page needs."""
    app.connect("html-page-context", _add)
    app.connect("env-updated", _all_again)
    app.connect("doctree-resolved", _without_inline_scripts, priority=900)
