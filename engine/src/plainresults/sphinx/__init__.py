"""What authors can type, and what happens when the book is built. One module per thing.

Each module in this folder ends in its own `setup_component(app)` and is found here by that.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import pkgutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

from plainresults.book import current, use
from plainresults.errors import told
from plainresults.execution import dependencies
from plainresults.rendering.html import ENGINE
from plainresults.rules import set_up_problems
from plainresults.sphinx import notebooks, publish


def setup(app: Sphinx) -> dict:
    """Tie the book to Sphinx; called by Sphinx from `_config.yml`."""
    use(Path(app.srcdir))
    notebooks.one_at_a_time(app)
    publish.put_back(app)
    _stop_at_problems(Path(app.srcdir))
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        component = importlib.import_module(module.name)
        if hasattr(component, "setup_component"):
            component.setup_component(app)
    gc.freeze()  # the libraries stay, so the collector need not go through them again and again,
    gc.set_threshold(100_000)  # nor look as often as after each 700 objects: a book has millions
    return {"version": "1", "parallel_read_safe": False, "env_version": _fingerprint()}


def _stop_at_problems(root: Path) -> None:
    """Stop where no page can be true, without the traceback that an exception would bring."""
    if found := set_up_problems(root):
        sys.exit(told(found))


def _fingerprint() -> str:
    """Changes with any template or wording, and with the code that makes pages, so that Sphinx reads every page again.

    Code that only notebooks call does not count here: see `runs`.
    """
    modules = dependencies.imported_by(*(name for name in sys.modules if name.startswith(__name__)))
    folders = (current().templates, current().root / "wording", ENGINE / "templates")
    files = sorted(
        {path for folder in folders for path in folder.rglob("*")}
        | {dependencies.file_of(name) for name in modules}
    )
    return hashlib.sha256(
        b"".join(path.read_bytes() for path in files if path.is_file())
    ).hexdigest()
