"""The rules inside the build, which says what `plainresults check` says, before it reads a page."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from sphinx.application import Sphinx

from plainresults import rules
from plainresults.book import current
from plainresults.errors import told
from plainresults.evidence import store
from plainresults.rules import cases
from plainresults.sphinx.late import Place

PREVIEW = "PLAINRESULTS_PREVIEW" in os.environ


def key_of_all_texts(place: Place) -> str | None:
    """Changes with any page, the data or an example of a rule; a preview leaves such pages as they are."""
    if PREVIEW:
        return None
    env = place.app.env
    files = [Path(env.doc2path(page)) for page in sorted(env.found_docs)]
    files += sorted([*cases.folder().glob("*.yml"), *current().data.glob("ledger/**/*.yml")])
    texts = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(texts + store.load().version.encode()).hexdigest()


def _stop_at_problems(app: Sphinx) -> None:
    """Stop when a rule is broken, on any page. A preview shows the problems beside the text."""
    if not PREVIEW and app.config.plainresults_rules and (found := rules.check(Path(app.srcdir))):
        sys.exit(told(found))


def setup_component(app: Sphinx) -> None:
    """Check before anything is read."""
    app.add_config_value("plainresults_rules", True, "env")
    app.connect("builder-inited", _stop_at_problems, priority=100)
