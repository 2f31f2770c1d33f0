"""How a result is told: as surely as it was rated, in the past, and with what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainresults.evidence import store
from plainresults.evidence.model import Outcome
from plainresults.rules.claims import Claim, about, claims, is_own_word
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page, Sentence
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

EFFECTS = ("lower", "higher", "better", "same")
ONE_GROUP = ("single arm", "within one group")
# What a sentence about a result says, by how sure the evidence was rated. Other words for the same,
# and those that the engine itself writes, stand in word_lists/claims.yml.
SURE = {"MODERATE": "probably", "LOW": "may", "VERY_LOW": "very uncertain"}
HEADLINES = ("heading", "title", "description", "card")


@rule("certainty", 31, kind="hint")
def certainty(page: Page, book: Corpus) -> Found:
    """A result is told as surely as its evidence was rated: high, it does; moderate, it probably
    does; low, it may; very low, it is very uncertain. Where nobody has rated it, this rule asks for
    no word."""
    for sentence, claim, outcomes in _told(page, EFFECTS):
        rated = next((o for o in outcomes if o.certainty.get("level") in SURE), None)
        if rated:
            level = rated.certainty["level"]
            pattern = "|".join(wording("claims")["sure"][level])
            if not re.search(rf"\b(?:{pattern})\b", sentence.text, re.IGNORECASE):
                what = f"“{claim.word}” is told as certain, but {rated.key} is rated {level}"
                remedy = f"say “{SURE[level]}” in the same sentence"
                yield sentence.place(claim.at), what, remedy


@rule("past-tense", 32, kind="hint")
def past_tense(page: Page, book: Corpus) -> Found:
    """One study tells what happened in it. "It lowers deaths" sounds like a law of nature, so the
    result of a study stands in the past: "it lowered deaths"."""
    present = re.compile("|".join(wording("claims")["present"]), re.IGNORECASE)
    for sentence, claim, outcomes in _told(page, ("lower", "higher", "better")):
        if outcomes and present.fullmatch(claim.word):
            what = f"“{claim.word}” tells the result of one study as if it always held"
            remedy = f"tell what happened to {outcomes[0].plain} in the study, in the past"
            yield sentence.place(claim.at), what, remedy


@rule("one-group", 33, kind="hint")
def one_group(page: Page, book: Corpus) -> Found:
    """Where only one group was studied, nothing was compared: the page says what happened, and not
    that it was better, lower, or more than in other people. Without another group, nobody knows
    what would have happened anyway."""
    source = page.lead.source.key if page.lead else str(page.meta.get("source"))
    if not page.is_summary or store.load().design_of.get(source) not in ONE_GROUP:
        return
    compares = re.compile(rf"\b(?:{'|'.join(wording('claims')['compares'])})\b", re.IGNORECASE)
    remedy = "say what was counted in the group, or that there was no other group"
    for sentence in page.sentences():
        if sentence.is_question or _rests_elsewhere(sentence, source):
            continue
        match = compares.search(sentence.written)
        found = [
            (claim.at, claim.word)
            for claim in claims(sentence, EFFECTS)
            if not any(outcome.compared for outcome in about(claim, sentence, page))
        ]
        found += [(match.start(), match[0])] if match and not _is_denied(sentence) else []
        for at, word in found[:1]:
            what = f"“{word}” compares, and {source} studied one group only"
            yield sentence.place(at), what, remedy


@rule("part-of-people", 34)
def part_of_people(page: Page, book: Corpus) -> Found:
    """A result in a part of the people is often found by chance, as there are many parts. It stands
    in no title, heading, summary line or opening box, and only below the result in everybody."""
    if page.is_data:
        return
    whole = {page.lead.source.key} if page.lead and not page.lead.subgroup else set()
    seen: set[str] = set()
    for block in page.blocks:
        for piece in block.pieces:
            outcome = piece.outcome
            if not outcome:
                continue
            if not outcome.subgroup:
                seen.add(outcome.source.key)
            elif block.kind in HEADLINES or block.box == "in-short":
                what = f"{outcome.key} is about {outcome.subgroup} only, and stands in a headline"
                yield piece.place, what, "open with the result in everybody"
            elif outcome.source.key not in seen | _boxed(page, block) & whole:
                what = f"{outcome.key} is about {outcome.subgroup} only, and stands alone"
                yield piece.place, what, "give the result in everybody first, on the same page"


def _boxed(page: Page, block: Block) -> set[str]:
    """The sources of the fact boxes above a block."""
    boxes = page.boxes_called("fact-box")
    return {box.argument.partition(".")[0] for box in boxes if box.line < block.line}


def _told(page: Page, kinds: tuple[str, ...]) -> Iterator[tuple[Sentence, Claim, list[Outcome]]]:
    """Each word that states a finding, with its sentence and what it is about."""
    for sentence in page.sentences():
        for claim in claims(sentence, kinds):
            if not is_own_word(claim, sentence):
                yield sentence, claim, about(claim, sentence, page)


def _rests_elsewhere(sentence: Sentence, source: str) -> bool:
    """Whether a sentence says that it rests on other sources: then it tells of other studies."""
    pieces = zip(sentence.block.starts, sentence.block.pieces, strict=True)
    keys = [
        piece.key
        for at, piece in pieces
        if piece.kind == "from" and sentence.start <= at <= sentence.end
    ]
    return bool(keys) and all(key.partition(".")[0] != source for key in keys)


def _is_denied(sentence: Sentence) -> bool:
    denies = rf"\b(?:{'|'.join(wording('claims')['negations'])})\b"
    return bool(re.search(denies, sentence.text, re.IGNORECASE))
