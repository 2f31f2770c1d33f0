"""What the fork server imports for notebooks, so that each kernel has it at once.

All of it is given as names, since this layer knows no charts. What starts threads or holds
connections must not be among it.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from plainresults.book import current
from plainresults.execution import forkserver
from plainresults.execution.sources import ENGINE

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MAKERS = min(-(-CORES // 2), 4)  # the rest of a kernel's work takes about as long as its pictures
KERNEL = (
    "plainresults.execution.sources",
    "plainresults.execution.preload:import_kernel",
    "altair",
    "pandas",
    "narwhals._interchange.dataframe",
    "vl_convert",
    "faulthandler",
    "sqlite3",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
)
CHAPTERS = (  # what cells call, after the fingerprints of its code have been taken
    "plainresults.execution.kernel_process",
    "plainresults.charts",
    "plainresults.data",
    "plainresults.charts.figure:prepare",
    "plainresults.evidence.store:load",
    "plainresults.evidence.tables:load",
)


def import_kernel() -> None:
    """Import ipykernel without the debugger, which takes half of its start and nobody uses here."""
    sys.modules["debugpy"] = None  # type: ignore[assignment] # so that it cannot be imported
    importlib.import_module("ipykernel.kernelapp")
    del sys.modules["debugpy"]


def begin(*more: str) -> None:
    """Let the fork server and the makers of pictures start, without waiting for them.

    `more` is what the server is to import beside what notebooks need.
    """
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    ours = [str(current().root), str(ENGINE.parent)]
    if path[: len(ours)] != ours:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*ours, *path]))
    if forkserver.CAN_FORK and "forks" not in forkserver.services:
        forkserver.begin(*KERNEL, *CHAPTERS, *more, "gc:collect", "gc:freeze")
        forkserver.offer("pictures", "plainresults.rendering.vega:serve", MAKERS)


def begin_if_work_is_ahead(root: Path) -> None:
    """The same if notebooks may have to run: a guess by the times of files, to gain time only."""
    pickle = root / "_build" / ".doctrees" / "environment.pickle"
    last = pickle.stat().st_mtime if pickle.is_file() else 0
    folders = (root / "chapters", root / "data", root / "study", ENGINE)
    files = (path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc")
    if any(path.lstat().st_mtime > last for path in files):
        begin()
