"""The roles `{num}`, `{about}` and `{words}`: numbers and words that come from the data.

`` {num}`samet2024.opioid_deaths.control` `` shows 51.7, `` {about}`…` `` shows “about 52”, and
`` {words}`samet2024.opioid_deaths.range` `` shows “from 24% lower to 9% higher”.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rendering import html
from plainresults.rendering.fact_box import range_line

logger = logging.getLogger(__name__)


class number_node(nodes.Inline, nodes.TextElement):
    """A number in a text: shows as a marked link to its entry."""


class NumberRole(SphinxRole):
    """Shows the number at a key; with `about`, rounded to a whole one."""

    def __init__(self, about: bool = False):
        self.about = about

    def run(self):
        """One node, or an error at the author's file and line when the key is unknown."""
        try:
            return [_node(store.number(self.text), self.about)], []
        except KeyError as error:
            return _unknown(self, error)


class WordsRole(SphinxRole):
    """Shows words that follow from an outcome: its `.range`, `.verdict` or `.rank`."""

    def run(self):
        """The words, with every number in them marked; an unknown key is an error."""
        key, _, part = self.text.rpartition(".")
        try:
            outcome = store.outcome(key)
        except KeyError as error:
            return _unknown(self, error)
        if part == "range":
            return [
                _node(piece) if isinstance(piece, Number) else nodes.Text(piece)
                for piece in range_line(outcome)
            ], []
        known = {
            "verdict": outcome.verdict_in_words.lower(),
            "rank": store.words().ranks[outcome.rank].lower(),
        }
        if part not in known:
            return _unknown(
                self,
                KeyError(f"“{part}” is no words of an outcome. Write .range, .verdict or .rank"),
            )
        return [nodes.Text(known[part])], []


def _node(number: Number, about: bool = False) -> number_node:
    node = number_node(number.text, html.about_text(number) if about else number.text)
    node["key"], node["about"] = number.key, about
    return node


def _unknown(role: SphinxRole, error: KeyError):
    logger.error(error.args[0], location=role.get_location(), type="plainresults", subtype="key")
    return [nodes.Text(f"[{role.text}?]")], []


def _visit(translator, node: number_node) -> None:
    translator.body.append(html.num(store.number(node["key"]), node["about"]))
    raise nodes.SkipNode


def setup_component(app: Sphinx) -> None:
    """Register the roles."""
    app.add_node(number_node, html=(_visit, None))
    app.add_role("num", NumberRole())
    app.add_role("about", NumberRole(about=True))
    app.add_role("words", WordsRole())
