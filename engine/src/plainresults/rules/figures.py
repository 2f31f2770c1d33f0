"""Figures in texts: none of them is typed by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

from plainresults.errors import nearest
from plainresults.evidence import store
from plainresults.rules.corpus import Corpus, wording
from plainresults.rules.page import Page
from plainresults.rules.rule import rule

DEFINING = (
    "title",
    "plain",
    "label",
)  # of a data file: they say what is measured, beside its source
SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
LARGE = (
    "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?"
)
DIGITS = r"(?<![\w-])[-−+$]?\d[\d,.]*(?:\d|(?<=\d))(?:st|nd|rd|th)?%?(?:-fold)?"
IN_WORDS = [
    rf"(?:{SMALL}|{LARGE}|a|\d+) (?:in|out of|of) (?:every )?(?:{SMALL}|{LARGE}|\d+)",
    rf"(?:{SMALL}|{LARGE}|a|several) (?:hundred|thousand|million|billion|dozen|percent)",
    rf"(?:{SMALL}|a|{LARGE}|\d+)?[- ]?(?:thirds?|quarters?|fifths?|tenths?) of|(?:two|one)[- ](?:thirds?|fifths?|quarters?)",
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
def typed_number(page: Page, book: Corpus) -> Iterator:
    """A number that is typed by hand can drift from its source. Every figure, in digits or in words,
    is taken from the data, which keep its source beside it."""
    for block in (block for block in page.blocks if block.box not in DEFINING):
        may = [match.span() for one in _may() for match in one.finditer(block.text)]
        for pattern in (re.compile(DIGITS), WORDS, _counts()):
            for match in pattern.finditer(block.written):
                if not any(a <= match.start() and match.end() <= b for a, b in may):
                    may.append(match.span())
                    yield (
                        block.place(match.start()),
                        f"“{match[0]}” is written by hand",
                        _remedy(match[0], page),
                    )


@rule("typed-number-in-code", 11)
def number_in_code(page: Page, book: Corpus) -> Iterator:
    """A chart gets its values and its title from the data, so a code cell holds neither a figure
    with a point nor a text with a figure in it."""
    for cell in page.cells:
        try:
            tree = ast.parse(
                "\n".join("" if line.startswith("%") else line for line in cell.code.split("\n"))
            )
        except SyntaxError:
            continue  # the build reports a cell that does not run
        for node in ast.walk(tree):
            typed = isinstance(node, ast.Constant) and (
                isinstance(node.value, float)
                or (
                    isinstance(node.value, str)
                    and " " in node.value
                    and re.search(DIGITS, node.value)
                )
            )
            if typed:
                yield (
                    (cell.line + node.lineno - 1, node.col_offset + 1),
                    f"{node.value!r} is typed into a cell",
                    'let the chart take it from the data: data.number("…")',
                )


def _remedy(text: str, page: Page) -> str:
    first, _, unit = text.lower().partition(" ")
    digits = (
        str(SMALL.split("|").index(first) + 1)
        if first in SMALL.split("|")
        else text.strip("$%+").replace(",", "").lstrip("−-")
    )
    numbers = store.load().numbers
    value = Decimal(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None
    same = [
        key
        for key, number in numbers.items()
        if value is not None
        and unit in number.part.unit
        and Decimal(number.text.replace(",", "").lstrip("−")) == value
    ]
    source = page.meta.get("source") or (
        page.file.split("/")[1].split(".")[0] if page.is_data else ""
    )
    best = sorted(
        same, key=lambda key: (key.split(".")[0] != source, bool(numbers[key].part.how), len(key))
    )
    if best and (page.is_list or not page.is_data):
        return f"write {{num}}`{best[0]}`" + (f" (or {', '.join(best[1:3])})" if best[1:] else "")
    if page.is_data and not page.is_list:
        return (
            "leave it to the numbers of the file, or list it in wording/figures.yml with a reason"
        )
    return (
        "add it to a file in data/ and write {num}`…`, or list it in wording/figures.yml with a reason. "
        + (nearest(digits, [number.text for number in numbers.values()]) if len(digits) > 3 else "")
    ).strip()


def _may() -> list[re.Pattern]:
    return [re.compile(one["pattern"]) for one in wording("figures")["may_be_typed"]]


def _counts() -> re.Pattern:
    return re.compile(
        rf"\b(?:{SMALL.removeprefix('one|')}) (?:\w+ )?(?:{'|'.join(wording('figures')['counted'])})\b",
        re.IGNORECASE,
    )
