"""The small books that other tests stand on."""

from __future__ import annotations

from plainresults import rules
from plainresults.evidence import store
from sample_books import LAST_GOOD_SITE, Book


def test_the_small_book_keeps_every_rule():
    """Whatever a test breaks in it is then what the test broke."""
    assert rules.check() == []


def test_the_engine_in_this_process_works_on_the_small_book():
    """Not on this repository's own book."""
    assert set(store.load().outcomes) == {
        "moss2021.missed_days",
        "moss2021.sweets_sold",
        "fern2022.liking",
    }


def test_the_small_book_builds(built_book: Book):
    """Without a word of warning, charts and all."""
    assert "WARNING" not in built_book.said and "ERROR" not in built_book.said
    assert built_book.page("chapters/missed-days.html").count("<svg") >= 2


def test_a_copy_of_the_built_book_can_be_changed(copy_of_built_book: Book, built_book: Book):
    """And what is shared stays as it is."""
    copy_of_built_book.change("index.md", "## The summaries", "## All of the summaries")
    done = copy_of_built_book.build()
    assert done.returncode == 0, done.stdout
    assert "All of the summaries" in copy_of_built_book.page()
    assert "All of the summaries" not in built_book.page()


def test_a_page_that_breaks_a_rule_leaves_the_last_good_site(book: Book):
    """The book with one page builds, and a mistake in it costs nothing."""
    book.write("index.md", "# A page\n\nThere were 812 children.\n")
    assert book.build().returncode != 0
    assert book.page() == LAST_GOOD_SITE
