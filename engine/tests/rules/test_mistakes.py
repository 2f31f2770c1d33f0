"""Mistakes of authors: `plainresults check` names each with its line and never shows a traceback.

The cases are in `mistakes.yml`. A build says what `check` says; the cases marked `build` try it.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sample_books
import warm_builds
import yaml
from plainresults import rules
from sample_books import Book

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "mistakes.yml").read_text("utf8")
)
HONEST = CASES.pop("honest")
PLANTED = [(f"{group}: {case['name']}", case) for group, cases in CASES.items() for case in cases]
PAGE = "chapters/example.md"
NOTEBOOK = "---\nfile_format: mystnb\n---\n# A\n\n```{code-cell} ipython3\n"


def plant(book: Book, case: dict[str, Any]) -> None:
    """Put a case into a book."""
    text = f"{NOTEBOOK}{case['cell']}\n```\n" if "cell" in case else case.get("text")
    if text is not None:
        book.write(PAGE, text)
        book.change(
            "_toc.yml",
            "      - file: chapters/glossary",
            "      - file: chapters/glossary\n      - file: chapters/example",
        )
    for name, content in case.get("also", {}).items():
        book.write(name, content)
    if file := case.get("file"):
        path = book.folder / file
        if "bytes" in case:
            path.write_bytes(case["bytes"].encode("latin-1"))
        elif "old" in case:
            book.change(file, case["old"], case["new"])
        elif "cell_of" in case:
            rows = book.read(file).split("\n")
            rows[case["cell_of"]] = rows[case["cell_of"]].rpartition(",")[0] + ",many"
            book.write(file, "\n".join(rows))
        elif "new" in case:
            book.write(file, case["new"])
        else:
            path.unlink()


def found_in(book: Book, case: dict[str, Any]) -> list[rules.Problem]:
    """What `check` finds in the book with the case in it."""
    with sample_books.in_use(book.folder):
        return rules.check(book.folder, publish=case.get("publish", False))


def is_named(problems: list[tuple[str, int, str]], book: Book, case: dict[str, Any]) -> bool:
    """Whether one of (file, line, text) says what the case wants, at its line."""
    for file, line, text in problems:
        if any(said in text for said in case["says"].split("|")):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                rows = book.read(file).split("\n")
                if "at" not in case or (0 < line <= len(rows) and case["at"] in rows[line - 1]):
                    return True
            if "at" not in case:
                return True
    return False


@pytest.mark.parametrize("case", [case for _, case in PLANTED], ids=[name for name, _ in PLANTED])
def test_a_mistake_is_named_with_its_line_and_what_to_do(small_book: Book, case):
    """One of the problems is the planted one; none is a traceback, and each has a remedy."""
    plant(small_book, case)
    found = found_in(small_book, case)
    said = [(one.file, one.line, one.message) for one in found]
    assert is_named(said, small_book, case), "\n".join(map(str, found))
    assert all(one.remedy and one.line > 0 for one in found)


@pytest.mark.parametrize("file", ["_toc.yml", "_config.yml", "data/study.yml"])
@pytest.mark.parametrize("text", ["- : [", "\tformat: jb-book\n", "42\n"])
def test_a_file_that_cannot_be_read_is_told_once(small_book: Book, file: str, text: str):
    """However many rules want to read it."""
    small_book.write(file, text)
    with sample_books.in_use(small_book.folder):
        told = [one for one in rules.check(small_book.folder) if one.file == file]
    assert len({(one.line, one.what) for one in told}) == len(told) == 1, told


NEAREST = re.compile(r"Did you mean (.+?)(?: or .*)?\?")
WRONG = re.compile(r"“([^”]+)”|\{([\w-]+)\}")


def mended(book: Book, problem: rules.Problem) -> bool:
    """Obey the remedy of a problem, if it says what to write; whether that could be done."""
    near, wrong = NEAREST.search(problem.message), WRONG.findall(problem.what)
    if not (near and wrong):
        return False
    rows = book.read(problem.file).split("\n")
    word = "".join(wrong[-1]).split(":")[-1].strip()
    row = rows[problem.line - 1]
    if word not in row:
        return False
    rows[problem.line - 1] = row.replace(word, near[1], 1)
    book.write(problem.file, "\n".join(rows))
    return True


SLIPS = [(name, case) for name, case in PLANTED if "Did you mean" in case["says"]]


@pytest.mark.parametrize("case", [case for _, case in SLIPS], ids=[name for name, _ in SLIPS])
def test_a_remedy_that_is_obeyed_makes_the_problem_go_away(small_book: Book, case):
    """The name that is offered in place of a slip is one that the rules take."""
    plant(small_book, case)
    before = found_in(small_book, case)
    slip = next(one for one in before if "Did you mean" in one.message)
    if mended(small_book, slip):
        after = found_in(small_book, case)
        assert (slip.rule, slip.what) not in {(one.rule, one.what) for one in after}
    else:
        assert "file" in case or "facts" in case["text"], slip  # a file to be renamed


@pytest.mark.parametrize("case", HONEST, ids=lambda case: case["name"])
def test_an_honest_twin_passes(small_book: Book, case):
    """What only looks like a mistake is let through."""
    plant(small_book, case)
    found = [one for one in found_in(small_book, case) if one.rule != "placeholder"]
    assert found == [], "\n".join(map(str, found))


@pytest.fixture(scope="module")
def warm() -> Iterator[None]:
    """Builds of this module are forks of one process."""
    with warm_builds.server():
        yield


BUILT = [one for one in PLANTED if one[1].get("build")]


@pytest.mark.parametrize("case", [case for _, case in BUILT], ids=[name for name, _ in BUILT])
@pytest.mark.usefixtures("warm")
def test_a_build_says_what_the_check_says(small_book: Book, case):
    """The same problems, no traceback, and the last good site stays as it was."""
    plant(small_book, case)
    small_book.publish_something()
    found = [(one.file, one.line, str(one)) for one in found_in(small_book, case)]
    if str(case.get("file", "")).startswith("_"):  # which Jupyter Book reads before the engine does
        done = small_book.run("plainresults", "site")
        code, said = done.returncode, done.stdout
    else:
        report = warm_builds.report(small_book)
        code, said = not report.good, report.said
    assert code and "Traceback" not in said, said
    assert all(text in said for _, _, text in found), said
    assert small_book.page() == sample_books.LAST_GOOD_SITE


def test_there_are_many_mistakes():
    """The table holds what it is said to hold: at least 200, and 60 in text of all kinds."""
    counts = Counter(group for group, cases in CASES.items() for _ in cases)
    assert sum(counts.values()) >= 200
