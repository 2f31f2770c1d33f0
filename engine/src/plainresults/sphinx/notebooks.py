"""The runs that pages need, ahead of Sphinx's reading and several at a time.

Results come from `execution.notebook_cache` or from `execution.kernels`, and go to MyST-NB in place
of its own run.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache.executors.utils import ExecutionResult
from myst_nb.core.execute import direct
from myst_nb.core.read import create_nb_reader
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from plainresults.errors import count_of
from plainresults.evidence import access
from plainresults.execution import dependencies, forkserver, kernels, notebook_cache
from plainresults.execution.dependencies import ALWAYS
from plainresults.rendering import vega

logger = logging.getLogger(__name__)
_done: dict[str, notebook_cache.Result] = {}  # the results that this build needs, by key
_failed: dict[str, kernels.Job] = {}  # and the runs that have none


def _run(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Run what has no result that still holds, several at a time."""
    place = Path(app.doctreedir).parent / ".results"
    jobs: dict[str, kernels.Job] = {}
    keys: dict[str, str] = {}
    for name in names:
        notebook = _notebook(env, name)
        if notebook and any(cell.cell_type == "code" for cell in notebook.cells):
            folder = Path(env.doc2path(name)).parent
            key = keys[name] = notebook_cache.key_of(notebook, folder)
            if found := notebook_cache.find(place, key):
                _done[key] = found
            else:
                jobs[key] = kernels.Job(notebook, folder, _timeout(env, notebook))
    notebook_cache.clear(place)
    if not jobs:
        return
    logger.info(
        "Running %s in %s kernels: %s",
        count_of(len(jobs), "notebook"),
        "warm" if forkserver.CAN_FORK else "ordinary (this system cannot fork)",
        ", ".join(name for name in names if keys.get(name) in jobs),
    )
    kernels.run(jobs.values())
    vega.begin_pngs(svg for job in jobs.values() for svg in _svgs(job.notebook))
    for key, job in jobs.items():
        if job.error:
            _failed[key] = job
            continue
        _done[key] = notebook_cache.keep(place, key, job.notebook, job.reads)
        if changed := dependencies.changed(job.reads):
            sys.exit(
                f"{changed[0].partition(':')[2]} was changed while the book was being built. "
                "Not built: build again. The last good site is as it was."
            )
    for name, key in keys.items():
        reads = _done[key]["reads"] if key in _done else {}
        if always := [what.removeprefix(ALWAYS) for what in reads if what.startswith(ALWAYS)]:
            logger.info("%s runs in every build, as it reads %s", name, ", ".join(always))


def _timeout(env: BuildEnvironment, notebook: nbformat.NotebookNode) -> int:
    own = notebook.metadata.get("execution", {})
    settings: Any = env  # where MyST-NB keeps its own
    return int(own.get("timeout", settings.mystnb_config.execution_timeout))


def _svgs(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """The pictures that its charts offer for download."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        extras = output.get("metadata", {}).get("plainresults", {})
        for name, text in extras.get("files", {}).items():
            if name.endswith(".svg"):
                yield text


def _notebook(env: BuildEnvironment, name: str) -> nbformat.NotebookNode | None:
    path = Path(env.doc2path(name))
    text = path.read_text("utf8")
    settings: Any = env
    reader = create_nb_reader(str(path), settings.myst_config, settings.mystnb_config, text)
    return reader.read(text) if reader else None


def _hand_over(nb: nbformat.NotebookNode, cwd: str, **_settings: Any) -> ExecutionResult:
    """Stands for MyST-NB's `single_nb_execution`: gives a notebook the result that is there."""
    if not any(cell.cell_type == "code" for cell in nb.cells):
        return ExecutionResult(nb, cwd, 0)
    key = notebook_cache.key_of(nb, cwd)
    if job := _failed.get(key):
        nb.cells, nb.metadata = job.notebook.cells, job.notebook.metadata
        return ExecutionResult(nb, cwd, 0, RuntimeError(job.error), job.error)
    notebook_cache.fill(nb, _done[key])
    for name, fingerprint in _done[key]["reads"].items():
        access.note(name, fingerprint)
    return ExecutionResult(nb, cwd, 0)


def setup_component(app: Sphinx) -> None:
    """Run notebooks before Sphinx reads, and take MyST-NB's place in doing so.

    MyST-NB offers no other way to give it outputs; see ARCHITECTURE.md.
    """
    asked = list(inspect.signature(direct.single_nb_execution).parameters)
    if direct.single_nb_execution is not _hand_over and asked[:2] != ["nb", "cwd"]:
        sys.exit("This version of MyST-NB runs notebooks in another way; see sphinx/notebooks.py.")
    direct.single_nb_execution = _hand_over
    app.connect("env-before-read-docs", _run)
