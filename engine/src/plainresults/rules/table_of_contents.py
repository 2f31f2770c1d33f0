"""Whether the set-up of the book can be read: `_config.yml`, and a table of contents that names files that are there.

Jupyter Corpus reads both before anything of ours runs and reports a mistake with a traceback, so
`make site` and the preview look at them first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import jsonschema

from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile

WORDS = {
    "format",
    "root",
    "parts",
    "chapters",
    "sections",
    "file",
    "title",
    "caption",
    "numbered",
    "maxdepth",
    "options",
    "url",
    "glob",
    "defaults",
    "subtrees",
    "entries",
    "reversed",
    "titlesonly",
    "hidden",
}


def set_up_faults(root: Path) -> list[Fault]:
    """Every fault of both files."""
    found: list[Fault] = []
    for find in (config_faults, faults):
        try:
            found += find(root)
        except Fault as fault:
            found.append(fault)
    return found


def config_faults(root: Path) -> Iterator[Fault]:
    """Every place of `_config.yml` in `root` that Jupyter Corpus does not take."""
    path = root / "_config.yml"
    content, lines = yamlfile.read(path)
    schema = json.loads(files("jupyter_book").joinpath("config_schema.json").read_text("utf8"))
    for error in jsonschema.Draft7Validator(schema).iter_errors(content):
        place = tuple(error.absolute_path)
        yield Fault(
            path,
            lines.get(place, 1),
            f"{'.'.join(map(str, place)) or 'the file'}: {error.message}",
            "See jupyterbook.org/customize/config.html for what belongs here",
        )


def faults(root: Path) -> Iterator[Fault]:
    """Every word of `_toc.yml` in `root` that means nothing, every page that is missing or listed twice."""
    path = root / "_toc.yml"
    content, lines = yamlfile.read(path)
    yield from (
        Fault(
            path,
            line,
            f"“{place[-1]}” means nothing here",
            nearest(str(place[-1]), sorted(WORDS), "Compare with the lines above"),
        )
        for place, line in lines.items()
        if place
        and isinstance(place[-1], str)
        and place[-1] not in WORDS
        and "options" not in place
    )
    if content.get("format") != "jb-book" or not isinstance(content.get("root"), str):
        yield Fault(
            path,
            1,
            "the file has to begin with the kind of book and its first page",
            "Write the two lines “format: jb-book” and “root: index”",
        )
    seen: dict[str, int] = {}
    for place, name in _pages(content, ()):
        yield from _page_faults(root, path, lines[place], name, seen)


def _page_faults(root: Path, path: Path, line: int, name, seen: dict[str, int]) -> Iterator[Fault]:
    if not isinstance(name, str):
        yield Fault(
            path,
            line,
            f"“{name}” is no name of a page",
            "Write its path without the ending, such as chapters/stigma",
        )
        return
    if seen.setdefault(name, line) != line:
        yield Fault(
            path,
            line,
            f"“{name}” is listed twice",
            f"Keep one of the two; the first is in line {seen[name]}",
        )
    if not any((root / f"{name}{ending}").is_file() for ending in ("", ".md", ".ipynb")):
        there = sorted(page.stem for page in (root / name).parent.glob("*.md"))
        yield Fault(
            path,
            line,
            f"“{name}” is listed, but there is no file {name}.md",
            f"Write the page, or correct the name; in that folder are: {', '.join(there) or 'no pages'}",
        )


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
