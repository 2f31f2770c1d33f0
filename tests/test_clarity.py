"""The count by the checklist for clear texts: every summary has a row, and each row adds up."""

from __future__ import annotations

import re

import pytest
from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from sample_books import ROOT

SUMMARIES = [page.file.removesuffix(".md") for page in Corpus.read(ROOT).summaries]
ROW = re.compile(
    r"<tr>.*?>([^<]+)</a></th><td>(\d+) of (\d+)</td><td>(\d+)</td><td>(.*?)</td></tr>"
)


def test_every_summary_is_counted_by_every_item():
    """No page and no item is left out by an oversight, and none is both left out and missed."""
    counted = store.load().lists["clarity"]
    assert sorted(f"chapters/{page}" for page in counted["pages"]) == sorted(SUMMARIES)
    assert len(counted["items"]) == 20
    assert {item["part"] for item in counted["items"].values()} == set(counted["parts"])
    core = {name for name, item in counted["items"].items() if item["part"] == "core"}
    for page, found in counted["pages"].items():
        missed = [miss["item"] for miss in found.get("misses", [])]
        left_out = found.get("left_out", [])
        assert len({*missed, *left_out}) == len(missed) + len(left_out), page
        assert not core.intersection(left_out), f"{page}: the core is for every text"


def test_each_row_of_the_table_adds_up(site):
    """Points and misses together are what was possible, and the score follows from them."""
    counted = store.load().lists["clarity"]
    titles = {page.title: page.file for page in Corpus.read(ROOT).summaries}
    text = (site / "chapters" / "quality.html").read_text("utf8")
    rows = [row for row in ROW.findall(text) if "Nothing." in row[4] or ": " in row[4]]
    assert sorted(row[0] for row in rows) == sorted(titles)
    for title, points, most, score, misses in rows:
        found = counted["pages"][titles[title].removeprefix("chapters/").removesuffix(".md")]
        told = [] if misses == "Nothing." else misses.split("<br>")
        assert len(told) == len(found.get("misses", [])), title
        assert int(points) + len(told) == int(most) == 20 - len(found.get("left_out", [])), title
        assert int(score) == int(points) * 100 // int(most), title
    reached = sum(int(row[3]) >= counted["goal"] for row in rows)
    assert f"<p>{reached} of {len(rows)} reach the goal of {counted['goal']} of 100." in text


@pytest.mark.parametrize("name", SUMMARIES)
def test_what_matters_most_is_seen_without_scrolling(chromium, address, name: str):
    """The first section on a computer, and the main message on a phone: the count rests on this."""
    for width, height, what in ((1280, 900, ".in-short"), (390, 844, ".in-short strong")):
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}/{name}.html")
        box = page.locator(what).first.bounding_box()
        page.close()
        assert box and box["y"] + box["height"] <= height, f"{what} at {width} by {height}"
