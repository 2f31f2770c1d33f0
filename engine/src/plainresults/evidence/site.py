"""What all pages of the site share: names and address, what it says of itself, its help lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plainresults.book import current
from plainresults.errors import Fault, nearest
from plainresults.evidence import access, trials, yamlfile


@dataclass(frozen=True)
class Site:
    """The whole site. What `site` in `data/study.yml` says is explained by its schema.

    `base` is the address of the site with a slash at its end, `pages` the page of each role.
    """

    base: str
    title: str
    author: str
    name: str
    tag: str
    slug: str
    study: str
    notice: str
    leave: str
    navigation: Sequence[Mapping[str, str]] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()
    help: Sequence[Mapping[str, str]] = ()  # the help lines at the top of each page

    def address(self, docname: str) -> str:
        """The full address of a page; the front page is the site itself."""
        return self.base if docname == "index" else f"{self.base}{docname}.html"


def load() -> Site:
    """The site of the book; Fault when its part of `data/study.yml` is missing."""
    config, _ = yamlfile.read(current().root / "_config.yml")
    path = current().data / "helplines.yml"
    lines = yamlfile.read(path)[0]["lines"] if path.is_file() else []
    return Site(
        config.get("html", {}).get("baseurl", ""),
        config.get("title", ""),
        config.get("author", ""),
        help=[line["banner"] for line in lines if "banner" in line],
        **_described(),
    )


def has_page(role: str) -> bool:
    """Whether a page of the book has `role`, such as “numbers”."""
    return role in _described()["pages"]


@access.kept
def page(role: str) -> str:
    """The page that has `role`, seen from the site's root; Fault when none has."""
    pages = _described()["pages"]
    if role not in pages:
        raise Fault(
            current().data / "study.yml",
            1,
            f"no page is named for “{role}”",
            f"Write under site, pages, the path of one without its ending: {role}: chapters/…",
        )
    return f"{pages[role]}.html"


def faults(known: Sequence[str]) -> Iterator[Fault]:
    """What `data/study.yml` names and is not there; `known` are the pages of the book."""
    path = current().data / "study.yml"
    if not path.is_file():
        return
    _, lines = yamlfile.read(path)
    fields = _described()
    named = {("navigation", at): item["page"] for at, item in enumerate(fields["navigation"])}
    named |= {("pages", role): page for role, page in fields["pages"].items()}
    for place, page in named.items():
        if page not in known:
            what = f"“{page}” is no page of the book"
            yield Fault(
                path, lines["site", *place], what, nearest(page, list(known), "See _toc.yml")
            )
    for at, name in enumerate(fields.get("files", ())):
        if not (current().root / name).is_file():
            what = f"there is no file {name}"
            yield Fault(path, lines["site", "files", at], what, "Correct the name, or take it out")


# The directive by which the page of a role is known in a book that does not name its pages.
DIRECTIVES = {
    "numbers": "{numbers-list}",
    "sources": "{sources-list}",
    "glossary": "{glossary}",
    "search": "{search}",
}


@access.kept
def _described() -> dict[str, Any]:
    path = current().data / "study.yml"
    if not path.is_file():
        return _usual()
    fields = yamlfile.read(path)[0].get("site")
    if not isinstance(fields, dict):
        raise Fault(path, 1, "“site” is missing", "Write it as the schema of the file describes it")
    return fields


def _usual() -> dict[str, Any]:
    """What a site is without a word of its own: named as in `_config.yml`, pages known by content."""
    root = current().root
    title = yamlfile.read(root / "_config.yml")[0].get("title", "")
    trial = next(iter(trials.read(current().data / trials.FILE).values()))
    texts = {
        path.relative_to(root).with_suffix("").as_posix(): path.read_text("utf8")
        for path in [root / "index.md", *sorted((root / "chapters").glob("*.md"))]
        if path.is_file()
    }
    marks = {**DIRECTIVES, "main_result": f"\nlead: {trial.main}\n"}
    pages = {
        role: name for role, mark in marks.items() for name, text in texts.items() if mark in text
    }
    links = [{"page": "index", "text": "Home"}]
    if "sources" in pages:
        links.append({"page": pages["sources"], "text": "Words, numbers, sources"})
    return {
        "name": title,
        "tag": "",
        "slug": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "book",
        "study": trial.name,
        "notice": "This is not an official site of the study.",
        "leave": "https://www.wikipedia.org/",
        "navigation": links,
        "pages": pages,
    }
