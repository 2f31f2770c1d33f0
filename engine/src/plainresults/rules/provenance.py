"""Where numbers come from: every one has a source with a link, a place in it and a day."""

from __future__ import annotations

import datetime
import re

from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import Found, rule

OLD = datetime.timedelta(days=365)  # a number that nobody has checked for so long is marked
SECOND_HAND = {"abstract": "Read in the abstract only", "news report": "Read in news reports only"}
VAGUE = re.compile(r"(?:the )?(?:paper|article|website|page|text|see paper|pdf)\.?", re.IGNORECASE)


@rule("provenance", 100)
def provenance(page: Page, book: Corpus) -> Found:
    """A reader must be able to find each number again: the place in its source is named, and the
    day of the last check is a real one that has come."""
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    known = book.known or store.load()
    numbers = known.numbers.values() if page.is_data else ()
    mine = [number for number in numbers if page.file == f"data/{number.source.key}.yml"]
    for where in {number.where: None for number in mine if VAGUE.fullmatch(number.where)}:
        line, what = _line(page, f"where: {where}"), f"“{where}” is no place in a source"
        yield (line, 1), what, "name the table, section or page"
    for text in {number.checked: None for number in mine}:
        if not (day := _day(text)) or day > tomorrow:
            what = f"“{text}” is no day on which this can have been checked"
            yield (_line(page, text), 1), what, "write year-month-day"


def marks(number: Number, today: datetime.date) -> list[str]:
    """What to know of a number's origin: read second hand, or not checked for a year."""
    found = [SECOND_HAND[number.seen_in]] if number.seen_in in SECOND_HAND else []
    day = _day(number.checked)
    return found + ([f"Not checked since {day.year}"] if day and today - day > OLD else [])


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _line(page: Page, text: str) -> int:
    return next((at for at, line in enumerate(page.lines, 1) if text in line), 1)
