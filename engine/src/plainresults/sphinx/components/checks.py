"""The rules inside the build, and the pages that show them.

Every broken rule is an error of the build, at its file and line. `{rules-list}` lists the rules with examples, `{quality-table}` the summaries,
and `{beside-table}` shows what one of them costs a reader.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from plainresults import rules
from plainresults.book import current
from plainresults.evidence import store
from plainresults.rules import cases, reading_level
from plainresults.rules.corpus import Corpus
from plainresults.sphinx.components.boxes import raw

logger = logging.getLogger(__name__)
PREVIEW = "PLAINRESULTS_PREVIEW" in os.environ
SAID_BY_SPHINX = {
    "unknown-key",
    "unknown-term",
    "dead-link",
    "missing-page",
}  # with Sphinx's own words, so not twice
MEASURED = "measured/beside-jupyter-book.json"  # in data/
OFFICIAL = "hcssummary"  # the study's own summary of its main paper, which is compared with ours


class late_node(nodes.General, nodes.Element):
    """Stands for what is made from all pages, until every page is read; `make` makes it."""


class Late(SphinxDirective):
    """A place for what is made from all pages."""

    def run(self) -> list[nodes.Node]:
        """The place; the page is written again whenever any page changes."""
        self.env.plainresults_late = getattr(self.env, "plainresults_late", {}) | {
            self.env.docname: ""
        }
        return [late_node(make=self.name)]


def _rules_list(_root: Path) -> nodes.Node:
    """Every rule with its reason, a text that breaks it and one that keeps it: one section for each."""
    return raw("rules-list.html", rules=[_shown(rule) for rule in rules.all_rules()])


def _quality_table(root: Path) -> nodes.Node:
    """Every summary with its scores, and the study's own summary beside them."""
    book, found = Corpus.read(root), rules.check(root)
    rows = [
        {
            "title": _title(page),
            "url": f"{page.file.removeprefix('chapters/').removesuffix('.md')}.html",
            "score": reading_level.measure(page),
            "reviewed": page.meta.get("reviewed", ""),
            "broken": sum(problem.file == page.file for problem in found),
        }
        for page in book.summaries
    ]
    known = store.load().numbers
    official = {
        name: known[f"{OFFICIAL}.{name}"]
        for name in ("grade", "smog", "longest_sentence", "length")
    }
    return raw(
        "quality-table.html",
        rows=rows,
        official=official,
        source=official["grade"].source,
        rules=len(rules.all_rules()),
        limits=reading_level,
    )


class BesideTable(SphinxDirective):
    """One summary beside the same chapter in default Jupyter Corpus, as `make audit-record` measured both."""

    def run(self) -> list[nodes.Node]:
        """One table, from what was measured last."""
        path = current().data / MEASURED
        self.env.note_dependency(str(path))
        return [raw("beside-table.html", **json.loads(path.read_text("utf8")))]


def _shown(rule: rules.rule.Rule) -> dict:
    examples = cases.all_cases().get(rule.name, [])
    broken = next((case for case in examples if case.broken), None)
    return {
        "name": rule.name,
        "reason": rule.reason,
        "broken": broken,
        "honest": [case for case in examples if not case.broken][:3],
        "message": broken and broken.problems()[0].message,
        "count": len(examples),
    }


def _title(page) -> str:
    return next(block.text for block in page.blocks if block.kind == "heading" and block.level == 1)


def _report(app: Sphinx, _env, _docnames: list[str]) -> None:
    """Every broken rule as an error of the build, whether or not its page has changed. A preview shows them beside the text."""
    for problem in (
        rules.check(Path(app.srcdir)) if app.config.plainresults_rules and not PREVIEW else ()
    ):
        if problem.rule not in SAID_BY_SPHINX:
            name = problem.file.removesuffix(".md")
            place = (
                (name, problem.line)
                if name != problem.file
                else f"{Path(app.srcdir, problem.file)}:{problem.line}"
            )
            logger.error(
                "%s: %s",
                problem.rule,
                problem.message,
                location=place,
                type="plainresults",
                subtype="rule",
            )


def _again(_app: Sphinx, env) -> list[str]:
    """The pages made from all others, when any page, the data or an example changed; a preview leaves them as they are."""
    late = {
        name: was
        for name, was in getattr(env, "plainresults_late", {}).items()
        if name in env.found_docs
    }
    if PREVIEW or not late:
        return []
    files = [Path(env.doc2path(page)) for page in sorted(env.found_docs)] + sorted(
        [*cases.folder().glob("*.yml"), *current().data.glob("ledger/**/*.yml")]
    )
    now = hashlib.sha256(
        b"".join([*(path.read_bytes() for path in files), store.load().version.encode()])
    ).hexdigest()
    env.plainresults_late = dict.fromkeys(late, now)
    return [name for name, was in late.items() if was != now]


def _fill(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    for node in doctree.findall(late_node):
        node.replace_self(LATE[node["make"]](Path(app.srcdir)))


LATE = {"rules-list": _rules_list, "quality-table": _quality_table}


def setup_component(app: Sphinx) -> None:
    """Register the check and what shows its results."""
    app.add_config_value("plainresults_rules", True, "env")
    app.add_node(late_node)
    for name in LATE:
        app.add_directive(name, Late)
    app.add_directive("beside-table", BesideTable)
    app.connect("env-before-read-docs", _report)
    app.connect("env-updated", _again)
    app.connect("doctree-resolved", _fill)
