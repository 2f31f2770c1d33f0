"""Whether Markdown and its marks mean what their author wanted, before a build says so.

`syntax.yml` lists the roles and directives that an author can type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from plainresults.errors import nearest
from plainresults.evidence import store, yamlfile
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Box, Page, Place
from plainresults.rules.rule import Found, rule

TABLE = Path(__file__).with_suffix(".yml")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
FENCE = re.compile(r"\s*(:{3,}|`{3,})")
# What stands in a text and was meant to be a role, or a directive.
ALMOST = re.compile(
    r"(?P<space>\{(?P<a>[\w-]+)\}\s+`[^`]+`)"  # {num} `…`
    r"|(?P<round>\((?P<b>[\w-]+)\)`[^`]+`)"  # (num)`…`
    r"|(?P<square>\[(?P<c>[\w-]+)\]`[^`]+`)"  # [num]`…`
    r"|(?P<bare>(?<![\w{}`])(?P<d>[a-z]+)`[^`]+`)"  # num`…`
    r"|(?P<open>\{(?P<e>[\w-]+)\}(?!`)[\w'\"“‘(]*)"  # {num}'…', {num}…
)


@cache
def known() -> dict[str, Any]:
    """The content of `syntax.yml`."""
    return yamlfile.read(TABLE)[0]


@rule("conflict-marks", 1, may_stand=False)
def conflict_marks(page: Page, book: Corpus) -> Found:
    """Where two versions of a text were merged, one of them is kept, and the marks go."""
    for line, text in enumerate(page.lines, 1):
        if CONFLICT.match(text):
            remedy = "keep one of the two versions, and delete the three lines of marks"
            yield (line, 1), "the marks of an unfinished merge stand here", remedy


@rule("unknown-role", 2, may_stand=False)
def unknown_role(page: Page, book: Corpus) -> Found:
    """A role whose name is mistyped, or that is not written as one, shows its letters in the text,
    and nothing holds its number to the data."""
    roles = known()["roles"]
    for role in page.roles:
        if role.name not in roles:
            yield role.place, f"there is no role {{{role.name}}}", _near(role.name, roles, "roles")
    for block in page.blocks:
        shown = "".join(f"`{p.text}`" if p.kind == "code" else p.text for p in block.pieces)
        for match in ALMOST.finditer(shown):
            name = next(filter(None, match.group("a", "b", "c", "d", "e")))
            near = name if name in roles else _role_like(name, match)
            if near:
                what = f"“{match[0]}” looks like a role, and is none"
                yield (
                    _place(page, block.line, match[0]),
                    what,
                    f"write {{{near}}}`…`, with no space",
                )


def _role_like(name: str, match: re.Match[str]) -> str:
    """The role that a mistyped one may be; brackets and plain words are not taken for roles."""
    roles: list[str] = known()["roles"]
    near = get_close_matches(name, roles, n=1)
    if near and (match["space"] or match["open"]):
        return near[0]
    return "num" if match["space"] else ""


def _place(page: Page, line: int, text: str) -> Place:
    """Where in the file a text of the block in `line` stands."""
    first = text.split("`")[0].strip()
    for at in range(line, min(line + 30, len(page.lines)) + 1):
        if first in page.lines[at - 1]:
            return at, page.lines[at - 1].index(first) + 1
    return line, 1


@rule("directive", 3, may_stand=False)
def directive(page: Page, book: Corpus) -> Found:
    """A directive has a name that the book knows, what it needs behind its name and in it, options
    that it takes, and an end."""
    for box in page.boxes:
        place, table = (box.line, 1), known()["directives"]
        if box.name not in table:
            yield (
                place,
                f"there is no directive {{{box.name}}}",
                _near(box.name, table, "directives"),
            )
            continue
        form = table[box.name]
        for line, what, remedy in (*_shape(box, form), *_typed_roles(box, form)):
            yield (line, 1), what, remedy
    for line, text in enumerate(page.lines, 1):
        match = re.match(r"\s*(?P<colons>:{1,2}|`{1,2})\{(?P<name>[\w-]+)\}(?!`)", text)
        if match and match["name"] in known()["directives"]:
            what = f"“{match[0].strip()}” looks like a directive, and is none"
            yield (
                (line, 1),
                what,
                f"write three signs: {match['colons'][0] * 3}{{{match['name']}}}",
            )


def _shape(box: Box, form: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """What one directive has too little or too much of."""
    name, argument, content = box.name, form.get("argument", ""), form.get("content", "")
    if not box.is_closed:
        remedy = "write the same signs again, alone in a line, below its last line"
        yield box.line, f"{{{name}}}, or a directive around it, has no end", remedy
    if argument == "needed" and not box.argument:
        remedy = f"write it behind the name: :::{{{name}}} …"
        yield box.line, f"{{{name}}} needs something behind its name", remedy
    lists = store.load().lists if form.get("names") == "list" else {box.argument: ""}
    if box.argument and box.argument not in lists:
        yield box.line, f"data/ has no list “{box.argument}”", _near(box.argument, lists, "lists")
    if not argument and box.argument:
        yield (
            box.line,
            f"“{box.argument}” stands behind {{{name}}}, which takes nothing",
            "take it out",
        )
    if content == "needed" and not box.body.strip():
        yield box.line, f"there is nothing in {{{name}}}", "write its text in it, or take it out"
    if not content and box.body.strip():
        remedy = "end it above this text"
        yield box.first, f"{{{name}}} takes no text, and there is some in it", remedy
    for option, (_, line) in box.options.items():
        if option not in form.get("options", ()):
            options = form.get("options") or ["none"]
            hint = nearest(option, options, f"its options are: {', '.join(options)}")
            yield line, f"{{{name}}} has no option “{option}”", hint


def _typed_roles(box: Box, form: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """The roles in a directive that knows only some of them; it would print the others' letters."""
    for line, row in enumerate(box.body.split("\n") if "roles" in form else (), box.first):
        for role in re.findall(r"\{([\w-]+)\}`", row):
            if role not in form["roles"]:
                what = f"{{{box.name}}} prints {{{role}}} as it is typed"
                yield line, what, "write its words alone, and use the role in the text"


@rule("headings", 4, may_stand=False)
def headings(page: Page, book: Corpus) -> Found:
    """A page has one title, and its headings follow each other level by level, so that people who
    listen to a page can find their way."""
    if page.is_data or page.file in book.included:
        return
    found = [block for block in page.blocks if block.kind == "heading" and not block.box]
    titles = [block for block in found if block.level == 1]
    if not titles:
        yield (1, 1), "the page has no title", "begin its text with a line “# Title”"
    for block in titles[1:]:
        remedy = "write ## in front of it, or make it a page of its own"
        yield (block.line, 1), f"“{block.text}” is a second title", remedy
    for above, block in pairwise(found):
        if block.level > above.level + 1:
            remedy = f"write {'#' * (above.level + 1)} in front of it"
            yield (block.line, 1), f"“{block.text}” skips a level of headings", remedy


def _near(name: str, table: Any, what: str) -> str:
    return nearest(name, table, f"the {what} are {', '.join(table)}")
