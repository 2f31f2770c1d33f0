"""What a page may load, held by a browser; leaving quickly; a hash that follows its script."""

from __future__ import annotations

import re

import pytest
from plainresults.rendering import content_security
from sample_books import Book

BREAK_IN = """() => {
  const script = document.createElement("script");
  script.textContent = "window.broken = 1";
  document.body.append(script);
  document.body.setAttribute("style", "opacity: 0");
  const picture = new Image();
  picture.src = "https://example.org/x.png";
}"""
LEAVE = "https://weather.example/"  # of the small book


def test_the_policy_is_enforced(open_page):
    """An inline script, an inline style and a foreign address are refused by the browser."""
    page = open_page("index.html")
    page.evaluate(BREAK_IN)
    assert page.evaluate("window.broken") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    refused = [text for text in page.problems if "Content Security Policy" in text]
    assert len(refused) == 3


@pytest.mark.parametrize("way", ["click", "keys", "without a script"])
def test_leaving_quickly_leaves(open_page, way: str):
    """To the page that the book names; with a script, “back” does not lead here again."""
    script = way != "without a script"
    page = open_page("chapters/missed-days.html", java_script_enabled=script)
    weather = {"body": "<title>Weather</title>", "content_type": "text/html"}
    page.context.route(LEAVE, lambda route: route.fulfill(**weather))
    before = page.evaluate("history.length") if script else 0
    if way == "keys":
        for key in ("Shift", "Shift", "Tab", "Shift", "Shift"):
            page.keyboard.press(key)
        assert page.url != LEAVE, "it takes three times in a row"
        page.keyboard.press("Shift")
    else:
        page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(LEAVE)
    if script:
        assert page.evaluate("history.length") == before
        assert page.evaluate("document.referrer") == ""


def test_the_hash_follows_its_script_on_a_page_that_is_not_read_again(copy_of_built_book: Book):
    """Else the browser would refuse the new script."""
    book = copy_of_built_book
    for text in ("// one", "// another"):
        book.write("_static/search.js", text)
        done = book.build()
        assert done.returncode == 0, done.stdout
        found = re.search(r'search\.js" integrity="([^"]+)"', book.page("chapters/search.html"))
        assert found and found[1] == content_security.integrity(text.encode())
