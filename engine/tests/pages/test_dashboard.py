"""The page of public figures: whole without its script, and a script that asks for one file."""

from __future__ import annotations

import json
import re

import pytest
from contrast import contrast, ratio
from plainresults.evidence import tables
from plainresults.rendering.html import asset
from sample_books import Book

PAGE = "chapters/dashboard.html"


def test_the_published_page_is_whole_without_the_script(built_book: Book):
    """Charts and cards stand in the page; every marked figure is the table's."""
    page = built_book.page(PAGE)
    assert len(re.findall(r'<figure class="chart" id="', page)) == 5
    for place in tables.load().places.values():
        assert f"<summary>{place}</summary>" in page
    number = r'<span class="num" data-key="([^"]+)" data-value="([^"]+)"[^>]*>([^<]+)</span>'
    found = re.findall(number, page)
    assert len(found) > 5
    for key, value, shown in found:
        stat = tables.stat(key)
        assert (str(stat.value), stat.text) == (value, shown)


def test_nothing_comes_from_elsewhere_and_the_script_is_on_this_page_only(built_book: Book):
    """No address of another site, nothing inline; the script's data are those of the tables."""
    page = built_book.page(PAGE)
    ours = page[page.index("<h1") : page.index('class="made"')]
    away = r'(src|href)="(https?:)?//[^"]+\.(js|css)"|\sstyle="|<script>|\son\w+="'
    assert not re.search(away, ours)
    assert page.count('<script defer src="../_static/dashboard.js">') == 1
    assert "dashboard.js" not in built_book.page()
    views = json.loads((built_book.site / "data" / "dashboard.json").read_text("utf8"))
    assert views == json.loads(tables.as_json())


def test_the_script_asks_for_one_file_and_keeps_nothing():
    """No storage, no markup made from text, no style attribute, no address of another site."""
    script = asset("static", "dashboard.js").read_text("utf8")
    assert script.count("fetch(") == 1 and "fetch(box.dataset.views)" in script
    for banned in (
        *("localStorage", "sessionStorage", "cookie", "innerHTML", "insertAdjacentHTML"),
        *("eval(", ".style", 'setAttribute("style"', "import("),
    ):
        assert banned not in script
    assert set(re.findall(r"https?://[^\"]+", script)) == {"http://www.w3.org/2000/svg"}


def test_a_chosen_view_is_drawn_and_can_be_shared(open_page):
    """A choice draws a chart with its source and table, and stays in the address of the page."""
    page = open_page(PAGE)
    form = page.locator(".dash-form")
    choice = form.locator("select").first
    choice.select_option(index=1)
    page.locator(".dash-line").first.wait_for()
    address = page.url
    assert "?" in address or "#" in address
    assert page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colour_of_public_figures_stands_out(open_page, scheme):
    """At 3 to 1 against the ground of a chart."""
    assert contrast(open_page(PAGE, color_scheme=scheme), "--public", "--raised") >= 3


def test_contrast_is_that_of_the_standard():
    """Black on white is 21, nothing is 1, and #767676 is the least grey that passes on white."""
    assert ratio("#ffffff", "#000") == 21 and ratio("#abc", "#aabbcc") == 1
    assert ratio("#767676", "#fff") >= 4.5 > ratio("#777777", "#fff")
