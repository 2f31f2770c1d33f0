"""The role `{source}`: a link to what we say about a source.

`` {source}`walsh2020` `` shows “Walsh 2020”, `` {source}`a paper <walsh2020>` `` shows “a paper”.
"""

from __future__ import annotations

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

from plainresults.evidence import store
from plainresults.rendering import html

logger = logging.getLogger(__name__)


class SourceRole(ReferenceRole):
    """Links to the entry of a source of `sources.bib`."""

    def run(self):
        """One link, or an error at the author's file and line when the key is unknown."""
        try:
            source = store.load().source(self.target)
        except KeyError as error:
            logger.error(
                error.args[0], location=self.get_location(), type="plainresults", subtype="key"
            )
            return [nodes.Text(f"[{self.text}?]")], []
        link = Markup('<a href="{}#{}">{}</a>').format(
            html.page_of("sources"),
            source.key,
            self.title if self.has_explicit_title else source.short,
        )
        return [nodes.raw("", link, format="html")], []


def setup_component(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("source", SourceRole())
