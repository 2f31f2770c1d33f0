"""Everything that the book says, sentence by sentence, each with what it rests on.

A statement is a sentence of a text, a row of a table, or a text in a code cell. It rests on the
values that stand in it, on what a mark names for it (see `marks`), and on the outcome of its box.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby

from plainresults.evidence import store
from plainresults.rules.marks import OURS
from plainresults.rules.page import Block, Cell, Page, Piece, Place

ADDRESS = re.compile(r"[a-z]+\d*(?:\.[a-z_]+)+")
LOOKED_UP = ("number", "words", "unknown")


@dataclass(frozen=True)
class Statement:
    """One sentence: `shown` as readers see it, `text` with addresses in place of what is looked up.

    `keys` are the addresses that it rests on, `free` says that it need not rest on anything, and
    `before` is what stands before it in its block, or the heading above.
    """

    file: str
    place: Place
    kind: str
    text: str
    shown: str
    keys: tuple[str, ...]
    free: bool = False
    before: str = ""

    @cached_property
    def id(self) -> str:
        """A fingerprint of the text and of the addresses, by which the ledger knows it."""
        return fingerprint(" ".join(self.text.split()), *self.keys)

    @property
    def is_ours(self) -> bool:
        """Whether the text is declared the book's own."""
        return OURS in self.keys


def fingerprint(*parts: str) -> str:
    """Ten letters that stand for `parts`."""
    return sha256("\0".join(parts).encode()).hexdigest()[:10]


def of_page(page: Page) -> list[Statement]:
    """Every statement of a page or of the texts of a data file, in the order of its lines."""
    found: list[Statement] = []
    rows = groupby(enumerate(page.blocks), key=lambda one: _row(*one))
    tables: set[int] = set()
    for _, members in rows:
        blocks = [block for _, block in members]
        if blocks[0].kind == "cell":
            found += _of_row(page, blocks, is_head=blocks[0].group not in tables)
            tables.add(blocks[0].group)
        else:
            found += _of_block(page, blocks[0])
    for cell in page.cells:
        found += _of_cell(page, cell)
    return sorted(found, key=lambda one: one.place)


def _row(index: int, block: Block) -> tuple[int, ...]:
    """The same for all cells of one row of a table, and for nothing else."""
    return (block.group, block.row) if block.kind == "cell" else (-1, index)


def _of_block(page: Page, block: Block) -> Iterator[Statement]:
    before = block.section if block.kind != "heading" else ""
    for sentence in block.sentences:
        text, keys = _told(block, sentence.start, sentence.end)
        place = sentence.place(len(sentence.text) - len(sentence.text.lstrip()))
        free = block.kind == "heading" or sentence.is_question or _is_link(page, sentence.text)
        yield _statement(page, block, place, text, _shown(sentence.text), keys, free, before)
        before = sentence.text.strip()


def _shown(text: str) -> str:
    """The text as readers see it: a line of `{facts}` that is only an address shows its number."""
    number = store.load().numbers.get(text.strip())
    return f"{number.part.label}: {number.text} {number.part.unit}" if number else text


def _of_row(page: Page, blocks: list[Block], is_head: bool) -> Iterator[Statement]:
    told = [_told(block, 0, len(block.text)) for block in blocks]
    text = " | ".join(text for text, _ in told)
    shown = " | ".join(block.text for block in blocks)
    keys = [key for _, keys in told for key in keys]
    place = blocks[0].place(0)
    if re.search(r"[^\W\d_]", shown):
        yield _statement(page, blocks[0], place, text, shown, keys, is_head, blocks[0].section)


def _of_cell(page: Page, cell: Cell) -> Iterator[Statement]:
    """The texts in the code of a cell, such as the title of a chart; they rest on its addresses."""
    try:
        tree = ast.parse(re.sub(r"(?m)^%.*", "", cell.code))
    except SyntaxError:
        return  # the build reports a cell that does not run
    texts = {
        (cell.line + node.lineno - 1, node.col_offset + 1): node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = [piece for node in formatted for piece in node.values]
    halves = {piece.value for piece in pieces if isinstance(piece, ast.Constant)}
    keys = [text for text in texts.values() if ADDRESS.fullmatch(text) and text not in halves]
    block = Block("code", cell.line, [])
    for place, text in texts.items():
        if re.search(r"\w\s+\w", text):
            yield _statement(page, block, place, text, text, keys, False, "")


def _statement(
    page: Page,
    block: Block,
    place: Place,
    text: str,
    shown: str,
    keys: list[str],
    free: bool,
    before: str,
) -> Statement:
    marked = page.rests.get(place[0], [])
    named = {*keys, *marked}
    if not named and block.outcome and not page.is_data:
        named = {block.outcome.key}
    elif not named and page.is_ours:
        named = {OURS}
    free = free or page.is_data or not re.search(r"[^\W\d_]", shown)
    return Statement(
        page.file,
        place,
        block.kind,
        text.strip(),
        shown.strip(),
        tuple(sorted(named)),
        free,
        before,
    )


def _told(block: Block, start: int, end: int) -> tuple[str, list[str]]:
    """The text from `start` to `end` with addresses in it, and the addresses that it rests on."""
    text, keys = "", []
    for at, piece in zip(block.starts, block.pieces, strict=True):
        if piece.kind == "from":  # stands after its sentence and shows nothing
            if start < at <= end or at == start == 0:
                keys.append(piece.key)
        elif at < end and at + len(piece.text) > start:
            if piece.kind in LOOKED_UP:
                text += f"{{{'about ' * _is_rounded(piece)}{piece.key}}}"
                keys.append(piece.key)
            else:
                text += piece.text[max(start - at, 0) : end - at]
                keys += [piece.key] * (block.kind == "data" and bool(piece.key))
    return text, keys


def _is_rounded(piece: Piece) -> bool:
    return piece.text.startswith("about ")


def _is_link(page: Page, text: str) -> bool:
    """Whether nothing but links stands in `text`."""
    links = [link.text for link in page.links if link.text and link.text in text]
    for link in sorted(links, key=len, reverse=True):
        text = text.replace(link, "", 1)
    return bool(links) and not re.search(r"\w", text)
