"""The rules inside the build: every broken one is an error, at its file and line."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults import rules
from plainresults.book import current
from plainresults.evidence import store
from plainresults.rules import cases
from plainresults.sphinx.late import Place

logger = logging.getLogger(__name__)
PREVIEW = "PLAINRESULTS_PREVIEW" in os.environ
SAID_BY_SPHINX = {  # with Sphinx's own words, so not twice
    *("unknown-key", "unknown-term"),
    *("dead-link", "missing-page"),
}


def key_of_all_texts(place: Place) -> str | None:
    """Changes with any page, the data or an example of a rule; a preview leaves such pages as they are."""
    if PREVIEW:
        return None
    env = place.app.env
    files = [Path(env.doc2path(page)) for page in sorted(env.found_docs)]
    files += sorted([*cases.folder().glob("*.yml"), *current().data.glob("ledger/**/*.yml")])
    texts = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(texts + store.load().version.encode()).hexdigest()


def _report(app: Sphinx, _env: object, _docnames: list[str]) -> None:
    """Report every broken rule, whether or not its page changed. A preview shows them beside the text."""
    if PREVIEW or not app.config.plainresults_rules:
        return
    for problem in rules.check(Path(app.srcdir)):
        if problem.rule not in SAID_BY_SPHINX:
            page = problem.file.removesuffix(".md")
            path = f"{Path(app.srcdir, problem.file)}:{problem.line}"
            logger.error(
                "%s: %s",
                problem.rule,
                problem.message,
                location=path if page == problem.file else (page, problem.line),
                type="plainresults",
                subtype="rule",
            )


def setup_component(app: Sphinx) -> None:
    """Check before anything is read."""
    app.add_config_value("plainresults_rules", True, "env")
    app.connect("env-before-read-docs", _report)
