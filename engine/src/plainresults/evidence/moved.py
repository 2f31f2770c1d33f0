"""Addresses that were published stay: of each that is gone, the book says where its readers are led.

`data/history/addresses.txt` lists every page and every chart's embed that was ever published, as
`plainresults publish-values` finds them. `data/history/moved.yml` has a line for each that is gone,
such as `chapters/old: chapters/new` or `embed/old-chart: embed/new-chart`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from plainresults.book import current
from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile

EMBED = "embed/"
ADDRESS = re.compile(r"[\w-]+(?:/[\w-]+)*")


def load(folder: Path | None = None) -> dict[str, str]:
    """Each old address with the one that took its place; Fault when the file cannot be read."""
    path = _moved(folder)
    return yamlfile.read(path)[0] if path.is_file() else {}


def published(folder: Path | None = None) -> list[str]:
    """Every address that was ever published, a line each."""
    path = _listed(folder)
    return yamlfile.text_of(path).splitlines() if path.is_file() else []


def publish(addresses: Iterable[str], folder: Path | None = None) -> None:
    """Take `addresses` in as published ones; what was listed before stays."""
    every = {*addresses, *published(folder)} - set(load(folder))
    _listed(folder).write_text("".join(f"{one}\n" for one in sorted(every)), "utf8")


def faults(
    pages: Collection[str], embeds: Collection[str] | None = None, folder: Path | None = None
) -> Iterator[Fault]:
    """What leads nowhere in a book that has `pages` and, once its charts are drawn, `embeds`."""
    path, moved = _moved(folder), load(folder)
    lines = yamlfile.read(path)[1] if moved else {}
    known = [*pages, *(embeds or ())]

    def is_there(address: str, otherwise: bool) -> bool:
        return otherwise if embeds is None and address.startswith(EMBED) else address in known

    for old, new in moved.items():
        line = lines[str(old),]
        if not ADDRESS.fullmatch(str(old)) or not ADDRESS.fullmatch(str(new)):
            what, remedy = (
                f"“{old}: {new}” are not two addresses",
                "Write chapters/old: chapters/new",
            )
            yield Fault(path, line, what, remedy)
        elif is_there(old, otherwise=False):
            yield Fault(path, line, f"“{old}” is there, so it has not moved", "Take this line out")
        elif not is_there(new, otherwise=True):
            yield Fault(path, line, f"“{new}” is not there", nearest(new, known, "See _toc.yml"))
    for line, old in enumerate(published(folder), 1):
        if old not in moved and not is_there(old, otherwise=True):
            (new,) = get_close_matches(old, known, n=1, cutoff=0.6) or ["…"]
            remedy = f"Add to data/history/moved.yml where its readers are led: {old}: {new}"
            yield Fault(_listed(folder), line, f"“{old}” was published and is gone", remedy)


def _listed(folder: Path | None) -> Path:
    return Path(folder or current().history, "addresses.txt")


def _moved(folder: Path | None) -> Path:
    return Path(folder or current().history, "moved.yml")
