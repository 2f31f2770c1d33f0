"""The directive `{menu}`: the strategies that communities could choose from, as a list that can be narrowed.

The list is plain HTML and complete; narrowing it is done by the style sheet alone (`:has()`), so
that a browser without it, or a printer, shows all of it.
"""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.sphinx.components.boxes import raw


class Menu(SphinxDirective):
    """Every choice, by what it is for, each marked as required or optional."""

    def run(self) -> list[nodes.Node]:
        """One list for each kind."""
        choices = store.load().menu
        groups = [
            (kind, list(members)) for kind, members in groupby(choices, lambda choice: choice.kind)
        ]
        return [raw("menu.html", groups=groups, source=choices[0].source)]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("menu", Menu)
