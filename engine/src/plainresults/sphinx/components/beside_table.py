"""The directive `{beside-table}`: one summary beside the same chapter in default Jupyter Book.

`make audit-record` measures both and writes the file.
"""

import json
from typing import Any

from plainresults.book import current
from plainresults.sphinx.html_nodes import directive

MEASURED = "measured/beside-jupyter-book.json"  # in data/


def context(_: str) -> dict[str, Any]:
    """What was measured last."""
    content: dict[str, Any] = json.loads((current().data / MEASURED).read_text("utf8"))
    return content


setup_component = directive("beside-table", context)
