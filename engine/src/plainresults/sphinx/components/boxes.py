"""The directives `{in-short}` and `{fact-box}`, both made from one outcome, and `{facts}`, made from numbers.

```
:::{in-short} samet2024.opioid_deaths
**The main message.** And a sentence or two.
:::

:::{fact-box} samet2024.opioid_deaths
:::

:::{facts} What communities did
- samet2024.strategies_chosen
- samet2024.strategies_done
- Not known: why some strategies were not put into action.
:::
```

`{in-short}` without an outcome is for a page that describes and does not compare.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.evidence.model import Number, Outcome
from plainresults.export.summary import results_above
from plainresults.rendering import fact_box, html

logger = logging.getLogger(__name__)


class OutcomeDirective(SphinxDirective):
    """A directive whose one argument is the key of an outcome."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The box, or an error at the author's file and line when the key is unknown."""
        try:
            outcome = store.outcome(self.arguments[0])
        except KeyError as error:
            logger.error(
                error.args[0], location=self.get_location(), type="plainresults", subtype="key"
            )
            return []
        return self.box(outcome)

    def box(self, outcome: Outcome) -> list[nodes.Node]:
        """The nodes of the box for `outcome`."""
        raise NotImplementedError


class InShort(OutcomeDirective):
    """The main message first, its rank and verdict visible, and the main result of the study always with it."""

    required_arguments = 0
    optional_arguments = 1
    has_content = True

    def run(self):
        """The box; without an outcome it says that nothing was compared."""
        return super().run() if self.arguments else self.box(None)

    def box(self, outcome):
        """Badges, the author's words, and the results that may not be left out."""
        box = nodes.container(classes=["in-short"])
        if outcome:
            box["outcome"] = outcome.key  # what its sentences rest on
        box += raw("in-short-head.html", outcome=outcome)
        self.state.nested_parse(self.content, self.content_offset, box)
        above = results_above(outcome)
        box += [raw("in-short-foot.html", outcomes=above)] if above else []
        return [box]


class FactBox(OutcomeDirective):
    """The numbers of one outcome, in the order of honest reporting."""

    def box(self, outcome):
        """One table."""
        return [raw("fact-box.html", outcome=outcome, rows=fact_box.rows(outcome))]


class Facts(SphinxDirective):
    """Single numbers in a table, for a page that describes: each item is a key, or a label and a text."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """One table, or an error at the line of an unknown key."""
        rows, sources = [], {}
        for offset, text in enumerate(self.content):
            try:
                label, colon, rest = text.strip().removeprefix("- ").partition(": ")
                line = (
                    html.line_of(rest)
                    if colon
                    else [number := store.number(label), f" {number.part.unit}"]
                )
                rows.append((label if colon else number.part.label, line))
            except KeyError as error:
                logger.error(
                    error.args[0],
                    location=(self.env.docname, self.lineno + offset + 1),
                    type="plainresults",
                    subtype="key",
                )
                return []
            sources |= {piece.source.key: piece for piece in line if isinstance(piece, Number)}
        return [raw("facts.html", caption=self.arguments[0], rows=rows, numbers=sources.values())]


def raw(template: str, **context) -> nodes.raw:
    """A template of the book as a node of the page."""
    return nodes.raw("", html.render(template, **context), format="html")


def setup_component(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("in-short", InShort)
    app.add_directive("fact-box", FactBox)
    app.add_directive("facts", Facts)
