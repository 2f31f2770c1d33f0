"""Where numbers come from: every one has a source with a link, a place in it and a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from plainresults.errors import Faults
from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rules.corpus import Corpus
from plainresults.rules.rule import rule

OLD = datetime.timedelta(days=365)  # a number that nobody has checked for so long is marked
SECOND_HAND = {"abstract": "Read in the abstract only", "news report": "Read in news reports only"}
VAGUE = re.compile(r"(?:the )?(?:paper|article|website|page|text|see paper|pdf)\.?", re.IGNORECASE)


@rule("provenance", 100, whole_book=True)
def provenance(book: Corpus) -> Iterator:
    """A reader must be able to find each number again: the place in its source is named, and the day of
    the last check is a real one that has come."""
    known, today = book.known, datetime.date.today()
    for page in (page for page in book.pages if page.is_data):
        for number in {
            n.where: n for n in known.numbers.values() if page.file == f"data/{n.source.key}.yml"
        }.values():
            if VAGUE.fullmatch(number.where):
                yield (
                    page.file,
                    _line(page, f"where: {number.where}"),
                    f"“{number.where}” is no place in a source",
                    "name the table, section or page",
                )
            if not (day := _day(number.checked)) or day > today + datetime.timedelta(days=1):
                yield (
                    page.file,
                    _line(page, number.checked),
                    f"“{number.checked}” is no day on which this can have been checked",
                    "write year-month-day",
                )


@rule("data", 101, whole_book=True)
def data_holds_together(book: Corpus) -> Iterator:
    """Values that belong together must agree: a value lies in its interval, a ratio fits its two rates,
    a P value fits its interval, parts add up to their whole. Each field has its shape, each file its source."""
    try:
        store.load(book.root / "data")
    except Faults as faults:
        for fault in faults.faults:
            path = Path(fault.file)
            shown = path.relative_to(book.root) if path.is_relative_to(book.root) else path
            yield shown.as_posix(), max(fault.line, 1), fault.what, fault.remedy


def marks(number: Number, today: datetime.date) -> list[str]:
    """What a reader should know of a number's origin: read second hand, or not checked for a year."""
    found = [SECOND_HAND[number.seen_in]] if number.seen_in in SECOND_HAND else []
    day = _day(number.checked)
    return found + ([f"Not checked since {day.year}"] if day and today - day > OLD else [])


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _line(page, text: str) -> int:
    return next((at for at, line in enumerate(page.lines, 1) if text in line), 1)
