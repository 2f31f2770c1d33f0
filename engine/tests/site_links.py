"""What the pages of a built site link to, and which links lead nowhere."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SCHEMES = ("https", "tel", "sms", "mailto")


class Links(HTMLParser):
    """The links of a page, the places in it that can be linked to, and its marked numbers."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: set[str | None] = set()
        self.targets: list[str] = []
        self.numbers: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note ids, links and marked numbers."""
        found = {name: value or "" for name, value in attributes}
        self.ids.add(found.get("id"))
        names = ("href", "src", "data-spec", "data-vega")
        self.targets += [found[name] for name in names if name in found]
        if tag == "a" and found.get("class") == "num":
            self.numbers.append(found)


@cache
def read(path: Path) -> Links:
    """The links of one page."""
    return Links(path.read_text("utf8"))


def lost(page: Path) -> list[str]:
    """Every link of a page that leads to no file, to no place in one, or out in an odd way."""
    found = []
    for target in read(page).targets:
        parts = urlsplit(target)
        there = page.parent.joinpath(unquote(parts.path)).resolve() if parts.path else page
        place = unquote(parts.fragment) if there.suffix == ".html" else ""
        if parts.scheme:
            found += [target] if parts.scheme not in SCHEMES else []
        elif not there.is_file() or (place and place not in read(there).ids):
            found.append(target)
    return found
