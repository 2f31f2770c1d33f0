"""The foot of a notebook page: its paper, and how the page was made.

The code cells move from the text, which is for readers, into one closed block at the foot.
"""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime
from os import environ
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.evidence import access, store
from plainresults.evidence.papers import papers
from plainresults.sphinx.components.boxes import raw

logger = logging.getLogger(__name__)


def executed(app: Sphinx, docname: str) -> Path:
    """Where MyST-NB leaves the notebook of a page, with its outputs."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"


def complete(app: Sphinx) -> Path:
    """The file that is there only after a build that published all that it read."""
    return Path(app.doctreedir, "complete")


def _add_foot(app: Sphinx, doctree: nodes.document) -> None:
    meta = app.env.metadata[app.env.docname]
    cells = [
        node
        for node in doctree.findall(nodes.container)
        if node.get("nb_element") == "cell_code_source"
    ]
    if not cells:
        return
    _report_failed_cell(app, app.env.docname)
    for cell in cells:
        cell.parent.remove(cell)
    sources = [store.load().sources[key] for key in sources_of(meta) if key in store.load().sources]
    page = doctree.next_node(nodes.section) or doctree
    page += [raw("paper.html", sources=sources, listed={paper.source for paper in papers()})] if sources else []
    page += [
        raw(
            "made-head.html",
            name=app.env.docname.rpartition("/")[2],
            version=_version(),
            day=today().isoformat(),
        ),
        *cells,
        nodes.raw("", "</details></section>", format="html"),
    ]


def _report_failed_cell(app: Sphinx, docname: str) -> None:
    """Name the line on which a cell stopped, in place of MyST-NB's own report (see `_config.yml`)."""
    run = NbMetadataCollector.get_exec_data(app.env, docname)
    if not run or run["succeeded"]:
        return
    notebook = json.loads(executed(app, docname).read_text("utf8"))
    failed = [
        (start, output)
        for cell, start in zip(notebook["cells"], notebook["metadata"]["source_map"], strict=True)
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    what, line = (
        (run["traceback"] or run["error"] or "no reason was given").strip().splitlines()[-1],
        1,
    )
    for start, output in failed:
        inside = re.search(
            r"Cell In\[\d+\], line (\d+)",
            re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output["traceback"])),
        )
        what, line = _said(output), start + (int(inside[1]) if inside else 1)
    code = (Path(app.env.doc2path(docname)).read_text("utf8").splitlines()[line - 1 :] or [""])[
        0
    ].strip()
    logger.error(
        "this cell stopped with %s Mend the cell, or the data that it names: %s",
        what if what.endswith("?") else f"{what.rstrip('.')}.",
        code,
        location=(docname, line),
        type="plainresults",
        subtype="cell",
    )


def _said(output: dict) -> str:
    """What an error says of itself, without what only means something to Python."""
    text = re.sub(r" \(\d+\.py, line \d+\)$", "", output["evalue"])
    quoted = output["ename"] == "KeyError" and text[:1] in "'\"" and text[:1] == text[-1:]
    return f"{output['ename']}: {text[1:-1] if quoted else text}"


def sources_of(meta: dict) -> list[str]:
    """The page's source, and the further ones that it names under `also`, with commas between them."""
    return [
        key.strip()
        for field in ("source", "also")
        for key in meta.get(field, "").split(",")
        if key.strip()
    ]


def _version() -> str:
    """The version of the data that this page was made from, as far as it uses them."""
    used = {name.partition(":")[2] for name in access.NOTED if name.startswith("data:")}
    known = store.load()
    return (
        known.version
        if "*" in used
        else known.version_of(used.intersection(dict.keys(known.sources)))
    )


def today() -> date:
    """The day of the build; SOURCE_DATE_EPOCH sets it, so that a build can be repeated exactly."""
    return datetime.fromtimestamp(int(environ.get("SOURCE_DATE_EPOCH", time.time())), UTC).date()


def setup_component(app: Sphinx) -> None:
    """Register the foot."""
    app.connect("doctree-read", _add_foot)
