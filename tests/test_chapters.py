"""Chapters hold words; what code they have is a call or two."""

from __future__ import annotations

import re

import pytest
import yaml
from sample_books import ROOT

HEADINGS = [
    "The Problem",
    "The Goal",
    "What the Researchers Did",
    "What They Found",
    "Why It Matters",
    "What Now?",
]
CHAPTERS = sorted(ROOT.glob("chapters/*.md")) + [ROOT / "index.md"]


def front_matter(text: str) -> dict:
    """The fields at the top of a chapter."""
    return yaml.safe_load(text.split("---\n")[1])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_has_few_short_cells(path):
    """At most four cells of at most five lines, which import only the engine or the study and define and compute nothing."""
    cells = re.findall(r"^```\{code-cell\}.*?\n(.*?)^```", path.read_text("utf8"), re.M | re.S)
    assert len(cells) <= 4
    for cell in cells:
        lines = [line for line in cell.splitlines() if line.strip()]
        assert len(lines) <= 5
        assert not re.search(r"\b(def|class|lambda|open|read_csv)\b", cell)
        assert all(
            re.match(r"from (plainresults|study) import ", line)
            for line in lines
            if "import" in line
        )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_summary_has_the_six_headings_in_order(path):
    """The headings of the study's own summaries, and the boxes before them."""
    text = path.read_text("utf8")
    if "lead" not in front_matter(text):
        return
    assert re.findall(r"^## (.*)$", text, re.M) == HEADINGS
    assert text.index(":::{in-short}") < text.index(":::{fact-box}") < text.index("## The Problem")
    assert re.search(r"^# .*\?$", text, re.M), "the title is a reader's question"


def test_there_are_summaries_to_test():
    """The test above has something to test."""
    assert sum("lead" in front_matter(path.read_text("utf8")) for path in CHAPTERS) >= 3


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_prose_has_one_sentence_per_line(path):
    """A change of a sentence shows as a change of one line."""
    body = re.sub(r"^```.*?^```|^---.*?^---|^\|.*?$", "", path.read_text("utf8"), flags=re.M | re.S)
    for line in body.splitlines():
        if not line.startswith((":", "-", " ", "#")):
            assert not re.search(r"[a-z]{3}[.!?] [A-Z]", line), line
