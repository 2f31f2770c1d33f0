"""The role `{source}`: a link to what we say about a source.

`` {source}`moss2021` `` shows “Moss 2021”, `` {source}`a paper <moss2021>` `` shows “a paper”.
"""

from docutils import nodes
from markupsafe import Markup
from sphinx.util.nodes import split_explicit_title

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.sphinx.html_nodes import role


def show(text: str) -> list[nodes.Node]:
    """One link."""
    explicit, title, key = split_explicit_title(text)
    source = store.load().source(key)
    address = f"{html.page_of('sources')}#{source.key}"
    link = Markup('<a href="{}">{}</a>').format(address, title if explicit else source.short)
    return [nodes.raw("", link, format="html")]


setup_component = role("source", show)
