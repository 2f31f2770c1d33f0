"""The published site, as readers meet it: in a browser, on a phone, in the dark, without JavaScript."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from sample_books import ROOT

SITE = ROOT / "_build" / "html"
ALL = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
PAGES = [name for name in ALL if not name.startswith("embed/")]
EMBEDS = [name for name in ALL if name.startswith("embed/")]
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


class Links(HTMLParser):
    """What a page names and what it can be reached by."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.targets, self.numbers = set(), [], []
        self.feed(path.read_text("utf8"))

    def handle_starttag(self, tag, attributes):
        """Note ids, links and marked numbers."""
        found = dict(attributes)
        self.ids.add(found.get("id"))
        self.targets += [
            found[name] for name in ("href", "src", "data-spec", "data-vega") if name in found
        ]
        if (
            tag == "a" and found.get("class") == "num"
        ):  # a span is a public figure: see test_dashboard.py
            self.numbers.append(found)


READ = {name: Links(SITE / name) for name in ALL}


@pytest.mark.parametrize("name", EMBEDS)
def test_an_embedded_chart_has_no_barrier_and_fits_a_narrow_frame(open_page, name):
    """In a frame of 320 px on somebody else's page, without JavaScript's help and with no request elsewhere."""
    page = open_page(name, viewport={"width": 320, "height": 560})
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.problems == []


def test_all_sections_close_and_open_at_once(open_page):
    """One button for all of them; without JavaScript it is not there."""
    page = open_page("chapters/stigma.html")
    text, button = (
        page.get_by_text("It can keep them from asking for help."),
        page.locator("button.all-sections"),
    )
    button.click()
    assert not text.is_visible() and button.inner_text() == "Open all sections"
    button.click()
    assert text.is_visible() and button.inner_text() == "Close all sections"
    assert (
        not open_page("chapters/stigma.html", java_script_enabled=False)
        .locator("button.all-sections")
        .is_visible()
    )


def test_a_section_and_a_chart_can_be_linked_to_by_keyboard(open_page):
    """The small link beside a heading takes the focus, has a name, does not close the section and sets the address."""
    page = open_page("chapters/stigma.html")
    for name in ("Link to this section: The Goal", "Link to this chart: "):
        link = page.get_by_role("link", name=name).first
        link.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith(link.get_attribute("href"))
    assert page.locator("#the-goal > details").get_attribute("open") is not None


def test_the_pages_are_there():
    """The addresses that people share."""
    assert {
        "index.html",
        *(
            f"chapters/{n}.html"
            for n in [
                "overdose-deaths",
                "stigma",
                "stimulants",
                "two-headlines",
                "glossary",
                "numbers",
                "sources",
            ]
        ),
    } <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_other_sites_and_keeps_nothing(open_page, name):
    """No request leaves the site, nothing fails, no cookie, no storage."""
    page = open_page(name)
    page.wait_for_load_state("networkidle")
    assert page.problems == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_that_axe_can_find(open_page, name, width, scheme):
    """WCAG 2.2 AA and best practice, on phone and desktop, in light and dark; and nothing sticks out."""
    page = open_page(name, viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_the_smallest_screen(open_page, name):
    """320 px wide, which is also 400% zoom, without sideways scrolling."""
    page = open_page(name, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ALL)
def test_every_link_inside_the_site_arrives(name):
    """Each href and src leads to a file, and each # to a place in it."""
    lost = []
    for target in READ[name].targets:
        parts = urlsplit(target)
        if parts.scheme:
            assert parts.scheme in ("https", "tel", "sms", "mailto"), target
            continue
        path = (
            (SITE / name).parent.joinpath(unquote(parts.path)).resolve()
            if parts.path
            else SITE / name
        )
        page = READ.get(path.relative_to(SITE).as_posix()) if path.is_file() else None
        if not path.is_file() or (parts.fragment and unquote(parts.fragment) not in page.ids):
            lost.append(target)
    assert lost == []


def test_every_number_is_the_datas_and_leads_to_its_entry():
    """Marked numbers carry the unrounded value of their key, and their entry says the same."""
    numbers = {
        row["key"]: row
        for row in json.loads((SITE / "data" / "numbers.json").read_text("utf8"))["numbers"]
    }
    seen = [(name, found) for name in PAGES for found in READ[name].numbers]
    assert len(seen) > 100
    for name, found in seen:
        key = found["data-key"]
        assert float(found["data-value"]) == numbers[key]["value"], (name, key)
        assert found["href"].endswith(f"chapters/numbers.html#{key}")
        assert key in READ["chapters/numbers.html"].ids


def test_the_text_of_a_number_is_its_value_or_its_value_rounded():
    """What a reader reads is what a machine reads."""
    for name in PAGES:
        text = (SITE / name).read_text("utf8")
        for value, shown in re.findall(
            r'class="num"[^>]*data-value="([^"]*)"[^>]*>([^<]*)</a>', text
        ):
            plain = float(shown.removeprefix("about ").replace(",", "").replace("−", "-"))
            digits = len(shown.partition(".")[2])
            assert plain == pytest.approx(float(value), abs=0.5 * 10**-digits + 1e-9), (
                name,
                shown,
                value,
            )


@pytest.mark.parametrize("name", PAGES)
def test_help_and_independence_stand_in_the_same_place_on_every_page(open_page, name):
    """A reader in need does not search."""
    page = open_page(name, viewport={"width": 390, "height": 800})
    box = page.locator(".help").bounding_box()
    assert (box["x"], box["y"]) == (0, 0)
    assert [a.get_attribute("href") for a in page.locator(".help a").all()] == [
        "tel:911",
        "tel:988",
        "tel:+18006624357",
    ]
    assert "not an official NIH site" in page.locator(".independent").inner_text()
    assert page.locator(".independent").bounding_box()["y"] < 300


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_show_without_javascript(open_page, scheme, media):
    """Each figure of a summary has one visible picture, a description and a table."""
    page = open_page(
        "chapters/overdose-deaths.html", java_script_enabled=False, color_scheme=scheme
    )
    page.emulate_media(media=media, color_scheme=scheme)
    figures = page.locator("figure.chart").all()
    assert len(figures) == 3
    for figure in figures:
        shown = [svg for svg in figure.locator(".picture svg").all() if svg.is_visible()]
        assert len(shown) == 1
        assert shown[0].bounding_box()["width"] > (
            250 if media == "screen" else 200
        )  # paper has two columns
        assert shown[0].locator("desc").text_content()
        if media == "screen":
            figure.locator(".chart-table summary").click()
            assert figure.locator("table").is_visible()


def test_a_number_leads_to_its_entry_without_javascript(open_page):
    """The link does the work; the script only adds comfort."""
    page = open_page("chapters/overdose-deaths.html", java_script_enabled=False)
    page.locator("article p a.num").first.click()
    assert page.url.endswith("chapters/numbers.html#samet2024.opioid_deaths.intervention")


def test_sections_and_code_open_and_close_without_javascript(open_page):
    """All sections are open at first; the code waits to be asked."""
    page = open_page("chapters/stigma.html", java_script_enabled=False)
    text = page.get_by_text("People with opioid use disorder often meet it.")
    assert text.is_visible()
    page.get_by_role("heading", name="The Problem").click()
    assert not text.is_visible()
    code = page.locator(".made pre").first
    assert not code.is_visible()
    page.get_by_text("See the code of this page").click()
    assert code.is_visible() and "compare_changes" in page.locator(".made").inner_text()


def test_a_number_says_what_it_is_when_pointed_at_or_tabbed_to(open_page):
    """The card says what is counted and where it comes from, and Escape puts it away."""
    page = open_page("chapters/overdose-deaths.html")
    number, card = page.locator(".fact-box a.num").nth(1), page.get_by_role("tooltip")
    number.hover()
    assert (
        "communities that waited (deaths per 100,000 adults). Samet 2024, Abstract, Results"
        in card.inner_text()
    )
    card.hover()  # it stays while it is read
    assert (
        card.get_by_role("link")
        .get_attribute("href")
        .endswith("numbers.html#samet2024.opioid_deaths.control")
    )
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.mouse.move(0, 0)
    number.focus()
    assert card.is_visible() and number.get_attribute("aria-describedby") == card.get_attribute(
        "id"
    )


def test_a_first_tap_shows_the_card_and_a_second_goes_to_the_entry(open_page):
    """On a phone nobody is sent away by a tap out of curiosity."""
    page = open_page(
        "chapters/overdose-deaths.html", has_touch=True, viewport={"width": 390, "height": 800}
    )
    number = page.locator("article p a.num").first
    number.tap()
    assert page.get_by_role("tooltip").is_visible() and "overdose-deaths" in page.url
    page.wait_for_timeout(700)
    number.tap()
    page.wait_for_url("**/numbers.html#samet2024.opioid_deaths.intervention")


def test_a_chart_can_be_explored_on_request(open_page):
    """The chart library is not loaded before it is asked for, and comes from this site."""
    page = open_page("chapters/stimulants.html")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    button = page.get_by_role("button", name="Explore this chart")
    button.click()
    page.locator(".explored svg").wait_for()
    assert any(url.endswith("_static/vega.js") for url in loaded)
    assert page.problems == []


def test_each_summary_says_how_it_was_made():
    """Code, notebook, version of the data and the day."""
    for name in ("overdose-deaths", "stigma", "stimulants", "two-headlines"):
        text = (SITE / "chapters" / f"{name}.html").read_text("utf8")
        assert re.search(
            r"last run on \d+ \w+ \d{4}, with version \d{4}-\d\d-\d\d, \w{8} of the data", text
        )
        assert json.loads((SITE / "notebooks" / f"{name}.ipynb").read_text("utf8"))["cells"]


def test_a_page_leads_on_to_others_of_its_theme(open_page):
    """Other summaries on the same question, and the next page of the theme; a part that stands at the foot of every page."""
    page = open_page("chapters/overdose-deaths.html")
    related = page.get_by_role("navigation", name="Did deaths go down?")
    assert related.get_by_role("link").all_inner_texts() == [
        "What about deaths from opioids and stimulants together?"
    ]
    assert (
        page.locator("a[rel=next]").get_attribute("href")
        == related.get_by_role("link").get_attribute("href")
        == "stimulants.html"
    )
    assert (
        page.get_by_role("navigation", name="All pages").get_by_role("link").count()
        == len(PAGES) - 1
    )
    assert (
        page.get_by_role("navigation", name="You are here").inner_text().split("\n")[-1]
        == "Summaries"
    )


def test_a_secondary_result_never_stands_without_the_main_one():
    """The lead box of the page on stimulants carries the study's main result and its paper's."""
    text = (SITE / "chapters" / "stimulants.html").read_text("utf8")
    box = text[(start := text.index('class="in-short')) : text.index("</ul>", start)]
    assert (
        "Secondary result" in box
        and "Main result of the whole study:" in box
        and "Main result of this paper:" in box
    )
    assert box.count("No clear difference") == 2


def test_the_front_page_tells_the_main_result_first():
    """Before any other result."""
    text = (SITE / "index.html").read_text("utf8")
    assert text.index("did not find a clear difference") < text.index("stimulant")
    assert len(re.findall(r'<article class="card">', text)) >= 3
    assert "Jeffrey Samet" in text and "doi.org/10.1056/NEJMoa2401177" in text


def test_the_page_of_two_headlines_did_its_sums():
    """The P values that it worked out stand beside the published ones."""
    text = (SITE / "chapters" / "two-headlines.html").read_text("utf8")
    for key in (
        "samet2024.opioid_deaths.ratio.p",
        "samet2024.opioid_deaths.p_recomputed",
        "davis2024.treatment_stigma.p_recomputed",
    ):
        assert f'data-key="{key}"' in text
    assert re.search(r"By luck alone, about (29|30|31) of 100 studies", text)
