"""Whether the table of contents names only files that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hcs import yamlfile
from hcs.fault import Fault


def faults(root: Path) -> Iterator[Fault]:
    """Every page that `_toc.yml` in `root` names and that is missing, with its line."""
    path = root / "_toc.yml"
    content, lines = yamlfile.read(path)
    for place, name in _pages(content, ()):
        if not any((root / f"{name}{ending}").is_file() for ending in ("", ".md", ".ipynb")):
            there = sorted(page.stem for page in (root / name).parent.glob("*.md"))
            yield Fault(path, lines[place], f"“{name}” is listed, but there is no file {name}.md",
                        f"Write the page, or correct the name; in that folder are: {', '.join(there) or 'no pages'}")


def pages(root: Path) -> list[str]:
    """The pages that `_toc.yml` in `root` names, in their order."""
    return [name for _, name in _pages(yamlfile.read(root / "_toc.yml")[0], ())]


def _pages(content, place: tuple) -> Iterator[tuple[tuple, str]]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("root", "file"):
                yield (*place, key), value
            else:
                yield from _pages(value, (*place, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _pages(value, (*place, index))
