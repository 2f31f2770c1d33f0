"""The items of the CDC Clear Communication Index that a machine can judge; the others a person signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import rule

LIST, SECTION = 7, 300
DO = (
    "call|ask|say|see|read|tell|talk|look|learn|find|share|check|carry|keep|join|use|visit|give|plan|start|write|bring|show|get|"
    "think|remember|put|take|try|compare|choose|invite|begin"
)
ACTION = re.compile(
    rf"(?:^|[.:;] |, (?:then )?)(?:please )?(?:{DO})\b|\byou can\b|\b(?:can|should|need to|needs to)\b",
    re.IGNORECASE,
)
UNKNOWN = re.compile(
    r"\b(?:not known|do not know|don't know|could not (?:check|read|find|tell)|cannot (?:tell|say|know)|not published|unknown)\b",
    re.IGNORECASE,
)
SIGNED = re.compile(r"not yet|\S.*, \d{4}-\d{2}-\d{2}")


@rule("front-matter", 89)
def front_matter(page: Page, book: Corpus) -> Iterator:
    """The lines between the dashes at the top of a page name its source and lead. If a machine cannot
    read them, nothing on the page can be held to its data."""
    if page.unread:
        yield (
            (page.unread[0], 1),
            f"the front matter is not YAML: {page.unread[1]}",
            "put quotes around a text with a colon or a sign",
        )


@rule("main-message", 90)
def main_message(page: Page, book: Corpus) -> Iterator:
    """The main message comes first and is set in bold, so that a reader who stops there has it."""
    box = [block for block in page.blocks if block.box == "in-short"]
    if box and not next((piece.strong for piece in box[0].pieces if piece.text.strip()), False):
        yield (
            (box[0].line, 1),
            "the box does not begin with its main message in bold",
            "put **two stars** around its first sentence",
        )


@rule("whole-numbers", 91)
def whole_numbers(page: Page, book: Corpus) -> Iterator:
    """Whole numbers are easier to take in, so the main message rounds: "about 47", not "47.2"."""
    for block in page.blocks:
        for piece in block.pieces if block.box == "in-short" else ():
            if piece.kind == "number" and re.search(r"\d\.\d", piece.text):
                yield (
                    (piece.line, piece.column),
                    f"“{piece.text}” has a decimal point in the main message",
                    f"write {{about}}`{piece.key}`",
                )


@rule("plain-chance", 92)
def plain_chance(page: Page, book: Corpus) -> Iterator:
    """A summary gives chances in words or pictures. Ratios and P values stand in fact boxes and charts."""
    for block in page.blocks if page.is_summary else ():
        for piece in block.pieces:
            if piece.number and re.search(
                r"(?:^|\.)(?:ratio|p|p_recomputed)(?:\.(?:low|high))?$", piece.key
            ):
                yield (
                    (piece.line, piece.column),
                    f"{piece.text} is a {'P value' if re.search(r'p(?:_recomputed)?$', piece.key) else 'ratio'} in running text",
                    "say it in words: {words}`….range`, or “chance alone could explain it”",
                )


@rule("no-arithmetic", 93)
def no_arithmetic(page: Page, book: Corpus) -> Iterator:
    """Readers are not left to subtract. A summary has the fact box of its lead outcome, which gives both
    groups and the difference, and says what is not known."""
    if (
        page.is_summary
        and page.lead
        and not any(
            name == "fact-box" and argument == page.lead.key for name, argument, _ in page.boxes
        )
    ):
        yield (
            (page.meta_lines.get("lead", 1), 1),
            "the page has no fact box for its lead outcome",
            f"add :::{{fact-box}} {page.lead.key}",
        )


@rule("known-and-not-known", 94)
def not_known(page: Page, book: Corpus) -> Iterator:
    """A summary says what is known and what is not, in its text or in its fact box."""
    if (
        page.is_summary
        and not (page.lead and page.lead.unknown)
        and not any(UNKNOWN.search(block.text) for block in page.prose)
    ):
        yield (
            page.meta_place("lead"),
            "the page does not say what is not known",
            "add it to the text, or to `unknown` of the outcome",
        )


@rule("call-to-action", 95, kind="hint")
def call_to_action(page: Page, book: Corpus) -> Iterator:
    """The last section says what somebody can do now."""
    heading = store.words().sections[-1]
    last = [block for block in page.prose if block.section == heading]
    if (
        page.is_summary
        and last
        and not any(ACTION.search(s.text.strip()) for block in last for s in block.sentences)
    ):
        yield (
            (last[0].line, 1),
            f"“{heading}” tells nobody what to do",
            "say who can do what: “Ask …”, “Communities can …”",
        )


@rule("chunks", 96)
def chunks(page: Page, book: Corpus) -> Iterator:
    """Text comes in small pieces: no list of more than seven items, no section of more than 300 words."""
    items: dict[int, list] = {}
    for block in page.blocks if not page.is_data else ():
        if block.kind == "item":
            items.setdefault(block.group, []).append(block)
    for blocks in items.values():
        if len({block.line for block in blocks}) > LIST:
            yield (
                (blocks[LIST].line, 1),
                f"this list has {len(blocks)} items, more than {LIST}",
                "split it, or leave some out",
            )
    words = Counter()
    for block in page.prose:
        before, words[block.section] = (
            words[block.section],
            words[block.section] + len(block.text.split()),
        )
        if before <= SECTION < words[block.section]:
            yield (
                (block.line, 1),
                f"the section “{block.section}” passes {SECTION} words here",
                "add a heading, or shorten it",
            )


@rule("reviewed", 97)
def reviewed(page: Page, book: Corpus) -> Iterator:
    """What a machine cannot judge, a person signs. Each summary says who has read it and when; "not yet" is an answer."""
    if page.is_summary and not SIGNED.fullmatch(str(page.meta.get("reviewed", ""))):
        yield (
            page.meta_place("reviewed"),
            f"reviewed: “{page.meta.get('reviewed', '')}” does not say who read the page and when",
            "write “reviewed: not yet” or “reviewed: A. Name, 2026-11-21”",
        )


@rule("allowed-with-reason", 98)
def allowed_with_reason(page: Page, book: Corpus) -> Iterator:
    """An exemption in a text names a rule that exists and gives a reason, so that it can be judged."""
    from plainresults.rules.rule import all_rules

    for line, text in page.comments:
        if match := re.match(r"allow\s*([\w-]*)(.*)", text):
            if match[1] not in {one.name for one in all_rules()} or not re.match(
                r":\s*\w.{8,}", match[2]
            ):
                yield (
                    (line, 1),
                    f"“% {text}” names no rule or gives no reason",
                    "write % allow name-of-rule: why it is right here",
                )
