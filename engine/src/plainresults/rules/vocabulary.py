"""Words: person-first language, jargon and the glossary, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

Spans = dict[int, list[tuple[int, int]]]  # stretches of text, by the number of their block
ADVICE = ("instead of", "rather than", "do not say", "not", "avoid", "never say")


@rule("person-first", 70)
def person_first(page: Page, book: Corpus) -> Found:
    """Words that turn a condition into a person's name keep people from asking for help. Names of
    agencies and titles of papers stay as they are, and a page may quote a word to advise against
    it."""
    listed = wording("avoid")
    names = [re.compile(re.escape(one["text"])) for one in listed["may_stand"]]
    for block in page.blocks:
        free = [match.span() for name in names for match in name.finditer(block.text)]
        for term in listed["terms"]:
            for match in _pattern(term["avoid"]).finditer(block.text):
                if not _advised(block.text, match.start()) and not _within(match.start(), free):
                    free.append(match.span())
                    remedy = f"say “{term['say']}” ({term['source']})"
                    yield block.place(match.start()), f"“{match[0]}”: {term['reason']}", remedy


@rule("jargon", 71, kind="hint")
def jargon(page: Page, book: Corpus) -> Found:
    """Words of papers that have a plain one are used only in the glossary, which explains them."""
    for block in (block for block in page.blocks if block.kind != "definition"):
        for term in wording("jargon")["plain"]:
            word = term["avoid"]
            for match in _pattern(word, case=word[0].isupper()).finditer(block.text):
                if not _quoted(block, match.start()):
                    what = f"“{match[0]}” is a word of papers"
                    yield block.place(match.start()), what, f"say “{term['say']}”"


@rule("glossary-link", 72)
def glossary_link(page: Page, book: Corpus) -> Found:
    """A hard word that is used is in the glossary, and on a summary it is linked where it first
    stands in the text, so that nobody has to look for its meaning."""
    hidden: Spans = {}  # longer terms already seen
    terms = sorted(wording("jargon")["linked"], key=len, reverse=True)
    for term in terms if not page.is_data else ():
        places = list(_uses(page, term, hidden))
        if places and term.lower() not in book.glossary:
            what = f"“{term}” is used but not in the glossary"
            yield places[0][0].place(places[0][1]), what, f"explain it in {book.glossary_page}"
        elif places and page.is_summary and not _linked(*places[0]):
            what = f"“{term}” first stands here without a link to the glossary"
            yield places[0][0].place(places[0][1]), what, f"write {{term}}`{term}`"


@rule("spelling", 120, kind="hint")
def spelling(page: Page, book: Corpus) -> Found:
    """A misspelled word makes readers doubt the rest. Words are compared with codespell's list of
    common mistakes."""
    known, mine = _misspellings(), {word.lower() for word in wording("spelling")["right"]}
    for block in page.blocks:
        for match in re.finditer(r"[A-Za-z][A-Za-z']+", block.written):
            word = match[0].lower()
            if word in known and word not in mine:
                remedy = f"write “{known[word]}”, or add it to wording/spelling.yml"
                yield block.place(match.start()), f"“{match[0]}” looks misspelled", remedy


def _advised(text: str, at: int) -> bool:
    """Whether the word at `at` stands in quotation marks after an advice against it."""
    before = text[:at]
    return before.endswith(("“", '"')) and before.rstrip('"“ ').endswith(ADVICE)


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _uses(page: Page, term: str, hidden: Spans) -> Iterator[tuple[Block, int]]:
    """Where a term stands in the text, outside longer terms and quotations.

    Each is hidden from then on.
    """
    pattern = re.compile(rf"\b{term}(?:s|es)?\b", 0 if term[0].isupper() else re.IGNORECASE)
    for index, block in enumerate(page.blocks):
        if block.kind in ("paragraph", "item", "cell"):
            taken = hidden.setdefault(index, [])
            for match in pattern.finditer(block.text):
                if not _within(match.start(), taken) and not _quoted(block, match.start()):
                    taken.append(match.span())
                    yield block, match.start()


def _linked(block: Block, at: int) -> bool:
    return any(
        start <= at < start + len(piece.text) and piece.kind == "term"
        for start, piece in zip(block.starts, block.pieces, strict=True)
    )


def _quoted(block: Block, at: int) -> bool:
    return any(s.start <= at < s.end and s.is_quoted(at - s.start) for s in block.sentences)


@cache
def _pattern(text: str, case: bool = False) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b", 0 if case else re.IGNORECASE)


@cache
def _misspellings() -> dict[str, str]:
    text = (files("codespell_lib") / "data" / "dictionary.txt").read_text("utf8")
    pairs = (line.split("->") for line in text.splitlines() if "->" in line)
    return {
        wrong.lower(): right.strip().rstrip(",").split(", disabled")[0] for wrong, right in pairs
    }
