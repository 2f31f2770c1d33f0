"""What is published of the pages' notebooks: charts and their pictures, embeds, and the notebooks."""

from __future__ import annotations

import hashlib
import json
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.evidence import site, store
from plainresults.evidence.ranking import results_above, said
from plainresults.export import embed, notebook_pack
from plainresults.rendering import vega
from plainresults.sphinx import executed, places
from plainresults.sphinx.outputs import Files, Outputs

logger = logging.getLogger(__name__)
VEGA = "_static/vega.js"
VEGA_VERSION = version("vl-convert-python")


def publish(app: Sphinx, outputs: Outputs) -> None:
    """Every notebook, its charts, and a PNG for each picture; two charts of one name are an error."""
    home, above = site.load(), {}
    for page in sorted(app.env.found_docs):
        if places.executed(app, page).is_file():
            lead = store.load().outcomes.get(app.env.metadata[page].get("lead", ""))
            above[page] = [said(one) for one in results_above(lead)]
    pages = sorted(above, key=lambda page: -len(above[page]))  # see `_report_clashes`
    for page in pages:
        ran = places.executed(app, page).read_bytes()
        text = Path(app.env.doc2path(page)).read_bytes()
        title = app.env.titles[page].astext()
        make = partial(_files, ran, text, home, page, title, above[page])
        outputs.made(f"notebook {page}", outputs.key(ran, text, home, title, above[page]), make)
    outputs.make_all()
    _report_clashes(app, outputs)
    for page in pages:
        name = page.rpartition("/")[2]
        book, words = (Path(outputs.folder, f"notebooks/{name}.{end}") for end in ("ipynb", "md"))
        key = outputs.key(book.read_bytes(), words.read_bytes(), home, notebook_pack.shared_key())
        outputs.made_slowly(f"pack {page}", key, partial(_pack, book, words, home, page))
    for path in [path for path in outputs.files if path.startswith("charts/")]:
        if path.endswith(".svg"):
            key = f"{VEGA_VERSION} {_code_of_pictures()} {outputs.files[path]}"
            outputs.made(f"picture {path}", key, partial(_picture, outputs.folder, path))
    if any(path.endswith(".vl.json") for path in outputs.files):
        outputs.made("vega", VEGA_VERSION, bundle)
    outputs.make_all()


def bundle() -> Files:
    """The chart library as one file, for charts that can be explored."""
    code = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its types ask for more
    return {VEGA: code.encode()}


def _files(
    ran: bytes, text: bytes, home: site.Site, page: str, title: str, above: list[str]
) -> Files:
    """The notebook of a page, its text, what its charts offer for download, and their embeds."""
    notebook, name, files = json.loads(ran), page.rpartition("/")[2], {}
    for output in executed.outputs_of(notebook):
        for file, content in output.extras["files"].items():
            files[f"charts/{file}"] = content.encode()
        for chart in output.extras["charts"]:
            if f"charts/{chart['name']}.svg" in files:
                whole = embed.page(chart, home, page, title, above)
                files[f"embed/{chart['name']}.html"] = whole.encode()
    files[f"notebooks/{name}.ipynb"] = notebook_pack.portable(notebook, home)
    return files | {f"notebooks/{name}.md": text}


def _pack(notebook: Path, text: Path, home: site.Site, page: str) -> Files:
    packed = notebook_pack.pack(notebook.read_bytes(), text.read_bytes(), home, page)
    return {f"notebooks/{notebook.stem}.zip": packed}


def _picture(folder: Path, path: str) -> Files:
    return {f"{path.removesuffix('svg')}png": vega.png(Path(folder, path).read_text("utf8"))}


@cache
def _code_of_pictures() -> str:
    """Changes with what turns an SVG into a PNG, besides the library."""
    files = (Path(vega.__file__), Path(vega.__file__).with_name("fonts.conf"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def _report_clashes(app: Sphinx, outputs: Outputs) -> None:
    """Name the line of the second of two files that have one name and differ.

    The embed of a chart that stands on several pages leads to the one whose result is outranked
    by most, so that these are told with it.
    """
    for group, path in (clash for clash in outputs.clashes if not clash[1].startswith("embed/")):
        page, file = group.partition(" ")[2], path.rpartition("/")[2]
        found = executed.outputs_of_page(app, page)
        line = next((output.line for output in found if file in output.extras["files"]), 1)
        logger.error(
            "another file that differs from this one is called %s too. Give one of the two its own name",
            file,
            location=(page, line),
            type="plainresults",
            subtype="chart",
        )
