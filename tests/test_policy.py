"""What a page may load: the policy in every page, the headers for hosts, hashes, and leaving quickly."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from plainresults.rendering import content_security
from sample_books import ROOT, Book

SITE = ROOT / "_build" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
FULL = [name for name in PAGES if not name.startswith("embed/")]


class Page(HTMLParser):
    """What a page says to a browser besides its text."""

    def __init__(self, name: str):
        super().__init__()
        self.policies, self.inline, self.hashes = [], [], {}
        self.feed((SITE / name).read_text("utf8"))

    def handle_starttag(self, tag, attributes):
        """Note policies, hashes, and everything that is inline."""
        found = dict(attributes)
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(found["content"])
        if tag == "style" or (
            tag == "script" and "src" not in found and found.get("type") != "application/ld+json"
        ):
            self.inline.append(self.get_starttag_text())
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        for name in ("integrity", "data-integrity"):
            if name in found:
                self.hashes[found.get("src") or found["data-vega"]] = found[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_the_strict_policy_and_nothing_inline(name):
    """Nothing but the site's own files; only the search page may run WebAssembly."""
    page = Page(name)
    assert page.policies == [content_security.policy(search=name == "chapters/search.html")]
    assert "unsafe-inline" not in page.policies[0] and "default-src 'none'" in page.policies[0]
    assert page.inline == []


@pytest.mark.parametrize("name", PAGES)
def test_a_script_that_loads_on_request_carries_the_hash_of_its_file(name):
    """A changed file does not run."""
    for address, value in Page(name).hashes.items():
        assert value == content_security.integrity((SITE / name).parent / address)


def test_the_hash_follows_its_script_on_a_page_that_is_not_built_again(book: Book):
    """Else the browser would refuse the new script."""
    book.write("index.md", "---\nsearch: true\n---\n\n# Search\n\nSome words.\n")
    for text in ("// one", "// another"):
        book.write("_static/search.js", text)
        done = book.build()
        assert done.returncode == 0, done.stdout
        found = re.search(r'search\.js" integrity="([^"]+)"', book.page())
        assert found and found[1] == content_security.integrity(
            book.folder / "_build" / "html" / "_static" / "search.js"
        )


def test_the_policy_is_enforced(open_page):
    """An inline script, an inline style and a foreign address are refused by the browser."""
    page = open_page("index.html")
    page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.broken = 1'; document.body.append(s);
        document.body.setAttribute('style', 'opacity: 0'); const i = new Image(); i.src = 'https://example.org/x.png'; }""")
    assert page.evaluate("window.broken") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert sum("Content Security Policy" in text for text in page.problems) == 3
    assert not any(url.startswith("https://example.org") for url in page.requests) or any(
        "csp" in p.lower() or "Content Security" in p for p in page.problems
    )


def test_hosts_are_told_the_same():
    """`_headers` gives the policy to every address, and forbids frames but for pages made for them."""
    text = (SITE / "_headers").read_text("utf8")
    assert (
        f"Content-Security-Policy: {content_security.policy(search=True)}" in text
        and "nosniff" in text
    )
    assert "/chapters/*\n  Content-Security-Policy: frame-ancestors 'none'" in text
    assert "embed" not in content_security.headers(
        ["index.html", "embed/x.html", "chapters/y.html"]
    )
    assert (SITE / ".nojekyll").is_file()


@pytest.mark.parametrize("name", FULL)
def test_the_way_out_stands_in_the_same_place_on_every_page(open_page, name):
    """In sight at the top and after scrolling, and reached by the keyboard among the first."""
    page = open_page(name, viewport={"width": 390, "height": 800})
    link = page.get_by_role("link", name="Leave this page quickly")
    place = link.bounding_box()
    assert place["x"] + place["width"] <= 390 and place["y"] < 160
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert 0 <= link.bounding_box()["y"] < 800
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Leave this page quickly":
            break
    assert page.evaluate("document.activeElement.textContent") == "Leave this page quickly"


@pytest.mark.parametrize("script", [True, False])
def test_leaving_quickly_leaves(open_page, script):
    """To a page about the weather; with a script, “back” does not lead here again."""
    page = open_page("chapters/stigma.html", java_script_enabled=script)
    page.context.route(
        "https://www.weather.gov/",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    before = page.evaluate("history.length") if script else 0
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url("https://www.weather.gov/")
    if script:
        assert page.evaluate("history.length") == before
    assert not re.search("referer", str(page.evaluate("document.referrer") if script else ""), re.I)
