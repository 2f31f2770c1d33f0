"""A page as its readers see it, where every letter still knows its line and column in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from plainresults.evidence.model import Number, Outcome

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
# A sentence ends at . ! ? (and a closing quote or bracket) before a space and a new start.
END = re.compile(r"[.!?][\"”)]*\s+(?=[\"“(]*[A-Z0-9−])")
Place = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of text of one kind: text, number, words (made from data), term, code, unknown."""

    text: str
    kind: str
    line: int
    column: int
    key: str = ""
    number: Number | None = None
    outcome: Outcome | None = None
    strong: bool = False

    @property
    def place(self) -> Place:
        """Line and column of its first letter."""
        return self.line, self.column


@dataclass
class Block:
    """A heading, paragraph, list item, table cell or line of front matter.

    `group` is the same for all cells of one table and all items of one list, `box` is the
    directive around the block, and `outcome` the one that this directive or data file is about.
    """

    kind: str
    line: int
    pieces: list[Piece]
    level: int = 0
    group: int = 0
    row: int = 0
    section: str = ""
    box: str = ""
    outcome: Outcome | None = None

    @cached_property
    def text(self) -> str:
        """The text that readers see."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def written(self) -> str:
        """The same text with a blank for every letter that comes from the data."""
        return "".join(
            " " * len(p.text) if p.kind in ("number", "words", "unknown") else p.text
            for p in self.pieces
        )

    @cached_property
    def starts(self) -> list[int]:
        """Where each piece begins in the text."""
        found, at = [], 0
        for piece in self.pieces:
            found.append(at)
            at += len(piece.text)
        return found

    @property
    def results(self) -> Iterator[tuple[Piece, Outcome]]:
        """Each number of an outcome that stands in the block, with its outcome."""
        for piece in self.pieces:
            if piece.number and piece.outcome:
                yield piece, piece.outcome

    def place(self, offset: int) -> Place:
        """Line and column of a letter of the text."""
        for start, piece in reversed(list(zip(self.starts, self.pieces, strict=True))):
            if start <= offset:
                inside = offset - start if piece.kind in ("text", "code") else 0
                return piece.line, piece.column + inside
        return self.line, 1

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the block, in order."""
        cuts = [0, *(match.end() for match in END.finditer(self.text)), len(self.text)]
        return [Sentence(self, a, b) for a, b in pairwise(cuts) if self.text[a:b].strip()]


@dataclass
class Sentence:
    """One sentence of a block, from `start` to `end` in the block's text."""

    block: Block
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """The sentence as readers see it."""
        return self.block.text[self.start : self.end]

    @cached_property
    def written(self) -> str:
        """The sentence with a blank for every letter that comes from the data."""
        return self.block.written[self.start : self.end]

    @cached_property
    def numbers(self) -> list[tuple[int, Piece]]:
        """Each piece with a number or a result of the data, and where it begins."""
        return [
            (at - self.start, piece)
            for at, piece in zip(self.block.starts, self.block.pieces, strict=True)
            if self.start <= at < self.end and (piece.number or piece.outcome)
        ]

    @property
    def is_question(self) -> bool:
        """Whether the sentence asks."""
        return self.text.rstrip(' "”)').endswith("?")

    def is_quoted(self, offset: int) -> bool:
        """Whether the letter at `offset` stands between quotation marks."""
        return any(match.start() < offset < match.end() for match in QUOTED.finditer(self.text))

    def place(self, offset: int) -> Place:
        """Line and column of a letter of the sentence."""
        return self.block.place(self.start + offset)


@dataclass(frozen=True)
class Link:
    """Where a link leads, where it stands, and the words that a reader sees of it."""

    target: str
    line: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class Image:
    """A picture: where it comes from, where it stands in the page, and its description."""

    target: str
    line: int
    column: int
    description: str = ""


@dataclass(frozen=True)
class Role:
    """A role, such as {num}`…`: its name, what stands in it, and where it begins."""

    name: str
    content: str
    place: Place


@dataclass(frozen=True)
class Html:
    """Raw HTML in a page, and where it stands."""

    content: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Cell:
    """A code cell: its code, the line of the first line of code, and that of its fence."""

    code: str
    line: int
    fence: int = 0


@dataclass(frozen=True)
class Box:
    """A directive: its name, what stands behind the name, and its options, each with its line.

    `body` is what stands below the options, and begins in line `first`. `is_closed` is false when
    its fence, or that of a directive around it, does not end.
    """

    name: str
    argument: str
    line: int
    options: dict[str, tuple[str, int]] = field(default_factory=dict)
    body: str = ""
    first: int = 0
    is_closed: bool = True


@dataclass
class Page:
    """One chapter, or the texts of one data file.

    `allowed` has, by line, the rules that a comment lets pass there, `rests` the addresses that one
    names for it, and `named` each of these addresses with the line where it is written (see
    `marks`).
    """

    file: str
    meta: dict[str, Any] = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    html: list[Html] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    glossary: dict[str, int] = field(default_factory=dict)
    allowed: dict[int, set[str]] = field(default_factory=dict)
    rests: dict[int, list[str]] = field(default_factory=dict)
    named: list[tuple[str, int]] = field(default_factory=list)
    is_ours: bool = False  # whether the whole page is about the book itself
    includes: list[str] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    lead: Outcome | None = None
    is_list: bool = False  # whether these are the texts of a list of data/, about any outcome

    @cached_property
    def glossary_lines(self) -> set[int]:
        """The lines of terms and of their meanings."""
        meanings = {block.line for block in self.blocks if block.kind == "definition"}
        return meanings | set(self.glossary.values())

    @property
    def is_summary(self) -> bool:
        """Whether the page is a summary: it names its source, or the outcome that it is about."""
        return "source" in self.meta or "lead" in self.meta

    @property
    def is_data(self) -> bool:
        """Whether this is no chapter but the texts of a data file."""
        return not self.file.endswith(".md")

    @property
    def title(self) -> str:
        """The heading of the page; empty without one."""
        headings = (b.text for b in self.blocks if b.kind == "heading" and b.level == 1)
        return next(headings, "")

    @cached_property
    def sources(self) -> set[str]:
        """The keys of the sources that the page is about, or already takes a value from."""
        also = str(self.meta.get("also", "")).split(",")
        named = {str(self.meta.get("source", "")), *(key.strip() for key in also)}
        named |= {self.file.removeprefix("data/").removesuffix(".yml")} if self.is_data else set()
        keys = (piece.key for block in self.blocks for piece in block.pieces if piece.number)
        rests = (key for keys in self.rests.values() for key in keys)
        return named | {key.partition(".")[0] for key in (*keys, *rests)}

    def boxes_called(self, name: str) -> list[Box]:
        """The directives of one name, in order."""
        return [box for box in self.boxes if box.name == name]

    @property
    def prose(self) -> list[Block]:
        """Paragraphs and list items, which are what the reading level is measured on."""
        return [block for block in self.blocks if block.kind in ("paragraph", "item")]

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of every block."""
        for block in self.blocks:
            yield from block.sentences

    def meta_place(self, name: str) -> Place:
        """Where a field of the front matter stands; the first line when it is missing."""
        return self.meta_lines.get(name, 1), 1
