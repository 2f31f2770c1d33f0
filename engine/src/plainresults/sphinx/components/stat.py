"""The role `{stat}`: a figure of a public table, or its date.

`` {stat}`visits.VT.highest` `` shows 2,420 and `` {stat}`visits.VT.highest.when` `` October 2021.
"""

from docutils import nodes

from plainresults.evidence import tables
from plainresults.rendering import html
from plainresults.sphinx.html_nodes import role


def show(address: str) -> list[nodes.Node]:
    """The figure, marked with its address, or its date."""
    key, _, last = address.rpartition(".")
    if last == "when":
        return [nodes.Text(tables.when(key))]
    return [nodes.raw("", html.stat(tables.stat(address)), format="html")]


setup_component = role("stat", show)
