"""The directive `{sources-list}`: every source with its link and what we could read of it."""

from collections import defaultdict
from typing import Any

from plainresults.evidence import store
from plainresults.sphinx.html_nodes import directive


def context(_: str) -> dict[str, Any]:
    """The sources, what was read of each, and how many numbers come from it."""
    known, seen = store.load(), defaultdict(list)
    for number in known.numbers.values():
        seen[number.source.key].append(number.seen_in)
    return {
        "sources": known.sources.values(),
        "read": {key: sorted(set(places)) for key, places in seen.items()},
        "counts": {key: len(seen[key]) for key in known.sources},
    }


setup_component = directive("sources-list", context)
