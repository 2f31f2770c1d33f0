"""Build the whole book once, as `make site` and the preview do."""

from __future__ import annotations

from pathlib import Path

from jupyter_book.cli.main import main as jupyter_book

from plainresults.errors import NotBuilt
from plainresults.evidence import yamlfile
from plainresults.execution import preload
from plainresults.rules import set_up_problems
from plainresults.rules.publication import still_placeholders
from plainresults.sphinx.page_foot import check_day


def build(root: Path) -> int:
    """Do what `jupyter-book build` does in `root`; gives the exit code.

    NotBuilt says which mistakes in the set-up do not let it begin; Jupyter Book would show a
    traceback.
    """
    check_day()  # at some of these values Sphinx itself stops with a traceback
    if found := set_up_problems(root):
        raise NotBuilt(found)
    preload.begin_if_work_is_ahead(root)
    try:
        jupyter_book(["build", str(root), "-q"], standalone_mode=False)
    except RuntimeError:  # Sphinx has said why; Jupyter Book would add a traceback of its own
        return 1
    if left := still_placeholders(yamlfile.read(root / "_config.yml")[0]):
        print(f"Not set in _config.yml yet: {'; '.join(left)}.")
    return 0
