"""Chapters hold words; what code they have is a call or two."""

from __future__ import annotations

import ast
import re

import pytest
from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from sample_books import ROOT

CHAPTERS = [ROOT / "index.md", *sorted(ROOT.glob("chapters/*.md"))]
CELL = re.compile(r"^```\{code-cell\}.*?\n(?:---\n.*?---\n|(?::.*\n)*)(.*?)^```", re.M | re.S)
MAY_STAND = (
    ast.Module, ast.Expr, ast.Assign, ast.ImportFrom, ast.alias, ast.Name, ast.Attribute, ast.Call,
    ast.keyword, ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Starred, ast.Subscript,
    ast.JoinedStr, ast.FormattedValue, ast.expr_context,
    ast.ListComp, ast.GeneratorExp, ast.comprehension,
)  # fmt: skip


def cells(path) -> list[str]:
    """The code cells of a chapter, without their options."""
    return CELL.findall(path.read_text("utf8"))


def too_much(code: str) -> list[str]:
    """What in a cell is more than imports from the engine or the study, names and calls."""
    tree = ast.parse(code)
    return [
        f"line {getattr(node, 'lineno', 0)}: {type(node).__name__}"
        for node in ast.walk(tree)
        if not isinstance(node, MAY_STAND)
        or (isinstance(node, ast.ImportFrom) and node.module not in ("plainresults", "study"))
        or (isinstance(node, ast.Name) and node.id in ("open", "eval", "exec", "print"))
    ]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_few_short_cells(path):
    """At most four cells of at most five lines, which define, read and compute nothing."""
    assert len(cells(path)) <= 4
    for code in cells(path):
        assert len([line for line in code.splitlines() if line.strip()]) <= 5, code
        assert too_much(code) == [], code


@pytest.mark.parametrize(
    "code",
    [
        "import pandas",
        "from pandas import read_csv",
        "def f(): return 1",
        "f = lambda: 1",
        "47.2 / 51.7",
        "open('data.csv')",
        "for a in []:\n    a",
        "if 1:\n    a",
    ],
)
def test_a_cell_that_does_more_would_be_found(code):
    """The test above is not blind."""
    assert too_much(code)


def test_some_chapters_have_cells_and_some_are_summaries():
    """The tests of this module have something to test."""
    assert sum(bool(cells(path)) for path in CHAPTERS) >= 3
    assert len(Corpus.read().summaries) >= 3


def test_a_summary_has_its_headings_in_order_and_its_boxes_before_them():
    """Those of the study's own companion summaries; the title is a reader's question."""
    for page in Corpus.read().summaries:
        text = (ROOT / page.file).read_text("utf8")
        assert tuple(re.findall(r"^## (.*)$", text, re.M)) == store.words().sections, page.file
        assert re.search(r"^# .*\?$", text, re.M), page.file
        first = text.index(f"## {store.words().sections[0]}")
        assert 0 < text.find(":::{in-short}") < first, page.file
        if page.lead:
            assert text.index(":::{in-short}") < text.find(":::{fact-box}") < first, page.file


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_prose_has_one_sentence_per_line(path):
    """A change of a sentence shows as a change of one line."""
    body = re.sub(r"^```.*?^```|^---.*?^---|^\|.*?$", "", path.read_text("utf8"), flags=re.M | re.S)
    for line in body.splitlines():
        if not line.startswith((":", "-", " ", "#")):
            assert not re.search(r"[a-z]{3}[.!?] [A-Z]", line), line
