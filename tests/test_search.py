"""The search: what it finds, how it is used, and what a build does without it."""

from __future__ import annotations

import re

import pytest
import yaml
from plainresults.sphinx import search
from playwright.sync_api import expect
from sample_books import ROOT, Book

SITE = ROOT / "_build" / "html"
PAGE = "chapters/search.html"


def results(page) -> list[str]:
    """The titles that a search has found, when it has ended."""
    page.locator(".search-count:not(:empty)").wait_for()
    return page.locator(".search-results h2").all_inner_texts()


@pytest.mark.parametrize(
    "words", ["how many people died", "did deaths go down", "deaths", "HOW MANY DIED?"]
)
def test_a_question_about_deaths_finds_the_main_result_first(open_page, words):
    """Not the result that makes the better headline."""
    page = open_page(f"{PAGE}?q={words}")
    assert results(page)[0] == "Did the program lower opioid overdose deaths?"
    assert page.problems == []


def test_an_excerpt_shows_sentences(open_page):
    """No code to embed a chart, no heads of tables run together."""
    page = open_page(f"{PAGE}?q=overdose")
    assert results(page)
    said = page.locator(".search-results").inner_text()
    assert "<iframe" not in said and "OutcomeRank" not in said and " # " not in said


def test_the_main_result_stands_above_whatever_is_found(open_page):
    """An excerpt is a piece of a page, and may hold another result without it."""
    page = open_page(f"{PAGE}?q=naloxone")
    assert results(page)
    main = page.locator(".always-with")
    assert (
        main.inner_text().startswith("Main result of the whole study: ")
        and main.bounding_box()["y"] < page.locator(".search-results").bounding_box()["y"]
    )
    assert main.get_by_role("link").get_attribute("href").endswith("overdose-deaths.html")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("narcan", "naloxone"),
        ("meth", "stimulants"),
        ("stigma", "stigma"),
        ("51.7", "opioid overdose deaths"),
    ],
)
def test_plain_words_find_their_page(open_page, words, title):
    """Names that people use, names that papers use, and numbers."""
    assert title in results(open_page(f"{PAGE}?q={words}"))[0]


def test_results_come_in_place_with_excerpt_count_and_address(open_page):
    """Typing is enough; what was found is announced, marked, and can be shared as an address."""
    page = open_page(PAGE)
    page.get_by_role("searchbox", name="What would you like to know?").fill("coalition")
    found = results(page)
    assert re.match(rf"{len(found)} pages for “coalition”", page.get_by_role("status").inner_text())
    assert page.get_by_role("status").get_attribute("aria-live") == "polite"
    assert page.locator(".search-results mark").count() > 0
    assert page.url.endswith("?q=coalition")


def test_a_filter_narrows_the_results_and_stays_in_the_address(open_page):
    """Only summaries, if that is what a reader wants."""
    page = open_page(f"{PAGE}?q=overdose")
    everything = results(page)
    page.get_by_text("Show only some pages").click()
    page.get_by_label("Part of the site").select_option("Summaries")
    page.wait_for_url("**part=Summaries*")
    narrowed = page.locator(".search-results h2").all_inner_texts()
    kinds = page.locator(".search-results .search-kind").all_inner_texts()
    assert narrowed != everything and all(kind.startswith("Summaries") for kind in kinds) and kinds
    assert {text.split(" ·")[0] for text in page.locator(".search-kind").all_inner_texts()} == {
        "Summaries"
    }
    page.reload()
    assert results(page) == narrowed


@pytest.mark.parametrize("width", [320, 390])
def test_results_and_filters_fit_a_phone(open_page, width):
    """Long topics do not make the page scroll sideways, and an excerpt begins with the page's own words."""
    page = open_page(f"{PAGE}?q=how+many+people+died", viewport={"width": width, "height": 800})
    assert results(page)
    page.get_by_text("Show only some pages").click()
    assert page.get_by_label("Topic").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "all sections" not in page.locator(".search-results").inner_text()


def test_a_topic_narrows_the_results_too(open_page):
    """The questions of the front page are there to choose from."""
    page = open_page(f"{PAGE}?q=program")
    everything = results(page)
    page.get_by_text("Show only some pages").click()
    page.get_by_label("Topic").select_option("What can my town do?")
    page.wait_for_url("**topic=What*")
    expect(page.locator(".search-results h2")).not_to_have_count(len(everything))
    kinds = page.locator(".search-results .search-kind").all_inner_texts()
    assert kinds and all(kind.endswith("What can my town do?") for kind in kinds)


def test_the_search_works_by_keyboard_alone(open_page):
    """Ctrl and slash to the field, Enter to the first result, arrows between them, Escape back, Enter opens."""
    page = open_page(PAGE)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q", "a key alone does nothing"
    page.keyboard.press("Control+/")
    page.keyboard.type("naloxone")
    results(page)
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/naloxone.html")


def test_a_search_for_nothing_that_is_here_says_so(open_page):
    """And offers a way on."""
    page = open_page(f"{PAGE}?q=zzzz")
    assert results(page) == []
    assert "No page for “zzzz”" in page.get_by_role("status").inner_text()


def test_without_javascript_the_search_page_lists_every_page_with_a_line_about_it(open_page):
    """No dead form; a link to each page, by part, with its description."""
    page = open_page(PAGE, java_script_enabled=False)
    assert not page.locator("form.search").is_visible()
    listed = {
        link.get_attribute("href").rpartition("/")[2] for link in page.locator(".all-pages a").all()
    }
    chapters = {path.name for path in (SITE / "chapters").glob("*.html")} - {"search.html"}
    assert chapters <= listed and "index.html" in listed
    assert "The main result, in plain words" in page.locator(
        ".all-pages"
    ).inner_text() or page.locator(".all-pages li br").count() == len(listed)


def test_only_the_search_page_loads_the_search(open_page):
    """And its program only when someone searches."""
    for name in ("index.html", "chapters/stigma.html"):
        assert not any("search.js" in url or "pagefind" in url for url in open_page(name).requests)
    page = open_page(PAGE)
    page.wait_for_load_state("networkidle")
    assert not any("pagefind" in url for url in page.requests)


def test_pagefinds_own_pages_and_styles_are_not_published():
    """What a reader's browser does not need is not there."""
    names = {path.name for path in (SITE / "pagefind").iterdir()}
    assert "pagefind.js" in names and not any("ui" in name or "highlight" in name for name in names)


def test_an_index_that_cannot_be_made_says_why(tmp_path):
    """Pagefind's own words, and a failure, so that nothing is published."""
    with pytest.raises(RuntimeError, match="search index could not be made: .*"):
        search.write_index(tmp_path, ["index.html"])


def test_a_failed_index_does_not_cost_the_last_good_site(book: Book):
    """The index is made from the draft, before it is published."""
    book.change("hcs/sphinxext/search.py", "pagefind_bin.get_executable()", '"false"')
    done = book.build()
    assert (
        done.returncode != 0 and "Not published: The search index could not be made" in done.stdout
    )
    assert book.page() == "the last good site"


def test_the_questions_of_readers_find_their_page_first(open_page):
    """Each query of `search_queries.yml` leads to its page, as first result or as the answer set by hand."""
    queries = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text("utf8"))
    assert len(queries) >= 40
    page, wrong = open_page(PAGE), []
    for words, wanted in queries.items():
        page.goto(f"{page.url.partition('?')[0]}?q={words}")
        page.locator(".search-count:not(:empty)").wait_for()
        by_hand = wanted.startswith("answer: ")
        links = page.locator(
            ".search-answer:visible a:last-child" if by_hand else ".search-results h2 a"
        )
        found = links.first.get_attribute("href") if links.count() else "nothing"
        if not found.split("?")[0].endswith(f"/{wanted.removeprefix('answer: ')}.html"):
            if found != f"{wanted.removeprefix('answer: ')}.html":
                wrong.append(f"{words}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_a_word_that_is_nowhere_is_said_to_be_nowhere(open_page):
    """No page that only begins with the same letters, and no silence."""
    page = open_page(f"{PAGE}?q=zebrafish")
    assert results(page) == []
    assert "“zebrafish” stands on no page." in page.get_by_role("status").inner_text()
    page = open_page(f"{PAGE}?q=naloxone zebrafish")
    assert results(page) and "“zebrafish” stands" in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_every_page_has_a_search_box(open_page, script):
    """It leads to the search page with the words in the address; the form needs no script."""
    page = open_page("chapters/stigma.html", java_script_enabled=script)
    page.get_by_role("searchbox", name="Search").fill("narcan")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/search.html?q=narcan")
