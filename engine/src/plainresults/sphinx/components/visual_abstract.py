"""The directive `{visual-abstract}`: the whole trial at a glance, in a template of the book."""

from typing import Any

from plainresults.evidence import store
from plainresults.sphinx.html_nodes import directive


def context(_: str) -> dict[str, Any]:
    """The main result of the trial, and a way to any number."""
    return {"outcome": store.load().trial_result, "number": store.number}


setup_component = directive("visual-abstract", context)
