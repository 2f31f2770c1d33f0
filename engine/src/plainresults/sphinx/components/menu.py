"""The directive `{menu}`: what could be chosen from, as a list that can be narrowed.

The list is plain HTML and complete; narrowing it is done by the style sheet alone (`:has()`), so
that a browser without it, or a printer, shows all of it. The argument is the place in the source.
"""

from itertools import groupby
from typing import Any

from plainresults.evidence import store
from plainresults.sphinx.html_nodes import directive


def context(where: str) -> dict[str, Any]:
    """One list for each kind of choice."""
    choices = store.load().menu
    groups = [(kind, list(same)) for kind, same in groupby(choices, lambda choice: choice.kind)]
    return {"groups": groups, "source": choices[0].source, "where": where}


setup_component = directive("menu", context)
