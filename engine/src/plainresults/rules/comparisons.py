"""How numbers stand beside each other: relative figures with both rates, and one denominator."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page, Piece
from plainresults.rules.rule import rule

RELATIVE = re.compile(r"\.(?:low\.|high\.)?(?:percent_(?:lower|higher)|ratio)$")
RATE = re.compile(r"\.(?:intervention|control|fewer|more)$")
UNIT = re.compile(r"\b(?:per|of every|for every|of each|for each|in every) ([\d,]+) (\w+)")


@rule("relative-alone", 40)
def relative_alone(page: Page, book: Corpus) -> Iterator:
    """A percentage or a ratio sounds large or small by itself. It stands in one block with the rates of
    both groups and how low and how high it could be, or with the words that they are not published.
    In a quoted headline it may stand alone, if the page has these elsewhere."""
    for block in page.blocks:
        for piece in block.pieces:
            if piece.number and piece.outcome and RELATIVE.search(piece.key):
                missing = _missing(piece, _together(page, block))
                if missing and not (_in_quotes(block, piece) and _on_page(page, piece)):
                    yield (
                        (piece.line, piece.column),
                        f"{piece.text} ({piece.key}) stands without {' and '.join(missing)}",
                        f"add {', '.join(_parts(piece.outcome, missing))} to the same block, or “{store.words().not_published}”",
                    )


@rule("one-denominator", 50)
def one_denominator(page: Page, book: Corpus) -> Iterator:
    """Rates can be compared only when they count out of the same number of the same people.
    A sentence, a row of a table and a chart of groups have one denominator, the one of the data."""
    for sentence in page.sentences():
        rates = [
            (at, piece) for at, piece in sentence.numbers if piece.number and RATE.search(piece.key)
        ]
        units = {piece.outcome.unit for _, piece in rates}
        if len(units) > 1:
            yield (
                sentence.place(rates[-1][0]),
                f"this sentence compares {' and '.join(sorted(units))}",
                "give each its own sentence",
            )
        yield from _typed_units(sentence, [piece for _, piece in rates])
    yield from _rows(page)
    yield from _charts(page)


def _together(page: Page, block: Block) -> list[Block]:
    """The block, with all of its table or list, or with the front matter field alone."""
    return [
        other
        for other in page.blocks
        if other.group == block.group and block.kind in ("cell", "item")
    ] or [block]


def _missing(piece: Piece, blocks: list[Block]) -> list[str]:
    text = " ".join(block.text for block in blocks)
    if re.search(r"not published|could not (?:read|check|find)|not in (?:what|the text)", text):
        return []
    have = {
        other.key.removeprefix(f"{piece.outcome.key}.")
        for block in blocks
        for other in block.pieces
        if other.outcome and other.outcome.key == piece.outcome.key
    }
    missing = [] if {"intervention", "control"} <= have else ["the rates of both groups"]
    spread = "range" in have or (
        any(part.startswith(("low.", "ratio.low")) for part in have)
        and any(part.startswith(("high.", "ratio.high")) for part in have)
    )
    return missing + ([] if spread else ["how low and how high it could be"])


def _parts(outcome, missing: list[str]) -> list[str]:
    rates = (
        [f"{{num}}`{outcome.key}.{group}`" for group in store.words().groups]
        if "the rates of both groups" in missing
        else []
    )
    return rates + ([f"{{words}}`{outcome.key}.range`"] if len(missing) > len(rates[:1]) else [])


def _in_quotes(block: Block, piece: Piece) -> bool:
    at = dict(zip(map(id, block.pieces), block.starts, strict=True))[id(piece)]
    return any(s.start <= at < s.end and s.is_quoted(at - s.start) for s in block.sentences)


def _on_page(page: Page, piece: Piece) -> bool:
    if any(
        name == "fact-box" and argument == piece.outcome.key for name, argument, _ in page.boxes
    ):
        return True
    return any(not _missing(piece, _together(page, block)) for block in page.blocks)


def _typed_units(sentence, rates: list[Piece]) -> Iterator:
    """A typed “per 1,000 adults” beside a rate of the data must be the rate's own."""
    for match in UNIT.finditer(sentence.text) if rates else ():
        per = rates[0].outcome.per
        if per and (match[1] != f"{per['number']:,}" or match[2] not in per["of"]):
            yield (
                sentence.place(match.start()),
                f"“{match[0]}” is not the denominator of {rates[0].key}",
                f"write “per {per['number']:,} {per['of']}”",
            )


def _rows(page: Page) -> Iterator:
    rows = defaultdict(list)
    for block in page.blocks:
        if block.kind == "cell":
            rows[block.group, block.row] += [
                piece
                for piece in block.pieces
                if piece.number and piece.outcome and RATE.search(piece.key)
            ]
    for pieces in rows.values():
        units = {piece.outcome.unit for piece in pieces}
        if len(units) > 1:
            yield (
                (pieces[-1].line, pieces[-1].column),
                f"this row compares {' and '.join(sorted(units))}",
                "make two tables",
            )


def _charts(page: Page) -> Iterator:
    """Charts of groups and of steps, by the keys that their call names."""
    known = store.load()
    for cell in page.cells:
        for call in _calls(cell.code):
            keys = [
                node.value
                for node in ast.walk(call)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            units = {known.outcomes[key].unit for key in keys if key in known.outcomes}
            if len(units) > 1:
                yield (
                    (cell.line + call.lineno - 1, call.col_offset + 1),
                    f"this chart compares {' and '.join(sorted(units))}",
                    "make two charts",
                )


def _calls(code: str) -> list[ast.Call]:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return []  # the build reports a cell that does not run
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "").startswith(
            ("compare_groups", "compare_changes", "show_steps")
        )
    ]
