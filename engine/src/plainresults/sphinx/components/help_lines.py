"""The directive `{help-lines}`: who to call or text, from `data/helplines.yml`."""

from typing import Any

from plainresults.evidence import store
from plainresults.sphinx.html_nodes import directive


def context(_: str) -> dict[str, Any]:
    """Each line with what it is for, every way to reach it, and what it is not."""
    return {"lines": store.load().lists["helplines"]["lines"]}


setup_component = directive("help-lines", context)
