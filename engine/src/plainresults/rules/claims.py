"""Which words of a sentence state a finding, and which outcome of the data they are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log

from plainresults.evidence import access, store
from plainresults.evidence.model import Outcome
from plainresults.rules.page import Page, Piece, Sentence
from plainresults.rules.wording import wording

# Where one clause ends and the next begins.
JOINT = re.compile(
    r";|[,—–]? \b(?:but|while|whereas|although|though|yet|so|and yet)\b"
    r"|, (?:and|or|which|who|as)\b| – | — ",
    re.IGNORECASE,
)
FOUND = re.compile(r"\b(?:found|shown|proved|proven|seen|helped|managed|able|showed) to (?:\w+ )?$")
TO = re.compile(r"\b(?:to|for|of|at) (?:\w+ly )?$")
PLAIN_VERB = re.compile(
    r"lower|reduce|cut|drop|fall|prevent|avert|improve|increase|raise|boost|decrease|decline|rise"
    r"|lowering|reducing|preventing|cutting",
    re.IGNORECASE,
)
# The share of a long name's weight that a clause must hold to be about its outcome; short names
# need all of it.
SOUGHT = 0.7


OWN_WORDS = {"fall": "fell", "falls": "fell", "fallen": "fell", "rise": "rose", "rises": "rose"}


@dataclass(frozen=True)
class Claim:
    """A word that states a finding, and where it stands.

    What it says is one of lower, higher, better, same, nothing and causes.
    """

    says: str
    word: str
    at: int
    clause: tuple[int, int]


def claims(sentence: Sentence, kinds: tuple[str, ...]) -> Iterator[Claim]:
    """Every word of these kinds that `sentence` states: not denied, doubted, quoted or asked."""
    if sentence.is_question:
        return
    for kind in kinds:
        for match in _pattern(kind).finditer(sentence.written):
            clause = _clause(sentence.text, match.start())
            if match[0][0].isupper() and sentence.text[: match.start()].strip(' *"“('):
                continue  # a capital inside a sentence belongs to a name
            stated = _is_stated(sentence.text, match, clause, kind)
            if stated and not sentence.is_quoted(match.start()):
                yield Claim(kind, match[0], match.start(), clause)


def about(claim: Claim, sentence: Sentence, page: Page) -> list[Outcome]:
    """The outcomes that a claim is about: by its numbers, else its words, else the text around."""
    if page.is_data and not page.is_list:  # a data file speaks about its own outcomes
        return [sentence.block.outcome] if sentence.block.outcome else []
    start, end = claim.clause
    inside = [(at, piece) for at, piece in sentence.numbers if start <= at < end]
    for at, piece in inside:
        if piece.number and not piece.outcome and 0 <= claim.at - at - len(piece.text) <= 3:
            return []  # “40% fewer”: the number is a goal or a count and no comparison
    return (
        _of(inside)
        or topic(sentence.text[start:end], page)
        or _nearest(claim, sentence)
        or topic(sentence.text, page)
        or _around(claim, sentence, page)
    )


def _main_of(page: Page) -> Outcome:
    """The main result of the trial that the page is about, else of the book's first."""
    known = store.load()
    return known.main_result(page.lead.trial) if page.lead else known.trial_result


def is_own_word(claim: Claim, sentence: Sentence) -> bool:
    """Whether the word is the number's own: “fell by 3.2”, with the number `….fell`."""
    word = OWN_WORDS.get(claim.word.lower(), claim.word.lower())
    near = [piece for at, piece in sentence.numbers if 0 < at - claim.at < 20]
    return any(piece.number and piece.key.endswith(f".{word}") for piece in near)


def topic(text: str, page: Page) -> list[Outcome]:
    """The outcome whose own words stand in `text`."""
    known = store.load()
    if re.search(r"\bmain (?:result|question|finding|outcome) of (?:this|the) paper\b", text):
        own = known.ranked("paper primary")
        return [outcome for outcome in own if outcome.source.key == page.meta.get("source")]
    if re.search(r"\bmain (?:result|finding|outcome)\b", text):
        return [_main_of(page)]
    here, names, weights = _roots(text), _names(), _weights()
    held = {key: sum(weights[root] for root in roots & here) for key, roots in names.items()}
    sought = {key: SOUGHT * sum(weights[root] for root in roots) for key, roots in names.items()}
    close = [
        key
        for key, roots in names.items()
        if roots <= here or (len(roots) > 3 and held[key] >= sought[key])
    ]
    if not close and here.intersection(wording("claims")["of_main_result"]):
        return [_main_of(page)] if _pattern("program").search(text) else []
    best = max((held[key] for key in close), default=0)
    return [known.outcomes[key] for key in close if held[key] == best]


def _is_stated(text: str, match: re.Match[str], clause: tuple[int, int], kind: str) -> bool:
    before, inside = text[clause[0] : match.start()], text[slice(*clause)]
    asked = re.search(r"\b(?:if|whether|as if)\b", text[: match.start()], re.IGNORECASE)
    if asked or _pattern("hedges").search(before):
        return False
    if _pattern("plans").search(inside) or _pattern("chances").search(text):
        return False
    if kind in ("same", "nothing"):  # these deny by themselves, so only a denial before them counts
        return not _pattern("negations").search(before)
    if _pattern("negations").search(inside):
        return False
    both = all(_pattern(way).search(inside) for way in ("lower", "higher"))
    if kind in ("lower", "higher") and both:
        return False  # “from a drop to a rise” tells a range
    return not (PLAIN_VERB.fullmatch(match[0]) and TO.search(before) and not FOUND.search(before))


def _clause(text: str, at: int) -> tuple[int, int]:
    cuts = [0, *(match.start() for match in JOINT.finditer(text)), len(text)]
    return next((a, b) for a, b in pairwise(cuts) if a <= at < b or b == len(text))


def _of(numbers: list[tuple[int, Piece]]) -> list[Outcome]:
    outcomes = [piece.outcome for _, piece in numbers if piece.outcome]
    return list({outcome.key: outcome for outcome in outcomes}.values())


def _nearest(claim: Claim, sentence: Sentence) -> list[Outcome]:
    known = [(at, piece) for at, piece in sentence.numbers if piece.outcome]
    return _of(sorted(known, key=lambda one: abs(one[0] - claim.at))[:1])


def _around(claim: Claim, sentence: Sentence, page: Page) -> list[Outcome]:
    """The outcome of the box or of the paragraph's numbers, else perhaps the page's lead.

    The lead is meant where the program itself is the subject.
    """
    block = sentence.block
    if block.outcome:
        return [block.outcome]
    near = _of([number for other in block.sentences for number in other.numbers])
    if len(near) == 1:
        return near
    clause = re.sub(
        r"^\W*(?:(?:and|but|so|yet|still|in short) )?", "", sentence.text[slice(*claim.clause)]
    )
    is_subject = re.match(r"(?:it|this)\b", clause, re.IGNORECASE) or _pattern("program").match(
        clause
    )
    return [page.lead] if page.lead and not near and is_subject else []


def _roots(text: str) -> frozenset[str]:
    small, same = wording("claims")["small_words"], wording("claims")["same_words"]
    words = (word for word in re.findall(r"[a-z]+", text.lower()) if word not in small)
    return frozenset(same.get(word, word.removesuffix("s")) for word in words)


@access.kept
def _names() -> dict[str, frozenset[str]]:
    """The words that name each outcome; what follows “such as” is an example to be left out."""
    return {
        key: _roots(outcome.plain.partition(" such as ")[0])
        for key, outcome in store.load().outcomes.items()
    }


@access.kept
def _weights() -> dict[str, float]:
    """How telling each word is: the rarer among the names of outcomes, the more."""
    counts = Counter(root for roots in _names().values() for root in roots)
    return {root: log(1 + len(_names()) / n) for root, n in counts.items()}


@access.kept
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(wording('claims')[kind])})\b", re.IGNORECASE)
