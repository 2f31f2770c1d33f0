"""What the documents show can be typed as it stands: each example is a page of the small book."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sample_books
from plainresults import rules
from plainresults.rules import syntax
from sample_books import NOTEBOOK, ROOT, Book
from warm_builds import report, server

PAGE = ROOT / "docs" / "what-you-can-type.md"
TEXT = PAGE.read_text("utf8")
EXAMPLES = [match[2] for match in re.finditer(r"^(```+)md\n(.*?)^\1$", TEXT, re.M | re.S)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book with a page for each example."""
    book = sample_books.make(tmp_path_factory.mktemp("documented") / "book")
    book.write("chapters/missed-days-note.txt", "A note that several pages share.\n")
    listed = ""
    for at, example in enumerate(EXAMPLES):
        listed += f"      - file: chapters/example-{at}\n"
        head = NOTEBOOK if "{code-cell}" in example else ""
        book.write(f"chapters/example-{at}.md", f"{head}# Example\n\n{example}")
    book.write("_toc.yml", book.read("_toc.yml") + listed)
    yield book


def test_each_role_and_directive_is_documented():
    """Those that an author can type are in the page, and no other."""
    known = syntax.known()
    named = {*re.findall(r"\{([\w-]+)\}", TEXT), *re.findall(r"`([a-z]+)`", TEXT)}
    missing = {*known["roles"], *known["directives"]} - named - {"numref"}
    assert not missing
    assert set(re.findall(r"\{([\w-]+)\}", TEXT)) <= {*known["roles"], *known["directives"]}


def test_each_documented_example_keeps_the_rules(written: Book):
    """Word for word as it stands."""
    with sample_books.in_use(written.folder):
        assert rules.shown(rules.check(written.folder)).startswith("0 problems")


def test_each_documented_example_builds(written: Book):
    """All of them in one book."""
    with server():
        done = report(written)
    assert done.good, done.said
    for at, example in enumerate(EXAMPLES):
        page = written.page(f"chapters/example-{at}.html")
        assert "system-message" not in page and 'class="problematic"' not in page, example
