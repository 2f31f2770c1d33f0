"""What a sentence rests on: the role `{from}`, and the comments `% from:` and `% ours` above a text.

`` {from}`walsh2020.four_states` `` at the end of a sentence names the fact, number or outcome that it
rests on, and shows nothing. `% from: key, key` above a paragraph, list or table does so for all of
it. `% ours` says that a passage is the book's own: advice, or a link onward.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from plainresults.evidence import store

logger = logging.getLogger(__name__)
MARK = re.compile(r"\s*(?:from:|ours\b)")


class FromRole(SphinxRole):
    """Shows nothing; an address that the data do not hold is an error at the author's line."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """No node at all."""
        known = store.load()
        for key in re.split(r"[\s,]+", self.text.strip()):
            if not (key in known.facts or key in known.numbers or key in known.outcomes):
                try:
                    known.fact(key)
                except KeyError as error:
                    place = self.get_location()
                    logger.error(error.args[0], location=place, type="plainresults", subtype="key")
        return [], []


def _take_out(_app: Sphinx, doctree: nodes.document) -> None:
    """Marks are for authors and checks, so they do not go into the published page."""
    for comment in list(doctree.findall(nodes.comment)):
        if MARK.match(comment.astext()):
            comment.parent.remove(comment)


def setup_component(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("from", FromRole())
    app.connect("doctree-read", _take_out)
