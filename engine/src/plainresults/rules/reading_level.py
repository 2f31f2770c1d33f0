"""How hard a page is to read: the score, and the rules on grade, sentences and length.

What is measured: the paragraphs and list items that readers see, with numbers and words from the
data filled in. Headings, tables, fact boxes, charts and code are left out. A list item counts as a
sentence. A number counts as one short word, whatever its digits. A name of `wording/names.yml`
counts as one short word. A glossary term gets no discount: it counts with all its syllables.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Any

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page, Sentence
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

GRADE, SMOG, SENTENCE, LENGTH = 8.0, 10.0, 25, 850
READ = ("paragraph", "item", "definition", "meta")
NUMBER = re.compile(r"[-−]?\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Score:
    """How hard a text is: its grades, the words in it and in its longest sentence."""

    grade: float
    smog: float
    words: int
    longest: int

    @property
    def school_grade(self) -> int:
        """The grade as a whole number, rounded as one speaks of grades."""
        return round(self.grade)

    def __str__(self) -> str:
        grades = f"grade {self.grade}, SMOG {self.smog}"
        return f"{grades}, {self.words} words, longest sentence {self.longest} words"


def measure(page: Page) -> Score:
    """The score of a page."""
    textstat = _textstat()
    sentences = [sentence for block in page.prose for sentence in block.sentences]
    text = "\n".join(_plain(sentence.text) for sentence in sentences)
    counted = [b for b in page.blocks if b.kind in ("paragraph", "item", "heading")]
    return Score(
        textstat.flesch_kincaid_grade(text),
        textstat.smog_index(text),
        sum(len(block.text.split()) for block in counted),
        max(map(length, sentences), default=0),
    )


def length(sentence: Sentence) -> int:
    """How many words a sentence has."""
    return len(re.findall(r"[\w%][\w'’,.%−-]*", sentence.text))


@rule("reading-level", 80)
def reading_level(page: Page, book: Corpus) -> Found:
    """A summary is for everyone: its Flesch-Kincaid grade is at most 8.0 and its SMOG grade at most
    10. Numbers and names count as one short word; glossary terms count in full."""
    if page.is_summary and page.prose:
        score = measure(page)
        grades = (("Flesch-Kincaid grade", score.grade, GRADE), ("SMOG grade", score.smog, SMOG))
        for name, value, limit in grades:
            if value > limit:
                sentences = [s for block in page.prose for s in block.sentences]
                hard = max(sentences, key=lambda s: length(s) + 3 * _long_words(s))
                what = f"the {name} of the page is {value}, above {limit:g}"
                remedy = "shorten sentences and long words, first of all this one"
                yield hard.place(0), what, remedy


@rule("long-sentence", 81)
def long_sentence(page: Page, book: Corpus) -> Found:
    """A sentence of more than 25 words is hard to hold in mind, so it is cut in two."""
    for sentence in page.sentences() if not page.is_data else ():
        words = length(sentence)
        if sentence.block.kind in READ and words > SENTENCE:
            what = f"this sentence has {words} words, more than {SENTENCE}"
            yield sentence.place(0), what, "make two of it"


@rule("length", 82)
def page_length(page: Page, book: Corpus) -> Found:
    """A summary stays below 850 words, so that people read it to the end."""
    if page.is_summary and (words := measure(page).words) >= LENGTH:
        what = f"the page has {words} words, not fewer than {LENGTH}"
        yield (len(page.lines), 1), what, "leave out what readers can do without"


@rule("sections", 83)
def sections(page: Page, book: Corpus) -> Found:
    """Every summary has the same six headings in the same order, so that readers know where to
    look."""
    if not page.is_summary:
        return
    headings = store.words().sections
    found = [block for block in page.blocks if block.kind == "heading" and block.level == 2]
    for index, wanted in enumerate(headings):
        if index >= len(found) or found[index].text != wanted:
            line = found[index].line if index < len(found) else len(page.lines)
            remedy = f"write the six headings in this order: {', '.join(headings)}"
            yield (line, 1), f"the heading “{wanted}” is missing here", remedy
            return
    for extra in found[len(headings) :]:
        what = f"“{extra.text}” is no heading of a summary"
        yield (extra.line, 1), what, "move its text under one of the six headings"


def _plain(text: str) -> str:
    """`text` as it is measured: names and numbers as one short word, one full stop."""
    for name in sorted(wording("names")["names"], key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "Ann", text)
    return re.sub(r"[.!?…:]", " ", NUMBER.sub("9", text)).strip() + "."


def _long_words(sentence: Sentence) -> int:
    return sum(_textstat().syllable_count(word) >= 3 for word in _plain(sentence.text).split())


def _textstat() -> Any:
    """The library, which takes a while to load."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it still asks setuptools for its word list
        import textstat
    return textstat
