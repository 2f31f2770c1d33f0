"""What a text may say about a comparison follows from its interval and from how it came about."""

from __future__ import annotations

import re

from plainresults.evidence.model import Outcome
from plainresults.rules.claims import Claim, about, claims, is_own_word
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page, Sentence
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

FINDINGS = ("lower", "higher", "better", "same", "nothing")
CLASH = {  # which words a verdict does not allow
    "unclear": ("lower", "higher", "better", "nothing"),
    "lower": ("higher", "same", "nothing"),
    "higher": ("lower", "same", "nothing"),
    "unknown": FINDINGS,
    "not_worse": ("better", "nothing"),
    "not_shown": FINDINGS,
    "alike": ("better", "nothing"),
    "not_shown_alike": FINDINGS,
    "none": (),  # see the rule on one group
}


@rule("verdict", 30, kind="hint")
def verdict_word(page: Page, book: Corpus) -> Found:
    """Words such as "lowered", "fewer" or "worked" state a finding only where the interval excludes
    no difference; where it does, "no difference" would be wrong. Nor is an unclear result proof
    that the program does nothing. Words that are denied, asked, quoted, hoped for or possible are
    free."""
    for sentence in page.sentences():
        for claim in claims(sentence, FINDINGS):
            outcomes = [] if is_own_word(claim, sentence) else about(claim, sentence, page)
            wrong = next((o for o in outcomes if _clashes(claim, sentence, o)), None)
            if wrong:
                says = f"“{wrong.verdict_in_words.lower()}”{_interval(wrong)}"
                what = (
                    f"“{claim.word}” says more than the result for {wrong.plain} ({wrong.key}), "
                    f"which is {says}"
                )
                remedy = f"write for example “{wrong.verdict_in_words.lower()}”"
                yield sentence.place(claim.at), what, remedy


@rule("cause", 60, kind="hint")
def causal_word(page: Page, book: Corpus) -> Found:
    """Only a draw makes groups alike, so only a randomized comparison with a clear result lets a
    text say that one thing caused another. Counts, and results within one group, do not."""
    for sentence in page.sentences():
        for claim in claims(sentence, ("causes",)):
            if _on_results(claim, sentence) and (why := _no_cause(claim, sentence, page)):
                what = f"“{claim.word}” says that one thing made another happen, but {why}"
                remedy = "say what was seen together, or who suspects the cause"
                yield sentence.place(claim.at), what, remedy


def _no_cause(claim: Claim, sentence: Sentence, page: Page) -> str:
    """Why the data do not let `claim` speak of a cause; empty when they do."""
    for _, piece in sentence.numbers:
        if piece.number and not piece.outcome:
            return f"{piece.number.key} is a count and not a randomized comparison"
    outcomes = about(claim, sentence, page)
    for outcome in outcomes:
        if outcome.design != "randomized":
            return f"{outcome.key} is not randomized"
        if outcome.verdict not in ("lower", "higher"):
            return f"{outcome.key} is no clear difference"
    return "" if outcomes else "no randomized comparison of the data stands behind it"


def _clashes(claim: Claim, sentence: Sentence, outcome: Outcome) -> bool:
    """Whether the verdict does not allow the word; the other group may differ the other way."""
    if claim.says not in CLASH[outcome.verdict]:
        return False
    clause = sentence.text[slice(*claim.clause)]
    of_other = re.search(rf"\b(?:{'|'.join(wording('claims')['other_group'])})\b", clause)
    return not (of_other and outcome.verdict in ("lower", "higher"))


def _on_results(claim: Claim, sentence: Sentence) -> bool:
    """Whether a causal word links something to a result, not, say, judgment to who people are."""
    words, after = wording("claims"), sentence.text[claim.at + len(claim.word) : claim.clause[1]]
    result = re.compile(rf"\b(?:{'|'.join(words['results'])})\b", re.IGNORECASE)
    led_to = re.match(r"l(?:ed|eads?) to", claim.word, re.IGNORECASE)
    if re.search(r"of|to$", claim.word) and not led_to:
        whose = r"\s*(?:the |its |this |these |their |a )?(?:\w+ )?"
        reasons = rf"{whose}(?:{'|'.join(words['reasons'])})\b"
        reason = re.match(reasons, after, re.IGNORECASE)
        return bool(reason and result.search(sentence.text))
    return bool(result.search(" ".join(after.split()[:8])))


def _interval(outcome: Outcome) -> str:
    main = outcome.comparison
    if not main or not main.interval:
        return ""
    return f" ({main.value}, from {main.low} to {main.high})"
