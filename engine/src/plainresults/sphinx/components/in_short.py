"""The directive `{in-short}`: the main message, with the rank and verdict of its outcome.

```
:::{in-short} moss2021.missed_days
**The main message.** And a sentence or two.
:::
```

Without an outcome it is for a page that describes and does not compare.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from plainresults.evidence import store
from plainresults.evidence.ranking import results_above
from plainresults.sphinx.html_nodes import html_node, report


class InShort(SphinxDirective):
    """Badges, the author's words, and the results that may not be left out."""

    optional_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The box, or an error at the author's file and line when the key is unknown."""
        try:
            outcome = store.outcome(self.arguments[0]) if self.arguments else None
        except KeyError as error:
            report(self, error)
            return []
        box = nodes.container(classes=["in-short"])
        if outcome:
            box["outcome"] = outcome.key  # what its sentences rest on
        box += html_node("in-short-head.html", outcome=outcome)
        self.state.nested_parse(self.content, self.content_offset, box)
        if above := results_above(outcome):
            box += html_node("in-short-foot.html", outcomes=above)
        return [box]


def setup_component(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("in-short", InShort)
