"""A number's history: what was published does not change without a word."""

from __future__ import annotations

import pytest
import sample_books
from plainresults import rules
from plainresults.errors import Faults
from plainresults.evidence import history, store
from sample_books import Book

KEY = "moss2021.missed_days.control"
ENTRY = f"""changes:
  - key: {KEY}
    from: "44.3"
    to: "44.5"
    when: "2026-12-01"
    why: The journal corrected its table.
"""
OLD, NEW = "control: {value: 44.3}", "control: {value: 44.5}"


@pytest.fixture
def told(small_book: Book) -> Book:
    """A book whose values of today are the published ones."""
    with sample_books.in_use(small_book.folder):
        history.publish(store.load())
        yield small_book


def problems() -> list[str]:
    """What is wrong with the history of the book, as it is now."""
    sample_books.forget()
    return [str(fault) for fault in history.faults(store.load())]


def test_as_they_are_nothing_has_to_be_told(told: Book):
    """The published values are those of the data, worked out ones too."""
    assert problems() == []
    assert history.published()[KEY] == ("44.3", False)
    assert history.published()["moss2021.missed_days.fewer"] == ("3.1", True)


def test_a_changed_value_without_an_entry_is_a_fault(told: Book):
    """File, line and the entry to write; what follows from the value is not asked for as well."""
    told.change("data/moss2021.yml", OLD, NEW)
    (found,) = problems()
    line = 1 + told.read("data/moss2021.yml").splitlines().index(f"      {NEW}")
    assert found.startswith(
        f"data/moss2021.yml:{line}: {KEY} was published as 44.3 and is now 44.5"
    )
    assert f'add to data/history/CHANGELOG.yml: {{key: {KEY}, from: "44.3", to: "44.5"' in found


def test_an_entry_settles_it_and_publishing_keeps_it(told: Book):
    """After the entry, publishing takes the new value in, and the entry stays true."""
    told.change("data/moss2021.yml", OLD, NEW)
    told.write("data/history/CHANGELOG.yml", ENTRY)
    assert problems() == []
    history.publish(store.load())
    assert history.published()[KEY] == ("44.5", False) and problems() == []
    assert [(change.old, change.new) for change in history.of(KEY)] == [("44.3", "44.5")]


def test_values_are_not_published_over_an_untold_change(told: Book):
    """The command is no way around."""
    told.change("data/moss2021.yml", OLD, NEW)
    sample_books.forget()
    with pytest.raises(Faults, match="without a word"):
        history.publish(store.load())
    assert history.published()[KEY][0] == "44.3"


def test_a_removed_value_needs_an_entry_and_a_new_one_does_not(told: Book):
    """New numbers come without ceremony."""
    told.change("data/fern2022.yml", "  children: {", "  tasters: {")
    (found,) = problems()
    assert "fern2022.children was published as 812 and is now removed" in found
    told.write(
        "data/history/CHANGELOG.yml",
        'changes:\n  - {key: fern2022.children, from: "812", to: removed, when: "2026-12-01", '
        "why: They are called tasters now.}\n",
    )
    assert problems() == []


def test_an_entry_that_is_not_true_is_a_fault(told: Book):
    """A changelog that says another value than the data misleads."""
    told.write("data/history/CHANGELOG.yml", ENTRY)
    (found,) = problems()
    assert found.startswith("data/history/CHANGELOG.yml:2: ")
    assert f"the newest entry for {KEY} says “44.5”, but the data say “44.3”" in found


def test_a_remedy_that_is_obeyed_makes_the_problem_go_away(told: Book):
    """The entry that the message offers, with its day and reason filled in, is enough."""
    told.change("data/moss2021.yml", OLD, NEW)
    offered = problems()[0].partition("CHANGELOG.yml: ")[2]
    entry = offered.replace('when: "…"', 'when: "2026-12-01"').replace(
        "why: …", "why: A slip of the pen."
    )
    told.write("data/history/CHANGELOG.yml", f"changes:\n  - {entry}\n")
    assert problems() == []


def test_a_change_is_told_beside_the_number_and_on_its_pages(told: Book):
    """The build stops without the entry; with it, every page that shows the number says it."""
    told.change("data/moss2021.yml", OLD, NEW)
    told.publish_something()
    done = told.build()
    assert done.returncode != 0 and "Traceback" not in done.stdout
    assert f"{KEY} was published as 44.3 and is now 44.5" in done.stdout
    assert told.page() == sample_books.LAST_GOOD_SITE
    told.write("data/history/CHANGELOG.yml", ENTRY)
    done = told.build()
    assert done.returncode == 0, done.stdout
    said = "published as 44.3 until 1 December 2026, now 44.5. The journal corrected its table."
    for page in ("chapters/numbers.html", "chapters/missed-days.html"):
        assert said in told.page(page), page


def test_the_command_counts_what_it_publishes(told: Book):
    """`plainresults publish-values` says what it did; without a change the file stays as it is."""
    before = told.read("data/history/published.csv")
    done = told.run("plainresults", "publish-values")
    assert done.returncode == 0, done.stdout
    assert f"{len(store.load().numbers)} values are now the published ones" in done.stdout
    assert told.read("data/history/published.csv") == before


def test_the_check_tells_it_as_well(told: Book):
    """One list of problems."""
    told.change("data/moss2021.yml", OLD, NEW)
    sample_books.forget()
    assert [problem.rule for problem in rules.check(told.folder)] == ["history"]
