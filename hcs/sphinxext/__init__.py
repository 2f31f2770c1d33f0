"""What authors can type, and what happens when the book is built. One module per thing.

Each module in this folder ends in its own `setup_component(app)` and is found here by that.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pkgutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

from hcs import data, history, pages, tables, toc
from hcs.fault import ROOT, Fault, Faults, told


def setup(app: Sphinx) -> dict:
    """Tie the book to Sphinx; called by Sphinx from `_config.yml`."""
    _stop_at_faults(Path(app.srcdir))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    for module in pkgutil.iter_modules(__path__):
        component = importlib.import_module(f"{__name__}.{module.name}")
        component.setup_component(app)
    app.connect("source-read", _depend_on_data)
    return {"version": "1", "parallel_read_safe": False, "env_version": _fingerprint()}


def _stop_at_faults(root: Path) -> None:
    """No page can be true if the data are not: stop, without the traceback that an exception would bring."""
    found: list[Fault] = []
    try:
        found += toc.faults(root)
        data.load.cache_clear()
        history.load.cache_clear()
        found += history.faults(data.load())
        tables.load.cache_clear()
        tables.load()
        found += pages.faults(root, toc.pages(root))
    except Fault as fault:
        found.append(fault)
    except Faults as faults:
        found += faults.faults
    if found:
        sys.exit(told(found))


def _fingerprint() -> str:
    """Changes with any code or template of the book, so that Sphinx reads every page again."""
    files = sorted(path for folder in ("hcs", "_templates", "wording") for path in Path(ROOT, folder).rglob("*")
                   if path.suffix in (".py", ".html", ".yml", ".svg", ".xml"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _depend_on_data(app: Sphinx, _docname: str, _source: list[str]) -> None:
    """A page is read and run again when any data file changes."""
    for path in (*data.load().files, *tables.load().files, history.FOLDER / "CHANGELOG.yml"):
        app.env.note_dependency(str(path))
