"""From a finished build to the published site.

Sphinx writes into a draft. Only a build without a single warning replaces the site, so a mistake
never costs the last good one. Beside the pages go the dataset, the charts' files, the notebooks and the search index.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import hashlib
import io
import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.book import current
from plainresults.errors import count_of
from plainresults.evidence import site, store, tables
from plainresults.rendering import content_security, vega
from plainresults.rendering.html import ENGINE, ROOT_MARK, SITE_MARK
from plainresults.sphinx.page_foot import complete, executed
from plainresults.sphinx.search import write_index
from plainresults.sphinx.share.files import write as write_beside

logger = logging.getLogger(__name__)
NOT_PUBLISHED = {
    ".buildinfo",
    "notebooks.json",
    "search.html",
    "searchindex.js",
    "_sphinx_design_static",
    "_sources",
    "reports",
}


def _use_draft(app: Sphinx) -> None:
    app.site = Path(app.outdir)
    app.outdir = type(app.outdir)(app.site.parent / "draft")
    app.outdir.mkdir(parents=True, exist_ok=True)


def _without_indexes(app: Sphinx) -> None:
    app.builder.search = False  # Pagefind makes the index
    app.builder.dump_inventory = lambda: (
        None
    )  # for links from other Sphinx sites to the parts of these pages; it is not published


def _look(app: Sphinx, config) -> None:
    """Templates, styles and scripts of the engine, after those of the book."""
    config.templates_path.append(str(ENGINE / "templates"))
    config.html_static_path.insert(0, str(ENGINE / "static"))  # the last one wins here


def _page_context(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    root = "../" * pagename.count("/")
    context["root"], context["site"] = root, site.load()
    context["policy"] = content_security.policy(search="search" in (context.get("meta") or {}))
    context["body"] = (
        context.get("body", "").replace(ROOT_MARK, root).replace(SITE_MARK, app.config.html_baseurl)
    )


def _finish(app: Sphinx, failure: Exception | None) -> None:
    if failure or app._warncount:
        # Sphinx would not show the warnings of unchanged pages again, so the next build starts afresh.
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
        if failure:
            return  # Sphinx itself says what happened
        sys.exit(_not_published(app))
    draft = Path(app.outdir)
    _write_tables(draft / "data")
    _write_notebooks(app, draft)
    _write_pngs(draft / "charts")
    if app._warncount:
        sys.exit(_not_published(app))
    if "PLAINRESULTS_PREVIEW" not in os.environ or not (draft / "cards").is_dir():
        _write_slow(app, draft)  # a preview makes these once
    _swap(
        draft,
        app.site,
        keep_static={
            path.name
            for folder in (Path(app.srcdir, "_static"), ENGINE / "static")
            for path in folder.glob("*")
        }
        | {"pygments.css", "vega.js"},
    )
    complete(app).touch()
    logger.info("Published: %s", app.site / "index.html")
    gc.freeze()  # what is here needs no last look when the program ends, which would take most of a second


def _write_slow(app: Sphinx, draft: Path) -> None:
    """The numbers as files, handouts, cards and, at the same time, the index of the search."""
    with ThreadPoolExecutor() as pool:
        index = pool.submit(
            write_index, draft, sorted(f"{name}.html" for name in app.env.found_docs)
        )
        _write_numbers(draft / "data")
        write_beside(app, draft)
    try:
        index.result()
    except RuntimeError as problem:
        sys.exit(f"\nNot published: {problem} The last good site is as it was.")


def _not_published(app: Sphinx) -> str:
    return f"\nNot published: {count_of(app._warncount)} to mend, see above. The last good site is as it was."


def _write_tables(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copytree(current().tables, folder / "tables", dirs_exist_ok=True)
    Path(folder, "dashboard.json").write_text(tables.as_json(), "utf8")


def _write_numbers(folder: Path) -> None:
    known = store.load()
    rows = [number.row() for number in known.numbers.values()]
    lines = ",\n".join(
        json.dumps(row, default=_plain, ensure_ascii=False) for row in rows
    )  # a line each, to be compared with the last one
    Path(folder, "numbers.json").write_text(
        f'{{"version": {json.dumps(known.version)}, "numbers": [\n{lines}\n]}}\n', "utf8"
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    Path(folder, "numbers.csv").write_text(out.getvalue(), "utf8")


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _write_notebooks(app: Sphinx, draft: Path) -> None:
    """The notebooks of the pages that were read again, with their charts; all others are there already.

    `notebooks.json` says of which run each one is, and which charts it has.
    """
    notes = draft / "notebooks.json"
    last, now = json.loads(notes.read_text("utf8")) if notes.is_file() else {}, {}
    for folder in ("charts", "notebooks"):
        Path(draft, folder).mkdir(exist_ok=True)
    there = {name for folder in ("charts", "notebooks") for name in os.listdir(draft / folder)}
    known: dict[str, str] = {}  # every chart's file with the fingerprint of its content
    for docname in sorted(app.env.found_docs):
        made, book = executed(app, docname), docname.rpartition("/")[2] + ".ipynb"
        if not made.is_file():
            continue
        run = made.stat().st_mtime_ns
        if (
            book in last
            and last[book]["run"] == run
            and there.issuperset([book, *(file for file, *_ in last[book]["files"])])
        ):
            now[book] = last[book]
        else:
            now[book] = {
                "run": run,
                "files": _write_notebook(app, made, draft / "notebooks" / book, draft),
            }
            shutil.copy(
                app.env.doc2path(docname), Path(draft, "notebooks", book).with_suffix(".md")
            )
        twice = [
            (file, line)
            for file, digest, line in now[book]["files"]
            if known.setdefault(file, digest) != digest
        ]
        for file, line in twice[:1]:
            del now[book]
            logger.error(
                "a chart that differs from this one is called %s too. Give one of the two its own name",
                file,
                location=(docname, line),
                type="plainresults",
                subtype="chart",
            )
    draft_of_notes = notes.with_suffix(".new")
    draft_of_notes.write_text(json.dumps(now), "utf8")
    draft_of_notes.replace(notes)
    _keep_only(
        draft / "notebooks",
        {book.removesuffix("ipynb") + kind for book in now for kind in ("ipynb", "md", "zip")},
    )
    _keep_only(
        draft / "charts",
        {name for file in known for name in (file, file.removesuffix("svg") + "png")},
    )


def _keep_only(folder: Path, names: set[str]) -> None:
    for name in set(os.listdir(folder)) - names:
        Path(folder, name).unlink()


def _at_home(app: Sphinx, text: str) -> str:
    """`text` with links that lead to the site from anywhere."""
    return text.replace(ROOT_MARK, app.config.html_baseurl).replace(
        SITE_MARK, app.config.html_baseurl
    )


def _write_notebook(app: Sphinx, made: Path, book: Path, draft: Path) -> list[tuple[str, str, int]]:
    """Publish one notebook and its charts; gives each chart's files with a fingerprint and the line of their cell."""
    notebook = json.loads(made.read_text("utf8"))
    files = []
    for number, (cell, line) in enumerate(
        zip(notebook["cells"], notebook["metadata"]["source_map"], strict=True), 1
    ):
        cell["id"] = f"cell-{number}"  # drawn at random by the reader of the page
        cell["metadata"].pop("execution", None)  # when it ran
        for name, text in (
            item
            for output in cell.get("outputs", ())
            for item in output.get("metadata", {}).pop("plainresults", {}).get("files", {}).items()
        ):
            _write_chart(draft, name, text)
            files.append((name, hashlib.sha256(text.encode()).hexdigest(), line + 1))
    book.write_text(_at_home(app, json.dumps(notebook, indent=1, ensure_ascii=False)), "utf8")
    return files


def _write_chart(draft: Path, name: str, text: str) -> None:
    path = draft / "charts" / name
    if path.exists() and path.read_text("utf8") == text:
        return
    path.write_text(text, "utf8")
    path.with_suffix(".png").unlink(missing_ok=True)
    if name.endswith(".vl.json") and not (vega := draft / "_static" / "vega.js").exists():
        vega.write_text(vl_convert.javascript_bundle(), "utf8")


def _write_pngs(charts: Path) -> None:
    """A PNG beside each SVG that has none."""
    missing = [path for path in charts.glob("*.svg") if not path.with_suffix(".png").exists()]
    with ThreadPoolExecutor() as pool:
        for path, made in zip(
            missing, pool.map(lambda path: vega.png(path.read_text("utf8")), missing), strict=True
        ):
            path.with_suffix(".png").write_bytes(made)


def _swap(draft: Path, site: Path, keep_static: set[str]) -> None:
    """Put a copy of `draft` in the place of `site` in one step."""

    def leave_out(folder: str, names: list[str]) -> set[str]:
        unused = (
            {name for name in names if name not in keep_static}
            if Path(folder) == draft / "_static"
            else set()
        )
        return unused | (NOT_PUBLISHED.intersection(names) if Path(folder) == draft else set())

    def place(source: str, target: str) -> None:
        """A link to the file of the last site where it is the same, for neither is ever written to; else a copy.

        Pages with scripts that carry the hash of their file are never the same, as the hash is put in here.
        """
        last, now = f"{site}{target.removeprefix(str(new))}", os.stat(source)
        with contextlib.suppress(OSError):
            if ((was := os.stat(last)).st_mtime_ns, was.st_size) == (now.st_mtime_ns, now.st_size):
                return os.link(last, target)
        shutil.copy2(source, target)
        if source.endswith(".html") and (text := Path(source).read_text("utf8")) != (
            done := content_security.hashed(text, draft / "_static")
        ):
            Path(target).write_text(done, "utf8")

    new, old = site.with_name("site-new"), site.with_name("site-old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(draft, new, ignore=leave_out, copy_function=place)
    _finish_files(new)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _finish_files(site: Path) -> None:
    """Tell hosts what the site needs: headers, and no work by Jekyll."""
    pages = (
        next(path.rglob("*.html"), path) if path.is_dir() else path for path in site.iterdir()
    )  # one of each folder, as they have the same
    Path(site, "_headers").write_text(
        content_security.headers(
            path.relative_to(site).as_posix() for path in pages if path.suffix == ".html"
        ),
        "utf8",
    )
    Path(site, ".nojekyll").touch()


def setup_component(app: Sphinx) -> None:
    """Build into a draft and publish at the end; only for HTML."""
    if app.outdir.name == "html":
        _use_draft(app)
        app.connect("config-inited", _look)
        app.connect("builder-inited", _without_indexes)
        app.connect("html-page-context", _page_context)
        app.connect("build-finished", _finish)
