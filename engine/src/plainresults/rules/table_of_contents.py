"""`_toc.yml`: the pages that it names, in their order, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile
from plainresults.evidence.yamlfile import Place

WORDS = {
    "format",
    "root",
    "parts",
    "chapters",
    "sections",
    "file",
    "title",
    "caption",
    "url",
    "glob",
}
WORDS |= {"numbered", "maxdepth", "options", "defaults", "subtrees", "entries", "reversed"}
WORDS |= {"titlesonly", "hidden"}
HEAD = "Write the two lines “format: jb-book” and “root: index”"


def pages(root: Path) -> list[str]:
    """The pages that `_toc.yml` in `root` names, in their order."""
    content, _ = yamlfile.read(root / "_toc.yml")
    return [name for _, name in _pages(root, content, ()) if isinstance(name, str)]


def faults(root: Path) -> Iterator[Fault]:
    """Every word of `_toc.yml` that means nothing, every page that is missing or listed twice."""
    path = root / "_toc.yml"
    content, lines = yamlfile.read(path)
    for place, line in lines.items():
        word = place[-1] if place else 0
        if isinstance(word, str) and word not in WORDS and "options" not in place:
            hint = nearest(word, sorted(WORDS), "Compare with the lines above")
            yield Fault(path, line, f"“{word}” means nothing here", hint)
    if content.get("format") != "jb-book" or not isinstance(content.get("root"), str):
        what = "the file has to begin with the kind of book and its first page"
        yield Fault(path, 1, what, HEAD)
    seen: dict[str, int] = {}
    for place, name in _pages(root, content, ()):
        for what, remedy in _page_faults(root, lines[place], name, seen):
            yield Fault(path, lines[place], what, remedy)


def _page_faults(
    root: Path, line: int, name: Any, seen: dict[str, int]
) -> Iterator[tuple[str, str]]:
    """What is wrong with one page of the list; `seen` has the pages above it."""
    if not isinstance(name, str):
        remedy = "Write its path without the ending, such as chapters/vegetables"
        yield f"“{name}” is no name of a page", remedy
        return
    if seen.setdefault(name, line) != line:
        yield f"“{name}” is listed twice", f"Keep one of the two; the first is in line {seen[name]}"
    bare = name.removesuffix(".md").removesuffix(".ipynb")
    if (root / f"{bare}.md").is_file():
        return
    if (root / f"{bare}.ipynb").is_file():
        remedy = f"Make it one: jupytext --to md:myst {bare}.ipynb, and list {bare}"
        yield f"“{name}” is a notebook, and pages are texts in Markdown", remedy
        return
    there = sorted(page.stem for page in (root / bare).parent.glob("*.md"))
    names = f"in that folder are: {', '.join(there) or 'no pages'}"
    remedy = f"Write the page, or correct the name; {names}"
    yield f"“{name}” is listed, but there is no file {bare}.md", remedy


def _pages(root: Path, content: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Each page with its place in the file."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("root", "file"):
                yield (*place, key), value
            elif key == "glob":
                for path in sorted(root.glob(str(value))):
                    if path.suffix in (".md", ".ipynb"):
                        yield (*place, key), path.relative_to(root).with_suffix("").as_posix()
            else:
                yield from _pages(root, value, (*place, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _pages(root, value, (*place, index))
