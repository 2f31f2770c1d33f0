"""How numbers stand beside each other: relative figures with both rates, and one denominator."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from plainresults.evidence import store
from plainresults.evidence.model import Arm, Outcome
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page, Piece, Sentence
from plainresults.rules.rule import Found, rule

RELATIVE = re.compile(r"\.(?:low\.|high\.)?(?:percent_(?:lower|higher)|ratio)$")
GAPS = ("fewer", "more")  # how far apart the rates of two arms are
UNIT = re.compile(r"\b(?:per|of every|for every|of each|for each|in every) ([\d,]+) (\w+)")
NOT_THERE = re.compile(r"not published|could not (?:read|check|find)|not in (?:what|the text)")
RATES, SPREAD = "the rates of both groups", "how low and how high it could be"
OF_GROUPS = ("compare_groups", "compare_changes", "show_steps")  # charts on one denominator
Rates = list[tuple[Piece, Outcome]]


@rule("relative-alone", 40)
def relative_alone(page: Page, book: Corpus) -> Found:
    """A percentage or a ratio sounds large or small by itself. It stands in one block with the
    rates of both groups and how low and how high it could be, or with the words that they are not
    published. In a quoted headline it may stand alone, if the page has these elsewhere."""
    words = store.words()
    for block in page.blocks:
        for piece, outcome in block.results:
            if not RELATIVE.search(piece.key):
                continue
            missing = _missing(outcome, _together(page, block))
            if missing and not (_in_quotes(block, piece) and _on_page(page, outcome)):
                what = f"{piece.text} ({piece.key}) stands without {' and '.join(missing)}"
                parts = [f"{{num}}`{outcome.key}.{arm.key}`" for arm in _arms(outcome)] * (
                    RATES in missing
                )
                parts += [f"{{words}}`{outcome.key}.range`"] if SPREAD in missing else []
                remedy = f"add {', '.join(parts)} to the same block, or “{words.not_published}”"
                yield piece.place, what, remedy


@rule("one-denominator", 50)
def one_denominator(page: Page, book: Corpus) -> Found:
    """Rates can be compared only when they count out of the same number of the same people.
    A sentence, a row of a table and a chart of groups have one denominator, the one of the data."""
    for sentence in page.sentences():
        found = [(at, p, p.outcome) for at, p in sentence.numbers if p.number and p.outcome]
        rates = [(at, piece, outcome) for at, piece, outcome in found if _is_rate(piece, outcome)]
        if units := _units([outcome for _, _, outcome in rates]):
            what = f"this sentence compares {units}"
            yield sentence.place(rates[-1][0]), what, "give each its own sentence"
        if rates:
            yield from _typed_units(sentence, *rates[0][1:])
    for pieces in _rows(page):
        if units := _units([outcome for _, outcome in pieces]):
            yield pieces[-1][0].place, f"this row compares {units}", "make two tables"
    yield from _charts(page)


def _arms(outcome: Outcome) -> list[Arm]:
    """The arms whose rates belong beside a relative figure: the two that it compares."""
    return list(outcome.compared or outcome.trial.arms.values())


def _is_rate(piece: Piece, outcome: Outcome) -> bool:
    """Whether a number is the value of an arm, or how far two of them are apart."""
    part = piece.key.removeprefix(f"{outcome.key}.")
    return part in outcome.trial.arms or part in GAPS


def _units(outcomes: list[Outcome]) -> str:
    """The units of `outcomes` in words when there are several; else nothing."""
    units = sorted({outcome.unit for outcome in outcomes})
    return " and ".join(units) if len(units) > 1 else ""


def _together(page: Page, block: Block) -> list[Block]:
    """The block, with all of its table or list, or with the front matter field alone."""
    if block.kind not in ("cell", "item"):
        return [block]
    return [
        other for other in page.blocks if other.group == block.group and other.kind == block.kind
    ]


def _missing(outcome: Outcome, blocks: list[Block]) -> list[str]:
    if NOT_THERE.search(" ".join(block.text for block in blocks)):
        return []
    have = {
        piece.key.removeprefix(f"{outcome.key}.")
        for block in blocks
        for piece in block.pieces
        if piece.outcome and piece.outcome.key == outcome.key
    }
    spread = "range" in have or all(
        any(part.startswith((f"{end}.", f"ratio.{end}")) for part in have)
        for end in ("low", "high")
    )
    both = {arm.key for arm in _arms(outcome)} <= have
    return [name for name, is_there in ((RATES, both), (SPREAD, spread)) if not is_there]


def _in_quotes(block: Block, piece: Piece) -> bool:
    at = next(at for at, one in zip(block.starts, block.pieces, strict=True) if one is piece)
    return any(s.start <= at < s.end and s.is_quoted(at - s.start) for s in block.sentences)


def _on_page(page: Page, outcome: Outcome) -> bool:
    if any(box.argument == outcome.key for box in page.boxes_called("fact-box")):
        return True
    return any(not _missing(outcome, _together(page, block)) for block in page.blocks)


def _typed_units(sentence: Sentence, piece: Piece, outcome: Outcome) -> Found:
    """A typed “per 1,000 adults” beside a rate of the data must be the rate's own."""
    per = outcome.per
    for match in UNIT.finditer(sentence.text) if per else ():
        if match[1] != f"{per['number']:,}" or match[2] not in per["of"]:
            what = f"“{match[0]}” is not the denominator of {piece.key}"
            yield sentence.place(match.start()), what, f"write “per {per['number']:,} {per['of']}”"


def _rows(page: Page) -> Iterator[Rates]:
    """The rates in each row of each table."""
    rows: dict[tuple[int, int], Rates] = defaultdict(list)
    for block in page.blocks:
        if block.kind == "cell":
            rows[block.group, block.row] += [one for one in block.results if _is_rate(*one)]
    yield from filter(None, rows.values())


def _charts(page: Page) -> Found:
    """Charts of groups and of steps, by the keys that their call names."""
    known = store.load().outcomes
    for cell in page.cells:
        for call in _calls(cell.code):
            texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
            keys = [text for text in texts if isinstance(text, str)]
            if units := _units([known[key] for key in keys if key in known]):
                place = (cell.line + call.lineno - 1, call.col_offset + 1)
                yield place, f"this chart compares {units}", "make two charts"


def _calls(code: str) -> list[ast.Call]:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return []  # the build reports a cell that does not run
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", "").startswith(OF_GROUPS)]
