"""Figures in texts: none of them is typed by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.rule import Found, rule
from plainresults.rules.wording import wording

DEFINING = ("title", "plain", "label")  # of a data file: they say what is measured
SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
LARGE = (
    "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?"
)
DIGITS = re.compile(r"(?<![\w-])[-−+$]?\d[\d,.]*(?:\d|(?<=\d))(?:st|nd|rd|th)?%?(?:-fold)?")
IN_WORDS = [
    rf"(?:{SMALL}|{LARGE}|a|\d+) (?:in|out of|of) (?:every )?(?:{SMALL}|{LARGE}|\d+)",
    rf"(?:{SMALL}|{LARGE}|a|several) (?:hundred|thousand|million|billion|dozen|percent)",
    rf"(?:{SMALL}|a|{LARGE}|\d+)?[- ]?(?:thirds?|quarters?|fifths?|tenths?) of",
    r"(?:two|one)[- ](?:thirds?|fifths?|quarters?)",
    r"(?:three|four)[- ]quarters",
    r"half(?! (?:an? )?(?:hour|day|mile|way))|halved",
    r"doubl(?:ed|es|ing)|double (?:the|that|its)|tripl(?:ed|es|ing)|quadrupled",
    r"twice (?:as|the)|(?:two|three|four|five|ten)fold",
    rf"(?:{SMALL}|{LARGE}) times (?:as|more|less|higher|lower|fewer|the|in)",
    r"(?:dozens|hundreds|thousands|millions|billions) of",
    rf"(?:{LARGE})",
]
WORDS = re.compile(rf"\b(?:{'|'.join(IN_WORDS)})\b", re.IGNORECASE)


@rule("typed-number", 10)
def typed_number(page: Page, book: Corpus) -> Found:
    """A number that is typed by hand can drift from its source. Every figure, in digits or in
    words, is taken from the data, which keep its source beside it."""
    for block in (block for block in page.blocks if block.box not in DEFINING):
        may = [match.span() for one in (*_may(), *_units()) for match in one.finditer(block.text)]
        for pattern in (DIGITS, WORDS, _counts()):
            for match in pattern.finditer(block.written):
                if not any(a <= match.start() and match.end() <= b for a, b in may):
                    may.append(match.span())
                    what = f"“{match[0]}” is written by hand"
                    yield block.place(match.start()), what, _remedy(match[0], page)


@rule("typed-number-in-code", 11)
def number_in_code(page: Page, book: Corpus) -> Found:
    """A chart gets its values and its title from the data, so a code cell holds neither a figure
    with a point nor a text with a figure in it."""
    for cell in page.cells:
        for node in _constants(cell.code):
            value = node.value
            text = isinstance(value, str) and " " in value and DIGITS.search(value)
            if text or isinstance(value, float):
                place = (cell.line + node.lineno - 1, node.col_offset + 1)
                remedy = 'let the chart take it from the data: data.number("…")'
                yield place, f"{value!r} is typed into a cell", remedy


def _constants(code: str) -> Iterator[ast.Constant]:
    try:
        tree = ast.parse(re.sub(r"(?m)^%.*", "", code))
    except SyntaxError:
        return  # the build reports a cell that does not run
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Constant))


def _remedy(text: str, page: Page) -> str:
    """What to do about a typed number: one of the page's own that is the same, or ways out."""
    if page.is_data and not page.is_list:
        return (
            "leave it to the numbers of the file, or list it in wording/figures.yml with a reason"
        )
    same = list(_same(text, page))
    if same:
        best = " or ".join(f"{{num}}`{key}` ({label})" for key, label in same[:3])
        return f"write {best}, if it is that"
    return (
        "a result goes into its source's file in data/, and here stands {num}`…`; "
        "what is none, such as an age, is listed in wording/figures.yml with a reason"
    )


def _same(text: str, page: Page) -> Iterator[tuple[str, str]]:
    """The numbers of the page's own sources that show as `text`, each with what it counts."""
    first, _, unit = text.lower().partition(" ")
    digits = text.strip("$%+").replace(",", "").lstrip("−-")
    if first in SMALL.split("|"):
        digits = str(SMALL.split("|").index(first) + 1)
    if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return
    numbers = store.load().numbers
    for key in sorted(numbers, key=lambda key: (bool(numbers[key].part.how), len(key))):
        number = numbers[key]
        if number.part.sign:  # “less than 0.001” is no value
            continue
        shown = Decimal(number.text.replace(",", "").lstrip("−"))
        is_own = number.source.key in page.sources and unit in number.part.unit
        if is_own and shown == Decimal(digits):
            yield key, number.part.label


def _may() -> list[re.Pattern[str]]:
    return [re.compile(one["pattern"]) for one in wording("figures")["may_be_typed"]]


def _units() -> list[re.Pattern[str]]:
    """The denominators of the data, such as “of every 100 people”, which `one-denominator` holds."""
    bases = {(o.per["number"], o.per["of"]) for o in store.load().outcomes.values() if o.per}
    every = "[Pp]er|(?:[Oo]f|[Ff]or|[Ii]n) every|(?:[Oo]f|[Ff]or) each"
    return [re.compile(rf"\b(?:{every}) {n:,}(?= {re.escape(of)}\b)") for n, of in sorted(bases)]


def _counts() -> re.Pattern[str]:
    small, counted = SMALL.removeprefix("one|"), "|".join(wording("figures")["counted"])
    return re.compile(rf"\b(?:{small}) (?:\w+ )?(?:{counted})\b", re.IGNORECASE)
