"""Where a build of the book leaves what it makes, below `_build`."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx


def site(app: Sphinx) -> Path:
    """The published site; Sphinx itself writes beside it."""
    return Path(app.outdir).with_name("html")


def outputs(app: Sphinx) -> Path:
    """The files that the next site consists of."""
    return Path(app.outdir).with_name("outputs")


def record(app: Sphinx) -> Path:
    """What is known of these files."""
    return Path(app.doctreedir, "outputs.json")


def complete(app: Sphinx) -> Path:
    """The file that is there only after a build that published all that it read."""
    return Path(app.doctreedir, "complete")


def executed(app: Sphinx, page: str) -> Path:
    """Where MyST-NB leaves the notebook of a page, with its outputs."""
    return Path(app.outdir).with_name("jupyter_execute") / f"{page}.ipynb"
