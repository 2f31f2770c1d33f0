"""Pictures and raw HTML: what a page may show, and from where."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Image, Page
from plainresults.rules.rule import Found, rule

TAG = re.compile(r"<\s*([a-zA-Z][\w-]*)([^>]*)>", re.DOTALL)
ADDRESS = re.compile(r"(?:src|href|data|poster|action|srcset)\s*=\s*[\"']?\s*([^\"'\s>]+)", re.I)
REFUSED = {  # tags that no page may have, and what to do instead
    "script": "a page works without; what moves is part of the engine or of the book's templates",
    "iframe": "link to the page instead of showing it inside",
    "object": "link to it instead of showing it inside",
    "embed": "link to it instead of showing it inside",
    "form": "use the directive {search}, or link to the page that asks",
    "meta": "put what search engines need into “description:” at the top of the page",
    "link": "put styles into _static/",
    "style": "put styles into _static/",
    "base": "take it out",
    "video": "link to it, and say in words what it shows",
    "audio": "link to it, and say in words what is said",
    "svg": "save it as a file beside the page and show it with {figure}",
    "img": "write ![what it shows](path/of/the/picture.png)",
}
OUTSIDE = re.compile(r"(?:https?:)?//", re.I)


@rule("raw-html", 5, may_stand=False)
def raw_html(page: Page, book: Corpus) -> Found:
    """Raw HTML can load what is not of this site, run scripts, and break a page for people who
    listen to it. So it may hold text and links only."""
    for html in page.html if not page.is_data else ():
        for match in TAG.finditer(html.content):
            line = html.line + html.content.count("\n", 0, match.start())
            for what, remedy in _in_tag(match[1].lower(), match[2]):
                yield (line, html.column if line == html.line else 1), what, remedy


def _in_tag(name: str, attributes: str) -> Iterator[tuple[str, str]]:
    if name in REFUSED:
        yield f"a page may not hold <{name}>", REFUSED[name]
        return
    if handler := re.search(r"\s(on\w+)\s*=", attributes, re.I):
        yield f"<{name}> runs a script by “{handler[1]}”", "take it out"
    if re.search(r"\sstyle\s*=", attributes, re.I):
        yield f"<{name}> has a style of its own", "give it a class, and put the style into _static/"
    for address in ADDRESS.findall(attributes):
        if re.match(r"(?:javascript|data|vbscript):", address, re.I):
            yield f"“{address}” runs a script", "link to a page"


@rule("picture", 6, may_stand=False)
def picture(page: Page, book: Corpus) -> Found:
    """A picture lies in the book, so that it is there when its page is, and has a description, so
    that people who do not see it know what it shows."""
    here = posixpath.dirname(page.file)
    for image in (*page.images, *_directives(page)):
        place, target = (image.line, image.column), image.target
        if OUTSIDE.match(target):
            remedy = "save it in the book, with its licence and credit, and show that file"
            yield place, f"the picture {target} is not of this site", remedy
        elif (
            not (book.root / here / target).is_file()
            and not (book.root / target.lstrip("/")).is_file()
        ):
            remedy = (
                f"write its path from {here or 'the first page'}, such as ../_static/picture.png"
            )
            yield place, f"there is no picture {target}", remedy
        if not image.description.strip():
            how = ":alt: what it shows" if image.column == 0 else f"![what it shows]({target})"
            yield place, f"the picture {target} has no description", f"write {how}"


def _directives(page: Page) -> Iterator[Image]:
    for box in page.boxes:
        if box.name in ("figure", "image"):
            yield Image(box.argument, box.line, 0, box.options.get("alt", ("", 0))[0])
