"""The directive `{help-lines}`: who to call or text, from `data/helplines.yml`."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.sphinx.components.boxes import raw


class HelpLines(SphinxDirective):
    """Each line with what it is for, every way to reach it, and what it is not."""

    def run(self) -> list[nodes.Node]:
        """One section for each line."""
        return [raw("help-lines.html", lines=store.load().lists["helplines"]["lines"])]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("help-lines", HelpLines)
