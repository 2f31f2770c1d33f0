"""Rules on results of other kinds than a rate of two groups: each planted fault is found, and honest texts pass.

The cases are in `new_kinds.yml`; each is a page of one of the three books of real trials.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sample_books
import yaml
from plainresults import rules
from plainresults.evidence import store
from plainresults.rules.reader import read_page
from plainresults.rules.rule import Problem, named

CASES = yaml.safe_load((Path(__file__).parents[1] / "new_kinds.yml").read_text("utf8"))
FRONT = {book: f"---\nsource: {of}\nlead: {of}.{lead}\n---\n" for book, of, lead in (
    ("coda", "coda2020", "health"),
    ("sprint", "sprint2021", "heart_events"),
    ("eliana", "eliana2018", "remission"),
)}  # fmt: skip
OF_RESULTS = (
    *("verdict", "cause", "certainty", "past-tense", "one-group", "part-of-people"),
    *("typed-number", "relative-alone", "one-denominator", "wrong-arm", "wrong-unit"),
)


@pytest.fixture
def found(case: dict[str, Any], tmp_path: Path) -> Iterator[list[Problem]]:
    """What the rule of the case finds on its page; for an honest one, what all of them find."""
    book = sample_books.make(tmp_path / "book", like=case["book"])
    if edit := case.get("edit"):
        book.change(edit["file"], edit["old"], edit["new"])
    with sample_books.in_use(book.folder):
        text = case["text"] if "rule" in case else FRONT[case["book"]] + case["text"]
        page, whole = read_page(text, "chapters/example.md"), rules.Corpus.read(book.folder)
        corpus = rules.Corpus(book.folder, [page, *whole.pages], store.load())
        names = [case["rule"]] if "rule" in case else OF_RESULTS
        yield [one for name in names for one in named(name).problems_on(page, corpus)]


@pytest.mark.parametrize("case", CASES["broken"], ids=lambda case: case["name"])
def test_a_planted_fault_is_found(case, found):
    """With what is wrong in words, and what to do."""
    assert any(case["says"] in one.message for one in found), list(map(str, found))
    assert all(one.remedy for one in found)


@pytest.mark.parametrize("case", CASES["honest"], ids=lambda case: case["name"])
def test_an_honest_text_passes(case, found):
    """Not only the rule that it stands beside, but each rule on results."""
    assert found == [], list(map(str, found))
