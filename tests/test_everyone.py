"""The site for everyone: structure that a screen reader tells, keyboard, high contrast, paper, no script, no network."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from sample_books import ROOT

SITE = ROOT / "_build" / "html"
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if not path.relative_to(SITE).as_posix().startswith("embed/")
)
SUMMARIES = sorted(
    path.stem
    for path in (SITE / "chapters").glob("*.html")
    if 'class="summary"' in path.read_text("utf8")
)
TREE = """() => {
  const name = (e) => e.getAttribute('aria-label') || [...(e.getAttribute('aria-labelledby') || '').split(' ')].map((i) => document.getElementById(i)?.textContent || '').join(' ').trim();
  const all = (s) => [...document.querySelectorAll(s)];
  return {
    landmarks: ['body > header', 'main', 'body > footer'].map((s) => all(s).length),
    regions: all('nav, [role=region], form[role=search]').filter((e) => e.tagName !== 'FORM').map(name),
    levels: all('h1, h2, h3, h4, h5, h6').map((h) => +h.tagName[1]),
    tables: all('table').filter((t) => !(t.querySelector('th') && (t.caption || t.getAttribute('aria-label') || name(t.closest('[role=region], figure') || t)))).map((t) => t.outerHTML.slice(0, 90)),
    bareHeaders: all('th').filter((h) => !h.closest('thead') && !h.hasAttribute('scope')).length,
    pictures: all('main svg').filter((s) => !s.closest('[aria-hidden=true]') && !(s.getAttribute('role') === 'img' && name(s))).length,
    figures: all('figure.chart').filter((f) => !f.querySelector('figcaption') || !f.querySelector('table')).map((f) => f.id),
    images: all('img:not([alt])').length,
    links: all('a[href]').filter((a) => !(a.textContent.trim() || a.getAttribute('aria-label'))).length,
  };
}"""


def _brightness(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "least"), [("ink", 4.5), ("soft", 4.5), ("program", 3), ("waited", 3), ("public", 3)]
)
def test_a_charts_colours_stand_out(open_page, scheme, colour, least):
    """Text at 4.5 to 1, marks at 3 to 1 against the ground of a chart; programs for whole pages do not look into pictures."""
    page = open_page("chapters/dashboard.html", color_scheme=scheme)
    paints = [
        page.evaluate(
            "name => { const rule = getComputedStyle(document.documentElement).getPropertyValue(name).trim(); "
            "return rule.length === 4 ? '#' + [...rule.slice(1)].map(c => c + c).join('') : rule; }",
            f"--{name}",
        )
        for name in (colour, "raised")
    ]
    light, dark = sorted(map(_brightness, paints), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least, paints


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_can_tell_how_a_page_is_built(open_page, name):
    """Landmarks with names, one first heading and no jump, tables with headers and names, charts as named figures with a table."""
    tree = open_page(name).evaluate(TREE)
    assert tree["landmarks"] == [1, 1, 1]
    assert all(tree["regions"]) and len(set(tree["regions"])) == len(tree["regions"]), tree[
        "regions"
    ]
    levels = tree["levels"]
    assert levels.count(1) == 1 and levels[0] == 1
    assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []
    assert [
        tree[part] for part in ("tables", "bareHeaders", "pictures", "figures", "images", "links")
    ] == [[], 0, 0, [], 0, 0]


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_chart_is_a_named_picture_in_the_accessibility_tree(open_page, name):
    """The browser itself gives each visible chart a name and a description."""
    page = open_page(f"chapters/{name}.html")
    for picture in [
        svg for svg in page.locator("figure.chart .picture svg").all() if svg.is_visible()
    ]:
        assert (
            len(picture.locator("title").text_content()) > 10
            and len(picture.locator("desc").text_content()) > 30
        )
        assert 'img "' in picture.aria_snapshot()


def tab_to(page, found: str, most: int = 120) -> None:
    """Press Tab until an element that matches `found` has the focus; it has to be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", found):
            box = page.locator(":focus").bounding_box()
            assert (
                box
                and box["height"] > 0
                and page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            )
            return
    raise AssertionError(f"no way to {found} by keyboard")


def test_a_reader_with_a_keyboard_gets_from_the_front_page_to_a_numbers_source_and_back(open_page):
    """Skip link, card, number, entry, source, and back again; no trap on the way."""
    page = open_page("index.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    page.keyboard.press("Enter")
    tab_to(page, ".card a[href$='overdose-deaths.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/overdose-deaths.html")
    tab_to(page, "article a.num")
    page.keyboard.press("Enter")
    page.wait_for_url("**/numbers.html#samet2024.*")
    entry = page.url.partition("#")[2]
    assert page.locator(f"[id='{entry}']").is_visible()
    tab_to(page, "a[href*='sources.html#']", most=400)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources.html#*")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/overdose-deaths.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SUMMARIES)
def test_charts_can_be_seen_with_forced_colours(open_page, name, scheme):
    """Bars, lines and text take colours of the system that differ from its ground."""
    page = open_page(f"chapters/{name}.html", forced_colors="active", color_scheme=scheme)
    same = page.evaluate("""() => { const ground = getComputedStyle(document.body).backgroundColor;
        return [...document.querySelectorAll('figure.chart .cf-program, figure.chart .cf-waited, figure.chart .cf-ink, figure.chart .cf-soft')]
          .filter((e) => getComputedStyle(e).fill === ground).length; }""")
    assert same == 0


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_for_those_who_ask_for_less_motion(open_page, name):
    """No animation, no transition, no smooth scrolling."""
    page = open_page(name, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_prints_on_two_sheets_with_charts_sources_text_and_links(open_page, name):
    """US Letter; the text can be selected, the links work, the menus are left out."""
    page = open_page(f"chapters/{name}.html")
    title = page.locator("h1").evaluate("h => h.firstChild.textContent")
    charts = page.locator("figure.chart").count()
    reader = PdfReader(
        io.BytesIO(page.pdf(format="Letter", prefer_css_page_size=True, tagged=True))
    )
    assert len(reader.pages) <= 2
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    flat = "".join(text.split())
    assert (
        "".join(title.split()) in flat
        and "Thepaper" in flat
        and "ThisisnotanofficialNIHsite" in flat
    )
    assert flat.count("Source:") >= charts
    links = [
        link.get_object()["/A"].get("/URI", "")
        for sheet in reader.pages
        for link in sheet.get("/Annots", [])
        if "/A" in link.get_object()
    ]
    assert any("doi.org" in address for address in links) and any(
        "911" in address for address in links
    )
    assert "Leavethispage" not in flat and "Readnext" not in flat


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_without_javascript(open_page, name):
    """The words are there, and nothing that needs a script shows."""
    page = open_page(name, java_script_enabled=False)
    assert page.locator("h1").is_visible() and len(page.locator("main").inner_text()) > 200
    assert [
        button.inner_text() for button in page.locator("main button").all() if button.is_visible()
    ] == []


@pytest.mark.parametrize(
    "name", ["index.html", "chapters/overdose-deaths.html", "chapters/stimulants.html"]
)
def test_a_loaded_page_can_be_read_to_its_end_without_the_network(open_page, name):
    """Numbers explain themselves, tables open and charts show, after the line is cut."""
    page = open_page(name)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    before = len(page.requests)
    page.locator("article a.num").first.focus()
    assert page.get_by_role("tooltip").is_visible()
    for summary in page.locator("details.chart-table > summary").all():
        summary.click()
    assert all(table.is_visible() for table in page.locator("details.chart-table table").all())
    assert len(page.requests) == before and page.problems == []
