"""Build the book in a fork of a process that has imported the libraries once.

Importing Sphinx, MyST-NB and their like takes four of the five seconds of a rebuild; a fork starts with
all of it in memory. So does the book's own code, and all forks share one warm process for their kernels, until a
file in `engine/` or `study/` changes: from then on each fork loads it anew.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import pkgutil
import re
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from myst_nb.core.render import load_mime_renders, load_renderer
from pygments.lexers import get_lexer_by_name

import plainresults
from plainresults.book import current
from plainresults.errors import Fault, Faults
from plainresults.evidence import store, tables
from plainresults.execution import dependencies, forkserver, kernels
from plainresults.rendering import html
from plainresults.rules import set_up_problems

# What a build imports, by the names that bring in the rest; Sphinx's own extensions come on top.
LIBRARIES = [
    "alabaster",
    "altair",
    "docutils.languages.en",
    "docutils.parsers.rst.directives.admonitions",
    "docutils.parsers.rst.directives.tables",
    "ipykernel.connect",
    "ipykernel.kernelspec",
    "jinja2.ext",
    "jsonschema",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "jupyter_cache",
    "jupyter_client.manager",
    "myst_nb.sphinx_",
    "myst_nb.sphinx_ext",
    "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.domain",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "nbclient",
    "nbconvert",
    "pandas",
    "pybtex.database",
    "sphinx.builders.html.transforms",
    "sphinx.builders.latex.transforms",
    "sphinx.environment.collectors.toctree",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design.extension",
    "sphinx_external_toc.collectors",
    "sphinx_external_toc.events",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.serializinghtml",
    "textstat",
    "unittest",
    "vl_convert",
    "xml.dom.minidom",
]
FORK = multiprocessing.get_context("fork")
STOPS = {signal.SIGINT, signal.SIGTERM}
PLACE = re.compile(
    r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+): (?:(?:ERROR|WARNING|CRITICAL): )?(?P<text>.+)$"
)


@dataclass
class Report:
    """What came of one build: `problems` are (file, line, text), `said` is all that was printed."""

    good: bool
    said: str
    seconds: float
    problems: list[tuple[str, int, str]] = field(default_factory=list)


_warm: dict[
    str, dict[Path, tuple[int, int]]
] = {}  # the files of the book's own code and data, as this process has taken them in
_old: list = []  # modules that a fork has put aside; what they hold belongs to the parent, so it must not be cleaned up


def import_libraries() -> None:
    """Import what a build needs, and have kernels at hand. Call it once, while the process has one thread."""
    from sphinx.application import builtin_extensions

    forkserver.begin()
    for name in (*LIBRARIES, *builtin_extensions):
        with contextlib.suppress(ImportError), warnings.catch_warnings(action="ignore"):
            importlib.import_module(name)
    _warm.update({name: _files(name, current().root) for name in ("code", "data")})
    for module in pkgutil.walk_packages(plainresults.__path__, "plainresults."):
        if module.name not in ("plainresults.execution.preload", "plainresults.__main__"):
            importlib.import_module(module.name)
    for name in dependencies.imported_by(
        *(name for name in sys.modules if name.startswith("plainresults."))
    ):
        dependencies.fingerprint(f"code:{name}")  # which keeps what it works out of each text
    nbformat.v4.new_notebook()  # this and the next prepare what the libraries keep: a schema's checker, a language's rules, plug-ins
    get_lexer_by_name("ipython3").get_tokens("")
    load_renderer("default")
    load_mime_renders()
    html.load_templates()
    with contextlib.suppress(Fault, Faults):
        store.load()
        tables.load()
        set_up_problems(current().root)  # which keeps what it parses
    kernels.start()
    gc.collect()
    gc.freeze()  # forks share these objects; the collector need not touch, and so copy, them


def take_in_data(root: Path) -> None:
    """Load the data again if a file has changed since, here for all forks and in the warm process for all kernels.

    Not after a change of the code: from then on each fork loads both by itself, and this process has the old code.
    """
    if _changed("code", root) or not _changed("data", root):
        return
    _warm["data"] = _files("data", root)
    with _undisturbed():
        kernels.renew()
    for load in (store.load, tables.load):
        load.cache_clear()
        with contextlib.suppress(Fault, Faults):
            load()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Be stopped after this and not within it: to start a process and be stopped half-way would leave a complaint."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _files(name: str, root: Path) -> dict[Path, tuple[int, int]]:
    """The files of the engine, or those that the data are loaded from, with their times and sizes."""
    if name == "code":
        return forkserver.files_in(Path(plainresults.__file__).parent)
    return forkserver.files_in(root / "data") | forkserver.files_in(root / "wording")


def _changed(name: str, root: Path) -> bool:
    return _warm.get(name) != _files(name, root)


def build(root: Path) -> Report:
    """Build the book in `root` as `jupyter-book build` does, in a fork of this process."""
    start = time.perf_counter()
    take_in_data(root)
    with tempfile.TemporaryFile("w+", encoding="utf8") as out:
        child = FORK.Process(target=_build_here, args=(root, out.fileno()))
        with _undisturbed():
            child.start()
        child.join()
        out.seek(0)
        said = re.sub(r"\x1b\[[\d;]*m", "", out.read())
    return Report(
        child.exitcode == 0,
        said,
        time.perf_counter() - start,
        [] if child.exitcode == 0 else problems(said, root),
    )


class Check:
    """A look at the rules in a fork of this process, which goes on meanwhile."""

    def __init__(self, root: Path):
        self.answers, sender = FORK.Pipe(duplex=False)
        self.process = FORK.Process(target=_check_here, args=(root, sender))
        with _undisturbed():
            self.process.start()
        sender.close()

    def found(self) -> list[tuple[str, int, str]] | None:
        """What breaks the rules, as (file, line, text); None as long as that is not known."""
        if not self.answers.poll():
            return None
        try:
            return self.answers.recv()
        except EOFError:  # it could not be done; a build says why
            return []

    def stop(self) -> None:
        """Nobody waits for it any more."""
        self.process.terminate()


def problems(said: str, root: Path) -> list[tuple[str, int, str]]:
    """Each line of a build's output that names a file and a line of the book."""
    found = (PLACE.match(line.replace(f"{root}{os.sep}", "")) for line in said.splitlines())
    return list(
        dict.fromkeys(
            (match["file"], int(match["line"]), match["text"]) for match in found if match
        )
    )


def _look_afresh(root: Path) -> None:
    """Let this fork see the book's code as it is now."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    os.chdir(root)
    if _changed("code", root):
        _old.extend(
            sys.modules.pop(name)
            for name in list(sys.modules)
            if name.partition(".")[0] == "plainresults"
        )
        sys.path[:] = [str(root), *(place for place in sys.path if place not in ("", str(root)))]
        forkserver.begin_anew()
        return
    forkserver.share()


def _check_here(root: Path, sender) -> None:
    _look_afresh(root)
    from plainresults import rules

    sender.send(
        [
            (problem.file, problem.line, f"{problem.rule}: {problem.message}")
            for problem in rules.check(root)
        ]
    )


def _build_here(root: Path, out: int) -> None:
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf8", buffering=1, closefd=False) for number in (1, 2)
    )
    _look_afresh(root)
    from jupyter_book.cli.main import main

    from plainresults.errors import told
    from plainresults.rules import set_up_problems

    if found := set_up_problems(root):
        sys.exit(told(found))
    warnings.simplefilter(
        "ignore"
    )  # of libraries, as in an ordinary run; a cell's warnings are the kernel's
    try:
        main(["build", str(root), "-q"], standalone_mode=False)
    except RuntimeError:
        sys.exit(1)  # Sphinx has said why; Jupyter Book would add a traceback of its own
