"""From a finished build to the published site.

Sphinx writes into a draft. Only a build without a single warning replaces the site, so a mistake
never costs the last good one. Beside the pages go the dataset, the charts' files and the notebooks.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from decimal import Decimal
from os import environ
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.util import logging

from hcs import data, tables
from hcs.fault import count_of
from hcs.html import ROOT_MARK, SITE_MARK
from hcs.sphinxext.made import executed
from hcs.sphinxext.share.files import write as write_beside

logger = logging.getLogger(__name__)
NOT_PUBLISHED = {".buildinfo", "objects.inv", "search.html", "searchindex.js", "_sphinx_design_static", "_sources", "reports"}


def _use_draft(app: Sphinx) -> None:
    app.site = Path(app.outdir)
    app.outdir = type(app.outdir)(app.site.parent / "draft")
    app.outdir.mkdir(parents=True, exist_ok=True)


def _page_context(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    root = "../" * pagename.count("/")
    context["root"] = root
    context["body"] = context.get("body", "").replace(ROOT_MARK, root).replace(SITE_MARK, app.config.html_baseurl)


def _finish(app: Sphinx, failure: Exception | None) -> None:
    notebooks = {} if failure else _notebooks(app)
    charts = _charts(notebooks)
    if failure or app._warncount:
        # Sphinx would not show the warnings of unchanged pages again, so the next build starts afresh.
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
        if failure:
            return  # Sphinx itself says what happened
        sys.exit(f"\nNot published: {count_of(app._warncount)} to mend, see above. The last good site is as it was.")
    draft = Path(app.outdir)
    _write_dataset(draft / "data")
    _write_notebooks(app, draft, notebooks)
    _write_charts(draft / "charts", charts)
    if "HCS_PREVIEW" not in environ or not (draft / "cards").is_dir():
        write_beside(app, draft)  # handouts and cards take their time; a preview makes them once
    _swap(draft, app.site, keep_static={path.name for path in Path(app.srcdir, "_static").iterdir()} | {"pygments.css", "vega.js"})
    logger.info("Published: %s", app.site / "index.html")


def _write_dataset(folder: Path) -> None:
    rows = [number.row() for number in data.load().numbers.values()]
    folder.mkdir(exist_ok=True)
    exact = {"version": data.load().version, "numbers": rows}
    Path(folder, "numbers.json").write_text(json.dumps(exact, default=_plain, indent=1, ensure_ascii=False), "utf8")
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    Path(folder, "numbers.csv").write_text(out.getvalue(), "utf8")
    shutil.copytree(tables.TABLES, folder / "tables", dirs_exist_ok=True)
    Path(folder, "dashboard.json").write_text(tables.as_json(), "utf8")


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _notebooks(app: Sphinx) -> dict[str, dict]:
    """Each page's notebook with its outputs, by the page's name."""
    return {name: json.loads(executed(app, name).read_text("utf8")) for name in sorted(app.env.found_docs) if executed(app, name).is_file()}


def _charts(notebooks: dict[str, dict]) -> dict[str, str]:
    """The text of every file that the charts bring with them, which is taken out of the notebooks."""
    charts: dict[str, str] = {}
    for docname, notebook in notebooks.items():
        for cell, line in zip(notebook["cells"], notebook["metadata"]["source_map"], strict=True):
            for name, text in (item for output in cell.get("outputs", ()) for item in output.get("metadata", {}).pop("hcs", {}).items()):
                if charts.setdefault(name, text) != text:
                    logger.error("a chart that differs from this one is called %s too. Give one of the two its own name", name,
                                 location=(docname, line + 1), type="hcs", subtype="chart")
                    break
    return charts


def _write_notebooks(app: Sphinx, draft: Path, notebooks: dict[str, dict]) -> None:
    shutil.rmtree(draft / "notebooks", ignore_errors=True)
    Path(draft, "notebooks").mkdir()
    for docname, notebook in notebooks.items():
        for number, cell in enumerate(notebook["cells"], 1):
            cell["id"] = f"cell-{number}"  # drawn at random by the reader of the page
            cell["metadata"].pop("execution", None)  # when it ran
        name = docname.rpartition("/")[2]
        Path(draft, "notebooks", f"{name}.ipynb").write_text(_at_home(app, json.dumps(notebook, indent=1, ensure_ascii=False)), "utf8")
        shutil.copy(app.env.doc2path(docname), draft / "notebooks" / f"{name}.md")


def _at_home(app: Sphinx, text: str) -> str:
    """`text` with links that lead to the site from anywhere."""
    return text.replace(ROOT_MARK, app.config.html_baseurl).replace(SITE_MARK, app.config.html_baseurl)


def _write_charts(folder: Path, charts: dict[str, str]) -> None:
    """Write what is new, with a PNG beside each SVG, and take away what no page has any more."""
    folder.mkdir(exist_ok=True)
    for name, text in charts.items():
        path = folder / name
        if path.exists() and path.read_text("utf8") == text:
            continue
        path.write_text(text, "utf8")
        if path.suffix == ".svg":
            path.with_suffix(".png").write_bytes(vl_convert.svg_to_png(text, scale=2))
    pictures = {Path(name).with_suffix(".png").name for name in charts if name.endswith(".svg")}
    for path in folder.iterdir():
        if path.name not in charts and path.name not in pictures:
            path.unlink()
    vega = folder.parent / "_static" / "vega.js"
    if any(name.endswith(".vl.json") for name in charts) and not vega.exists():
        vega.write_text(vl_convert.javascript_bundle(), "utf8")


def _swap(draft: Path, site: Path, keep_static: set[str]) -> None:
    """Put a copy of `draft` in the place of `site` in one step."""
    def leave_out(folder: str, names: list[str]) -> set[str]:
        unused = {name for name in names if name not in keep_static} if Path(folder) == draft / "_static" else set()
        return unused | NOT_PUBLISHED.intersection(names)

    new, old = site.with_name("site-new"), site.with_name("site-old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(draft, new, ignore=leave_out)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def setup_component(app: Sphinx) -> None:
    """Build into a draft and publish at the end; only for HTML."""
    if app.outdir.name == "html":
        _use_draft(app)
        app.connect("html-page-context", _page_context)
        app.connect("build-finished", _finish)
