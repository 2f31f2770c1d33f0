"""Values in a text stand beside their own unit and the name of their own group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from plainresults.evidence import access, store
from plainresults.evidence.model import Number
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page, Sentence
from plainresults.rules.rule import rule

PERCENT = re.compile(r"\s?%|\s+percent(?!age)")
SMALL_WORDS = ("of", "in", "to", "and", "for", "from", "with", "or", "at", "on")
NEAR = 2  # how many words may stand between a number and its noun


@rule("wrong-unit", 51)
def wrong_unit(page: Page, book: Corpus) -> Iterator[Any]:
    """A true number beside another noun, or beside a percent sign that it does not have, is a false
    sentence. The noun after a number is one of the number's own unit or label."""
    for sentence in page.sentences():
        for at, piece in sentence.numbers:
            if number := piece.number:
                after = sentence.text[at + len(piece.text) :]
                if wrong := _wrong_noun(number, after):
                    what = f"“{piece.text}{wrong}”, but {number.key} is in {number.part.unit}"
                    yield sentence.place(at), what, "name what was counted, or take another number"


@rule("wrong-arm", 52)
def wrong_arm(page: Page, book: Corpus) -> Iterator[Any]:
    """A value of one group beside the name of the other group alone says the opposite."""
    for sentence in page.sentences():
        values = [(at, piece.number) for at, piece in sentence.numbers if piece.number]
        arms = {_arm(number) for _, number in values} - {""}
        for at, number in values:
            if len(arms) == 1 and number.outcome and (own := _arm(number)):
                named = _arms_named(sentence, number)
                if named and own not in named:
                    what = f"{number.key} is of the group “{own}”, and the sentence names another"
                    yield sentence.place(at), what, "name its own group, or take the other value"


def _wrong_noun(number: Number, after: str) -> str:
    """The words after a number that are not of its unit; empty when they are."""
    unit = number.part.unit
    if sign := PERCENT.match(after):
        return "" if unit.startswith("percent") else sign[0]
    own = set(re.findall(r"[a-z]+", f"{unit} {number.part.label} {number.key}".lower()))
    clause = re.split(r"[.,;:!?()|]", after)[0]
    for word in re.findall(r"[\w%]+", clause)[: NEAR + 1]:
        if word in own or word in SMALL_WORDS:
            return ""
        if word in _counted():
            return clause[: clause.index(word) + len(word)]
    return ""


@access.kept
def _counted() -> frozenset[str]:
    """The nouns that numbers of the book count: the first word of each unit, in the plural."""
    units = {number.part.unit.partition(" ")[0] for number in store.load().numbers.values()}
    return frozenset(word for word in units if word.endswith("s") or word in ("people", "percent"))


def _arm(number: Number) -> str:
    """The group that a value of an outcome belongs to; empty for what compares groups."""
    name = number.key.rpartition(".")[2]
    return name if number.outcome and name in number.outcome.trial.arms else ""


def _arms_named(sentence: Sentence, number: Number) -> set[str]:
    """The groups of the number's trial that the sentence names."""
    arms = number.outcome.trial.arms if number.outcome else {}
    return {
        key
        for key, arm in arms.items()
        for name in (arm.label, arm.in_sentence, *arm.called)
        if re.search(rf"\b{re.escape(name)}\b", sentence.text, re.IGNORECASE)
    }
