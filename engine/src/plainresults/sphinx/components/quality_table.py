"""The directive `{quality-table}`: how hard each summary is to read, and who has looked at it.

The argument, if any, is the source of another summary that is measured beside them; its numbers
are `grade`, `smog`, `longest_sentence` and `length`.
"""

from pathlib import Path

from docutils import nodes

from plainresults import rules
from plainresults.evidence import store
from plainresults.rules import reading_level
from plainresults.rules.corpus import Corpus
from plainresults.sphinx import late
from plainresults.sphinx.checks import key_of_all_texts
from plainresults.sphinx.html_nodes import html_node

MEASURED = ("grade", "smog", "longest_sentence", "length")


def _make(place: late.Place) -> nodes.Node:
    root, env = Path(place.app.srcdir), place.app.env
    found = rules.check(root)
    rows = [
        {
            "title": env.titles[name].astext(),
            "url": place.app.builder.get_relative_uri(place.page, name),
            "score": reading_level.measure(page),
            "reviewed": page.meta.get("reviewed", ""),
            "broken": sum(problem.file == page.file for problem in found),
        }
        for page in Corpus.read(root).summaries
        if (name := page.file.removesuffix(".md")) in env.titles
    ]
    other = {
        name: store.number(f"{source}.{name}")
        for source in place.node["arguments"]
        for name in MEASURED
    }
    return html_node(
        "quality-table.html",
        rows=rows,
        other=other,
        rules=len(rules.all_rules()),
        limits=reading_level,
    )


setup_component = late.directive("quality-table", _make, key_of_all_texts)
