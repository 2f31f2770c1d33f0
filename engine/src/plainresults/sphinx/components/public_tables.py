"""The dashboard's pieces: `{stat}`, `{dashboard}`, `{tables-list}` and `{own-columns}`.

`` {stat}`deaths.KY.highest` `` shows 2,420 and `` {stat}`deaths.KY.highest.when` `` shows October 2021.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from plainresults.evidence import own_table, tables
from plainresults.rendering import html
from plainresults.sphinx.components.boxes import raw

logger = logging.getLogger(__name__)


class StatRole(SphinxRole):
    """Shows the figure of a public table at an address, or its date."""

    def run(self):
        """One node, or an error at the author's file and line when the address is unknown."""
        key, _, last = self.text.rpartition(".")
        try:
            shown = tables.when(key) if last == "when" else html.stat(tables.stat(self.text))
        except (KeyError, TypeError, ValueError) as error:
            logger.error(
                "%s",
                error.args[0],
                location=self.get_location(),
                type="plainresults",
                subtype="key",
            )
            return [nodes.Text(f"[{self.text}?]")], []
        return [nodes.Text(shown) if last == "when" else nodes.raw("", shown, format="html")], []


class DashboardForm(SphinxDirective):
    """The form that draws a chosen view. Without JavaScript it says where the same charts are."""

    def run(self) -> list[nodes.Node]:
        """The form, its style and its script; they load on this page only."""
        return [raw("dashboard.html")]


class TablesList(SphinxDirective):
    """Every table with its publisher, dataset, date and cautions."""

    def run(self) -> list[nodes.Node]:
        """One entry for each table."""
        known = tables.load()
        return [raw("tables-list.html", origins=known.origins.values(), caveats=known.caveats)]


class OwnColumns(SphinxDirective):
    """The columns of a health department's own table."""

    def run(self) -> list[nodes.Node]:
        """One table, made from the rules that check the file."""
        return [raw("own-columns.html", columns=own_table.columns())]


def setup_component(app: Sphinx) -> None:
    """Register the role and the directives."""
    app.add_role("stat", StatRole())
    for name, directive in (
        ("dashboard", DashboardForm),
        ("tables-list", TablesList),
        ("own-columns", OwnColumns),
    ):
        app.add_directive(name, directive)
