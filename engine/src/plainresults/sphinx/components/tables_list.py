"""The directive `{tables-list}`: every public table with its publisher, dataset, date and cautions."""

from typing import Any

from plainresults.evidence import tables
from plainresults.sphinx.html_nodes import directive


def context(_: str) -> dict[str, Any]:
    """All tables."""
    known = tables.load()
    return {"origins": known.origins.values(), "caveats": known.caveats}


setup_component = directive("tables-list", context)
