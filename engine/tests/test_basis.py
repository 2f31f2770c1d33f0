"""What a reader sees of the marks and of the ledger."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import reviewed_book
import sample_books
from plainresults.rules.publication import still_placeholders
from plainresults.sphinx.components.basis import report_to
from sample_books import Book


@pytest.fixture(scope="module")
def site(shared_folder: Path) -> Book:
    """A reviewed book with an address for mistakes, built; to be looked at only."""

    def finish(book: Book) -> str:
        shutil.rmtree(book.folder)
        made = reviewed_book.make(book.folder)
        contact = "    plainresults_contact: garden@valleys.org\n"
        made.write("_config.yml", made.read("_config.yml") + contact)
        marked = "A draw was made among {num}`moss2021.schools` schools. {from}`moss2021.ill`"
        made.change(
            "chapters/missed-days.md",
            "A draw was made among {num}`moss2021.schools` schools.",
            marked,
        )
        with sample_books.in_use(made.folder):
            reviewed_book.let_everything_in(made, made.folder.parent)
        done = made.build()
        assert done.returncode == 0, done.stdout
        return done.stdout

    return sample_books.once(shared_folder / "reviewed-site", finish)


def card_after(page: str, words: str) -> str:
    """The card that the mark of the paragraph with `words` opens."""
    rest = page[page.index(words) :]
    number = re.search(r'popovertarget="(rests-on-\d+)"', rest.partition("</p>")[0])[1]
    return page.partition(f'<div popover id="{number}"')[2].partition("</div>")[0]


def test_a_paragraph_opens_what_it_rests_on(site: Book):
    """The fact, its place, what to keep in mind, and a link to the entry of the source."""
    card = card_after(site.page("chapters/missed-days.html"), "Children who miss many days")
    assert "Children miss school when they are ill." in card
    assert "Introduction. Read in the abstract" in card
    assert "Keep in mind: It is not known how often." in card
    assert 'href="../chapters/sources.html#moss2021"' in card


def test_a_paragraph_with_a_role_and_a_line_above_rests_on_both(site: Book):
    """And on the values in it."""
    card = card_after(site.page("chapters/missed-days.html"), "A draw was made")
    assert "drawn by lot" in card and "when they are ill" in card and "Abstract, Methods" in card


def test_a_sentence_in_a_box_rests_on_the_outcome_of_the_box(site: Book):
    """Without a mark of its own."""
    card = card_after(site.page("chapters/missed-days.html"), "found no clear difference")
    assert "Many beds were planted late in the year." in card


def test_marks_leave_nothing_in_the_text(site: Book):
    """Neither on the page nor in its source as HTML comments."""
    page = site.page("chapters/missed-days.html")
    assert "{from}" not in page and "from: moss2021" not in page and "% ours" not in page
    assert "<!--" not in page


def test_a_mistake_can_be_reported_with_the_address_of_the_passage(site: Book):
    """The address and the first words are filled in."""
    card = card_after(site.page("chapters/missed-days.html"), "Children who miss many days")
    assert "mailto:garden@valleys.org?subject=A%20mistake%20on%20https%3A//gardens.example/" in card
    assert "body=Children%20who%20miss" in card


@pytest.mark.parametrize("contact", ["", "us@gardens.example", "https://forge.example/new"])
def test_nobody_is_asked_to_write_to_a_placeholder(contact: str):
    """As long as the address is none."""
    assert report_to(contact) == ""


def test_a_build_says_which_addresses_are_still_placeholders():
    """Each with what it means for readers; none is named that leads somewhere."""
    left = still_placeholders({"html": {"baseurl": "https://gardens.example/"}})
    assert [what.partition(",")[0] for what in left] == ["baseurl", "plainresults_contact"]
    settings = {"config": {"plainresults_contact": "garden@valleys.org"}}
    assert not still_placeholders({"html": {"baseurl": "https://valleys.org/"}, "sphinx": settings})


def test_a_page_says_how_many_of_its_sentences_were_checked_by_whom(site: Book):
    """And that nobody outside has checked one, as long as that is true."""
    page = site.page("chapters/missed-days.html")
    assert "Checked by its author: every sentence." in page
    assert "Checked by a second reader: none yet." in page
    assert "Checked by a person outside the project: none yet." in page


def test_an_unknown_address_in_a_mark_stops_the_build_at_its_line(book: Book):
    """With the nearest one that there is."""
    book.write(
        "index.md", "# A page\n\n% from: moss2021.schols\nText. {from}`moss2021.missd_days`\n"
    )
    done = book.build()
    assert done.returncode != 0
    assert "index.md:3:1: unknown-mark: there is no “moss2021.schols”" in done.stdout
    assert "index.md:4:7: unknown-key: there is no “moss2021.missd_days”" in done.stdout
