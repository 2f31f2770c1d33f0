"""Each page of a small book's site keeps what pages promise, and what breaks a promise is seen."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import page_promises as promises
import pytest
from page_promises import DESKTOP, FRAMES, LOOKS, PHONE, PLAIN, broken
from plainresults.evidence import site
from plainresults.rules import table_of_contents
from sample_books import BOOKS, Book
from site_links import lost
from wire import served

PAGES = [f"{name}.html" for name in table_of_contents.pages(BOOKS / "small")]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_promises(chromium, address, name, look):
    """Each promise of `page_promises` that is meant for this look."""
    assert broken(chromium, address, name, look, site.load()) == ""


@pytest.mark.parametrize("look", FRAMES, ids=lambda look: look.name)
def test_an_embedded_chart_keeps_its_promises(chromium, address, built_book, look):
    """In a frame on somebody else's page."""
    (name, *_) = sorted(path.name for path in built_book.site.glob("embed/*.html"))
    assert broken(chromium, address, f"embed/{name}", look, site.load()) == ""


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_site_arrives(built_book: Book, name):
    """Each href and src leads to a file, and each # to a place in it."""
    assert lost(built_book.site / name) == []


NOISE = random.Random(1).randbytes(40_000).hex()  # which does not compress well
LONG = "".join(f"<p>On and on, for the {n}th time.</p>" for n in range(400))
FAINT, DARK, MOVING, SAME, WIDE = (
    f'<p class="{name}">some words</p><h1'
    for name in ("faint", "faint-in-dark", "moves", "same", "wide")
)
PICTURE = '<img alt="" src="https://x.example/y.png"></main>'
# The promise, a piece of a page and what it is spoiled with, the look, and what has to be said.
FAULTS = [
    (promises.holds_still_while_it_loads, "site.js", "shifts.js", DESKTOP, "shifted by"),
    (promises.is_light, "</main>", f"<!-- {NOISE} --></main>", PHONE, " bytes in "),
    (promises.has_no_barrier_that_axe_can_find, "<h1", FAINT, DESKTOP, "color-contrast"),
    (promises.has_no_barrier_that_axe_can_find, "<h1", DARK, PHONE, "in dark: color-contrast"),
    (promises.shows_help_and_whose_site_it_is_not, "<body>", "<body><p>1</p>", PHONE, "help is at"),
    (promises.shows_help_and_whose_site_it_is_not, '"tel:+1', '"tel:+2', PHONE, "links to"),
    (promises.shows_help_and_whose_site_it_is_not, '"independent"', '""', PHONE, "does not say"),
    (promises.tells_how_it_is_built, "</main>", "</main><main></main>", PHONE, "2 landmarks main"),
    (promises.tells_how_it_is_built, "</h1>", "</h1><h4>x</h4>", DESKTOP, "heading is left out"),
    (promises.tells_how_it_is_built, ' role="img"', "", PHONE, "picture without a name"),
    (promises.tells_how_it_is_built, 'scope="', 'class="', PHONE, "header of what"),
    (promises.tells_how_it_is_built, "<caption", "<!--", PHONE, "table without"),
    (promises.names_its_charts, "<desc id", "<metadata id", DESKTOP, "described as “”"),
    (promises.is_whole_without_a_script, "</main>", "<button>x</button></main>", PLAIN, "nothing"),
    (promises.is_whole_without_a_script, 'popover id="', 'id="', PLAIN, "opens nothing"),
    (promises.is_whole_without_a_script, "<article", "<article hidden", PLAIN, "no heading"),
    (promises.moves_nothing_for_those_who_ask, "<h1", MOVING, PLAIN, "something moves"),
    (promises.moves_nothing_by_a_script, "site.js", "moves.js", PHONE, "something moves"),
    (promises.shows_its_charts_without_a_script, '"chart"', '"chart bare"', PLAIN, "0 pictures"),
    (promises.prints_on_two_sheets, "</article>", f"{LONG}</article>", PHONE, "sheets"),
    (promises.shows_its_charts_with_forced_colours, "<h1", SAME, DESKTOP, "of the ground"),
    (promises.can_be_left_quickly, 'class="leave"', 'class="none"', PHONE, "way out is at None"),
    (promises.can_be_left_quickly, 'class="leave"', 'class=""', PHONE, "after scrolling"),
    (promises.asks_nothing_and_keeps_nothing, "</main>", PICTURE, PHONE, "request to https://x"),
    (promises.asks_nothing_and_keeps_nothing, "site.js", "lost.js", DESKTOP, "404 for"),
    (promises.asks_nothing_and_keeps_nothing, "site.js", "fails.js", PHONE, "not defined"),
    (promises.asks_nothing_and_keeps_nothing, "site.js", "keeps.js", PHONE, "1 things kept"),
    (promises.does_not_scroll_sideways, "<h1", WIDE, PHONE, "at 320 px the page is"),
]
STYLE = """
.none, .bare .picture { display: none; }
.faint { color: #ddd; background: #eee; }
@media (prefers-color-scheme: dark) { .faint-in-dark { color: #222; background: #333; } }
.moves { animation: moves 9s infinite; } @keyframes moves { to { opacity: .5; } }
.wide { width: 600px; }
body:has(.same) .cf-ink { forced-color-adjust: none; fill: Canvas; }
"""
SCRIPTS = {
    "fails": "lost();",
    "keeps": "localStorage.setItem('a', 'b');",
    "shifts": "setTimeout(() => document.querySelector('h1').before(...'late'.repeat(900)), 100);",
    "moves": "document.body.animate([{ opacity: 1 }, { opacity: .5 }], { duration: 1e6 });",
}


@pytest.fixture(scope="module")
def spoiled(
    built_book: Book, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """A copy of the small book's site to spoil, and its address."""
    folder = Path(shutil.copytree(built_book.site, tmp_path_factory.mktemp("spoiled") / "site"))
    with (folder / "_static" / "site.css").open("a") as style:
        style.write(STYLE)
    for name, text in SCRIPTS.items():
        (folder / "_static" / f"{name}.js").write_text(text)
    with served(folder) as address:
        yield folder, address


@pytest.mark.parametrize(("promise", "old", "new", "look", "said"), FAULTS)
def test_a_broken_promise_is_seen(
    chromium, built_book: Book, spoiled, promise, old, new, look, said
):
    """And told with the page, the look and the promise.

    The page has no content security policy here, which would stop most of these by itself.
    """
    folder, address = spoiled
    text = built_book.page("chapters/missed-days.html")
    assert old in text
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    (folder / "chapters" / "spoiled.html").write_text(text.replace(old, new), "utf8")
    found = broken(chromium, address, "chapters/spoiled.html", look, site.load())
    assert found.startswith(f"chapters/spoiled.html, {look.name}:\n")
    assert said in found and f"Promised: {promise.__doc__}" in found, found


def test_each_promise_has_been_seen_broken():
    """None of them is blind."""
    assert {promise for promise, *_ in FAULTS} == {promise for promise, _ in promises.PROMISES}
