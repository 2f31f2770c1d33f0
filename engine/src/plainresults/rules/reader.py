"""From a Markdown file to a `Page`, with MyST's own parser, so that lines and columns are right."""

from __future__ import annotations

import re
from functools import cache
from itertools import count

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from plainresults.evidence import store
from plainresults.evidence.model import Outcome
from plainresults.rules import marks
from plainresults.rules.inline import Inline
from plainresults.rules.page import Block, Cell, Page

CODE = "code-cell"
OPTION = re.compile(r":(alt|caption|title|name):\s*(.+)")
CELL_OPTION = re.compile(r"\s+(?:alt|caption|title):\s*(.+)")
NO_WORDS = {"include", "figure", "image", "code-block", "literalinclude", "raw", "math"}


@cache
def parser() -> MarkdownIt:
    """MyST's parser with the extensions that `_config.yml` turns on."""
    return create_md_parser(
        MdParserConfig(enable_extensions={"colon_fence", "deflist", "attrs_inline"}), RendererHTML
    )


def read_page(text: str, file: str) -> Page:
    """The page in `text`."""
    return Reader(text, file).page


class Reader:
    """Walks the tokens of one file and fills a page."""

    def __init__(self, text: str, file: str):
        self.page = Page(file, lines=text.split("\n"))
        self.groups = count(1)
        self.section = ""
        self.walk(parser().parse(text), 0, "", None)
        lead = self.page.meta.get("lead")
        self.page.lead = store.load().outcomes.get(lead) if isinstance(lead, str) else None

    def walk(self, tokens: list[Token], offset: int, box: str, outcome: Outcome | None) -> None:
        """Add what `tokens` hold; they begin `offset` lines into the file, inside the directive `box`."""
        kinds: list[tuple[str, int, int]] = []  # the blocks around a token: kind, level, group
        row = 0
        for index, token in enumerate(tokens):
            name = token.type.removesuffix("_open")
            if token.type == "front_matter":
                self.front_matter(token.content)
            elif token.type in ("fence", "colon_fence"):
                self.directive(token, offset, outcome)
            elif token.type == "myst_line_comment":
                self.comment(token, offset, tokens[index + 1 :])
            elif token.type == "html_block":
                self.html(token.content, offset + token.map[0] + 1, box)
            elif token.type == "inline":
                self.inline(token, offset, kinds, row, box, outcome)
            elif token.nesting == 1:
                row += name == "tr"
                starts_group = name in (
                    "bullet_list",
                    "ordered_list",
                    "table",
                    "paragraph",
                    "heading",
                )
                inside = next(
                    (group for kind, _, group in reversed(kinds) if kind in ("item", "cell")), 0
                )
                group = inside or (
                    next(self.groups) if starts_group else kinds[-1][2] if kinds else 0
                )
                kinds.append(
                    (KINDS.get(name, name), int(token.tag[1]) if name == "heading" else 0, group)
                )
            elif token.nesting == -1:
                kinds.pop()

    def inline(self, token: Token, offset: int, kinds: list, row: int, box: str, outcome) -> None:
        """Add one block of text."""
        kind = next(
            (kind for kind, _, _ in reversed(kinds) if kind in ("item", "cell", "heading")),
            "paragraph",
        )
        level, group = (kinds[-1][1], kinds[-1][2]) if kinds else (0, 0)
        inline = Inline(token, offset + token.map[0] + 1, self.page.lines)
        self.page.links += inline.links
        if kind == "heading":
            self.section = inline.text if level == 2 else "" if level == 1 else self.section
        self.page.blocks.append(
            Block(
                kind,
                offset + token.map[0] + 1,
                inline.pieces,
                level,
                group,
                row,
                self.section,
                box,
                outcome,
            )
        )

    def front_matter(self, content: str) -> None:
        """Read the fields between the two lines of dashes."""
        try:
            node, fields = yaml.compose(content), yaml.safe_load(content)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.page.unread = (mark.line + 2 if mark else 1, str(getattr(error, "problem", error)))
            return
        if not isinstance(fields, dict):
            self.page.unread = (1, "it holds no fields") if fields else None
            return
        self.page.meta = fields
        self.page.meta_lines = {key.value: key.start_mark.line + 2 for key, _ in node.value}
        marks.read_front_matter(self.page)
        marks.read_yaml(self.page, 2, content.split("\n"))
        for name in marks.SHOWN:
            if isinstance(value := self.page.meta.get(name), str):
                self.text(value, self.page.meta_lines[name], "meta", "front matter")

    def text(self, text: str, line: int, kind: str, box: str, outcome=None) -> None:
        """Add a block from text that stands in one line of the file."""
        for token in parser().parseInline(text):
            token.map = [0, 1]
            inline = Inline(token, line, self.page.lines)
            self.page.links += inline.links
            self.page.blocks.append(
                Block(
                    kind,
                    line,
                    inline.pieces,
                    group=next(self.groups),
                    section=self.section,
                    box=box,
                    outcome=outcome,
                )
            )

    def directive(self, token: Token, offset: int, outcome) -> None:
        """Read a code cell, a glossary, or what stands inside any other directive."""
        match = re.match(r"\{([\w-]+)\}\s*(.*)", token.info.strip())
        name, argument = match.groups() if match else ("", "")
        first = offset + token.map[0] + 1  # lines of the file above the content
        if name == CODE:
            self.cell(token.content, first)
        elif name == "glossary":
            self.glossary(token.content, first)
        elif name:
            self.page.boxes.append((name, argument.strip(), first))
            if name == "include":
                self.page.includes.append(argument.strip())
            elif name not in NO_WORDS and " " in argument.strip():
                self.text(argument.strip(), first, "meta", name)
            inner = store.load().outcomes.get(argument.strip()) or outcome
            if name in ("code-block", "literalinclude", "math"):
                return
            for at, line in enumerate(token.content.split("\n"), first + 1):
                if option := OPTION.match(line):
                    self.text(option[2], at, "meta", name)
            body = re.sub(
                r"(?m)\A(:[\w-]+:.*\n)+", lambda m: "\n" * m[0].count("\n"), token.content
            )
            self.walk(parser().parse(body), first, name, inner)

    def cell(self, content: str, first: int) -> None:
        """Read a code cell; a caption or description among its options is text that readers see."""
        head = re.match(r"---\n.*?\n---\n|(?::[\w-]+:[^\n]*\n)+", content, re.DOTALL) or re.match(
            "", content
        )
        for at, line in enumerate(head[0].split("\n"), first + 1):
            if option := CELL_OPTION.match(line):
                self.text(option[1].strip("\"'"), at, "meta", CODE)
        self.page.cells.append(Cell("\n" * head[0].count("\n") + content[head.end() :], first + 1))

    def glossary(self, content: str, first: int) -> None:
        """Read terms, which stand at the margin, and their indented meanings."""
        marks.read_yaml(self.page, first + 1, content.split("\n"))
        for at, line in enumerate(content.split("\n"), first + 1):
            if line.startswith(".. "):
                continue
            if line.strip() and not line[0].isspace():
                self.page.glossary[line.strip()] = at
                self.section = line.strip()
            elif line.strip():
                self.text(line.strip(), at, "definition", "glossary")

    def html(self, content: str, first: int, box: str) -> None:
        """Read what stands between the tags of a block of HTML."""
        if words := " ".join(re.sub(r"<[^>]*>", " ", content).split()):
            self.text(words, first, "paragraph", box)

    def comment(self, token: Token, offset: int, after: list[Token]) -> None:
        """Read the comments of one token, which hold for the block after them."""
        blocks = [
            one
            for one in after
            if one.map and one.level == token.level and one.type not in ("myst_target", token.type)
        ]
        last = offset + (blocks[0] if blocks else token).map[1]
        if len(blocks) > 1 and blocks[1].type.endswith("list_open"):
            if "".join(self.page.lines[blocks[0].map[0] + offset : last]).rstrip().endswith(":"):
                last = offset + blocks[1].map[1]
        for at, text in enumerate(token.content.split("\n"), offset + token.map[0] + 1):
            marks.read(self.page, text, at, range(offset + token.map[1] + 1, last + 1))


KINDS = {"list_item": "item", "td": "cell", "th": "cell", "heading": "heading"}
