"""The search of this book answers what readers ask. How it is used is tested with the engine."""

from __future__ import annotations

import yaml
from plainresults.evidence import site
from sample_books import ROOT
from site_pages import PAGES

QUERIES = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text("utf8"))


def test_the_questions_of_readers_find_their_page_first(open_page):
    """Each query of `search_queries.yml` leads to its page, as first result or as the set answer.

    What was asked for a page that the book does not have any more is not asked.
    """
    asked = {words: page for words, page in QUERIES.items() if f"{_file(page)}.html" in PAGES}
    assert len(asked) > len(QUERIES) / 2 > 20
    page, wrong = open_page(site.page("search")), []
    for words, wanted in asked.items():
        page.goto(f"{page.url.partition('?')[0]}?q={words}")
        page.locator(".search-count:not(:empty)").wait_for()
        by_hand = wanted.startswith("answer: ")
        place = ".search-answer:visible a:last-child" if by_hand else ".search-results h2 a"
        links = page.locator(place)
        found = links.first.evaluate("a => a.href") if links.count() else "nothing"
        if not found.partition("?")[0].endswith(f"/{_file(wanted)}.html"):
            wrong.append(f"{words}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert page.problems == []


def _file(wanted: str) -> str:
    name = wanted.removeprefix("answer: ")
    return name if name == "index" else f"chapters/{name}"
