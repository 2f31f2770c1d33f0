"""What Sphinx and MyST say of a slip, with how to mend it: the nearest name that exists, or what to write."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE

from plainresults.errors import nearest

DIRECTIVES = [
    "in-short",
    "fact-box",
    "library",
    "numbers-list",
    "sources-list",
    "code-cell",
    "glossary",
    "note",
    "warning",
    "figure",
    "image",
]
ROLES = ["num", "about", "words", "term", "ref", "doc"]


def _terms(app: Sphinx) -> list[str]:
    return sorted(name for kind, name in app.env.domaindata["std"]["objects"] if kind == "term")


def _pages(app: Sphinx) -> list[str]:
    return [f"{name}.md" for name in sorted(app.env.found_docs)]


# What is said, and a function of the application and the word in question that gives the remedy.
REMEDIES: list[tuple[re.Pattern, Callable[[Sphinx, str], str]]] = [
    (
        re.compile(r"Unknown directive type: '(.+?)'"),
        lambda app, word: nearest(word, DIRECTIVES, f"Authors use {', '.join(DIRECTIVES)}."),
    ),
    (
        re.compile(r'Unknown interpreted text role "(.+?)"'),
        lambda app, word: nearest(word, ROLES, f"Authors use {', '.join(ROLES)}."),
    ),
    (
        re.compile(r"Directive '(in-short|fact-box)': 1 argument"),
        lambda app, word: (
            f"Write the key of an outcome after it: :::{{{word}}} samet2024.opioid_deaths"
        ),
    ),
    (
        re.compile(r"term not in glossary: '(.+?)'"),
        lambda app, word: nearest(word, _terms(app), "Add it to chapters/glossary.md."),
    ),
    (
        re.compile(r"cross-reference target not found: '(.+?)'"),
        lambda app, word: nearest(
            word,
            _pages(app),
            "Write the path of a page from this page's folder, with .md, or of a heading, with #.",
        ),
    ),
    (
        re.compile(r"^stderr was found in the cell outputs(.*)"),
        lambda app, word: "Mend what the cell warns about; the page's own text begins below it.",
    ),
]


class AddRemedy(logging.Filter):
    """Adds the remedy to each message of the table above."""

    def __init__(self, app: Sphinx):
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every message through; the known ones with their remedy."""
        message = logging.LogRecord.getMessage(
            record
        )  # Sphinx's own adds file and line, and does so again later
        for pattern, remedy in REMEDIES:
            if (match := pattern.search(message)) and not getattr(record, "remedy", False):
                record.msg, record.args, record.remedy = (
                    f"{message.rstrip('.')}. {remedy(self.app, match[1])}",
                    (),
                    True,
                )
        return True


def setup_component(app: Sphinx) -> None:
    """Tie the table to what Sphinx prints."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, logging.StreamHandler) and handler.level >= logging.WARNING:
            handler.addFilter(AddRemedy(app))
