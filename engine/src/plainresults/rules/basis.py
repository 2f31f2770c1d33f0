"""Every sentence rests on something: a value in it, a mark beside it, or it is the book's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log
from typing import Any

from plainresults import errors
from plainresults.evidence import access, grounds, store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import rule
from plainresults.rules.statements import of_page

NEAR = 3  # how many addresses a message offers


@rule("rests-on", 15, kind="ledger")
def rests_on(page: Page, book: Corpus) -> Iterator[Any]:
    """A sentence that states something holds a value from the data, or a mark names what it rests
    on, so that anybody can look it up. A passage of our own is marked as such and says nothing
    about a result. Headings, questions and bare links need no mark."""
    known = store.load()
    for statement in of_page(page):
        if not (statement.free or statement.keys):
            offer = " or ".join(f"{{from}}`{key}`" for key in nearest(statement.shown, page))
            remedy = f"write {offer or '{from}`…`'} after it, “% from: …” or “% ours” above it"
            yield statement.place, f"“{_short(statement.shown)}” rests on nothing", remedy
        elif statement.is_ours:
            for key in statement.keys:
                number = known.numbers.get(key)
                if key in known.outcomes or (number and number.outcome):
                    what = f"this passage is marked as ours and holds a result ({key})"
                    yield statement.place, what, "take the result out, or mark what it rests on"


def nearest(text: str, page: Page) -> list[str]:
    """The addresses whose words are closest to `text`, those of the page's own source first."""
    words = _roots(text)
    weights, table = _table()
    own = f"{page.meta.get('source')}."
    scores = {
        key: sum(weights[word] for word in words & roots) * (1.5 if key.startswith(own) else 1)
        for key, roots in table.items()
    }
    best = sorted(scores, key=lambda key: -scores[key])[:NEAR]
    return [key for key in best if scores[key] >= scores[best[0]] / 2 and scores[key] > 3]


@access.kept
def _table() -> tuple[dict[str, float], dict[str, frozenset[str]]]:
    """How telling each word is, and the words of each fact, outcome and entered number."""
    known = store.load()
    texts = {key: fact.says for key, fact in known.facts.items()}
    texts |= {key: f"{outcome.title} {outcome.who}" for key, outcome in known.outcomes.items()}
    texts |= {
        key: number.part.label
        for key, number in known.numbers.items()
        if not number.outcome and not number.part.how
    }
    table = {key: _roots(text) for key, text in texts.items()}
    counts = Counter(word for roots in table.values() for word in roots)
    return {word: log(1 + len(table) / n) for word, n in counts.items()}, table


def _roots(text: str) -> frozenset[str]:
    """The longer words of a text, without their ends."""
    words = re.findall(r"[a-z]{4,}", text.lower())
    return frozenset(re.sub(r"(?:s|es|ed|ing)$", "", word) for word in words)


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:57]}…"


@rule("unknown-mark", 22)
def unknown_mark(page: Page, book: Corpus) -> Iterator[Any]:
    """What a line above a text, or the front matter, names for the text to rest on is there."""
    for key, line in page.named:
        if grounds.ground(key) is None:
            what = f"there is no “{key}” in data/"
            yield (line, 1), what, errors.nearest(key, grounds.known_addresses())
