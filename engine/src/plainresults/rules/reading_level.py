"""How hard a page is to read: the score, and the rules on grade, sentences and length.

What is measured: the paragraphs and list items that readers see, with numbers and words from the
data filled in. Headings, tables, fact boxes, charts and code are left out. A list item counts as a
sentence. A number counts as one short word, whatever its digits. A name of `wording/names.yml`
counts as one short word. A glossary term gets no discount: it counts with all its syllables.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus, wording
from plainresults.rules.page import Page, Sentence
from plainresults.rules.rule import rule

GRADE, SMOG, SENTENCE, LENGTH = 8.0, 10.0, 25, 850
NUMBER = re.compile(r"[-−]?\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Score:
    """How hard a text is: Flesch-Kincaid grade, SMOG grade, words in it and in its longest sentence."""

    grade: float
    smog: float
    words: int
    longest: int

    @property
    def school_grade(self) -> int:
        """The grade as a whole number, rounded as one speaks of grades."""
        return round(self.grade)

    def __str__(self) -> str:
        return f"grade {self.grade}, SMOG {self.smog}, {self.words} words, longest sentence {self.longest} words"


def measure(page: Page) -> Score:
    """The score of a page."""
    textstat = _textstat()
    text = "\n".join(_plain(sentence.text) for block in page.prose for sentence in block.sentences)
    longest = max(
        (length(sentence) for block in page.prose for sentence in block.sentences), default=0
    )
    return Score(
        textstat.flesch_kincaid_grade(text),
        textstat.smog_index(text),
        sum(
            len(block.text.split())
            for block in page.blocks
            if block.kind in ("paragraph", "item", "heading")
        ),
        longest,
    )


def length(sentence: Sentence) -> int:
    """How many words a sentence has."""
    return len(re.findall(r"[\w%][\w'’,.%−-]*", sentence.text))


@rule("reading-level", 80)
def reading_level(page: Page, book: Corpus) -> Iterator:
    """A summary is for everyone: its Flesch-Kincaid grade is at most 8.0 and its SMOG grade at most 10.
    Numbers and names count as one short word; glossary terms count in full."""
    if page.is_summary and page.prose:
        score = measure(page)
        for name, value, limit in (
            ("Flesch-Kincaid grade", score.grade, GRADE),
            ("SMOG grade", score.smog, SMOG),
        ):
            if value > limit:
                hard = max(
                    (s for b in page.prose for s in b.sentences),
                    key=lambda s: length(s) + 3 * _long_words(s),
                )
                yield (
                    hard.place(0),
                    f"the {name} of the page is {value}, above {limit:g}",
                    "shorten sentences and long words, first of all this one",
                )


@rule("long-sentence", 81)
def long_sentence(page: Page, book: Corpus) -> Iterator:
    """A sentence of more than 25 words is hard to hold in mind, so it is cut in two."""
    for sentence in page.sentences() if not page.is_data else ():
        if (
            sentence.block.kind in ("paragraph", "item", "definition", "meta")
            and (words := length(sentence)) > SENTENCE
        ):
            yield (
                sentence.place(0),
                f"this sentence has {words} words, more than {SENTENCE}",
                "make two of it",
            )


@rule("length", 82)
def page_length(page: Page, book: Corpus) -> Iterator:
    """A summary stays below 850 words, so that people read it to the end."""
    if page.is_summary and (words := measure(page).words) >= LENGTH:
        yield (
            (len(page.lines), 1),
            f"the page has {words} words, not fewer than {LENGTH}",
            "leave out what readers can do without",
        )


@rule("sections", 83)
def sections(page: Page, book: Corpus) -> Iterator:
    """Every summary has the same six headings in the same order, so that readers know where to look."""
    if page.is_summary:
        headings = store.words().sections
        found = [block for block in page.blocks if block.kind == "heading" and block.level == 2]
        for index, wanted in enumerate(headings):
            if index >= len(found) or found[index].text != wanted:
                place = (found[index].line, 1) if index < len(found) else (len(page.lines), 1)
                yield (
                    place,
                    f"the heading “{wanted}” is missing here",
                    f"write the six headings in this order: {', '.join(headings)}",
                )
                return
        for extra in found[len(headings) :]:
            yield (
                (extra.line, 1),
                f"“{extra.text}” is no heading of a summary",
                "move its text under one of the six headings",
            )


def _plain(text: str) -> str:
    for name in wording("names")["names"]:
        text = re.sub(rf"\b{re.escape(name)}\b", "Ann", text)
    return re.sub(r"[.!?…:]", " ", NUMBER.sub("9", text)).strip() + "."


def _long_words(sentence: Sentence) -> int:
    return sum(_textstat().syllable_count(word) >= 3 for word in _plain(sentence.text).split())


def _textstat():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it still asks setuptools for its word list
        import textstat
    return textstat
