"""Words: person-first language, jargon and the glossary, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from plainresults.rules.corpus import Corpus, wording
from plainresults.rules.page import Block, Page
from plainresults.rules.rule import rule

ADVICE = ("instead of", "rather than", "do not say", "not", "avoid", "never say")


@rule("person-first", 70)
def person_first(page: Page, book: Corpus) -> Iterator:
    """Words that turn a condition into a person's name keep people from asking for help. Names of
    agencies and titles of papers stay as they are, and a page may quote a word to advise against it."""
    listed = wording("avoid")
    for block in page.blocks:
        free = [
            m.span()
            for one in listed["may_stand"]
            for m in re.finditer(re.escape(one["text"]), block.text)
        ]
        for term in listed["terms"]:
            for match in _pattern(term["avoid"]).finditer(block.text):
                advised = (
                    block.text[: match.start()].rstrip('"“ ').endswith(ADVICE)
                    and block.text[match.start() - 1] in '"“'
                )
                if not advised and not any(a <= match.start() < b for a, b in free):
                    free.append(match.span())
                    yield (
                        block.place(match.start()),
                        f"“{match[0]}”: {term['reason']}",
                        f"say “{term['say']}” ({term['source']})",
                    )


@rule("jargon", 71, kind="hint")
def jargon(page: Page, book: Corpus) -> Iterator:
    """Words of papers that have a plain one are used only in the glossary, which explains them."""
    for block in page.blocks:
        for term in wording("jargon")["plain"] if block.kind != "definition" else ():
            for match in _pattern(
                term["avoid"], case=term["avoid"].isupper() or term["avoid"][0].isupper()
            ).finditer(block.text):
                if not _quoted(block, match.start()):
                    yield (
                        block.place(match.start()),
                        f"“{match[0]}” is a word of papers",
                        f"say “{term['say']}”",
                    )


@rule("glossary-link", 72)
def glossary_link(page: Page, book: Corpus) -> Iterator:
    """A hard word that is used is in the glossary, and on a summary it is linked where it first stands
    in the text, so that nobody has to look for its meaning."""
    if page.is_data:
        return
    hidden = {}  # spans of longer terms already seen, by block
    for term in wording("jargon")["linked"]:
        places = list(_uses(page, term, hidden))
        if not places:
            continue
        block, at = places[0]
        if term.lower() not in book.glossary:
            yield (
                block.place(at),
                f"“{term}” is used but not in the glossary",
                "explain it in chapters/glossary.md",
            )
        elif page.is_summary and not _linked(block, at):
            yield (
                block.place(at),
                f"“{term}” first stands here without a link to the glossary",
                f"write {{term}}`{term}`",
            )


@rule("spelling", 120, kind="hint")
def spelling(page: Page, book: Corpus) -> Iterator:
    """A misspelled word makes readers doubt the rest. Words are compared with codespell's list of common mistakes."""
    known, mine = _misspellings(), {word.lower() for word in wording("spelling")["right"]}
    for block in page.blocks:
        for match in re.finditer(r"[A-Za-z][A-Za-z']+", block.written):
            word = match[0].lower()
            if word in known and word not in mine:
                yield (
                    block.place(match.start()),
                    f"“{match[0]}” looks misspelled",
                    f"write “{known[word]}”, or add it to wording/spelling.yml",
                )


def _uses(page: Page, term: str, hidden: dict) -> Iterator[tuple[Block, int]]:
    """Where a term stands in the text, outside longer terms and quotations, which are hidden from then on."""
    pattern = re.compile(rf"\b{term}(?:s|es)?\b", 0 if term == "P value" else re.IGNORECASE)
    for index, block in enumerate(page.blocks):
        if block.kind in ("paragraph", "item", "cell"):
            for match in pattern.finditer(block.text):
                taken = hidden.setdefault(index, [])
                if not any(a <= match.start() < b for a, b in taken) and not _quoted(
                    block, match.start()
                ):
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
def _pattern(text: str, case: bool = False) -> re.Pattern:
    return re.compile(rf"\b(?:{text})\b", 0 if case else re.IGNORECASE)


@cache
def _misspellings() -> dict[str, str]:
    text = (files("codespell_lib") / "data" / "dictionary.txt").read_text("utf8")
    pairs = (line.split("->") for line in text.splitlines() if "->" in line)
    return {
        wrong.lower(): right.strip().rstrip(",").split(", disabled")[0] for wrong, right in pairs
    }
