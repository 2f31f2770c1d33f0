"""Every page of the published site, visited once for each look."""

from __future__ import annotations

import pytest
from page_promises import FRAMES, LOOKS, broken
from site_pages import EMBEDS, PAGES


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_promises(chromium, address, whole_site, name, look):
    """Each promise of `page_promises` that is meant for this look."""
    assert broken(chromium, address, name, look, whole_site) == ""


@pytest.mark.parametrize("look", FRAMES, ids=lambda look: look.name)
@pytest.mark.parametrize("name", EMBEDS)
def test_an_embedded_chart_keeps_its_promises(chromium, address, whole_site, name, look):
    """In a frame on somebody else's page."""
    assert broken(chromium, address, name, look, whole_site) == ""
