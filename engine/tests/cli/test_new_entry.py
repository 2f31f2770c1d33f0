"""`plainresults new number|fact|source|chart`: one entry where it belongs, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sample_books
from plainresults import rules
from plainresults.cli.main import main
from plainresults.evidence import store
from sample_books import Book


@pytest.fixture(autouse=True)
def mine(small_book: Book) -> Iterator[Book]:
    """A book to write in."""
    with sample_books.in_use(small_book.folder):
        yield small_book


def test_an_entry_of_each_kind_is_written_and_keeps_the_rules(mine: Book):
    """What is made can be used at once."""
    assert main(["new", "number", "moss2021.pots", "12", "pots", "Pots", "Table 1"]) == 0
    assert main(["new", "fact", "fern2022.tasting", "Children tasted beans.", "Methods"]) == 0
    assert (
        main(["new", "source", "clay2023", "Clay, E.", "Pots", "2023", "https://e.example/"]) == 0
    )
    page = ["chapters/glossary", "compare_groups", "moss2021.missed_days"]
    assert main(["new", "chart", *page]) == 0
    known = store.load()
    assert known.number("moss2021.pots").text == "12" and "clay2023" in known.sources
    assert known.fact("fern2022.tasting").says == "Children tasted beans."
    assert rules.shown(rules.check(mine.folder)).startswith("0 problems")
    assert mine.read("chapters/glossary.md").startswith("---\nfile_format: mystnb\n")


@pytest.mark.parametrize(
    "given",
    [
        ["number", "moss2021.pots", "many", "pots", "Pots", "Table 1"],
        ["number", "mos2021.pots", "12", "pots", "Pots", "Table 1"],
        ["number", "moss2021.schools", "12", "schools", "Again", "Table 1"],
        ["fact", "moss2021.draw", "It was so.", ""],
        ["chart", "chapters/glossary", "compare_group", "moss2021.missed_days"],
        ["chart", "chapters/nowhere", "compare_groups", "moss2021.missed_days"],
    ],
    ids=lambda given: f"{given[0]} {given[1]} {given[2]}",
)
def test_what_does_not_fit_is_said_and_not_written(mine: Book, capsys, given: list[str]):
    """Every file is as it was."""
    before = {path: path.read_bytes() for path in mine.folder.rglob("*.*") if path.is_file()}
    assert main(["new", *given]) == 1
    assert capsys.readouterr().err
    assert {
        path: path.read_bytes() for path in mine.folder.rglob("*.*") if path.is_file()
    } == before


def test_an_editor_completes_facts_terms_sources_and_charts(mine: Book):
    """Beside the numbers."""
    assert main(["new", "fact", "fern2022.tasting", "Children tasted beans.", "Methods"]) == 0
    assert main(["snippets"]) == 0
    made = json.loads(mine.read(".vscode/keys.code-snippets"))
    bodies = {one["body"] for one in made.values()}
    wanted = {"{from}`fern2022.tasting`", "{source}`moss2021`", "charts.show_steps($0)"}
    assert wanted <= bodies and "{term}`school garden`" in {body.lower() for body in bodies}
