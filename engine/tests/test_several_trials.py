"""Two trials in one book, each with its own arms and its own main outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_books
from plainresults import rules
from plainresults.evidence import store
from plainresults.evidence.ranking import results_above
from plainresults.rules.reader import read_page
from plainresults.rules.rule import named
from sample_books import BOOKS, Book

MAIN = {"sprint": "sprint2021.heart_events", "coda": "coda2020.health"}
SHOWN = ("sprint2021.heart_events", "coda2020.complications", "coda2020.health")
KEYS = ", ".join(f'"{key}"' for key in SHOWN)
TABLE = (
    f"{sample_books.NOTEBOOK}# What did both studies find?\n\n"
    + sample_books.CELL.format(f"charts.list_results(data.outcomes({KEYS}))")
    + "\n:::{results-by-verdict}\n:::\n"
)


def joined(folder: Path) -> Book:
    """The book of one trial with the data and the page of another one."""
    book, other = sample_books.make(folder, like="sprint"), BOOKS / "coda"
    trials = (other / "data" / "trials.yml").read_text("utf8").partition("trials:\n")[2]
    book.write("data/trials.yml", book.read("data/trials.yml") + trials)
    bib = (other / "data" / "sources.bib").read_text("utf8")
    book.write("data/sources.bib", book.read("data/sources.bib") + "\n" + bib)
    for name in ("coda2020", "codaresults"):
        text = (other / "data" / f"{name}.yml").read_text("utf8")
        book.write(f"data/{name}.yml", text.replace("checked:", "trial: coda\nchecked:", 1))
    page = (other / "chapters" / "main-result.md").read_text("utf8")
    book.write("chapters/appendicitis.md", page)
    book.write("chapters/both.md", TABLE)
    words = (other / "chapters" / "glossary.md").read_text("utf8")
    term = re.search(r"(?m)^Appendicitis\n  [^\n]*\n", words)[0]
    book.change("chapters/glossary.md", "Heart failure\n", f"{term}\nHeart failure\n")
    listed = "      - file: chapters/main-result\n"
    more = "".join(f"      - file: chapters/{name}\n" for name in ("appendicitis", "both"))
    book.change("_toc.yml", listed, listed + more)
    return book


@pytest.fixture(scope="module")
def built(shared_folder: Path) -> Iterator[Book]:
    """The book of both, with its site."""

    def finish(book: Book) -> str:
        done = book.build()
        assert done.returncode == 0, done.stdout
        return done.stdout

    folder = shared_folder / "several"
    if not folder.exists():
        joined(folder)
    book = Book(folder, finish(Book(folder)))
    with sample_books.in_use(book.folder):
        yield book


def test_each_trial_has_its_own_main_outcome(built):
    """Both are “the main result of the whole study”, and no rule complains of either page."""
    known = store.load()
    assert {key: trial.main for key, trial in known.trials.items()} == MAIN
    assert {o.key for o in known.ranked("trial primary")} == set(MAIN.values())
    assert {o.trial.key for o in known.ranked("trial primary")} == set(MAIN)
    assert rules.check() == []


def test_each_page_tells_the_arms_and_the_main_result_of_its_own_trial(built):
    """And never those of the other one, also where it is passed on."""
    for name, own, other in (
        ("main-result", "People with the lower goal", "antibiotics"),
        ("appendicitis", "People who got antibiotics", "lower goal"),
    ):
        page = built.page(f"chapters/{name}.html")
        box = page[page.index('class="fact-box"') :].partition("</table>")[0]
        assert own in box and other not in box
        assert "Main result of the whole study" in page
    known = store.load()
    above = results_above(known.outcomes["coda2020.complications"])
    assert [outcome.key for outcome in above] == ["coda2020.health"]


def test_a_table_of_all_results_names_the_arms_of_each(built):
    """As no head of a column is true of both trials."""
    page = built.page("chapters/both.html")
    assert "First group" in page and "Second group" in page
    text = re.sub(r"<[^>]+>", "", page)
    assert "People who got antibiotics: 8.1" in text
    assert "People with the usual goal: 2.40" in text
    assert "Lower with the lower goal (1)" in text and "Higher with antibiotics (1)" in text
    assert "{" not in text.partition("What did both studies find?")[2]


def test_each_result_stands_under_its_verdict(built):
    """Also one within a limit set beforehand."""
    part = built.page("chapters/both.html").partition('id="within-the-limit-set-beforehand"')[2]
    part = part.partition("</section>")[0]
    assert "Health after one month" in part and "The main result of the study is here." in part
    text = built.page("chapters/both.html")
    for outcome in store.load().outcomes.values():
        assert outcome.title in text


SECONDARY = "---\nsource: coda2020\nlead: coda2020.complications\n---\n# A\n\n"
BOX = ":::{{in-short}} coda2020.complications\n**A secondary result, beside the [main result]({}).**\n:::\n"


@pytest.mark.parametrize(("link", "found"), [("appendicitis.md", 0), ("main-result.md", 1)])
def test_a_secondary_result_leads_to_the_main_one_of_its_own_trial(built, link, found):
    """A link to the other trial's main result does not do."""
    page = read_page(SECONDARY + BOX.format(link), "chapters/example.md")
    corpus = rules.Corpus(built.folder, [page, *rules.Corpus.read().pages])
    said = [one.message for one in named("rank").problems_on(page, corpus)]
    assert len(said) == found and all("[main result](appendicitis.md)" in one for one in said)


@pytest.mark.parametrize(
    ("text", "found"),
    [("In this study, the main result was better.", 1), ("The main result was not worse.", 0)],
)
def test_the_main_result_is_that_of_the_trial_that_the_page_is_about(built, text, found):
    """“Better” is told of the score within its limit, not of the other trial's clear result."""
    page = read_page(f"---\nsource: coda2020\nlead: coda2020.health\n---\n{text}", "chapters/a.md")
    corpus = rules.Corpus(built.folder, [page])
    said = [one.message for one in named("verdict").problems_on(page, corpus)]
    assert len(said) == found and all("coda2020.health" in one for one in said)


def test_a_file_that_names_no_trial_of_the_book_is_named(tmp_path):
    """With the trials that there are."""
    book = joined(tmp_path / "book")
    book.change("data/coda2020.yml", "trial: coda\n", "trial: codda\n")
    with sample_books.in_use(book.folder):
        said = [one.message for one in rules.check(book.folder)]
    assert any("there is no trial “codda”" in one and "coda" in one for one in said), said
