"""The directive `{results-by-verdict}`: what is clearly different, what is not, what is not known.

Every result links to the page that tells of it: the one it leads, else the one about its paper,
else a summary that names it.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.evidence.model import Outcome, by_rank
from plainresults.sphinx.components.boxes import raw

GROUPS = (
    (
        "Not clearly different",
        ("unclear",),
        "The main result of the study is here. Chance alone could explain these gaps. That does not prove that nothing changed.",
    ),
    (
        "Clearly different",
        ("lower", "higher"),
        "A gap like these would be rare if only chance were at work. None of them is the main result of the study.",
    ),
    (
        "Not known",
        ("unknown",),
        "It was measured, but the result is not in the text that we could read.",
    ),
)


class results_node(nodes.General, nodes.Element):
    """Stands for the lists until every page is read."""


class ResultsByVerdict(SphinxDirective):
    """Three lists of outcomes, by what can be said of them."""

    def run(self) -> list[nodes.Node]:
        """A place for the lists; they are made when every page is read."""
        return [results_node()]


def page_of(outcome: Outcome, pages: dict[str, dict], texts: dict[str, str]) -> str:
    """The summary, by name, that tells of `outcome`; empty when there is none.

    `pages` holds the front matter of the summaries, `texts` their words.
    """
    leads = [name for name, meta in pages.items() if meta.get("lead") == outcome.key]
    papers = [name for name, meta in pages.items() if meta.get("source") == outcome.source.key]
    named = [
        name for name, text in texts.items() if outcome.key in text or outcome.source.key in text
    ]
    return next(iter([*leads, *papers, *named]), "")


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in doctree.findall(results_node):
        pages = {
            name: app.env.metadata[name]
            for name in sorted(app.env.found_docs)
            if "source" in app.env.metadata.get(name, {})
        }
        texts = {name: Path(app.env.doc2path(name)).read_text("utf8") for name in pages}
        found = [(o, page_of(o, pages, texts)) for o in by_rank(store.load().outcomes.values())]
        url = {page: app.builder.get_relative_uri(docname, page) for page in pages}
        groups = [
            (
                heading,
                explained,
                _by_rank([(o, url.get(page, "")) for o, page in found if o.verdict in verdicts]),
            )
            for heading, verdicts, explained in GROUPS
        ]
        node.replace_self(raw("results-by-verdict.html", groups=groups))


def _by_rank(found: list) -> list[tuple[str, list]]:
    return [
        (store.words().rank_heads[rank], list(members))
        for rank, members in groupby(found, key=lambda one: one[0].rank)
    ]


def _write_again(app: Sphinx, env) -> list[str]:
    """The lists point to other pages, so their page is written again whenever a page is."""
    return [name for name in env.found_docs if env.metadata.get(name, {}).get("lists") == "results"]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(results_node)
    app.add_directive("results-by-verdict", ResultsByVerdict)
    app.connect("doctree-resolved", _fill)
    app.connect("env-updated", _write_again)
