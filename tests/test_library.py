"""The library is whole: every page and result has its place, and nothing unread is told."""

from __future__ import annotations

import re

import pytest
from plainresults.evidence import store
from plainresults.rules import table_of_contents
from plainresults.rules.corpus import Corpus
from sample_books import ROOT

CHAPTERS = {
    path.stem: path.read_text("utf8")
    for path in [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
}
TEXTS = CHAPTERS | {
    path.name: path.read_text("utf8")
    for folder, kind in (("data", "*.yml"), ("data", "*.bib"), ("_templates", "*.html"))
    for path in sorted((ROOT / folder).glob(kind))
}

NEVER = {
    "483": "a count of deaths averted, by a method that we did not find",
    "489": "a count of deaths averted, by a method that we did not find",
    "525": "a count from a news release",
    "57.6": "a rate that does not fit its own ratio",
    "61.2": "a rate that does not fit its own ratio",
    "PEP23-06-01": "a publication number that we did not see",
    "391:989": "volume and pages that we did not see",
}
STATE = r"(?:Kentucky|Massachusetts|New York|Ohio)"
TENS = r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
COUNT = rf"(?:\d+|\{{num\}}`[^`]+`|{TENS})"
PLACES = "communities|counties|towns"
IN_STATE = rf"(?:in|across|from|are in) {STATE}(?!,| and)"
SPLIT = [
    rf"{COUNT} (?:(?:{PLACES}) )+{IN_STATE}",
    rf"(?:{PLACES})\b[^.\n]*\b{COUNT} of them {IN_STATE}",
    rf"{STATE}(?:'s)?[^.,;\n]{{0,20}}(?<![.\d]){COUNT} (?:communities|counties)",
]
AVERTED = r"averted|deaths (?:were )?prevented|prevented deaths|lives (?:were )?saved|saved lives"
FIGURE = r"\d|\{num\}|\{about\}|\{0\}|\b(?:hundreds?|thousands?|dozens?)\b"


def test_every_page_is_in_the_table_of_contents():
    """A page that was written can be found."""
    listed = {name.removesuffix(".md") for name in table_of_contents.pages(ROOT)}
    written = {path.stem for path in (ROOT / "chapters").glob("*.md")}
    assert {f"chapters/{name}" for name in written} == listed - {"index"}


def test_every_source_that_was_read_is_shown_on_a_page():
    """What was read reaches a reader: a number or the name of each source stands on a page."""
    known = store.load()
    read = {key.partition(".")[0] for key in [*known.numbers, *known.outcomes]}
    texts = "\n".join(CHAPTERS.values()) + str(known.lists)
    assert read and [key for key in sorted(read) if not re.search(rf"\b{key}\b", texts)] == []


def test_every_outcome_has_a_page():
    """The lists of all results link every outcome to a summary of its paper."""
    about = {page.meta["source"] for page in Corpus.read().summaries}
    about |= {key.strip() for page in Corpus.read().summaries for key in _also(page.meta)}
    assert [key for key, one in store.load().outcomes.items() if one.source.key not in about] == []


def _also(meta: dict) -> list[str]:
    return meta.get("also", "").split(",")


@pytest.mark.parametrize("figure", NEVER)
def test_what_was_not_read_is_not_told(figure):
    """A figure that somebody only remembered, or whose origin was not found, stands nowhere."""
    whole = rf"(?<![\w.,/]){re.escape(figure)}(?!\d|[a-z]|[.,]\d)"
    told = [name for name, text in TEXTS.items() if re.search(whole, text)]
    assert not told, f"{figure}: {NEVER[figure]}"


@pytest.mark.parametrize("name", TEXTS)
def test_no_count_of_deaths_averted(name):
    """No count of deaths averted can be worked out from what is published, so none is told."""
    sentences = re.split(r"(?<=[.?!])\s|\n", TEXTS[name])
    assert not [s for s in sentences if re.search(AVERTED, s, re.I) and re.search(FIGURE, s, re.I)]


@pytest.mark.parametrize("name", TEXTS)
def test_no_number_of_communities_for_a_single_state(name):
    """The sources do not agree on how many communities each state had."""
    found = [match[0] for pattern in SPLIT for match in re.finditer(pattern, TEXTS[name])]
    assert not found


@pytest.mark.parametrize(
    "sentence",
    [
        "Of these, 16 communities in Ohio took part.",
        "There were 67 communities, 16 of them in Ohio.",
        "There were 18 counties in Ohio.",
        "Kentucky had 16 communities.",
        "It was done in {num}`samet2024.communities` communities across Kentucky.",
    ],
)
def test_a_state_split_would_be_found(sentence):
    """The rule above is not blind."""
    assert any(re.search(pattern, sentence) for pattern in SPLIT)


@pytest.mark.parametrize(
    "sentence",
    [
        "It took place in 67 communities in Kentucky, Massachusetts, New York and Ohio.",
        "Some policies were dealt with, 37 of them in Kentucky.",
    ],
)
def test_what_is_no_split_may_be_written(sentence):
    """The four states together, and counts of other things."""
    assert not any(re.search(pattern, sentence) for pattern in SPLIT)


@pytest.mark.parametrize(
    "sentence", ["It averted 483 deaths.", "Thousands of lives were saved by it."]
)
def test_a_count_of_deaths_averted_would_be_found(sentence):
    """Nor is the one on deaths averted."""
    assert re.search(AVERTED, sentence, re.I) and re.search(FIGURE, sentence, re.I)


def test_a_help_line_is_called_by_the_number_that_is_shown():
    """The link behind a phone number dials that number, in the list and at the top of each page."""
    letters = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
    lines = store.load().lists["helplines"]["lines"]
    ways = [way for line in lines for way in [*line["ways"], line.get("banner")] if way]
    dialled = 0
    for way in ways:
        scheme, _, target = way["link"].partition(":")
        if scheme in ("tel", "sms"):
            shown = re.sub(r"\(.*\)", "", way["shown"]).translate(letters)
            assert re.sub(r"\D", "", shown) == re.sub(r"\D", "", target), way
            dialled += 1
    assert dialled
