"""One table that turns the papers' words, which the data use, into the plain words of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainresults.evidence.store import Outcome

GROUPS = {"intervention": "Communities with the program", "control": "Communities that waited"}

RANKS = {
    "trial primary": "Main result of the whole study",
    "paper primary": "Main result of this paper",
    "secondary": "Secondary result",
    "subgroup": "Result in some of the communities",
}
RANK_HEADS = {  # above several results
    "trial primary": "Main result of the whole study",
    "paper primary": "Main results of later papers",
    "secondary": "Secondary results",
    "subgroup": "Results in some of the communities",
}

KINDS = {
    "naloxone": "Overdose education and naloxone",
    "treatment": "Medicines for opioid use disorder",
    "prescribing": "Safer opioid prescriptions",
}
RULES = {"required": "Required", "optional": "Optional"}

# What a comparison allows us to say, by its verdict (see parts.verdict) and its measure.
VERDICTS = {
    "unclear": "No clear difference",
    "lower": "Lower with the program",
    "higher": "Higher with the program",
    "unknown": "Not known to us",
}
VERDICTS_OF_CHANGE = VERDICTS | {
    "lower": "Fell more with the program",
    "higher": "Rose more with the program",
}

VERDICT_GROUPS = {
    "unclear": "Not clearly different",
    "lower": "Clearly different",
    "higher": "Clearly different",
    "unknown": "Not known to us",
}

VERDICTS_EXPLAINED = {
    "unclear": "Chance alone could explain a gap like this. That is not proof that the program did nothing.",
    "lower": "A gap like this would be rare if only chance were at work.",
    "higher": "A gap like this would be rare if only chance were at work.",
    "unknown": "The result is not in the text that we could read.",
}

SEEN_IN = {
    "full text": "the full paper",
    "abstract": "the abstract (the paper's own short summary)",
    "table": "a table of the paper",
    "public copy": "a public copy of the paper",
    "news report": "news reports that quote the paper",
    "web page": "a web page",
}

NO_COMPARISON = "Description, no comparison"
NOT_PUBLISHED = "not published in what we could read"

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def period(first: str, last: str) -> str:
    """“July 2021 to June 2022” from "2021-07" and "2022-06"; words are left as they are.

    The same words at both ends stand once, as for dates that we could not read.
    """
    return first if first == last else f"{_month(first)} to {_month(last)}"


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    return f"{MONTHS[int(month) - 1]} {year}" if month.isdigit() else text


def day(text: str) -> str:
    """“21 November 2026” from "2026-11-21"."""
    year, month, number = text.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def by_rank(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes by rank, the main result of the study first."""
    return sorted(outcomes, key=lambda outcome: list(RANKS).index(outcome.rank))
