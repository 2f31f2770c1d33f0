"""What Sphinx and MyST say of a slip, with how to mend it: the nearest name, or what to write.

Their messages are known by type and subtype, as `suppress_warnings` knows them: attributes of the
record, or at the end of a message of MyST's reader. The word in question is the quoted one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE

from plainresults.errors import Fault, nearest
from plainresults.evidence import site

DIRECTIVES = [
    *("in-short", "fact-box", "facts", "library", "numbers-list", "sources-list"),
    *("code-cell", "glossary", "note", "warning", "figure", "image"),
]
ROLES = ["num", "about", "words", "source", "stat", "term", "ref", "doc"]
TYPES = re.compile(r"\[(\w+)\.(\w+)\]$")
QUOTED = re.compile(r"""['"]([^'"]+)['"]""")
LINK = "Write the path of a page from this page's folder, with .md, or of a heading, with #."


def _terms(app: Sphinx) -> list[str]:
    found = app.env.domaindata["std"]["objects"]
    return sorted(name for kind, name in found if kind == "term")


def _pages(app: Sphinx) -> list[str]:
    return [f"{name}.md" for name in sorted(app.env.found_docs)]


# By type and subtype of the message: the remedy, from the application and the quoted word.
REMEDIES: dict[tuple[Any, ...], Callable[[Sphinx, str], str]] = {
    ("myst", "directive_unknown"): lambda app, word: nearest(
        word, DIRECTIVES, f"Authors use {', '.join(DIRECTIVES)}."
    ),
    ("myst", "role_unknown"): lambda app, word: nearest(
        word, ROLES, f"Authors use {', '.join(ROLES)}."
    ),
    ("myst", "xref_missing"): lambda app, word: nearest(word, _pages(app), LINK),
    ("ref", "term"): lambda app, word: nearest(
        word, _terms(app), f"Add it to {site.page('glossary').removesuffix('html')}md."
    ),
    ("mystnb", "stderr"): lambda app, word: (
        "Mend what the cell warns about; the page's own text begins below it."
    ),
}


reported: list[Fault] = []  # every warning and error of this build


class AddRemedy(logging.Filter):
    """Adds the remedy to each message of the table above, and keeps it in `reported`."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every message through; the known ones with their remedy."""
        said = logging.LogRecord.getMessage(record)  # Sphinx's own adds file and line, later
        at_end = TYPES.search(said)
        kind = (
            at_end.groups() if at_end else (vars(record).get("type"), vars(record).get("subtype"))
        )
        if kind in REMEDIES and "remedy" not in vars(record):
            remedy = REMEDIES[kind](self.app, (QUOTED.findall(said) or [""])[-1])
            vars(record).update(msg=f"{said.rstrip('.')}. {remedy}", args=(), remedy=remedy)
        file, _, line = (vars(record).get("location") or "").rpartition(":")
        text = logging.LogRecord.getMessage(record)
        fault = Fault(file, int(line) if line.isdecimal() else 0, text.rstrip("."), "")
        if fault not in reported:
            reported.append(fault)
        return True


def setup_component(app: Sphinx) -> None:
    """Tie the table to what Sphinx prints."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, logging.StreamHandler) and handler.level >= logging.WARNING:
            handler.addFilter(AddRemedy(app))
