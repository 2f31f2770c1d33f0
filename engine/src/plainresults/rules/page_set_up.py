"""Whether the top of each page, and of each code cell, can be read: checked before anything is built.

Sphinx and MyST-NB report most of these with a traceback, without a line, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plainresults.errors import Fault, nearest
from plainresults.evidence import store, yamlfile
from plainresults.rendering import html

NEEDED = {
    "source": "the key of the paper in data/sources.bib",
    "card": "the text of its card on the front page, in quotes",
}
CELL = re.compile(
    r"^```\{code-cell\}.*\n(?P<options>---\n(?P<yaml>(?:.*\n)*?)---\n)?", re.MULTILINE
)


def faults(root: Path, names: list[str]) -> Iterator[Fault]:
    """Every fault at the top of the pages `names` and of their cells."""
    for path in (root / f"{name}.md" for name in names):
        if path.is_file():
            try:
                text = path.read_text("utf8")
                top = re.match(r"---\n(.*?)^---\s*$", text, re.DOTALL | re.MULTILINE)
                meta, lines = (
                    yamlfile.parse(top[1], path, 2) if top and top[1].strip() else ({}, {})
                )
                yield from _top(path, meta, lines)
                yield from _cells(path, text, meta)
            except UnicodeDecodeError as error:
                yield yamlfile.not_utf8(path, error)
            except Fault as fault:
                yield fault


def _top(path: Path, meta: dict, lines: dict) -> Iterator[Fault]:
    """A summary names its paper, its card and, where it has one, the outcome that it leads with."""
    if not {"source", "lead", "card"} & set(meta):
        return
    for field, what in NEEDED.items():
        if not isinstance(meta.get(field), str):
            yield Fault(
                path,
                lines.get((field,), 1),
                f"a summary needs “{field}” in the lines between the dashes",
                f"Write {field}: {what}",
            )
    known = store.load()
    finds = {
        "source": known.source,
        "lead": known.outcome,
        "card": html.line_of,
        "also": lambda keys: [known.source(key.strip()) for key in keys.split(",") if key.strip()],
    }
    for field, find in finds.items():
        try:
            find(meta[field]) if isinstance(meta.get(field), str) else None
        except KeyError as error:
            what, _, remedy = error.args[0].partition(". ")
            yield Fault(path, lines[field,], f"{field}: {what}", remedy)


def _cells(path: Path, text: str, meta: dict) -> Iterator[Fault]:
    for cell in CELL.finditer(text):
        line = text.count("\n", 0, cell.start()) + 1
        if meta.get("file_format") != "mystnb":
            yield Fault(
                path,
                line,
                "a page with code cells has to say that it is a notebook",
                "Begin the page with the three lines: ---, file_format: mystnb, ---; or join them to those that are there",
            )
            return
        if cell["yaml"]:
            yamlfile.parse(cell["yaml"], path, line + 2)
    kernel = (meta.get("kernelspec") or {}).get("name", "python3")
    if kernel != "python3":
        yield Fault(
            path,
            1,
            f"there is no kernel “{kernel}”",
            f"Write kernelspec: {{name: python3, display_name: Python 3}}. {nearest(kernel, ['python3'], '')}".strip(),
        )
