"""How much a reader has to load, and whether the page holds still while it does."""

from __future__ import annotations

import pytest
from sample_books import ROOT
from wire import weigh

SITE = ROOT / "_build" / "html"
SUMMARIES = sorted(
    path.stem
    for path in (SITE / "chapters").glob("*.html")
    if 'class="summary"' in path.read_text("utf8")
)
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
SHIFTS = """() => new Promise((resolve) => { let sum = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true }); setTimeout(() => resolve(sum), 300); })"""


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_first_view_of_a_summary_is_light(chromium, address, name):
    """At most 40 kB over the wire and 10 requests, the charts included."""
    found = weigh(chromium, address, f"chapters/{name}.html")
    assert 3_000 < found.size <= 40_000
    assert 2 < found.requests <= 10 and found.foreign == 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_while_a_page_loads(open_page, name, width):
    """The sum of layout shifts is below 0.01."""
    page = open_page(name, viewport={"width": width, "height": 800})
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTS) < 0.01
