"""The notebooks of the pages as they ran: their charts, and the line on which a cell stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.sphinx.places import executed

logger = logging.getLogger(__name__)


class Output(NamedTuple):
    """What a cell left for others, see `charts.figure.Extras`, with the cell's place and line."""

    cell: int
    line: int
    extras: dict[str, Any]


def outputs_of(notebook: dict[str, Any]) -> Iterator[Output]:
    """What the cells of a notebook left, in order."""
    lines = notebook["metadata"]["source_map"]
    for at, (cell, line) in enumerate(zip(notebook["cells"], lines, strict=True)):
        for output in cell.get("outputs", ()):
            if extras := output.get("metadata", {}).get("plainresults"):
                yield Output(at, line + 1, extras)


def outputs_of_page(app: Sphinx, page: str) -> list[Output]:
    """What the cells of a page left, in order; nothing for a page without cells."""
    path = executed(app, page)
    return list(outputs_of(json.loads(path.read_text("utf8")))) if path.is_file() else []


def report_failed_cell(app: Sphinx, page: str) -> None:
    """Name the line on which a cell stopped, in place of MyST-NB's own report (see `_config.yml`)."""
    run = NbMetadataCollector.get_exec_data(app.env, page)
    if not run or run["succeeded"]:
        return
    notebook = json.loads(executed(app, page).read_text("utf8"))
    said = (run["traceback"] or run["error"] or "no reason was given").strip()
    what, line = said.splitlines()[-1], 1
    for cell, start in zip(notebook["cells"], notebook["metadata"]["source_map"], strict=True):
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                what, line = _said(output), start + _line_of(output)
    code = Path(app.env.doc2path(page)).read_text("utf8").splitlines()[line - 1 : line]
    logger.error(
        "this cell stopped with %s Mend the cell, or the data that it names: %s",
        what if what.endswith("?") else f"{what.rstrip('.')}.",
        "".join(code).strip(),
        location=(page, line),
        type="plainresults",
        subtype="cell",
    )


def _line_of(error: dict[str, Any]) -> int:
    """The line inside the cell, as the traceback names it."""
    trace = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(error["traceback"]))
    inside = re.search(r"Cell In\[\d+\], line (\d+)", trace)
    return int(inside[1]) if inside else 1


def _said(error: dict[str, Any]) -> str:
    """What an error says of itself, without what only means something to Python."""
    text = re.sub(r" \(\d+\.py, line \d+\)$", "", error["evalue"])
    quoted = error["ename"] == "KeyError" and text[:1] in "'\"" and text[:1] == text[-1:]
    return f"{error['ename']}: {text[1:-1] if quoted else text}"
