"""The dashboard of this book: its words hold, and say what it is not."""

from __future__ import annotations

import re

from plainresults.evidence import own_table, tables
from plainresults.evidence.site import load
from sample_books import ROOT

TABLES = ROOT / "data" / "tables"
PAGE = load().pages["dashboard"]


def test_what_the_page_says_first_holds():
    """Its words follow from the tables; if the data change, so must they."""
    text = (ROOT / f"{PAGE}.md").read_text("utf8")
    for said, holds in {
        "the most in these figures": lambda one: one.point("highest").value == max(one.values),
        "Newer figures for the country are lower still": lambda one: (
            one.point("latest").value < one.point("settled").value
        ),
    }.items():
        if said in text:
            assert holds(tables.series("deaths", "US"))
    for place in re.findall(r"\{stat\}`deaths\.(\w+)\.settled`", text):
        assert tables.series("deaths", place).point("settled").date == "December 2023"


def test_the_page_says_what_it_is_not():
    """Not the trial's results, not official, and no reason for what rose or fell."""
    text = (ROOT / f"{PAGE}.md").read_text("utf8")
    assert "They cover whole states and people of all ages." in text
    assert "not an official page of the CDC" in text
    assert "cannot show why deaths rose or fell" in text
    assert not re.search(r"averted|lives saved|abuse|addict\b", text)


def test_the_published_page_shows_every_figure_as_the_tables_have_it(site):
    """Each marked figure is the table's, and each place has its chart."""
    page = (site / f"{PAGE}.html").read_text("utf8")
    number = r'<span class="num" data-key="([^"]+)" data-value="([^"]+)"[^>]*>([^<]+)</span>'
    found = re.findall(number, page)
    assert len(found) > 10
    for key, value, shown in found:
        stat = tables.stat(key)
        assert (str(stat.value), stat.text) == (value, shown)
    for place in tables.load().places.values():
        assert f"<summary>{place}</summary>" in page


def test_the_example_that_people_download_can_be_read():
    """It is the form that the page explains, and every place in it is said to be invented."""
    text = next(TABLES.glob("example-*.csv")).read_text("utf8")
    series = [one for measure in own_table.parse(text) for one in measure]
    assert series and all("invented" in one.place_name for one in series)
    assert text.splitlines()[0].split(",") == [name for name, *_ in own_table.columns()]
