"""What each page of a site promises its readers, checked in one visit for each look.

A promise is a function that is given the visit and yields, in words, what it finds broken.
Its docstring is the promise.
They run in the order of this file, so those that change how the page is shown stand last.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from browser import Watch
from plainresults.evidence.site import Site
from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    name: str
    width: int
    height: int
    scheme: str
    script: bool = True

    @property
    def other_scheme(self) -> str:
        """The scheme of colours that this look does not begin with."""
        return "light" if self.scheme == "dark" else "dark"


PHONE = Look("on a phone, light", 390, 800, "light")
DESKTOP = Look("on a desktop, dark", 1280, 800, "dark")
PLAIN = Look("without JavaScript", 1280, 800, "light", script=False)
FRAME = Look("in a narrow frame, light", 320, 560, "light")
WIDE_FRAME = Look("in a wide frame, dark", 1280, 560, "dark")
LEAVE = "Leave this page quickly"
SCROLLS = "getComputedStyle(document.documentElement).scrollBehavior"
MOVES = "document.getAnimations().length"
LOOKS, FRAMES = (PHONE, DESKTOP, PLAIN), (FRAME, WIDE_FRAME)


@dataclass
class Visit:
    """A page of `site` that has been opened, in a browser with an empty cache.

    `asked` are the addresses of all requests so far, `loaded` the bytes of each answer on the wire.
    """

    page: Page
    look: Look
    watch: Watch
    asked: list[str]
    loaded: list[float]
    site: Site

    @property
    def is_summary(self) -> bool:
        """Whether the page is about a paper."""
        return self.page.locator("article.summary").count() > 0

    def too_wide(self, width: int) -> Iterator[str]:
        """Says by how much the page is wider than `width`, if it is."""
        if (needed := self.page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"at {width} px the page is {needed} px wide"


Promise = Callable[[Visit], Iterator[str]]
PROMISES: list[tuple[Promise, tuple[Look, ...]]] = []


def promise(*looks: Look) -> Callable[[Promise], Promise]:
    """Marks a promise that is held in `looks`."""

    def note(function: Promise) -> Promise:
        PROMISES.append((function, looks))
        return function

    return note


def broken(chromium: Browser, address: str, name: str, look: Look, site: Site) -> str:
    """What a page of the `site` served at `address` breaks in this look; empty if nothing."""
    options: dict[str, Any] = {
        "viewport": {"width": look.width, "height": look.height},
        "color_scheme": look.scheme,
        "java_script_enabled": look.script,
        "reduced_motion": "no-preference" if look.script else "reduce",
    }
    with chromium.new_context(**options) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        asked: list[str] = []
        loaded: list[float] = []
        wire.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
        wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
        watch = Watch(page, address)
        page.goto(f"{address}/{name}")
        visit = Visit(page, look, watch, asked, loaded, site)
        found = [
            f"\n- {what}\n  Promised: {one.__doc__}"
            for one, looks in PROMISES
            if look in looks
            for what in one(visit)
        ]
    return f"{name}, {look.name}:{''.join(found)}" if found else ""


# ------------------------------------------------------------------ as the page comes


SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@promise(PHONE, DESKTOP, FRAME, WIDE_FRAME)
def holds_still_while_it_loads(visit: Visit) -> Iterator[str]:
    """The sum of layout shifts is below 0.01, until a third of a second after loading."""
    if (sum_of_shifts := visit.page.evaluate(SHIFTS)) >= 0.01:
        yield f"the page shifted by {sum_of_shifts:.3f}"


@promise(PHONE, DESKTOP)
def is_light(visit: Visit) -> Iterator[str]:
    """The first view of a summary weighs at most 40 kB in 10 requests, the charts included."""
    size, count = sum(visit.loaded), sum(url.startswith("http") for url in visit.asked)
    if visit.is_summary and not (3_000 < size <= 40_000 and 2 < count <= 10):
        yield f"{size:,.0f} bytes in {count} requests"


RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
BARRIERS = """(rules) => axe.run(document, rules).then(({ violations }) =>
  violations.map((v) =>
    `${v.id} at ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`))"""


def barriers(page: Page) -> list[str]:
    """What axe-core finds on a page, for WCAG 2.2 AA and best practice."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(BARRIERS, RULES)
    return found


@promise(PHONE, DESKTOP, FRAME, WIDE_FRAME)
def has_no_barrier_that_axe_can_find(visit: Visit) -> Iterator[str]:
    """WCAG 2.2 AA and best practice, on phone and desktop, in light and in dark."""
    for scheme in (visit.look.other_scheme, visit.look.scheme):
        visit.page.emulate_media(color_scheme=scheme)
        yield from (f"in {scheme}: {barrier}" for barrier in barriers(visit.page))


@promise(PHONE)
def shows_help_and_whose_site_it_is_not(visit: Visit) -> Iterator[str]:
    """Help is at the very top, with each line of the data; whose site this is not stands below."""
    if (place := _box(visit.page.locator(".help"))) is None or (place["x"], place["y"]) != (0, 0):
        yield f"the help is at {place}"
    links = [link.get_attribute("href") for link in visit.page.locator(".help a").all()]
    if links != (needed := [line["link"] for line in visit.site.help]):
        yield f"the help links to {links}, not to {needed}"
    words = visit.page.locator(".independent")
    if words.count() != 1 or visit.site.notice not in words.inner_text():
        yield f"the page does not say “{visit.site.notice}”"
    elif (place := _box(words)) is None or place["y"] >= 300:
        yield f"“{visit.site.notice}” stands at {place}"


STRUCTURE = """() => {
  const all = (s) => [...document.querySelectorAll(s)];
  const named = (e) => (e.getAttribute('aria-labelledby') || '').split(' ')
    .map((id) => document.getElementById(id)?.textContent || '').join(' ').trim();
  const name = (e) => e.getAttribute('aria-label') || named(e);
  const start = (e) => e.outerHTML.slice(0, 90);
  const found = [];
  const none = (what, elements) => elements.forEach((e) => found.push(`${what}: ${start(e)}`));
  for (const s of ['body > header', 'main', 'body > footer'])
    if (all(s).length !== 1) found.push(`${all(s).length} landmarks ${s}`);
  const regions = all('nav, [role=region]').map(name);
  if (regions.some((n) => !n)) found.push('a region without a name');
  if (new Set(regions).size < regions.length) found.push(`regions of one name: ${regions}`);
  const levels = all('h1, h2, h3, h4, h5, h6').map((h) => +h.tagName[1]);
  if (levels[0] !== 1 || levels.filter((n) => n === 1).length !== 1)
    found.push(`headings ${levels}`);
  if (levels.some((n, i) => n > levels[i - 1] + 1)) found.push(`a heading is left out: ${levels}`);
  const named_table = (t) => t.querySelector('th') && (t.caption
    || t.getAttribute('aria-label') || name(t.closest('[role=region], figure') || t));
  none('table without headers or name', all('table').filter((t) => !named_table(t)));
  none('header of what', all('th').filter((h) => !h.closest('thead') && !h.hasAttribute('scope')));
  none('picture without a name', all('main svg').filter((s) => !s.closest('[aria-hidden=true]')
    && !(s.getAttribute('role') === 'img' && name(s))));
  none('chart without caption or table', all('figure.chart')
    .filter((f) => !f.querySelector('figcaption') || !f.querySelector('table')));
  none('image without words', all('img:not([alt])'));
  none('link without words',
    all('a[href]').filter((a) => !(a.textContent.trim() || a.getAttribute('aria-label'))));
  return found;
}"""


@promise(PHONE, DESKTOP)
def tells_how_it_is_built(visit: Visit) -> Iterator[str]:
    """Landmarks, one first heading and no jump, tables and charts with names and headers."""
    yield from visit.page.evaluate(STRUCTURE)


WORDS = "(svg) => ['title', 'desc'].map((tag) => svg.querySelector(tag)?.textContent ?? '')"


@promise(PHONE, DESKTOP)
def names_its_charts(visit: Visit) -> Iterator[str]:
    """The browser itself gives each visible chart a name and a description."""
    for picture in visit.page.locator("figure.chart .picture svg").all():
        if picture.is_visible():
            title, words = picture.evaluate(WORDS)
            if len(title) <= 10 or len(words) <= 30 or 'img "' not in picture.aria_snapshot():
                yield f"a chart is called “{title}” and described as “{words}”"


# ------------------------------------------------------------------ without JavaScript


@promise(PLAIN)
def is_whole_without_a_script(visit: Visit) -> Iterator[str]:
    """The words are there, and nothing that needs a script shows."""
    if not visit.page.locator("h1").is_visible():
        yield "there is no heading"
    if (length := len(visit.page.locator("main").inner_text())) <= 200:
        yield f"there are {length} characters of text"
    for button in visit.page.locator("main button:not([type=reset]):visible").all():
        opens = button.get_attribute("popovertarget")
        if not opens:
            yield f"the button “{button.inner_text()}” does nothing"
        elif visit.page.locator(f"[id='{opens}'][popover]").count() != 1:
            yield f"the button “{button.inner_text()}” opens nothing: {opens}"


@promise(PLAIN)
def moves_nothing_for_those_who_ask(visit: Visit) -> Iterator[str]:
    """No animation, no transition, no smooth scrolling."""
    if visit.page.evaluate(SCROLLS) != "auto" or visit.page.evaluate(MOVES):
        yield "something moves"


IN_A_CLOSED_PLACE = "(figure) => !!figure.closest('details:not([open])')"


@promise(PLAIN)
def shows_its_charts_without_a_script(visit: Visit) -> Iterator[str]:
    """Each chart has one visible picture with a description, also on paper, and a table to open."""
    for media, scheme in product(("print", "screen"), ("dark", "light")):
        visit.page.emulate_media(media=media, color_scheme=scheme)
        for figure in visit.page.locator("figure.chart:has(.picture)").all():
            if not figure.evaluate(IN_A_CLOSED_PLACE):
                name = f"{figure.get_attribute('id')}, {media}, {scheme}"
                yield from (f"{name}: {what}" for what in _pictured(figure, media))


def _pictured(figure: Locator, media: str) -> Iterator[str]:
    shown = [svg for svg in figure.locator(".picture svg").all() if svg.is_visible()]
    least = 200 if media == "print" else 250  # paper has two columns
    if len(shown) != 1 or (_box(shown[0]) or {"width": 0})["width"] <= least:
        yield f"{len(shown)} pictures"
    elif not shown[0].evaluate(WORDS)[1]:
        yield "no description"
    elif media == "screen" and (table := figure.locator("details.chart-table")).count():
        table.locator("summary").click()
        if not table.locator("table").is_visible():
            yield "its table does not open"
        table.locator("summary").click()


# ------------------------------------------------------------------ as readers set their devices


@promise(PHONE)
def prints_on_two_sheets(visit: Visit) -> Iterator[str]:
    """A summary on US Letter: text that can be selected, links that work, and no menus."""
    if not visit.is_summary:
        return
    paper = visit.page.pdf(format="Letter", prefer_css_page_size=True, tagged=True)
    sheets = PdfReader(io.BytesIO(paper)).pages
    if len(sheets) > 2:
        yield f"it takes {len(sheets)} sheets"
    text = _run_together(" ".join(sheet.extract_text() for sheet in sheets))
    title = visit.page.locator("h1").evaluate("h => h.firstChild.textContent")
    for said in (title, "The paper", visit.site.notice):
        if _run_together(said) not in text:
            yield f"“{said}” is not on paper"
    for menu in (LEAVE, "Read next"):
        if _run_together(menu) in text:
            yield f"“{menu}” is on paper"
    if text.count("Source:") < (charts := visit.page.locator("figure.chart").count()):
        yield f"{charts} charts, and {text.count('Source:')} sources"
    links = [str(link.get_object()) for sheet in sheets for link in sheet.get("/Annots", [])]
    source = visit.page.locator(".paper a[href^=https]").first.get_attribute("href") or "no link"
    for needed in (source, visit.site.help[0]["link"].partition(":")[2]):
        if not any("/URI" in link and needed in link for link in links):
            yield f"no link to {needed} can be followed"


def _run_together(text: str) -> str:
    return "".join(text.split())


GROUND_AND_INK = """() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  const kinds = ['first', 'second', 'ink', 'soft'].map((kind) => `figure.chart .cf-${kind}`);
  return [...document.querySelectorAll(kinds.join(','))]
    .filter((e) => getComputedStyle(e).fill === ground).length;
}"""


@promise(PHONE, DESKTOP)
def shows_its_charts_with_forced_colours(visit: Visit) -> Iterator[str]:
    """Bars, lines and text take colours of the system that differ from its ground."""
    visit.page.emulate_media(forced_colors="active")
    if lost := visit.page.evaluate(GROUND_AND_INK):
        yield f"{lost} marks have the colour of the ground"
    visit.page.emulate_media(forced_colors="none")


@promise(PHONE)
def moves_nothing_by_a_script(visit: Visit) -> Iterator[str]:
    """No animation that a script begins, no smooth scrolling."""
    visit.page.emulate_media(reduced_motion="reduce")
    if visit.page.evaluate(SCROLLS) != "auto" or visit.page.evaluate(MOVES):
        yield "something moves"


@promise(PHONE)
def can_be_left_quickly(visit: Visit) -> Iterator[str]:
    """The way out is in sight at the top and after scrolling, and six times Tab reach it."""
    page, link = visit.page, visit.page.get_by_role("link", name=LEAVE)
    place = _box(link)
    if place is None or place["x"] + place["width"] > visit.look.width or place["y"] >= 160:
        yield f"the way out is at {place}"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    place = _box(link)
    if place is None or not 0 <= place["y"] < visit.look.height:
        yield f"after scrolling, the way out is at {place}"
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == LEAVE:
            return
    yield "six times Tab do not reach the way out"


@promise(PHONE, DESKTOP, FRAME, WIDE_FRAME)
def does_not_scroll_sideways(visit: Visit) -> Iterator[str]:
    """Nothing sticks out, not even at 320 px, which is also a zoom of 400%."""
    yield from visit.too_wide(visit.look.width)
    if visit.look is PHONE:
        visit.page.set_viewport_size({"width": 320, "height": 640})
        yield from visit.too_wide(320)


@promise(PHONE, DESKTOP, FRAME, WIDE_FRAME)
def asks_nothing_and_keeps_nothing(visit: Visit) -> Iterator[str]:
    """No request leaves the site, nothing fails, no cookie, no storage."""
    yield from visit.watch.problems
    yield from (f"cookie {cookie['name']}" for cookie in visit.page.context.cookies())
    if kept := visit.page.evaluate("localStorage.length + sessionStorage.length"):
        yield f"{kept} things kept in the browser's storage"


def _box(element: Locator) -> dict[str, float] | None:
    box: Any = element.bounding_box() if element.count() else None
    return box
