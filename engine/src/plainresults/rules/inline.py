"""From the words inside a block of Markdown to pieces that know where they stand."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.token import Token

from plainresults.evidence import store
from plainresults.rendering import html
from plainresults.rendering.effects import range_line
from plainresults.rules import marks
from plainresults.rules.page import Html, Image, Link, Piece, Place, Role

ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+")
TITLED = re.compile(r"(.*?)\s*<([^<>]+)>", re.DOTALL)  # words <target>, as in {term}`words <term>`
SAID = re.compile(r"\b(?:alt|title|aria-label|placeholder)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Inline:
    """What one `inline` token holds whose first line is `line` of the file.

    `aside` has the texts that stand beside the words, such as the title of a link.
    """

    def __init__(self, token: Token, line: int, lines: list[str]):
        self.content, self.line, self.lines = token.content, line, lines
        self.cursor = 0
        self.strong = 0
        self.pieces: list[Piece] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.html: list[Html] = []
        self.roles: list[Role] = []
        self.aside: list[tuple[str, int]] = []
        self.opened: tuple[str, Place, int] = ("", (line, 1), 0)
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
            at = self.content.find("[", self.cursor)
            place = self.place(max(at, self.cursor))
            self.opened = str(child.attrs.get("href", "")), place, len(self.pieces)
            self.note(child, place[0])
        elif child.type == "link_close":
            target, place, begins = self.opened
            words = "".join(piece.text for piece in self.pieces[begins:])
            self.links.append(Link(target, *place, text=words))
        elif child.type == "image":
            self.image(child)
        elif child.type == "html_inline":
            self.find(child.content)
            self.html.append(Html(child.content, *self.place(self.cursor)))
            self.aside += said_in(child.content, self.place(self.cursor)[0])
        elif child.type == "myst_role":
            self.role(child.meta["name"], child.content)
        elif child.type in ("text", "code_inline") and child.content:
            self.find(child.content)
            self.put(child.content, "text" if child.type == "text" else "code")
            self.cursor += len(child.content)

    def image(self, child: Token) -> None:
        """Add a picture, whose description is read as text."""
        place = self.place(max(self.content.find("![", self.cursor), self.cursor))
        target = str(child.attrs.get("src", ""))
        self.images.append(Image(target, *place, description=child.content))
        self.note(child, place[0])
        for inner in child.children or ():
            self.add(inner)

    def note(self, token: Token, line: int) -> None:
        """Keep the title of a link or a picture, which shows when it is pointed at."""
        if title := str(token.attrs.get("title", "")):
            self.aside.append((title, line))

    def find(self, text: str) -> None:
        """Move the cursor to the next place where `text` stands in the source."""
        at = self.content.find(text, self.cursor)
        self.cursor = at if at >= 0 else self.cursor

    def place(self, at: int) -> Place:
        """Line and column in the file of a letter of the block's source."""
        before = self.content[:at]
        row = before.count("\n")
        line = self.content.split("\n")[row]
        source = self.lines[self.line + row - 1] if self.line + row <= len(self.lines) else ""
        return self.line + row, max(source.find(line), 0) + at - (before.rfind("\n") + 1) + 1

    def put(self, text: str, kind: str, **known: Any) -> None:
        """Add one piece where the cursor stands."""
        place = self.place(self.cursor)
        self.pieces.append(Piece(text, kind, *place, strong=self.strong > 0, **known))

    def role(self, name: str, content: str) -> None:
        """Add what a role shows: a number, words made from the data, or a term."""
        self.find(content)
        start, self.cursor = self.cursor, max(self.cursor - len(name) - 3, 0)
        self.roles.append(Role(name, content, self.place(self.cursor)))
        if name in ("num", "about"):
            self.number(content, name == "about")
        elif name == "words":
            self.words(content)
        elif name == "from":
            for key in marks.keys_in(content):
                self.put("", "from", key=key)
        elif name not in ("term", "doc", "ref") and ADDRESS.fullmatch(content):
            self.put("9", "words", key=content)  # a figure that the book puts there
        else:
            match = TITLED.fullmatch(content)
            shown, target = match.groups() if match else (content, content)
            if name in ("doc", "ref"):
                self.links.append(Link(f"{name}:{target}", *self.place(self.cursor)))
            self.cursor, is_term = start, name == "term"
            words = " ".join(shown.split())
            self.put(words, "term" if is_term else "text", key=target if is_term else "")
        self.cursor = start + len(content) + 1

    def number(self, key: str, about: bool) -> None:
        """Add the number at `key`, rounded with `about`."""
        number = store.load().numbers.get(key)
        if number:
            shown = html.about_text(number) if about else number.text
            self.put(shown, "number", key=key, number=number, outcome=number.outcome)
        else:
            self.put(f"[{key}?]", "unknown", key=key)

    def words(self, content: str) -> None:
        """Add the words that follow from an outcome."""
        key, _, part = content.rpartition(".")
        outcome = store.load().outcomes.get(key)
        shown = ""
        if outcome and part == "range":
            shown = html.plain(range_line(outcome))
        elif outcome and part in ("verdict", "rank"):
            word = (
                outcome.verdict_in_words if part == "verdict" else store.words().ranks[outcome.rank]
            )
            shown = word.lower()
        kind = "words" if shown else "unknown"
        self.put(shown or f"[{content}?]", kind, key=content, outcome=outcome)


def said_in(html_text: str, line: int) -> list[tuple[str, int]]:
    """What the attributes of raw HTML say to readers, with the line of the tag."""
    return [
        (match[1] or match[2], line) for match in SAID.finditer(html_text) if match[1] or match[2]
    ]
