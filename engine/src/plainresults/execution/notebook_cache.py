"""Results of notebooks, kept between builds and used again only while everything behind them is the same.

A result lies in one file, under a key made from the code of its cells, its folder and the versions of all
libraries; inside stands what the notebook read (see `reads`). A file that cannot be understood counts as
missing, so deleting or damaging any of them costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import nbformat

from plainresults.book import current
from plainresults.execution import dependencies

COUNT_AS_CODE = ("raises-exception", "skip-execution")  # the tags that change what a run does


def key_of(notebook: nbformat.NotebookNode, folder: str | Path) -> str:
    """The name of the notebook's result. Its prose and its other tags play no part."""
    cells = [
        [cell.source, *(tag for tag in COUNT_AS_CODE if tag in cell.metadata.get("tags", ()))]
        for cell in _code(notebook)
    ]
    kernel = notebook.metadata.get("kernelspec", {}).get("name")
    about = [
        cells,
        kernel,
        notebook.metadata.get("execution"),
        os.path.relpath(folder, current().root),
        dependencies.libraries(),
    ]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()[:32]


def keep(place: Path, key: str, notebook: nbformat.NotebookNode, noted: dict[str, str]) -> dict:
    """Write the outputs of a notebook that ran well under `key`, in one step; gives what was written."""
    result = {
        "reads": noted,
        "metadata": {
            k: notebook.metadata[k] for k in ("language_info", "widgets") if k in notebook.metadata
        },
        "cells": [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in _code(notebook)
        ],
    }
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f"{key}.{os.getpid()}.new"
    draft.write_text(json.dumps(result), "utf8")
    draft.replace(place / f"{key}.json")
    return result


def find(place: Path, key: str) -> dict | None:
    """The result under `key`, if everything that it was made from is as it was then."""
    try:
        result = json.loads(Path(place, f"{key}.json").read_text("utf8"))
        return (
            result
            if result["reads"]
            and result["cells"] is not None
            and dependencies.same(result["reads"])
            else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fill(notebook: nbformat.NotebookNode, result: dict) -> None:
    """Put a result into the notebook."""
    notebook.metadata.update(nbformat.from_dict(result["metadata"]))
    for cell, made in zip(_code(notebook), result["cells"], strict=True):
        cell.update(nbformat.from_dict(made))


def clear_but(place: Path, used: set[str]) -> None:
    """Delete every result that is not among `used`."""
    for path in place.glob("*"):
        if path.stem not in used:
            path.unlink(missing_ok=True)


def _code(notebook: nbformat.NotebookNode) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]
