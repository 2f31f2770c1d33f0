"""Which pages are out of date, and the runs that they need, ahead of Sphinx's reading and several at a time.

Sphinx goes by the times of files. Here, a page is out of date when what it was made from has other content:
its text, the data and files that it reads, the code that it calls (see `plainresults.execution.dependencies`). Results come from
`plainresults.execution.notebook_cache` or from `plainresults.execution.kernels`, and go to MyST-NB in place of its own run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from jupyter_cache.executors.utils import ExecutionResult
from myst_nb.core.execute import direct
from myst_nb.core.read import create_nb_reader
from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.book import current
from plainresults.errors import count_of
from plainresults.evidence import access, schema, store, yamlfile
from plainresults.execution import dependencies, forkserver, kernels, notebook_cache
from plainresults.rendering import html, vega
from plainresults.sphinx.places import complete, executed

logger = logging.getLogger(__name__)
KEPT = (
    store.load,
    schema.of_text,
    schema._validator,
    forkserver.begin,
    html._templates,
    yamlfile.parse,
)  # these note what they read, or read no file
_done: dict[str, kernels.Job | dict] = {}  # the results that this build needs, by key
_keys: dict[str, str] = {}  # the key of each page that this build reads


def one_at_a_time(app: Sphinx) -> None:
    """Wait for another build of this book to end; forget what a build left that did not get to its end."""
    folder = Path(app.doctreedir)
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":
        import fcntl

        app.plainresults_lock = Path(folder, "lock").open("w")
        try:
            fcntl.flock(app.plainresults_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build of this book is under way; waiting for its end ...", flush=True)
            fcntl.flock(app.plainresults_lock, fcntl.LOCK_EX)
    if not complete(app).is_file():
        Path(folder, "environment.pickle").unlink(missing_ok=True)
    if "PLAINRESULTS_PREVIEW" not in os.environ:
        forkserver.begin_if_work_is_ahead(Path(app.srcdir))
    complete(app).unlink(missing_ok=True)


def _place(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent / ".results"


def _outdated(app: Sphinx, env, added: set[str], changed: set[str], _removed) -> list[str]:
    """Pages made from something that has other content now; `changed` keeps only these."""
    pages = getattr(env, "plainresults_pages", {})
    stale = {name for name, noted in pages.items() if not dependencies.same(noted)}
    stale |= {
        name for name in getattr(env, "plainresults_runs", ()) if not executed(app, name).is_file()
    }
    for name in changed - stale:
        if name in pages and Path(env.doctreedir, f"{name}.doctree").is_file():
            changed.discard(name)
    return sorted(stale - added)


def _run(app: Sphinx, env, names: list[str]) -> None:
    """Run what has no result that still holds, several at a time."""
    env.plainresults_pages, env.plainresults_runs = (
        getattr(env, "plainresults_pages", {}),
        getattr(env, "plainresults_runs", {}),
    )  # what each page read, its result
    jobs = {}
    for name in names:
        notebook = _notebook(env, name)
        if notebook and any(cell.cell_type == "code" for cell in notebook.cells):
            folder = Path(env.doc2path(name)).parent
            key = _keys[name] = notebook_cache.key_of(notebook, folder)
            if found := notebook_cache.find(_place(app), key):
                _done[key] = found
            else:
                jobs[key] = kernels.Job(
                    notebook,
                    folder,
                    notebook.metadata.get("execution", {}).get(
                        "timeout", env.mystnb_config.execution_timeout
                    ),
                )
    if jobs:
        logger.info(
            "Running %s in %s kernels: %s",
            count_of(len(jobs), "notebook"),
            "warm" if kernels.CAN_FORK else "ordinary (this system cannot fork)",
            ", ".join(name for name in names if _keys.get(name) in jobs),
        )
        kernels.run(jobs.values())
        vega.begin_pngs(svg for job in jobs.values() for svg in _svgs(job.notebook))
    for key, job in jobs.items():
        _done[key] = (
            job if job.error else notebook_cache.keep(_place(app), key, job.notebook, job.reads)
        )
        if not dependencies.same(job.reads):
            sys.exit(
                "Data or code were changed while the book was being built. Not built: build again."
            )


def _svgs(notebook) -> Iterator[str]:
    """The pictures that its charts offer for download."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        yield from (
            text
            for name, text in output.get("metadata", {})
            .get("plainresults", {})
            .get("files", {})
            .items()
            if name.endswith(".svg")
        )


def _notebook(env, name: str):
    path = Path(env.doc2path(name))
    text = path.read_text("utf8")
    reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
    return reader.read(text) if reader else None


def _hand_over(notebook, cwd, *_args, **_kwargs) -> ExecutionResult:
    """What MyST-NB calls to run a notebook: gives it the result that is there already."""
    if not any(cell.cell_type == "code" for cell in notebook.cells):
        return ExecutionResult(notebook, cwd, 0)
    result = _done[notebook_cache.key_of(notebook, cwd)]
    if isinstance(result, kernels.Job):
        notebook.cells, notebook.metadata = result.notebook.cells, result.notebook.metadata
        return ExecutionResult(notebook, cwd, 0, result.error, result.trace)
    notebook_cache.fill(notebook, result)
    access.NOTED.update(result["reads"])
    return ExecutionResult(notebook, cwd, 0)


def _begin(_app: Sphinx, docname: str, _source: list[str]) -> None:
    """From here on, all that is noted is read by this page."""
    access.NOTED.clear()
    for module in [
        module
        for name, module in sys.modules.items()
        if name.startswith("plainresults.") and module is not dependencies
    ]:
        for function in vars(module).values():
            if (
                hasattr(function, "cache_clear")
                and function.__module__.startswith("plainresults.")
                and function not in KEPT
            ):
                function.cache_clear()  # so that each page opens its files itself


def _end(app: Sphinx, doctree) -> None:
    env, name = app.env, app.env.docname
    files = [
        env.doc2path(name),
        *(os.path.join(app.srcdir, path) for path in env.dependencies[name]),
    ]
    files.append(
        current().history / "CHANGELOG.yml"
    )  # pages show it when they are written, which is not watched
    noted = access.NOTED | {f"file:{os.path.relpath(path, current().root)}" for path in files}
    env.plainresults_pages[name] = dependencies.fingerprints(noted)
    if name in _keys:
        env.plainresults_runs[name] = _keys[name]


def _purge(_app: Sphinx, env, name: str) -> None:
    for table in ("plainresults_pages", "plainresults_runs"):
        getattr(env, table, {}).pop(name, None)


def setup_component(app: Sphinx) -> None:
    """Take over from Sphinx and MyST-NB what they decide by time, and one page after the other."""
    dependencies.forget()
    sys.addaudithook(dependencies._see)
    direct.single_nb_execution = _hand_over
    app.connect("env-get-outdated", _outdated)
    app.connect("env-before-read-docs", _run)
    app.connect("source-read", _begin)
    app.connect("doctree-read", _end, priority=900)
    app.connect("env-purge-doc", _purge)
