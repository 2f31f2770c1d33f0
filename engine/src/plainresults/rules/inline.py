"""From the words inside a block of Markdown to pieces that know where they stand."""

from __future__ import annotations

import re

from markdown_it.token import Token

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.rendering.fact_box import range_line
from plainresults.rules import marks
from plainresults.rules.page import Link, Piece


class Inline:
    """The pieces and links of one `inline` token whose first line is `line` of the file."""

    def __init__(self, token: Token, line: int, lines: list[str]):
        self.content, self.line, self.lines = token.content, line, lines
        self.cursor = 0
        self.strong = 0
        self.pieces: list[Piece] = []
        self.links: list[Link] = []
        for child in token.children or ():
            self.add(child)

    @property
    def text(self) -> str:
        """The text that readers see."""
        return "".join(piece.text for piece in self.pieces)

    def add(self, child: Token) -> None:
        """Add what one token inside the block shows."""
        if child.type in ("softbreak", "hardbreak"):
            self.cursor = self.content.find("\n", self.cursor) + 1 or self.cursor
            self.put(" ", "text")
        elif child.type in ("strong_open", "strong_close"):
            self.strong += child.nesting
        elif child.type == "link_open":
            line, column = self.place(
                self.content.find("[", self.cursor)
                if "[" in self.content[self.cursor :]
                else self.cursor
            )
            self.opened = (str(child.attrs.get("href", "")), line, column), len(self.pieces)
        elif child.type == "link_close":
            where, begins = self.opened
            self.links.append(
                Link(*where, text="".join(piece.text for piece in self.pieces[begins:]))
            )
        elif child.type == "image":
            for inner in child.children or ():
                self.add(inner)
        elif child.type == "myst_role":
            self.role(child.meta["name"], child.content)
        elif child.type in ("text", "code_inline") and child.content:
            self.find(child.content)
            self.put(child.content, "text" if child.type == "text" else "code")
            self.cursor += len(child.content)

    def find(self, text: str) -> None:
        """Move the cursor to the next place where `text` stands in the source."""
        at = self.content.find(text, self.cursor)
        self.cursor = at if at >= 0 else self.cursor

    def place(self, at: int) -> tuple[int, int]:
        """Line and column in the file of a letter of the block's source."""
        before = self.content[:at]
        row = before.count("\n")
        line = self.content.split("\n")[row]
        source = self.lines[self.line + row - 1] if self.line + row <= len(self.lines) else ""
        return self.line + row, max(source.find(line), 0) + at - (before.rfind("\n") + 1) + 1

    def put(self, text: str, kind: str, **known) -> None:
        """Add one piece where the cursor stands."""
        self.pieces.append(
            Piece(text, kind, *self.place(self.cursor), strong=self.strong > 0, **known)
        )

    def role(self, name: str, content: str) -> None:
        """Add what a role shows: a number, words made from the data, or a term."""
        self.find(content)
        start, self.cursor = self.cursor, max(self.cursor - len(name) - 3, 0)
        if name in ("num", "about"):
            number = store.load().numbers.get(content)
            shown = (
                (html.about_text(number) if name == "about" else number.text)
                if number
                else f"[{content}?]"
            )
            self.put(
                shown,
                "number" if number else "unknown",
                key=content,
                number=number,
                outcome=number and number.outcome,
            )
        elif name == "words":
            self.words(content)
        elif name == "from":
            for key in marks.keys_in(content):
                self.put("", "from", key=key)
        elif name not in ("term", "doc", "ref") and re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", content):
            self.put(
                "9", "words", key=content
            )  # another role with a key: a figure that the book puts there
        else:
            match = re.fullmatch(r"(.*?)\s*<([^<>]+)>", content, re.DOTALL)
            shown, target = match.groups() if match else (content, content)
            if name in ("doc", "ref"):
                self.links.append(Link(f"{name}:{target}", *self.place(self.cursor)))
            self.cursor = start
            self.put(
                " ".join(shown.split()),
                "term" if name == "term" else "text",
                key=target if name == "term" else "",
            )
        self.cursor = start + len(content) + 1

    def words(self, content: str) -> None:
        """Add the words that follow from an outcome."""
        key, _, part = content.rpartition(".")
        outcome = store.load().outcomes.get(key)
        table = (
            {}
            if not outcome
            else {
                "range": html.plain(range_line(outcome)),
                "verdict": outcome.verdict_in_words.lower(),
                "rank": store.words().ranks[outcome.rank].lower(),
            }
        )
        self.put(
            table.get(part, f"[{content}?]"),
            "words" if part in table else "unknown",
            key=content,
            outcome=outcome,
        )
