"""Who checked the sentences of a page, at its foot, and of the whole book in `{ledger-table}`.

Both come from the ledger in `data/ledger/` (see `rules.ledger`). A check of a sentence counts as
long as the sentence and what it rests on are what they were.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from plainresults.book import current
from plainresults.evidence import site
from plainresults.rules import ledger
from plainresults.rules.corpus import Corpus
from plainresults.rules.reader import read_page
from plainresults.sphinx import late
from plainresults.sphinx.checks import PREVIEW, key_of_all_texts
from plainresults.sphinx.html_nodes import html_node


def _add_foot(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the end of a page how many of its sentences were checked by whom."""
    path = Path(app.env.doc2path(app.env.docname))
    file = path.relative_to(app.srcdir).as_posix()
    kept = ledger.place(current().root, file)
    app.env.note_dependency(str(kept))
    if kept.is_file() and not PREVIEW:  # which shows a save at once, and these counts on request
        total, checks = ledger.counts(current().root, read_page(path.read_text("utf8"), file))
        page = doctree.next_node(nodes.section) or doctree
        meaning = site.page("quality") if site.has_page("quality") else ""
        page.append(html_node("checked-by.html", total=total, checks=checks, meaning=meaning))


def _make(_place: late.Place) -> nodes.Node:
    """The sentences of the whole book by role, and what each role means."""
    root = current().root
    counted = [ledger.counts(root, page) for page in Corpus.read(root).pages]
    checks = {role: sum(count[role] for _, count in counted) for role in ledger.ROLES}
    total = sum(count for count, _ in counted)
    return html_node("ledger-table.html", total=total, checks=checks, roles=ledger.ROLES)


def setup_component(app: Sphinx) -> None:
    """Register the foot and the directive."""
    late.directive("ledger-table", _make, key_of_all_texts)(app)
    app.connect("doctree-read", _add_foot, priority=600)
