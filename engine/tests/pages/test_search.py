"""The search: what it finds, how it is used, and what a build does without it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sample_books import LAST_GOOD_SITE, Book

PAGE = "chapters/search.html"
MAIN = "Do children miss fewer days in schools with a garden?"
SWEETS = "Are fewer sweets sold in schools with a garden?"


def results(page) -> list[str]:
    """The titles that a search has found, when it has ended."""
    page.locator(".search-count:not(:empty)").wait_for()
    return page.locator(".search-results h2").all_inner_texts()


@pytest.mark.parametrize("words", ["how many days are missed", "days", "MISSED DAYS?"])
def test_a_question_about_the_main_result_finds_it_first(open_page, words):
    """Not the result that makes the better headline."""
    page = open_page(f"{PAGE}?q={words}")
    assert results(page)[0] == MAIN
    assert page.problems == []


def test_an_excerpt_shows_sentences(open_page):
    """No code to embed a chart, no heads of tables run together."""
    page = open_page(f"{PAGE}?q=sweets")
    assert results(page)
    said = page.locator(".search-results").inner_text()
    assert "<iframe" not in said and "OutcomeHow important" not in said and " # " not in said


def test_the_main_result_stands_above_whatever_is_found(open_page):
    """An excerpt is a piece of a page, and may hold another result without it."""
    page = open_page(f"{PAGE}?q=sweets")
    assert results(page)[0] == SWEETS
    main = page.locator(".always-with")
    assert main.inner_text().startswith("Main result of the whole study: ")
    assert main.bounding_box()["y"] < page.locator(".search-results").bounding_box()["y"]
    assert main.get_by_role("link").get_attribute("href").endswith("missed-days.html")


@pytest.mark.parametrize(
    ("words", "title"), [("greens", "vegetables"), ("absences", "days"), ("41.2", "miss fewer")]
)
def test_plain_words_find_their_page(open_page, words, title):
    """Words that people use for those of the pages, and numbers."""
    assert title in results(open_page(f"{PAGE}?q={words}"))[0]


def test_an_answer_that_is_set_by_hand_comes_first(open_page):
    """And no other answer shows."""
    page = open_page(f"{PAGE}?q=is there a soil test")
    page.locator(".search-count:not(:empty)").wait_for()
    assert "This made-up book does not know." in page.locator(".search-answer").inner_text()
    other = open_page(f"{PAGE}?q=sweets")
    assert results(other) and not other.locator(".search-answer").is_visible()


def test_results_come_in_place_with_excerpt_count_and_address(open_page):
    """Typing is enough; what was found is announced, marked, and can be shared as an address."""
    page = open_page(PAGE)
    page.get_by_role("searchbox", name="What would you like to know?").fill("vegetables")
    found = results(page)
    status = page.get_by_role("status")
    assert re.match(rf"{len(found)} pages for “vegetables”", status.inner_text())
    assert status.get_attribute("aria-live") == "polite"
    assert page.locator(".search-results mark").count() > 0
    assert page.url.endswith("?q=vegetables")


def test_a_part_narrows_the_results_and_stays_in_the_address(open_page):
    """Only summaries, if that is what a reader wants."""
    page = open_page(f"{PAGE}?q=vegetables")
    everything = results(page)
    page.get_by_text("Show only some pages").click()
    page.get_by_label("Part of the site").select_option("Summaries")
    page.wait_for_url("**part=Summaries*")
    expect(page.locator(".search-results h2")).not_to_have_count(len(everything))
    narrowed = page.locator(".search-results h2").all_inner_texts()
    kinds = page.locator(".search-results .search-kind").all_inner_texts()
    assert kinds and all(kind.startswith("Summaries") for kind in kinds)
    page.reload()
    assert results(page) == narrowed


def test_a_topic_narrows_the_results_too(open_page):
    """The questions of the front page are there to choose from."""
    page = open_page(f"{PAGE}?q=garden")
    everything = results(page)
    page.get_by_text("Show only some pages").click()
    page.get_by_label("Topic").select_option("Were fewer days missed?")
    page.wait_for_url("**topic=Were*")
    expect(page.locator(".search-results h2")).not_to_have_count(len(everything))
    assert set(page.locator(".search-results h2").all_inner_texts()) == {MAIN, SWEETS}


@pytest.mark.parametrize("width", [320, 390])
def test_results_and_filters_fit_a_phone(open_page, width):
    """Nothing scrolls sideways, and an excerpt begins with the page's own words."""
    page = open_page(f"{PAGE}?q=missed+days", viewport={"width": width, "height": 800})
    assert results(page)
    page.get_by_text("Show only some pages").click()
    assert page.get_by_label("Topic").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "all sections" not in page.locator(".search-results").inner_text()


def test_the_search_works_by_keyboard_alone(open_page):
    """Ctrl and slash to the field, arrows to and between results, Escape back, Enter opens."""
    page = open_page(PAGE)
    focused = "document.activeElement.name"
    page.keyboard.press("/")
    assert page.evaluate(focused) != "q", "a key alone does nothing"
    page.keyboard.press("Control+/")
    page.keyboard.type("vegetables")
    results(page)
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/vegetables.html")


def test_a_search_for_what_is_nowhere_says_so(open_page):
    """No page that only begins with the same letters, no silence, and a way on."""
    page = open_page(f"{PAGE}?q=zebrafish")
    assert results(page) == []
    said = page.get_by_role("status").inner_text()
    assert "No page for “zebrafish”" in said and "“zebrafish” stands on no page." in said
    page = open_page(f"{PAGE}?q=vegetables zebrafish")
    assert results(page) and "“zebrafish” stands" in page.get_by_role("status").inner_text()


def test_without_javascript_the_search_page_lists_every_page(open_page, built_book: Book):
    """No dead form; a link to each page, by part, with its description."""
    page = open_page(PAGE, java_script_enabled=False)
    assert not page.locator("main form.search").is_visible()
    links = [link.get_attribute("href") for link in page.locator(".all-pages a").all()]
    pages = {path.name for path in (built_book.site / "chapters").glob("*.html")}
    listed = {link.rpartition("/")[2] for link in links}
    assert (pages | {"index.html"}) - {"search.html"} <= listed
    assert page.locator(".all-pages li br").count() == len(listed), "each has a line about it"


@pytest.mark.parametrize("script", [True, False])
def test_every_page_has_a_search_box(open_page, script):
    """It leads to the search page with the words in the address; the form needs no script."""
    page = open_page("chapters/vegetables.html", java_script_enabled=script)
    page.get_by_role("searchbox", name="Search").fill("sweets")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/search.html?q=sweets")


def test_only_the_search_page_loads_the_search(open_page):
    """And its program only when someone searches."""
    for name in ("index.html", "chapters/vegetables.html"):
        assert not any("search.js" in url or "pagefind" in url for url in open_page(name).requests)
    page = open_page(PAGE)
    page.wait_for_load_state("networkidle")
    assert any("search.js" in url for url in page.requests)
    assert not any("pagefind" in url for url in page.requests)


def test_pagefinds_own_pages_and_styles_are_not_published(built_book: Book):
    """What a reader's browser does not need is not there."""
    names = {path.name for path in (built_book.site / "pagefind").iterdir()}
    assert "pagefind.js" in names
    assert not any("ui" in name or "highlight" in name for name in names)


def test_an_index_that_cannot_be_made_costs_nothing(book: Book, tmp_path):
    """It is made before anything is published: the build says why, and the last good site stays."""
    program = tmp_path / "pagefind_bin"
    program.mkdir()
    (program / "__init__.py").write_text("def get_executable(): return 'false'\n", "utf8")
    done = book.build(PYTHONPATH=str(tmp_path))
    assert done.returncode != 0, done.stdout
    assert "Not published: The search index could not be made" in done.stdout
    assert book.page() == LAST_GOOD_SITE
