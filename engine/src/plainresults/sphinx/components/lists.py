"""The directives `{visual-abstract}`, `{library}`, `{numbers-list}` and `{sources-list}`: made from the data alone."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import history, store
from plainresults.rendering import html
from plainresults.rules import provenance
from plainresults.sphinx import page_foot
from plainresults.sphinx.components.boxes import raw


class library_node(nodes.General, nodes.Element):
    """Stands for the cards until every page is read."""


class Library(SphinxDirective):
    """One card for each summary, in the order of the table of contents."""

    def run(self) -> list[nodes.Node]:
        """A place for the cards; they are made when every page is read."""
        return [library_node()]


class VisualAbstract(SphinxDirective):
    """The whole trial at a glance: who, how, what was found, and what can be said."""

    def run(self) -> list[nodes.Node]:
        """Four steps, drawn from the data."""
        return [raw("visual-abstract.html", outcome=store.load().trial_result, number=store.number)]


class NumbersList(SphinxDirective):
    """Every number with its meaning and origin, by source and outcome."""

    def run(self) -> list[nodes.Node]:
        """One section for each source."""
        known = store.load()
        groups = [
            (
                source,
                [
                    (outcome, list(numbers))
                    for outcome, numbers in groupby(members, lambda n: n.outcome)
                ],
            )
            for source, members in groupby(known.numbers.values(), lambda n: n.source)
        ]
        return [
            raw(
                "numbers-list.html",
                groups=groups,
                version=known.version,
                marks=partial(provenance.marks, today=page_foot.today()),
                changes=history.of,
            )
        ]


class SourcesList(SphinxDirective):
    """Every source with its link and what we could read of it."""

    def run(self) -> list[nodes.Node]:
        """One entry for each source."""
        known = store.load()
        read = {
            key: sorted({n.seen_in for n in known.numbers.values() if n.source.key == key})
            for key in known.sources
        }
        counts = {
            key: sum(n.source.key == key for n in known.numbers.values()) for key in known.sources
        }
        return [raw("sources-list.html", sources=known.sources.values(), read=read, counts=counts)]


def _fill_library(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in doctree.findall(library_node):
        cards = list(_cards(app, docname))
        node.replace_self(
            raw(
                "library.html", topics=_grouped(cards, "topic"), verdicts=_grouped(cards, "verdict")
            )
        )


def _grouped(cards: list[dict], field: str) -> list[tuple[str, list[dict]]]:
    """The cards by what they say in `field`, groups in the order of their first card."""
    return [
        (value, [card for card in cards if card[field] == value])
        for value in dict.fromkeys(card[field] for card in cards)
    ]


def _cards(app: Sphinx, docname: str):
    known = store.load()
    order = [
        name
        for name in app.env.config.external_site_map
        if "source" in app.env.metadata.get(name, {})
    ]
    for name in order:
        meta = app.env.metadata[name]
        outcome = known.outcome(meta["lead"]) if "lead" in meta else None
        yield {
            "title": app.env.titles[name].astext(),
            "url": app.builder.get_relative_uri(docname, name),
            "source": known.source(meta["source"]),
            "outcome": outcome,
            "text": html.line_of(meta["card"]),
            "topic": meta.get("topic", "More summaries"),
            "verdict": store.words().verdict_groups[outcome.verdict]
            if outcome
            else store.words().no_comparison,
        }


def _library_again(app: Sphinx, _env) -> list[str]:
    """The cards show other pages, so their page is written again whenever a page is."""
    return [app.config.root_doc]


def setup_component(app: Sphinx) -> None:
    """Register the directives."""
    app.add_node(library_node)
    app.add_directive("library", Library)
    app.add_directive("visual-abstract", VisualAbstract)
    app.add_directive("numbers-list", NumbersList)
    app.add_directive("sources-list", SourcesList)
    app.connect("doctree-resolved", _fill_library)
    app.connect("env-updated", _library_again)
