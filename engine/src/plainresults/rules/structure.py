"""What of the CDC Clear Communication Index a machine can judge; a person signs the rest."""

from __future__ import annotations

import re
from collections import Counter

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page
from plainresults.rules.rule import Found, all_rules, rule

LIST, SECTION = 7, 300
DO = (
    "call|ask|say|see|read|tell|talk|look|learn|find|share|check|carry|keep|join|use|visit|give|"
    "plan|start|write|bring|show|get|think|remember|put|take|try|compare|choose|invite|begin"
)
ACTION = re.compile(
    rf"(?:^|[.:;] |, (?:then )?)(?:please )?(?:{DO})\b"
    r"|\byou can\b|\b(?:can|should|need to|needs to)\b",
    re.IGNORECASE,
)
UNKNOWN = re.compile(
    r"\b(?:not known|do not know|don't know|could not (?:check|read|find|tell)"
    r"|cannot (?:tell|say|know)|not published|unknown)\b",
    re.IGNORECASE,
)
SIGNED = re.compile(r"not yet|\S.*, \d{4}-\d{2}-\d{2}")
CHANCE = re.compile(r"(?:^|\.)(ratio|p|p_recomputed)(?:\.(?:low|high))?$")


@rule("main-message", 90)
def main_message(page: Page, book: Corpus) -> Found:
    """The main message comes first and is set in bold, so that a reader who stops there has it."""
    box = [block for block in page.blocks if block.box == "in-short"]
    if box and not next((piece.strong for piece in box[0].pieces if piece.text.strip()), False):
        what = "the box does not begin with its main message in bold"
        yield (box[0].line, 1), what, "put **two stars** around its first sentence"


@rule("whole-numbers", 91)
def whole_numbers(page: Page, book: Corpus) -> Found:
    """Whole numbers are easier to take in, so the main message rounds: "about 47", not "47.2"."""
    for block in page.blocks:
        for piece in block.pieces if block.box == "in-short" else ():
            if piece.kind == "number" and re.search(r"\d\.\d", piece.text):
                what = f"“{piece.text}” has a decimal point in the main message"
                yield piece.place, what, f"write {{about}}`{piece.key}`"


@rule("plain-chance", 92)
def plain_chance(page: Page, book: Corpus) -> Found:
    """A summary gives chances in words or pictures. Ratios and P values stand in fact boxes and
    charts."""
    remedy = "say it in words: {words}`….range`, or “chance alone could explain it”"
    for block in page.blocks if page.is_summary else ():
        for piece in block.pieces:
            if piece.number and (match := CHANCE.search(piece.key)):
                is_ratio = match[1] == "ratio" and not piece.key.endswith(".p")
                kind = "ratio" if is_ratio else "P value"
                yield piece.place, f"{piece.text} is a {kind} in running text", remedy


@rule("no-arithmetic", 93)
def no_arithmetic(page: Page, book: Corpus) -> Found:
    """Readers are not left to subtract. A summary has the fact box of its lead outcome, which gives
    both groups and the difference, and says what is not known."""
    lead = page.lead.key if page.is_summary and page.lead else ""
    if lead and not any(box.argument == lead for box in page.boxes_called("fact-box")):
        what = "the page has no fact box for its lead outcome"
        yield page.meta_place("lead"), what, f"add :::{{fact-box}} {lead}"


@rule("known-and-not-known", 94)
def not_known(page: Page, book: Corpus) -> Found:
    """A summary says what is known and what is not, in its text or in its fact box."""
    in_data = bool(page.lead and page.lead.unknown)
    is_said = in_data or any(UNKNOWN.search(block.text) for block in page.prose)
    if page.is_summary and not is_said:
        remedy = "add it to the text, or to `unknown` of the outcome"
        yield page.meta_place("lead"), "the page does not say what is not known", remedy


@rule("call-to-action", 95, kind="hint")
def call_to_action(page: Page, book: Corpus) -> Found:
    """The last section says what somebody can do now."""
    heading = store.words().sections[-1]
    last = [block for block in page.prose if block.section == heading]
    sentences = [sentence.text.strip() for block in last for sentence in block.sentences]
    if page.is_summary and last and not any(map(ACTION.search, sentences)):
        remedy = "say who can do what: “Ask …”, “You can …”"
        yield (last[0].line, 1), f"“{heading}” tells nobody what to do", remedy


@rule("chunks", 96)
def chunks(page: Page, book: Corpus) -> Found:
    """Text comes in small pieces: no list of more than seven items, no section of more than 300
    words."""
    items: dict[int, list[Block]] = {}
    for block in page.blocks if not page.is_data else ():
        if block.kind == "item":
            items.setdefault(block.group, []).append(block)
    for blocks in items.values():
        if len({block.line for block in blocks}) > LIST:
            what = f"this list has {len(blocks)} items, more than {LIST}"
            yield (blocks[LIST].line, 1), what, "split it, or leave some out"
    words: Counter[str] = Counter()
    for block in page.prose:
        before = words[block.section]
        words[block.section] += len(block.text.split())
        if before <= SECTION < words[block.section]:
            what = f"the section “{block.section}” passes {SECTION} words here"
            yield (block.line, 1), what, "add a heading, or shorten it"


@rule("reviewed", 97)
def reviewed(page: Page, book: Corpus) -> Found:
    """What a machine cannot judge, a person signs. Each summary says who has read it and when;
    "not yet" is an answer."""
    signed = str(page.meta.get("reviewed", ""))
    if page.is_summary and not SIGNED.fullmatch(signed):
        what = f"reviewed: “{signed}” does not say who read the page and when"
        remedy = "write “reviewed: not yet” or “reviewed: A. Name, 2026-11-21”"
        yield page.meta_place("reviewed"), what, remedy


@rule("allowed-with-reason", 98)
def allowed_with_reason(page: Page, book: Corpus) -> Found:
    """An exemption in a text names a rule that exists and gives a reason, so that it can be
    judged."""
    names = "|".join(one.name for one in all_rules())
    for line, text in page.comments:
        if re.match(r"allow\b", text) and not re.match(rf"allow\s+(?:{names}):\s*\w.{{8,}}", text):
            remedy = "write % allow name-of-rule: why it is right here"
            yield (line, 1), f"“% {text}” names no rule or gives no reason", remedy
