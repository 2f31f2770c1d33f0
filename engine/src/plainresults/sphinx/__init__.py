"""What authors can type, and what happens when the book is built. One module per thing.

Each module in this folder ends in its own `setup_component(app)` and is found here by that.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from plainresults.execution import sources  # before what it is to look at

# isort: split
from plainresults.book import current, use
from plainresults.errors import NotBuilt
from plainresults.execution import dependencies, preload
from plainresults.rendering.html import ENGINE
from plainresults.rules import set_up_problems
from plainresults.sphinx import build_lock, publish
from plainresults.sphinx.page_foot import check_day


def setup(app: Sphinx) -> dict[str, Any]:
    """Tie the book to Sphinx; called by Sphinx from `_config.yml`."""
    use(Path(app.srcdir))
    build_lock.one_at_a_time(app)
    publish.put_back(app)
    if "PLAINRESULTS_PREVIEW" not in os.environ:
        preload.begin_if_work_is_ahead(Path(app.srcdir))
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
    check_day()
    if found := set_up_problems(root):
        raise NotBuilt(found)


def _fingerprint() -> str:
    """Changes with any template, wording or library, and with the code that makes pages.

    Sphinx then reads every page again. Code that only notebooks call does not count here.
    """
    modules = dependencies.imported_by(*(name for name in sys.modules if name.startswith(__name__)))
    code = sorted(dependencies.loaded(modules).items())
    folders = (current().templates, current().root / "wording", ENGINE / "templates")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    about = f"{dependencies.libraries()} {code}"
    return sources.fingerprint_of(about.encode(), *(path.read_bytes() for path in files))
