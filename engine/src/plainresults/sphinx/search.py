"""The directive `{search}`, and the index that makes it work.

Pagefind reads the finished pages and writes an index that a browser loads in small pieces. What is
searched is marked in `_templates/layout.html`; a page's front matter may give a `topic`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pagefind_bin
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.export.summary import results_above
from plainresults.rendering import html
from plainresults.sphinx.components.boxes import raw
from plainresults.sphinx.navigation import parts_of_book

NOT_SEARCHED = ".headerlink, .to-here, .head-line, .chart-table, .chart-foot, .embed, .made"  # what is no text, or says again what a chart says
NOT_NEEDED = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
    "wasm.unknown.pagefind",
)


class search_node(nodes.General, nodes.Element):
    """Stands for the list of all pages until every page is read."""


class Search(SphinxDirective):
    """The search form, its results, and the index of all pages, which needs no script."""

    def run(self) -> list[nodes.Node]:
        """A place for them; they are made when every page is read."""
        return [search_node()]


def write_index(draft: Path, pages: list[str]) -> None:
    """Write the index of `pages` into `draft`/pagefind; RuntimeError with Pagefind's words when it fails."""
    shutil.rmtree(draft / "pagefind", ignore_errors=True)
    command = [
        pagefind_bin.get_executable(),
        "--site",
        ".",
        "--output-path",
        "pagefind",
        "--quiet",
        "--keep-index-url",
        "--exclude-selectors",
        NOT_SEARCHED,
        "--glob",
        f"{{{','.join(pages)}}}" if len(pages) > 1 else pages[0],
    ]
    done = subprocess.run(
        command, cwd=draft, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
    )
    if done.returncode or not (draft / "pagefind" / "pagefind.js").is_file():
        raise RuntimeError(
            f"The search index could not be made: {done.stdout.strip() or 'no reason was given'}"
        )
    for pattern in NOT_NEEDED:
        for path in Path(draft, "pagefind").glob(pattern):
            path.unlink()


def pages_by_part(app: Sphinx, docname: str) -> Iterator[tuple[str, list[dict]]]:
    """Each part of the book with title, address (seen from `docname`) and description of its pages."""
    for caption, names in _parts(app):
        yield (
            caption,
            [
                {
                    "title": app.env.titles[name].astext(),
                    "url": app.builder.get_relative_uri(docname, name),
                    "text": app.env.metadata[name].get("description", ""),
                }
                for name in names
                if name != docname
            ],
        )


def _parts(app: Sphinx) -> list[tuple[str, list[str]]]:
    return [("Start here", [app.config.root_doc]), *parts_of_book(app)]


def filters(app: Sphinx) -> list[tuple[str, str, list[str]]]:
    """What results can be narrowed by: name in the index, label, and the values that pages have, if there are two or more."""
    topics = dict.fromkeys(
        app.env.metadata[name].get("topic") for _, names in _parts(app) for name in names
    )
    found = (
        ("part", "Part of the site", [caption for caption, names in _parts(app) if names]),
        ("topic", "Topic", [topic for topic in topics if topic]),
    )
    return [one for one in found if len(one[2]) > 1]


def words() -> str:
    """What the script must know of words, as JSON: those that say nothing, and what others mean.

    It comes from `data/search.yml`, where a book has one.
    """
    listed = store.load().lists.get("search", {})
    means = {word: kept for kept, typed in listed.get("same", {}).items() for word in typed.split()}
    small, first = listed.get("small", "").split(), listed.get("first", {})
    return json.dumps({"small": small, "same": means, "first": first})


def answers(app: Sphinx, docname: str) -> Iterator[dict[str, Any]]:
    """The questions that many ask, each with what people type for it, its answer and its page."""
    for fields in store.load().lists.get("search", {}).get("answers", ()):
        url = app.builder.get_relative_uri(docname, fields["page"])
        says = html.line(html.line_of(fields["says"]))
        yield fields | {"url": url, "says": says, "title": app.env.titles[fields["page"]].astext()}


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in doctree.findall(search_node):
        node.replace_self(
            raw(
                "search-box.html",
                parts=list(pages_by_part(app, docname)),
                filters=filters(app),
                outcomes=results_above(None),
                answers=list(answers(app, docname)),
                listed=words(),
            )
        )


def _again(_app: Sphinx, env) -> list[str]:
    """The list shows other pages, so its page is written again whenever a page is."""
    return [name for name in env.found_docs if "search" in env.metadata.get(name, {})]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(search_node)
    app.add_directive("search", Search)
    app.connect("doctree-resolved", _fill)
    app.connect("env-updated", _again)
