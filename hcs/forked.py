"""Build the book in a fork of a process that has imported the libraries once.

Importing Sphinx, MyST-NB and their like takes four of the five seconds of a rebuild; a fork starts with
all of it in memory. The book's own code is loaded anew in each fork, so a change in `hcs/` is seen.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import re
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path

# What a build imports, by the names that bring in the rest; Sphinx's own extensions come on top.
LIBRARIES = """alabaster altair docutils.languages.en docutils.parsers.rst.directives.admonitions docutils.parsers.rst.directives.tables jsonschema jupyter_book.cli.main jupyter_book.sphinx jupyter_cache jupyter_client.manager myst_nb.sphinx_
myst_nb.sphinx_ext myst_nb.ext.execution_tables myst_nb.ext.glue.domain myst_parser.sphinx_ext.directives
myst_parser.sphinx_ext.mathjax myst_parser.sphinx_ext.myst_refs nbclient nbconvert pandas pybtex.database sphinx.builders.html sphinx.environment.collectors.toctree
sphinx_book_theme sphinx_comments sphinx_copybutton sphinx_design.extension sphinx_external_toc.events sphinx_jupyterbook_latex.events sphinx_jupyterbook_latex.transforms
sphinx_multitoc_numbering sphinx_thebe sphinx_togglebutton sphinx.ext.doctest sphinx.ext.mathjax
sphinxcontrib.bibtex sphinxcontrib.serializinghtml textstat unittest vl_convert""".split()
FORK = multiprocessing.get_context("fork")
PLACE = re.compile(r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+): (?:(?:ERROR|WARNING|CRITICAL): )?(?P<text>.+)$")


@dataclass
class Report:
    """What came of one build: `problems` are (file, line, text), `said` is all that was printed."""

    good: bool
    said: str
    seconds: float
    problems: list[tuple[str, int, str]] = field(default_factory=list)


def import_libraries() -> None:
    """Import what a build needs. Call it once, while the process has one thread."""
    from sphinx.application import builtin_extensions

    for name in (*LIBRARIES, *builtin_extensions):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # forks share these objects; the collector need not touch, and so copy, them


def build(root: Path) -> Report:
    """Build the book in `root` as `jupyter-book build` does, in a fork of this process."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf8") as out:
        child = FORK.Process(target=_build_here, args=(root, out.fileno()))
        child.start()
        child.join()
        out.seek(0)
        said = re.sub(r"\x1b\[[\d;]*m", "", out.read())
    return Report(child.exitcode == 0, said, time.perf_counter() - start, [] if child.exitcode == 0 else problems(said, root))


def problems(said: str, root: Path) -> list[tuple[str, int, str]]:
    """Each line of a build's output that names a file and a line of the book."""
    found = (PLACE.match(line.replace(f"{root}{os.sep}", "")) for line in said.splitlines())
    return list(dict.fromkeys((match["file"], int(match["line"]), match["text"]) for match in found if match))


def _build_here(root: Path, out: int) -> None:
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf8", buffering=1, closefd=False) for number in (1, 2))
    os.chdir(root)
    for name in [name for name in sys.modules if name.partition(".")[0] == "hcs"]:
        del sys.modules[name]
    sys.path[:] = [str(root), *(place for place in sys.path if place not in ("", str(root)))]
    from hcs.fault import told
    from hcs.toc import set_up_faults
    from jupyter_book.cli.main import main

    if faults := set_up_faults(root):
        sys.exit(told(faults))
    warnings.simplefilter("ignore")  # of libraries, as in an ordinary run; a cell's warnings are the kernel's
    try:
        main(["build", str(root), "-q"], standalone_mode=False)
    except RuntimeError:
        sys.exit(1)  # Sphinx has said why; Jupyter Book would add a traceback of its own
