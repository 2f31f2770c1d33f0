"""What readers and machines take along from a built site, checked file by file. Both homes use it.

Each function yields, in words, what is broken; nothing when all is well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from plainresults.evidence import store
from plainresults.evidence.site import Site
from plainresults.rendering import content_security
from pypdf import PdfReader

CODE = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HEAD = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


class Loads(HTMLParser):
    """What a page tells a browser to load, besides its text: policies, what is inline, hashes."""

    def __init__(self, text: str):
        super().__init__()
        self.policies: list[str] = []
        self.inline: list[str] = []
        self.hashes: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note all of it."""
        found: dict[str, Any] = dict(attributes)
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(found["content"])
        ours = found.get("type") == "application/ld+json" or "src" in found
        if tag in ("style", "iframe", "object") or (tag == "script" and not ours):
            self.inline.append(self.get_starttag_text() or tag)
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        for name in ("integrity", "data-integrity"):
            if name in found:
                self.hashes[found.get("src") or found["data-vega"]] = found[name]


def broken_policies(folder: Path, site: Site) -> Iterator[str]:
    """Each page has the strict policy and nothing inline; scripts on request carry their hash."""
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        page = Loads(path.read_text("utf8"))
        searches = name == f"{site.pages['search']}.html"
        if page.policies != [content_security.policy(search=searches)]:
            yield f"{name}: policy {page.policies}"
        yield from (f"{name}: {what} is inline" for what in page.inline)
        for address, value in page.hashes.items():
            if value != content_security.integrity((path.parent / address).read_bytes()):
                yield f"{name}: not the hash of {address}"


def broken_handout(path: Path, site: Site, page: str) -> Iterator[str]:
    """One tagged sheet with the main result of the study, the help lines and the page's address."""
    pdf = PdfReader(path)
    root: Any = pdf.trailer["/Root"]
    if len(pdf.pages) != 1:
        yield f"{path.name} has {len(pdf.pages)} pages"
    if not (root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root):
        yield f"{path.name} is not tagged"
    if not root["/Lang"].startswith("en") or b"pdfuaid:part" not in root["/Metadata"].get_data():
        yield f"{path.name} cannot be read aloud"
    text = "".join(pdf.pages[0].extract_text().split()).replace("ﬁ", "fi").replace("ﬀ", "ff")
    main = store.load().trial_result
    wanted = [f"{store.words().ranks[main.rank]}: {main.verdict_in_words}"] if main else []
    wanted += [site.notice, "Last checked", site.address(page), pdf.metadata and pdf.metadata.title]
    wanted += [line[part] for line in site.help for part in ("when", "shown")]
    for said in wanted:
        if "".join(str(said).split()).lower() not in text.lower():
            yield f"{path.name} does not say “{said}”"


def broken_embed(path: Path, site: Site) -> Iterator[str]:
    """A figure with its table, source, licence and page, without a script."""
    text = path.read_text("utf8")
    if "<script" in text or 'class="embed"' in text or "<button" in text or text.count("<h1") != 1:
        yield f"{path.name} holds what makes sense on a page of the site only"
    for said in ("<figure", "<svg", "<table>", "Download:", "CC BY 4.0", site.notice, "noindex"):
        if said not in text:
            yield f"{path.name} does not hold “{said}”"
    if f'From “<a href="{site.base}' not in text or "book-" in text:
        yield f"{path.name} does not lead to its page"


def broken_summary(folder: Path, page: str, site: Site) -> Iterator[str]:
    """A summary offers its files, lists its places, and tells machines what it is about."""
    text, name = (folder / f"{page}.html").read_text("utf8"), page.rpartition("/")[2]
    address, up = site.address(page), "../" * page.count("/")
    if f'<a href="{address}">{address}</a>' not in text or "Cite this page" not in text:
        yield f"{page}: no address or citation"
    files = [f"handouts/{name}.pdf", f"cite/{name}.bib", f"cite/{name}.ris"]
    for file in files:
        if f'href="{up}{file}"' not in text or not (folder / file).is_file():
            yield f"{page}: {file} is not offered"
    head = text[text.index('class="head-line"') : text.index('class="all-sections"')]
    if not re.search(r"\d+ minutes? to read.*against the source on \d+ \w+ \d{4}", head):
        yield f"{page}: it is not said how long and how fresh"
    charts = re.findall(r'<figure class="chart" id="([^"]+)"', text)
    places = re.findall(r'<section id="([^"]+)">\s*<a class="to-here"', text)
    listed = re.findall(r'href="#([^"]+)"', head)
    order = sorted([*places, *charts], key=lambda place: text.index(f'id="{place}"'))
    if listed != order:
        yield f"{page}: “On this page” lists {listed}, and there are {order}"
    links = [f'class="to-here" href="#{place}" aria-label="Link to this' for place in order]
    yield from (f"{page}: no {link}" for link in links if link not in text)
    graph = {node["@type"]: node for node in json.loads(CODE.findall(text)[0])["@graph"]}
    paper = graph.get("ScholarlyArticle") or graph["WebPage"]
    if graph["Article"]["about"]["@id"] != paper["@id"] or not paper["name"]:
        yield f"{page}: machines are not told what it is about"
    for file in graph["Dataset"]["distribution"]:
        if not (folder / file["contentUrl"].removeprefix(site.base)).is_file():
            yield f"{page}: there is no {file['contentUrl']}"


def broken_card(folder: Path, page: str, site: Site) -> Iterator[str]:
    """A link to a page shows its address, a title, and a picture with the main result in words."""
    text = (folder / f"{page}.html").read_text("utf8")
    found = dict(HEAD.findall(text))
    if found["og:url"] != site.address(page) or f'canonical" href="{found["og:url"]}"' not in text:
        yield f"{page}: its address is told as {found['og:url']}"
    picture = (folder / found["og:image"].removeprefix(site.base)).read_bytes()[16:24]
    if (int.from_bytes(picture[:4]), int.from_bytes(picture[4:])) != (1200, 630):
        yield f"{page}: the picture of its link has another size"
    main = store.load().trial_result
    if main and main.verdict_in_words.lower() not in found["og:image:alt"].lower():
        yield f"{page}: the words of its picture do not tell the main result"
