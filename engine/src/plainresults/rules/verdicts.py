"""What a text may say about a comparison follows from its interval and from how it came about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainresults.rules.claims import Claim, about, claims
from plainresults.rules.corpus import Corpus, wording
from plainresults.rules.page import Page, Sentence
from plainresults.rules.rule import rule

CLASH = {  # which words a verdict does not allow
    "unclear": ("lower", "higher", "better", "nothing"),
    "lower": ("higher", "same", "nothing"),
    "higher": ("lower", "same", "nothing"),
    "unknown": ("lower", "higher", "better", "same", "nothing"),
}


@rule("verdict", 30, kind="hint")
def verdict_word(page: Page, book: Corpus) -> Iterator:
    """Words such as "lowered", "fewer" or "worked" state a finding only where the interval excludes
    no difference; where it does, "no difference" would be wrong. Nor is an unclear result proof that
    the program does nothing. Words that are denied, asked, quoted, hoped for or possible are free."""
    for sentence in page.sentences():
        for claim in claims(sentence, ("lower", "higher", "better", "same", "nothing")):
            if _own_word(claim, sentence):
                continue
            for outcome in about(claim, sentence, page):
                if claim.says in CLASH[outcome.verdict] and not (
                    _waited(claim, sentence) and outcome.verdict in ("lower", "higher")
                ):
                    yield (
                        sentence.place(claim.at),
                        f"“{claim.word}” says more than the result for {outcome.plain} ({outcome.key}), "
                        f"which is “{outcome.verdict_in_words.lower()}”{_interval(outcome)}",
                        f"write for example “{wording('claims')['fits'][outcome.verdict]}”",
                    )
                    break


@rule("cause", 60, kind="hint")
def causal_word(page: Page, book: Corpus) -> Iterator:
    """Only a draw makes groups alike, so only a randomized comparison with a clear result lets a text
    say that one thing caused another. Counts, and results within one group, do not."""
    for sentence in page.sentences():
        for claim in claims(sentence, ("causes",)):
            if not _on_results(claim, sentence):
                continue
            outcomes = about(claim, sentence, page)
            single = [
                piece.number for _, piece in sentence.numbers if piece.number and not piece.outcome
            ]
            if single:
                why = f"{single[0].key} is a count and not a randomized comparison"
            elif not outcomes:
                why = "no randomized comparison of the data stands behind it"
            elif wrong := next(
                (
                    o
                    for o in outcomes
                    if o.design != "randomized" or o.verdict not in ("lower", "higher")
                ),
                None,
            ):
                why = f"{wrong.key} is {'not randomized' if wrong.design != 'randomized' else 'no clear difference'}"
            else:
                continue
            yield (
                sentence.place(claim.at),
                f"“{claim.word}” says that one thing made another happen, but {why}",
                "say what was seen together, or who suspects the cause",
            )


def _own_word(claim: Claim, sentence: Sentence) -> bool:
    """Whether the word is the number's own: “fell by 3.2”, with the number `….fell`."""
    word = {"fall": "fell", "falls": "fell", "fallen": "fell", "rise": "rose", "rises": "rose"}.get(
        claim.word.lower(), claim.word.lower()
    )
    return any(
        piece.number and piece.key.endswith(f".{word}") and 0 < at - claim.at < 20
        for at, piece in sentence.numbers
    )


def _waited(claim: Claim, sentence: Sentence) -> bool:
    """Whether the clause is about the communities that waited, which may differ the other way."""
    return bool(
        re.search(
            r"\b(?:waited|waiting|wait-list|control|without (?:it|the program))\b",
            sentence.text[slice(*claim.clause)],
        )
    )


def _on_results(claim: Claim, sentence: Sentence) -> bool:
    """Whether a causal word links something to a result, and not, say, judgment to who people are."""
    words, after = wording("claims"), sentence.text[claim.at + len(claim.word) : claim.clause[1]]
    result = re.compile(rf"\b(?:{'|'.join(words['results'])})\b", re.IGNORECASE)
    if re.search(r"of|to$", claim.word) and not re.match(
        r"l(?:ed|eads?) to", claim.word, re.IGNORECASE
    ):
        reason = re.match(
            rf"\s*(?:the |its |this |these |their |a )?(?:\w+ )?(?:{'|'.join(words['reasons'])})\b",
            after,
            re.IGNORECASE,
        )
        return bool(reason and result.search(sentence.text))
    return bool(result.search(" ".join(after.split()[:8])))


def _interval(outcome) -> str:
    main = outcome.comparison
    return (
        f" ({main.value}, from {main.low} to {main.high})" if main and main.low is not None else ""
    )
