"""Code cells: a page holds words, and a cell is a call or two."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Cell, Page
from plainresults.rules.rule import Found, rule

LINES, CELLS = 5, 4  # at most so many lines in a cell, and cells on a page
MODULES = ("plainresults", "study")  # what a cell may import from
WRITES = re.compile(
    r"(?:write|save|dump|to_(?:csv|json|excel|parquet|pickle|html))\w*|mkdir|unlink|remove|rename"
)
READS = (
    "open",
    "read_csv",
    "read_excel",
    "read_json",
    "read_text",
    "urlopen",
    "system",
    "run",
    "Popen",
)


@rule("cell", 7)
def cell(page: Page, book: Corpus) -> Found:
    """Chapters hold words, the engine holds code. A code cell has at most five lines and defines,
    reads and writes nothing, so that what a chart shows comes from the data alone and the page can
    be built again anywhere. A page has at most four of them."""
    for extra in page.cells[CELLS:]:
        yield (
            (extra.fence, 1),
            f"this page has more than {CELLS} code cells",
            "make two pages of it",
        )
    for one in page.cells:
        lines = [line for line in one.code.split("\n") if line.strip()]
        if len(lines) > LINES:
            what = f"this cell has {len(lines)} lines, more than {LINES}"
            yield (one.fence, 1), what, "put the code into a function of study/, and call it here"
        for line, what, remedy in _in_code(one):
            yield (line, 1), what, remedy


def _in_code(one: Cell) -> Iterator[tuple[int, str, str]]:
    try:
        tree = ast.parse(re.sub(r"(?m)^[%!].*", "", one.code))
    except SyntaxError as error:
        line = one.line + (error.lineno or 1) - 1
        yield (
            line,
            f"this is not Python: {error.msg}",
            "compare brackets and quotes with a cell that works",
        )
        return
    for row, text in enumerate(one.code.split("\n")):
        if text.startswith(("%", "!")):
            yield (
                one.line + row,
                f"“{text.split()[0]}” is no Python",
                "take it out; pages import from plainresults only",
            )
    for node in ast.walk(tree):
        if what := _refused(node):
            line = one.line + getattr(node, "lineno", 1) - 1
            yield line, f"a cell {what[0]}", what[1]


def _refused(node: ast.AST) -> tuple[str, str] | None:
    """What a cell does here that it may not, and what to do instead."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return "may not define anything", "put it into study/, and call it here"
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
        for name in names:
            if name.partition(".")[0] not in MODULES:
                return f"may not import {name}", "write: from plainresults import charts, data"
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if WRITES.fullmatch(name):
            return f"may not write, as “{name}” does", "let the chart give its own downloads"
        if name in READS:
            return f"may not read, as “{name}” does", 'take it from the data: data.number("…")'
    return None
