"""A new summary: one command makes what builds at once and says what is still to be written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import sample_books
from plainresults import charts, rules
from plainresults.cli import new_summary
from plainresults.cli.main import main
from plainresults.evidence import store
from plainresults.rules import table_of_contents
from sample_books import Book

GIVEN = {
    "key": "doe2025",
    "doi": "10.1000/test.1",
    "page": "sleep",
    "question": "Did children sleep better?",
    "paper": "Sleep in the study",
    "authors": "Doe, J. and others",
    "journal": "Journal of Sleep",
    "outcome": "poor_sleep",
    "title": "Poor sleep",
    "unit": "reports of poor sleep",
    "who": "Children of the schools",
    "begin": "2019-07",
    "end": "2020-02",
}


@pytest.fixture
def whole(small_book: Book) -> Iterator[Book]:
    """A book that the engine works on."""
    with sample_books.in_use(small_book.folder):
        yield small_book


def written(book: Book, **more: str) -> list[str]:
    """Write a summary; give what is left to write."""
    left = new_summary.write_summary(book.folder, new_summary.answers(GIVEN | more, None))
    sample_books.forget()
    return left


@pytest.mark.parametrize(
    ("rank", "statistic", "comparison"),
    [
        ("PRIMARY", "rate", "rate ratio"),
        ("SECONDARY", "change in mean", "difference in change"),
        ("NOT_STATED", "survival", "hazard ratio"),
        ("POST_HOC", "rate per person-time", "hazard ratio"),
    ],
)
def test_a_new_comparison_loads_and_keeps_every_rule(whole: Book, rank, statistic, comparison):
    """Whatever is answered, data load, the contents list the page, and no rule is broken."""
    left = written(whole, rank=rank, statistic=statistic, comparison=comparison)
    known = store.load().outcome("doe2025.poor_sleep")
    assert (known.verdict, known.plan) == ("unknown", rank)
    assert known.source.doi == "10.1000/test.1"
    kept_and_listed(whole, left)


@pytest.mark.parametrize(
    ("kind", "lead"), [("one group", True), ("description", False), ("no numbers", False)]
)
def test_a_new_page_of_another_kind_keeps_every_rule(whole: Book, kind: str, lead: bool):
    """A page of one group compares nothing, and one without an outcome has no lead."""
    text = kept_and_listed(whole, written(whole, kind=kind))
    outcome = store.load().outcomes.get("doe2025.poor_sleep")
    assert (outcome is not None) == lead
    assert outcome is None or outcome.verdict == "none"
    assert ("lead:" in text) == lead and ("{fact-box}" in text) == lead
    assert 'topic: "What else was found?"' in text


def kept_and_listed(whole: Book, left: list[str]) -> str:
    """No rule is broken, and what is left to write is named; gives the page."""
    assert "chapters/sleep" in table_of_contents.pages(whole.folder)
    assert rules.check(whole.folder) == []
    places = {line.partition(": ")[0].rpartition(":")[0] for line in left}
    assert places == {"data/doe2025.yml", "chapters/sleep.md"}
    unfinished = {problem.rule for problem in rules.check(whole.folder, publish=True)}
    assert unfinished == {"unfinished", "placeholder"}
    text = whole.read("chapters/sleep.md")
    assert tuple(re.findall(r"^## (.*)$", text, re.M)) == store.words().sections
    return text


def test_a_new_summary_builds_at_once_and_says_what_is_not_known(whole: Book):
    """Its fact box and table are truthful, and no remark for the author is on the page."""
    written(whole)
    done = whole.build()
    assert done.returncode == 0, done.stdout
    page = whole.page("chapters/sleep.html")
    assert page.count(store.words().not_published) >= 2
    assert "Did children sleep better?" in page and "TO WRITE" not in page


def test_a_new_summary_has_a_topic_of_the_book(whole: Book):
    """Where the book names its topics, the last one is taken, and another one is refused."""
    whole.write("wording/topics.yml", "topics: [Were fewer days missed?, What do children eat?]\n")
    sample_books.forget()
    with pytest.raises(ValueError, match=r"--topic cannot be “Why\?”: choose one of Were fewer"):
        written(whole, topic="Why?")
    written(whole)
    assert 'topic: "What do children eat?"' in whole.read("chapters/sleep.md")
    assert rules.check(whole.folder) == []


def test_what_is_missing_or_wrong_is_named_by_its_flag():
    """Without a terminal nobody can be asked."""
    wrong = r"--key cannot be “Doe”, it has not the form.*\n--doi is needed: DOI"
    with pytest.raises(ValueError, match=wrong):
        new_summary.answers(GIVEN | {"key": "Doe", "doi": None}, None)


def test_what_is_not_given_is_asked_until_it_fits(capsys: pytest.CaptureFixture):
    """What is usual is taken for an empty answer; a wrong one is asked again, with the reason."""
    said = iter(["", "Doe 2025", "doe2025", "", "", "meen", "mean", "mean difference"])
    known = new_summary.answers(
        {name: value for name, value in GIVEN.items() if name != "key"}
        | {"per": "100", "of": "people", "design": "randomized", "lower_is": "better"}
        | {"seen_in": "abstract", "where": "Abstract"},
        lambda _: next(said),
    )
    assert (known["kind"], known["key"], known["rank"]) == ("comparison", "doe2025", "NOT_STATED")
    assert (known["statistic"], known["comparison"]) == ("mean", "mean difference")
    printed = capsys.readouterr().out
    assert "“Doe 2025” will not do: it has not the form of the example." in printed
    assert "“meen” will not do: Did you mean mean" in printed


def test_nothing_is_overwritten(whole: Book):
    """A page or source that is there stays as it is."""
    before = whole.read("_toc.yml")
    there = r"chapters/vegetables\.md is there already\. Choose another --page"
    with pytest.raises(FileExistsError, match=there):
        written(whole, page="vegetables")
    with pytest.raises(FileExistsError, match=r"data/moss2021\.yml is there already"):
        written(whole, key="moss2021")
    assert whole.read("_toc.yml") == before
    assert not (whole.folder / "chapters" / "sleep.md").exists()


def test_the_command_says_what_it_needs(capsys: pytest.CaptureFixture):
    """`--help` names every flag."""
    main(["new", "summary", "--help"])
    shown = capsys.readouterr().out
    assert all(f"--{name}" in shown for name in new_summary.ASKED)


def test_an_editor_completes_every_key():
    """The snippets hold each number once, ready for the text."""
    numbers = list(store.load().numbers)
    made = json.loads(new_summary.snippets({"num": numbers}))
    assert len(made) == len(numbers) + len(charts.__all__)
    assert made["chart compare_groups"]["body"] == "charts.compare_groups($0)"
    assert made["num moss2021.schools"]["body"] == "{num}`moss2021.schools`"
