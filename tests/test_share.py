"""What readers take along from this book's own site. The promises are those of `taken_along`."""

from __future__ import annotations

import pytest
from plainresults.rules.corpus import Corpus
from sample_books import ROOT
from site_pages import PAGES, SITE
from taken_along import broken_card, broken_embed, broken_handout, broken_policies, broken_summary

SUMMARIES = [page.file.removesuffix(".md") for page in Corpus.read(ROOT).summaries]


def test_every_page_has_the_strict_policy(whole_site):
    """Nothing inline, nothing from elsewhere; scripts on request carry the hash of their file."""
    assert list(broken_policies(SITE, whole_site)) == []


@pytest.mark.parametrize("page", SUMMARIES)
def test_a_summary_and_its_handout_are_whole(whole_site, page: str):
    """One sheet with the main result and help; files, places and what machines read."""
    name = page.rpartition("/")[2]
    found = list(broken_handout(SITE / f"handouts/{name}.pdf", whole_site, page))
    assert found + list(broken_summary(SITE, page, whole_site)) == []


def test_every_picture_has_an_embed_page_that_is_whole(whole_site):
    """One for each chart that can be downloaded as a picture."""
    embeds = sorted((SITE / "embed").glob("*.html"))
    drawn = {path.stem for path in (SITE / "charts").glob("*.svg")}
    assert {path.stem for path in embeds} == drawn and drawn
    assert [what for path in embeds for what in broken_embed(path, whole_site)] == []


def test_a_link_to_a_page_shows_a_card(whole_site):
    """Address, title and a picture, with words for those who do not see it."""
    found = [broken_card(SITE, name.removesuffix(".html"), whole_site) for name in PAGES]
    assert [what for card in found for what in card] == []
