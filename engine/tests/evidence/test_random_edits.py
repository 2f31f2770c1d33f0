"""Random slips in a data file: it loads and all of it can be shown, or a message names the place.

`HYPOTHESIS_EXAMPLES=2000 pytest engine/tests/evidence/test_random_edits.py` looks longer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_books
from hypothesis import given, settings
from hypothesis import strategies as st
from plainresults import rules
from plainresults.errors import Fault, Faults
from plainresults.evidence import store
from plainresults.evidence.dataset import Dataset
from plainresults.rendering import fact_box, html
from sample_books import BOOKS, Book

FILES = ("moss2021.yml", "fern2022.yml", "trials.yml", "study.yml", "helplines.yml")
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", 60))
SLIPS = [
    *("", "0", "-1", "1e400", ".inf", ".nan", "1_000", "0x1F", "~", "yes", "[]", "{}", "'", '"'),
    *(":", "#", "- ", "\t", "&a", "*a", "!!str", "!!binary x", "\x00", "é", "2026-11-21", "1:30"),
    *("999999999999999999999", "1e-9", "value", "<<: 1", "1,806", "<<<<<<< HEAD", "“", "%", "@"),
]
usual = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small book to spoil."""
    yield sample_books.make(tmp_path_factory.mktemp("random") / "book")


@st.composite
def slips(draw) -> tuple[str, str]:
    """A data file, and its text with one to three slips of the hand."""
    name = draw(st.sampled_from(FILES))
    text = (BOOKS / "small" / "data" / name).read_text("utf8")
    kinds = [_drop_line, _repeat_line, _shift_line, _swap_lines, _replace_word, _insert]
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(kinds))(draw, text)
    return name, text


def _line(draw, text: str) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, draw(st.integers(0, len(lines) - 1))


def _drop_line(draw, text: str) -> str:
    lines, at = _line(draw, text)
    return "\n".join(lines[:at] + lines[at + 1 :])


def _repeat_line(draw, text: str) -> str:
    lines, at = _line(draw, text)
    return "\n".join([*lines[: at + 1], *lines[at:]])


def _shift_line(draw, text: str) -> str:
    lines, at = _line(draw, text)
    line = lines[at]
    lines[at] = draw(st.sampled_from([f" {line}", f"\t{line}", line.lstrip(), line[2:]]))
    return "\n".join(lines)


def _swap_lines(draw, text: str) -> str:
    lines, at = _line(draw, text)
    other = draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def _replace_word(draw, text: str) -> str:
    words = list(re.finditer(r"[\w.-]+", text))
    if not words:
        return text
    word = draw(st.sampled_from(words))
    slip = draw(st.one_of(st.sampled_from(SLIPS), st.decimals(-1000, 1000).map(str)))
    return text[: word.start()] + slip + text[word.end() :]


def _insert(draw, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    slip = draw(st.one_of(st.sampled_from(SLIPS), st.characters(codec="utf-8")))
    return text[:at] + slip + text[at:]


def _loaded(book: Book, name: str, text: str) -> Dataset | list[Fault]:
    """The data with one file changed, all of it shown once; or what is wrong with them."""
    path, before = book.folder / "data" / name, book.read(f"data/{name}")
    path.write_bytes(text.encode("utf8"))
    try:
        with sample_books.in_use(book.folder):
            assert isinstance(rules.set_up_problems(book.folder), list)
            known = store.load()
            _show(known)
            return known
    except Faults as faults:
        return faults.faults
    finally:
        path.write_text(before, "utf8")


def _show(known: Dataset) -> None:
    """Make of the data what pages make of them."""
    assert known.version
    for number in known.numbers.values():
        assert number.text and number.origin and number.row() and html.num(number)
    for outcome in known.outcomes.values():
        rows = fact_box.rows(outcome)
        assert outcome.verdict_in_words and outcome.period
        assert rows and all(label and html.line(line) for label, line in rows)


@usual
@given(slips())
def test_a_slip_loads_or_is_named_with_file_and_line(spoilt: Book, slip: tuple[str, str]):
    """Never a traceback: what does not load says where and how to mend it; the rest can be shown."""
    found = _loaded(spoilt, *slip)
    if isinstance(found, Dataset):
        return
    assert found
    for fault in found:
        path = Path(fault.file)
        text = slip[1] if path.name == slip[0] else path.read_text("utf8")
        assert path.parent == spoilt.folder / "data"
        assert 1 <= fault.line <= text.count("\n") + 1 and fault.what and fault.remedy, fault
    assert any(Path(fault.file).name == slip[0] for fault in found) or slip[0] != "helplines.yml"


@usual
@given(st.sampled_from(FILES), st.data())
def test_a_change_of_form_alone_changes_no_number(spoilt: Book, name: str, data: st.DataObject):
    """Comments, blank lines and spaces at the end of a line mean nothing."""
    lines = spoilt.read(f"data/{name}").split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(1, len(lines) - 1))
        lines.insert(at, data.draw(st.sampled_from(["", "   ", "# a remark", "      # another"])))
        lines[at - 1] += data.draw(st.sampled_from(["", " ", "   "]))
    found = _loaded(spoilt, name, "\n".join(lines))
    assert isinstance(found, Dataset), found
    assert {key: number.row() for key, number in found.numbers.items()} == {
        key: number.row() for key, number in store.load().numbers.items()
    }


@usual
@given(
    st.sampled_from(["intervention: {value: ", "control: {value: ", "type: rate ratio, value: "]),
    st.decimals(-10, 200, places=2, allow_nan=False),
)
def test_a_wrong_value_never_changes_the_verdict_unseen(spoilt: Book, part: str, value):
    """The main result changes only where rates, ratio, interval and P value all agree on it."""
    text = spoilt.read("data/moss2021.yml")
    wrong = re.sub(rf"({re.escape(part)})[\d.]+", rf"\g<1>{value}", text, count=1)
    assert wrong != text or str(value) in text
    found = _loaded(spoilt, "moss2021.yml", wrong)
    assert (
        not isinstance(found, Dataset) or found.outcome("moss2021.missed_days").verdict == "unclear"
    )
