"""The role `{from}`, the comments `% from:` and `% ours`, and the marks that readers see of them.

`` {from}`walsh2020.four_states` `` at the end of a sentence names the fact, number or outcome that
it rests on, and shows nothing. `% from: key, key` above a paragraph, list or table does so for all
of it. `% ours` says that a passage is the book's own: advice, or a link onward.

A reader finds a quiet mark at the end of each paragraph that rests on something. It opens a card
with the sources, their places and what to keep in mind, without a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from plainresults.errors import nearest
from plainresults.evidence import grounds, site
from plainresults.rules import marks
from plainresults.rules.publication import is_placeholder
from plainresults.sphinx.components.numbers import number_node
from plainresults.sphinx.html_nodes import html_node

logger = logging.getLogger(__name__)
RESTS_ON = "rests_on"  # attribute of a paragraph or table: the addresses


class basis_node(nodes.Inline, nodes.Element):  # noqa: N801  # docutils' way to name nodes
    """Stands after a sentence and names what it rests on; is gone before the page is written."""


class FromRole(SphinxRole):
    """Shows nothing; an address that nothing stands behind is an error at the author's line."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A node that only the page's marks are made from."""
        keys = marks.keys_in(self.text)
        for key in keys:
            if grounds.ground(key) is None:
                what = f"there is no “{key}” in data/. {nearest(key, grounds.known_addresses())}"
                place = self.get_location()
                logger.error(what, location=place, type="plainresults", subtype="key")
        return [basis_node(keys=keys)], []


def _note(_app: Sphinx, doctree: nodes.document) -> None:
    """Write on each paragraph and table what it rests on, and take the marks out of the text."""
    above = dict(_from_comments(doctree))
    boxes: dict[nodes.Element, str] = {
        block: box["outcome"]
        for box in doctree.findall(nodes.container)
        for block in (box.findall(nodes.paragraph) if "outcome" in box else ())
    }
    for block in _texts(doctree):
        inside = [node["key"] for node in block.findall(number_node)]
        inside += [key for node in block.findall(basis_node) for key in node["keys"]]
        keys = {*inside, *above.get(block, ())} - {marks.OURS}
        block[RESTS_ON] = sorted(keys or filter(None, {boxes.get(block)}))
    for table in doctree.findall(nodes.table):  # one mark for all of its cells
        for cell in table.findall(nodes.paragraph):
            cell[RESTS_ON] = []
    for node in list(doctree.findall(basis_node)):
        node.parent.remove(node)


def _from_comments(doctree: nodes.document) -> Iterator[tuple[nodes.Element, list[str]]]:
    """The texts that a comment holds for, each with the addresses; takes the comments out."""
    for comment in list(doctree.findall(nodes.comment)):
        keys = [key for line in comment.astext().split("\n") for key in marks.named_in(line)]
        if not keys:
            continue
        place = comment.parent.index(comment)
        after = comment.parent.children[place + 1 :]
        blocks = [one for one in after if not isinstance(one, nodes.comment | nodes.target)]
        comment.parent.remove(comment)
        for block in blocks[: 2 if _leads_in(blocks) else 1]:
            for text in _texts(block):
                yield text, keys


def _texts(root: nodes.Node) -> list[nodes.Element]:
    """Every paragraph and table in `root`."""
    return [one for one in root.findall() if isinstance(one, nodes.paragraph | nodes.table)]


def _leads_in(blocks: list[nodes.Node]) -> bool:
    """Whether the first block ends in a colon and the second is a list."""
    lists = nodes.bullet_list | nodes.enumerated_list
    return len(blocks) > 1 and isinstance(blocks[1], lists) and blocks[0].astext().endswith(":")


def _show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the mark at the end of each paragraph, and its card at the end of the page."""
    if app.builder.format != "html":
        return
    contact = report_to(app.config.plainresults_contact)
    page = doctree.next_node(nodes.section) or doctree
    cards: dict[tuple[str, ...], int] = {}
    for block in _texts(doctree):
        keys: tuple[str, ...] = tuple(block.get(RESTS_ON, ()))
        if not keys:
            continue
        words = " ".join(block.astext().split()[:12]) if contact else ""
        if (*keys, words) not in cards:
            number = cards[*keys, words] = len(cards) + 1
            subject = f"A mistake on {site.load().address(docname)}#rests-on-{number}"
            link = contact.format(quote(subject), quote(words))
            page.append(
                html_node("basis-card.html", number=number, grounds=_merged(keys), report=link)
            )
        mark = html_node("basis-mark.html", number=cards[*keys, words])
        if isinstance(block, nodes.paragraph):
            block.append(mark)
        else:
            block.parent.insert(block.parent.index(block) + 1, mark)


def _merged(keys: tuple[str, ...]) -> list[grounds.Ground]:
    """What stands behind `keys`: each fact, and the numbers once for each place in a source."""
    found: dict[tuple[object, ...], grounds.Ground] = {}
    for ground in filter(None, map(grounds.ground, keys)):
        said = ground.says if ground.is_fact else ""
        found.setdefault((ground.origin, ground.caution, said), ground)
    return list(found.values())


def report_to(contact: str) -> str:
    """Where mistakes are reported, with places for subject and text; empty for a placeholder."""
    if is_placeholder(contact):
        return ""
    if contact.startswith("https://"):
        return f"{contact}?title={{}}&body={{}}"
    return f"mailto:{contact}?subject={{}}&body={{}}"


def setup_component(app: Sphinx) -> None:
    """Register the role and the marks."""
    app.add_config_value("plainresults_contact", "", "html")
    app.add_config_value("plainresults_ledger", True, "")  # read by rules.checking
    app.add_node(basis_node)
    app.add_role("from", FromRole())
    app.connect("doctree-read", _note)
    app.connect("doctree-resolved", _show)
