"""The roles `{num}` and `{about}`: a number from the data, marked as a link to its entry.

`` {num}`moss2021.missed_days.control` `` shows 51.7, `` {about}`…` `` shows “about 52”.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rendering import html
from plainresults.sphinx.html_nodes import role
from plainresults.sphinx.translator import BookTranslator


class number_node(nodes.Inline, nodes.TextElement):  # noqa: N801  # as docutils names nodes
    """A number in a text, by its `key`; with `about`, rounded to a whole one."""


def node_of(number: Number, about: bool = False) -> number_node:
    """The node that shows `number`; its text is what other formats than HTML show."""
    text = html.about_text(number) if about else number.text
    return number_node(number.text, text, key=number.key, about=about)


def _visit(translator: BookTranslator, node: number_node) -> None:
    translator.add_html(html.num(store.number(node["key"]), node["about"]))
    raise nodes.SkipNode


def setup_component(app: Sphinx) -> None:
    """Register the node and both roles."""
    app.add_node(number_node, html=(_visit, None))
    role("num", lambda key: [node_of(store.number(key))])(app)
    role("about", lambda key: [node_of(store.number(key), about=True)])(app)
