"""The directive `{fact-box}`: the numbers of one outcome, in the order of honest reporting.

```
:::{fact-box} moss2021.missed_days
:::
```
"""

from typing import Any

from plainresults.evidence import store
from plainresults.rendering import fact_box
from plainresults.sphinx.html_nodes import directive


def context(key: str) -> dict[str, Any]:
    """The outcome at `key` and its rows."""
    if not key:
        known = next(iter(store.load().outcomes), "source.outcome")
        said = f"there is no outcome. Write its key after the name: :::{{fact-box}} {known}"
        raise KeyError(said)
    outcome = store.outcome(key)
    return {"outcome": outcome, "rows": fact_box.rows(outcome)}


setup_component = directive("fact-box", context)
