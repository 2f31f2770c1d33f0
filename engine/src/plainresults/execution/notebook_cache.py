"""Results of notebooks, kept between builds and used while everything behind them is the same.

A result lies in one file, under a key made from the code of its cells, its folder and the versions
of all libraries; inside stands what the notebook read (see `dependencies`) and a fingerprint of the
whole. A file that was damaged or edited counts as missing, which costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, TypedDict, cast

import nbformat

from plainresults.book import current
from plainresults.execution import dependencies

COUNT_AS_CODE = ("raises-exception", "skip-execution")  # the tags that change what a run does


class Result(TypedDict):
    """What a run gave, and what it read."""

    reads: dict[str, str]
    metadata: dict[str, Any]
    cells: list[dict[str, Any]]


def key_of(notebook: nbformat.NotebookNode, folder: str | Path) -> str:
    """The name of the notebook's result. Its prose and its other tags play no part."""
    cells = [
        [cell.source, *(tag for tag in COUNT_AS_CODE if tag in cell.metadata.get("tags", ()))]
        for cell in _code(notebook)
    ]
    about = [
        cells,
        notebook.metadata.get("kernelspec", {}).get("name"),
        notebook.metadata.get("execution"),
        os.path.relpath(folder, current().root),
        dependencies.libraries(),
    ]
    return _digest(json.dumps(about, default=str))


def keep(place: Path, key: str, notebook: nbformat.NotebookNode, reads: dict[str, str]) -> Result:
    """Write the outputs of a notebook that ran well under `key`; gives what was written."""
    names = ("language_info", "widgets")
    result = Result(
        reads=reads,
        metadata={name: notebook.metadata[name] for name in names if name in notebook.metadata},
        cells=[
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in _code(notebook)
        ],
    )
    text = json.dumps(result)
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f"{key}.{os.getpid()}.new"
    draft.write_text(f"{_digest(text)}\n{text}", "utf8")
    draft.replace(place / f"{key}.json")
    return result


def find(place: Path, key: str) -> Result | None:
    """The result under `key`, if it is whole and what it was made from is as it was then."""
    path = place / f"{key}.json"
    try:
        digest, _, text = path.read_text("utf8").partition("\n")
        path.touch()  # see `clear`
    except (OSError, ValueError):
        return None
    if digest != _digest(text):
        return None
    result = cast(Result, json.loads(text))
    return result if result["reads"] and dependencies.same(result["reads"]) else None


def fill(notebook: nbformat.NotebookNode, result: Result) -> None:
    """Put a result into the notebook."""
    notebook.metadata.update(nbformat.from_dict(result["metadata"]))
    for cell, made in zip(_code(notebook), result["cells"], strict=True):
        cell.update(nbformat.from_dict(made))


def clear(place: Path) -> None:
    """Delete what has not been used for a month."""
    for path in place.glob("*"):
        if path.stat().st_mtime < time.time() - 30 * 24 * 3600:
            path.unlink(missing_ok=True)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
