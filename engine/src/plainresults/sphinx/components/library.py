"""The directive `{library}`: one card for each summary, by topic and by result.

`{library} brief` shows the titles and what can be said of each, in a line.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.sphinx import late
from plainresults.sphinx.html_nodes import html_node
from plainresults.sphinx.summaries import summaries


def _make(place: late.Place) -> nodes.Node:
    cards = list(_cards(place))
    topics, verdicts = _grouped(cards, "topic"), _grouped(cards, "verdict")
    brief = place.node["arguments"] == ["brief"]
    return html_node("library.html", topics=topics, verdicts=verdicts, brief=brief)


def _cards(place: late.Place) -> Iterator[dict[str, Any]]:
    """A card for each summary, in the order of the table of contents."""
    known, words, env = store.load(), store.words(), place.app.env
    for name in summaries(place.app):
        meta = env.metadata[name]
        outcome = known.outcome(meta["lead"]) if "lead" in meta else None
        yield {
            "title": env.titles[name].astext(),
            "url": place.app.builder.get_relative_uri(place.page, name),
            "source": known.source(meta["source"]),
            "outcome": outcome,
            "text": html.line_of(meta["card"]),
            "topic": meta.get("topic", "More summaries"),
            "verdict": words.verdict_groups[outcome.verdict] if outcome else words.no_comparison,
        }


def _grouped(cards: list[dict[str, Any]], field: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The cards by what they say in `field`, groups in the order of their first card."""
    return [
        (value, [card for card in cards if card[field] == value])
        for value in dict.fromkeys(card[field] for card in cards)
    ]


setup_component = late.directive("library", _make)
