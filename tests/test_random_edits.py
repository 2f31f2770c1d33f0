"""Random slips in a data file: it loads and every page can be made of it, or a message names file and line.

`HYPOTHESIS_EXAMPLES=2000 pytest tests/test_random_edits.py` looks longer than the usual run.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plainresults.errors import Fault, Faults
from plainresults.evidence import store
from plainresults.evidence.dataset import Dataset
from plainresults.rendering import fact_box, html
from sample_books import ROOT

DATA = ROOT / "data"

FILES = sorted(path.name for path in DATA.glob("*.yml"))
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", 60))
SLIPS = [
    "",
    "0",
    "-1",
    "1e400",
    ".inf",
    ".nan",
    "1_000",
    "0x1F",
    "~",
    "yes",
    "[]",
    "{}",
    "'",
    '"',
    ":",
    "#",
    "- ",
    "\t",
    "&a",
    "*a",
    "!!str",
    "!!binary x",
    "\x00",
    "é",
    "2026-11-21",
    "1:30",
    "999999999999999999999",
    "1e-9",
    "value",
    "<<: 1",
]
usual = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the data to spoil."""
    return shutil.copytree(DATA, tmp_path_factory.mktemp("random") / "data")


@st.composite
def spoiled(draw):
    """A data file, and its text with one to three slips of the hand."""
    name = draw(st.sampled_from(FILES))
    text = (DATA / name).read_text("utf8")
    for _ in range(draw(st.integers(1, 3))):
        text = draw(
            st.sampled_from(
                [_drop_line, _repeat_line, _shift_line, _swap_lines, _replace_word, _insert]
            )
        )(draw, text)
    return name, text


def _line(draw, text):
    lines = text.split("\n")
    return lines, draw(st.integers(0, len(lines) - 1))


def _drop_line(draw, text):
    lines, at = _line(draw, text)
    return "\n".join(lines[:at] + lines[at + 1 :])


def _repeat_line(draw, text):
    lines, at = _line(draw, text)
    return "\n".join([*lines[: at + 1], *lines[at:]])


def _shift_line(draw, text):
    lines, at = _line(draw, text)
    lines[at] = draw(
        st.sampled_from([" " + lines[at], "\t" + lines[at], lines[at].lstrip(), lines[at][2:]])
    )
    return "\n".join(lines)


def _swap_lines(draw, text):
    lines, at = _line(draw, text)
    other = draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def _replace_word(draw, text):
    words = list(re.finditer(r"[\w.-]+", text))
    if not words:
        return text
    word = draw(st.sampled_from(words))
    return (
        text[: word.start()]
        + draw(st.one_of(st.sampled_from(SLIPS), st.decimals(-1000, 1000).map(str)))
        + text[word.end() :]
    )


def _insert(draw, text):
    at = draw(st.integers(0, len(text)))
    return (
        text[:at]
        + draw(st.one_of(st.sampled_from(SLIPS), st.characters(codec="utf-8")))
        + text[at:]
    )


def _load(folder: Path, name: str, text: str) -> Dataset | Faults:
    (folder / name).write_bytes(text.encode("utf8"))
    try:
        return store.load.__wrapped__(folder)
    except Faults as faults:
        return faults
    finally:
        shutil.copy(DATA / name, folder / name)


def _show_everything(known: Dataset) -> None:
    assert known.trial_result.verdict_in_words and known.version
    for number in known.numbers.values():
        assert number.text and number.origin and number.row() and html.num(number)
    for outcome in known.outcomes.values():
        assert outcome.verdict_in_words
        # Fact boxes look numbers up in the book's own data, so here only rows without numbers are made.
        assert outcome.unit and outcome.period and isinstance(fact_box.MISSING, list)


@usual
@given(spoiled())
def test_a_slip_in_a_data_file_loads_or_is_named_with_file_and_line(folder, slip):
    """Never a traceback: what does not load says where and how to mend it, and what loads can be shown."""
    found = _load(folder, *slip)
    if isinstance(found, Faults):
        for fault in found.faults:
            assert isinstance(fault, Fault) and fault.what and fault.remedy and fault.line >= 0
            assert Path(fault.file).name in (slip[0], "data") or "no file" not in fault.what
    else:
        _show_everything(found)


@usual
@given(st.sampled_from(FILES), st.data())
def test_a_change_of_form_alone_changes_no_number(folder, name, draw):
    """Comments, blank lines and spaces at the end of a line mean nothing."""
    lines = (DATA / name).read_text("utf8").split("\n")
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(1, len(lines) - 1))
        lines.insert(at, draw.draw(st.sampled_from(["", "   ", "# a remark", "      # another"])))
        lines[at - 1] += draw.draw(st.sampled_from(["", " ", "   "]))
    found = _load(folder, name, "\n".join(lines))
    assert not isinstance(found, Faults), str(found)
    assert {key: number.row() for key, number in found.numbers.items()} == {
        key: number.row() for key, number in store.load().numbers.items()
    }


@usual
@given(
    st.sampled_from(["intervention", "control", "ratio"]),
    st.decimals(-10, 200, places=2, allow_nan=False),
)
def test_a_wrong_value_never_changes_the_verdict_unseen(folder, part, value):
    """The main result can become something else only when rates, ratio, interval and P value all agree on it."""
    name, key = "samet2024.yml", "samet2024.opioid_deaths"
    text = (DATA / name).read_text("utf8")
    found = _load(
        folder, name, re.sub(rf"({part}: \{{value: )[\d.]+", rf"\g<1>{value}", text, count=1)
    )
    assert isinstance(found, Faults) or found.outcome(key).verdict == "unclear"
