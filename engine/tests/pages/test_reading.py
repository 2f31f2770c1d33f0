"""What readers do on a page: open, close, point, tap, tab, explore, and read without a network."""

from __future__ import annotations

import json
import re

import pytest
from contrast import contrast
from sample_books import Book

SUMMARY, CHANGES = "chapters/missed-days.html", "chapters/vegetables.html"
RATE = "moss2021.missed_days.intervention"


def test_all_sections_close_and_open_at_once(open_page):
    """One button for all of them; without JavaScript it is not there."""
    page = open_page(CHANGES)
    text = page.get_by_text("Many children eat few vegetables.")
    button = page.locator("button.all-sections")
    button.click()
    assert not text.is_visible() and button.inner_text() == "Open all sections"
    button.click()
    assert text.is_visible() and button.inner_text() == "Close all sections"
    plain = open_page(CHANGES, java_script_enabled=False)
    assert not plain.locator("button.all-sections").is_visible()


def test_a_section_and_a_chart_can_be_linked_to_by_keyboard(open_page):
    """The small link beside a heading has a name, sets the address and closes no section."""
    page = open_page(CHANGES)
    for name in ("Link to this section: The Goal", "Link to this chart: "):
        link = page.get_by_role("link", name=name).first
        link.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith(link.get_attribute("href"))
    assert page.locator("#the-goal > details").get_attribute("open") is not None


def test_a_number_leads_to_its_entry_without_javascript(open_page):
    """The link does the work; the script only adds comfort."""
    page = open_page(SUMMARY, java_script_enabled=False)
    page.locator("article p a.num").first.click()
    assert page.url.endswith(f"chapters/numbers.html#{RATE}")


def test_sections_and_code_open_and_close_without_javascript(open_page):
    """All sections are open at first; the code waits to be asked."""
    page = open_page(CHANGES, java_script_enabled=False)
    text = page.get_by_text("Many children eat few vegetables.")
    assert text.is_visible()
    page.get_by_role("heading", name="The Problem").click()
    assert not text.is_visible()
    code = page.locator(".made pre").first
    assert not code.is_visible()
    page.get_by_text("See the code of this page").click()
    assert code.is_visible() and "compare_changes" in page.locator(".made").inner_text()


def test_what_a_paragraph_rests_on_opens_and_closes_without_javascript(open_page):
    """A quiet mark opens a card, and the same mark closes it."""
    page = open_page(SUMMARY, java_script_enabled=False)
    mark = page.locator("article button[popovertarget]:visible").first
    card = page.locator(f"[id='{mark.get_attribute('popovertarget')}']")
    assert not card.is_visible()
    mark.click()
    assert card.is_visible() and "Moss 2021" in card.inner_text()
    mark.click()
    assert not card.is_visible()


def test_a_number_says_what_it_is_when_pointed_at_or_tabbed_to(open_page):
    """The card says what is counted and where it comes from, and Escape puts it away."""
    page = open_page(SUMMARY)
    number, card = page.locator(".fact-box a.num").nth(1), page.get_by_role("tooltip")
    number.hover()
    said = card.inner_text()
    assert "(missed days per 100 children). Moss 2021, Abstract, Results" in said
    card.hover()  # it stays while it is read
    entry = card.get_by_role("link").get_attribute("href")
    assert entry.endswith("numbers.html#moss2021.missed_days.control")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.mouse.move(0, 0)
    number.focus()
    assert card.is_visible()
    assert number.get_attribute("aria-describedby") == card.get_attribute("id")


def test_a_first_tap_shows_the_card_and_a_second_goes_to_the_entry(open_page):
    """On a phone nobody is sent away by a tap out of curiosity."""
    page = open_page(SUMMARY, has_touch=True, viewport={"width": 390, "height": 800})
    number = page.locator("article p a.num").first
    number.tap()
    assert page.get_by_role("tooltip").is_visible() and page.url.endswith(SUMMARY)
    page.wait_for_timeout(700)
    number.tap()
    page.wait_for_url(f"**/numbers.html#{RATE}")


def test_a_chart_can_be_explored_on_request(open_page):
    """The chart library is not loaded before it is asked for, and comes from this site."""
    page = open_page("chapters/sweets.html")
    assert not any("vega" in url for url in page.requests)
    page.get_by_role("button", name="Explore this chart").click()
    page.locator(".explored svg").wait_for()
    assert any(url.endswith("_static/vega.js") for url in page.requests)
    assert page.problems == []


def test_a_page_leads_on_to_others_of_its_theme(open_page, built_book: Book):
    """Summaries on the same question, the next page, its part, and every page at the foot."""
    page = open_page(SUMMARY)
    related = page.get_by_role("navigation", name="Were fewer days missed?").get_by_role("link")
    assert related.all_inner_texts() == ["Are fewer sweets sold in schools with a garden?"]
    assert related.get_attribute("href") == "sweets.html"
    assert page.locator("a[rel=next]").get_attribute("href") == "sweets.html"
    here = page.get_by_role("navigation", name="You are here").inner_text()
    assert here.split("\n")[-1] == "Summaries"
    foot = page.get_by_role("navigation", name="All pages").get_by_role("link")
    assert foot.count() == len(list((built_book.site / "chapters").glob("*.html")))


def test_a_secondary_result_never_stands_without_the_main_one(built_book: Book):
    """The box of a secondary result carries the study's main result."""
    text = built_book.page("chapters/sweets.html")
    box = text[(start := text.index('class="in-short')) : text.index("</ul>", start)]
    assert "Secondary result" in box and "Main result of the whole study:" in box
    assert box.count("No clear difference") == 1


def test_a_summary_says_how_it_was_made(built_book: Book):
    """Version of the data and the day, and the notebook to take along."""
    for name in ("missed-days", "sweets", "vegetables"):
        text = built_book.page(f"chapters/{name}.html")
        made = r"last run on \d+ \w+ \d{4}, with version \d{4}-\d\d-\d\d, \w{8} of the data"
        assert re.search(made, text)
        assert json.loads((built_book.site / "notebooks" / f"{name}.ipynb").read_text())["cells"]


def tab_to(page, found: str, most: int = 120) -> None:
    """Press Tab until what matches `found` has the focus; it has to be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", found):
            box = page.locator(":focus").bounding_box()
            line = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert box and box["height"] > 0 and line != "none"
            return
    raise AssertionError(f"no way to {found} by keyboard")


def test_the_head_of_a_page_is_slim_on_a_phone(open_page):
    """The first heading is in the first 330 px; the menu opens without a script, at the foot."""
    phone = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
    page = open_page(SUMMARY, java_script_enabled=False, **phone)
    assert page.locator("h1").bounding_box()["y"] < 330
    page.get_by_role("link", name="Menu").click()
    assert 0 <= page.locator("#menu").bounding_box()["y"] < 844 / 2
    assert page.locator("#menu a").count() > 3


def test_a_keyboard_leads_from_the_front_page_to_a_numbers_source_and_back(open_page):
    """Skip link, card, number, entry, source, and back again; no trap on the way."""
    page = open_page("index.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    page.keyboard.press("Enter")
    tab_to(page, ".card a[href$='missed-days.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/missed-days.html")
    tab_to(page, "article a.num")
    page.keyboard.press("Enter")
    page.wait_for_url("**/numbers.html#moss2021.*")
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()
    tab_to(page, "a[href*='sources.html#']", most=400)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources.html#*")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/missed-days.html")


def test_a_loaded_page_can_be_read_to_its_end_without_the_network(open_page):
    """Numbers explain themselves, tables open and charts show, after the line is cut."""
    page = open_page(SUMMARY)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    before = len(page.requests)
    page.locator("article a.num").first.focus()
    assert page.get_by_role("tooltip").is_visible()
    for summary in page.locator("details.chart-table > summary").all():
        summary.click()
    tables = page.locator("details.chart-table table").all()
    assert tables and all(table.is_visible() for table in tables)
    assert len(page.requests) == before and page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_charts_stand_out(open_page, scheme):
    """Text at 4.5 to 1, marks at 3 to 1 against the ground: axe does not look into pictures."""
    page = open_page(SUMMARY, color_scheme=scheme)
    for name, least in {"ink": 4.5, "soft": 4.5, "first": 3, "second": 3}.items():
        assert contrast(page, f"--{name}", "--raised") >= least, name
