"""From a Markdown file to a `Page`, with MyST's own parser, so that lines and columns are right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from plainresults.errors import Fault
from plainresults.evidence import store, yamlfile
from plainresults.evidence.model import Outcome
from plainresults.rules import marks
from plainresults.rules.inline import Inline, said_in
from plainresults.rules.page import Block, Box, Cell, Html, Page

CODE = "code-cell"
SAID_BY_OPTION = ("alt", "caption", "title", "name")
CELL_OPTION = re.compile(r"\s+(?:alt|caption|title):\s*(.+)")
NO_WORDS = {"include", "figure", "image", "code-block", "literalinclude", "raw", "math"}
NO_MARKDOWN = {"code-block", "literalinclude", "math", "raw"}
KINDS = {"list_item": "item", "td": "cell", "th": "cell", "heading": "heading"}
GROUPS = {"bullet_list", "ordered_list", "table", "paragraph", "heading"}
FENCE = re.compile(r"(?:`{3,}|~{3,}|:{3,})\s*")


@cache
def parser() -> MarkdownIt:
    """MyST's parser with the extensions that `_config.yml` turns on."""
    extensions = {"colon_fence", "deflist", "attrs_inline"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def read_page(text: str, file: str) -> Page:
    """The page in `text`."""
    return Reader(text, file).page


@dataclass(frozen=True)
class Around:
    """What a stretch of Markdown stands in: so many lines of the file above it, and a directive."""

    above: int = 0
    box: str = ""
    outcome: Outcome | None = None


class Reader:
    """Walks the tokens of one file and fills a page."""

    def __init__(self, text: str, file: str):
        self.page = Page(file, lines=text.split("\n"))
        self.groups = count(1)
        self.section = ""
        self.walk(parser().parse(text), Around())
        lead = self.page.meta.get("lead")
        self.page.lead = store.load().outcomes.get(lead) if isinstance(lead, str) else None

    def walk(self, tokens: Sequence[Token], around: Around) -> None:
        """Add what `tokens` hold."""
        kinds: list[tuple[str, int, int]] = []  # the blocks around a token: kind, level, group
        row = 0
        for index, token in enumerate(tokens):
            name = token.type.removesuffix("_open")
            if token.type == "front_matter":
                self.front_matter(token.content)
            elif token.type in ("fence", "colon_fence"):
                self.directive(token, around)
            elif token.type == "myst_line_comment":
                self.comment(token, around.above, tokens[index + 1 :])
            elif token.type == "html_block":
                self.html(token.content, around.above + _begin(token) + 1, around.box)
            elif token.type == "inline":
                self.inline(token, around, kinds, row)
            elif token.nesting == 1:
                row += name == "tr"
                inside = (group for kind, _, group in reversed(kinds) if kind in ("item", "cell"))
                new = next(self.groups) if name in GROUPS else kinds[-1][2] if kinds else 0
                level = int(token.tag[1]) if name == "heading" else 0
                kinds.append((KINDS.get(name, name), level, next(inside, 0) or new))
            elif token.nesting == -1:
                kinds.pop()

    def inline(
        self, token: Token, around: Around, kinds: list[tuple[str, int, int]], row: int
    ) -> None:
        """Add one block of text."""
        shown = (kind for kind, _, _ in reversed(kinds) if kind in ("item", "cell", "heading"))
        kind = next(shown, "paragraph")
        level, group = kinds[-1][1:] if kinds else (0, 0)
        line = around.above + _begin(token) + 1
        inline = Inline(token, line, self.page.lines)
        if kind == "heading":
            self.section = inline.text if level == 2 else "" if level == 1 else self.section
        block = Block(kind, line, inline.pieces, level, group, row, self.section)
        self.add(inline, replace(block, box=around.box, outcome=around.outcome))

    def add(self, inline: Inline, block: Block) -> None:
        """Take in one block, and what stands in and beside its words."""
        self.page.blocks.append(block)
        self.page.links += inline.links
        self.page.images += inline.images
        self.page.html += inline.html
        self.page.roles += inline.roles
        for text, line in inline.aside:
            self.text(text, line, "meta", "aside")

    def front_matter(self, content: str) -> None:
        """Read the fields between the two lines of dashes."""
        if not content.strip():
            return
        try:
            fields, lines = yamlfile.parse(content, Path(self.page.file), 2)
        except Fault:  # which the rule `front-matter` reports
            return
        self.page.meta = fields
        self.page.meta_lines = {str(at[0]): line for at, line in lines.items() if len(at) == 1}
        marks.read_front_matter(self.page)
        marks.read_yaml(self.page, 2, content.split("\n"))
        for name in marks.SHOWN:
            if isinstance(value := self.page.meta.get(name), str):
                self.text(value, self.page.meta_lines[name], "meta", "front matter")

    def text(self, text: str, line: int, kind: str, box: str) -> None:
        """Add a block from text that stands in one line of the file."""
        for token in parser().parseInline(text):
            token.map = [0, 1]
            inline = Inline(token, line, self.page.lines)
            group = next(self.groups)
            self.add(inline, Block(kind, line, inline.pieces, 0, group, 0, self.section, box))

    def directive(self, token: Token, around: Around) -> None:
        """Read a code cell, a glossary, or what stands inside any other directive."""
        box = self.box(token, around.above)
        if not box.name:
            return
        self.page.boxes.append(box)
        if box.name == CODE:
            self.cell(token.content, box.line)
        elif box.name == "glossary":
            self.glossary(token.content, box.line)
        elif box.name == "include":
            self.page.includes.append(box.argument)
        else:
            if box.name not in NO_WORDS and " " in box.argument:
                self.text(box.argument, box.line, "meta", box.name)
            for name in SAID_BY_OPTION:
                if name in box.options and box.options[name][0]:
                    self.text(*box.options[name], "meta", box.name)
            if box.name not in NO_MARKDOWN:
                inner = store.load().outcomes.get(box.argument) or around.outcome
                inside = Around(box.first - 1, box.name, inner)
                self.walk(parser().parse(box.body), inside)

    def box(self, token: Token, above: int) -> Box:
        """The directive that a fence holds; without a name, it is code to be shown."""
        match = re.match(r"\{([\w-]+)\}\s*(.*)", token.info.strip())
        name, argument = match.groups() if match else ("", "")
        line = above + _begin(token) + 1
        options: dict[str, tuple[str, int]] = {}
        rows = token.content.split("\n")
        while len(options) < len(rows) and (
            option := re.match(r":([\w-]+):(?:\s+(.*))?$", rows[len(options)])
        ):
            options[option[1]] = (option[2] or "").strip(), line + 1 + len(options)
        body = "\n".join(rows[len(options) :])
        end = above + (token.map[1] if token.map else 0)
        last = self.page.lines[end - 1] if 0 < end <= len(self.page.lines) else ""
        is_closed = bool(FENCE.fullmatch(last.strip())) and end > line
        first = line + 1 + len(options)
        return Box(name, argument.strip(), line, options, body, first, is_closed)

    def cell(self, content: str, line: int) -> None:
        """Read a code cell; a caption or description among its options is text that readers see."""
        head = re.match(r"---\n.*?\n---\n|(?::[\w-]+:[^\n]*\n)*", content, re.DOTALL)
        options = head[0] if head else ""
        for at, row in enumerate(options.split("\n"), line + 1):
            if option := CELL_OPTION.match(row):
                self.text(option[1].strip("\"'"), at, "meta", CODE)
        blank = "\n" * options.count("\n")
        self.page.cells.append(Cell(blank + content[len(options) :], line + 1, line))

    def glossary(self, content: str, line: int) -> None:
        """Read terms, which stand at the margin, and their indented meanings."""
        rows = content.split("\n")
        marks.read_yaml(self.page, line + 1, rows)
        for at, row in enumerate(rows, line + 1):
            if not row.strip() or row.startswith(".. "):
                continue
            if row[0].isspace():
                self.text(row.strip(), at, "definition", "glossary")
            else:
                self.page.glossary[row.strip()] = at
                self.section = row.strip()

    def html(self, content: str, line: int, box: str) -> None:
        """Read what stands between the tags of a block of HTML, and what their attributes say."""
        self.page.html.append(Html(content, line))
        if words := " ".join(re.sub(r"<[^>]*>", " ", content).split()):
            self.text(words, line, "paragraph", box)
        for text, at in said_in(content, line):
            self.text(text, at, "meta", "aside")

    def comment(self, token: Token, above: int, after: Sequence[Token]) -> None:
        """Read the comments of one token, which hold for the block after them."""
        blocks = [
            one
            for one in after
            if one.map and one.level == token.level and one.type not in ("myst_target", token.type)
        ]
        last = above + _end(blocks[0] if blocks else token)
        text = "".join(self.page.lines[_begin(blocks[0]) + above : last]) if blocks else ""
        next_is_list = len(blocks) > 1 and blocks[1].type.endswith("list_open")
        if next_is_list and text.rstrip().endswith(":"):
            last = above + _end(blocks[1])
        for at, text in enumerate(token.content.split("\n"), above + _begin(token) + 1):
            marks.read(self.page, text, at, range(above + _end(token) + 1, last + 1))


def _begin(token: Token) -> int:
    """The first line of a token, from 0."""
    return token.map[0] if token.map else 0


def _end(token: Token) -> int:
    """The line after a token, from 0."""
    return token.map[1] if token.map else 0
