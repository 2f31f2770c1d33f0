"""The directive `{facts}`: single numbers in a table, for a page that describes.

```
:::{facts} What was done
- moss2021.beds_planned
- moss2021.beds_built
- Not known: why some beds were not built.
:::
```

Each item is the key of a number, or a label and a text.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rendering import html
from plainresults.rendering.html import Line
from plainresults.sphinx.html_nodes import html_node, report


class Facts(SphinxDirective):
    """One table. The node has its rows as plain text in `facts`, for the handout."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The table, or an error at the line of an unknown key."""
        rows = []
        for offset, text in enumerate(self.content, 1):
            try:
                rows.append(_row(text.strip().removeprefix("- ")))
            except KeyError as error:
                report(self, error, self.lineno + offset)
                return []
        numbers = {
            piece.source.key: piece
            for _, line in rows
            for piece in line
            if isinstance(piece, Number)
        }
        caption, sources = self.arguments[0], numbers.values()
        table = html_node(
            "facts.html", caption=caption, rows=rows, numbers=sources, tested=_tested(numbers)
        )
        table["facts"] = [(label, html.plain(line)) for label, line in rows]
        return [table]


def _tested(sources: Iterable[str]) -> str:
    """What was tested in the trials that the sources belong to, else in the book's first."""
    known = store.load()
    trials = {known.trial_of[source].tested: None for source in sources if source in known.trial_of}
    return " or ".join(trials or [next(iter(known.trials.values())).tested])


def _row(item: str) -> tuple[str, Line]:
    label, colon, text = item.partition(": ")
    if colon:
        return label, html.line_of(text)
    number = store.number(label)
    return number.part.label, [number, f" {number.part.unit}"]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("facts", Facts)
