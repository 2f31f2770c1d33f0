"""Notice what is saved, added, renamed and removed in the book, and in the engine."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, watch

from plainresults.execution.sources import ENGINE

ENDINGS = {".md", ".ipynb", ".yml", ".yaml", ".json", ".geojson", ".bib", ".csv", ".py"}
ENDINGS |= {".html", ".css", ".js", ".svg", ".po", ".pot"}
PASSED_OVER = {"_build", "tests", "figures", "node_modules", "__pycache__"}
STEP = 30  # milliseconds without a change after which what was written is whole


def changes(root: Path, stop: threading.Event) -> Iterator[set[Path]]:
    """The files that have changed since the last time, whenever some have, until `stop` is set.

    It begins with the root alone, as soon as changes are noticed.

    Folders that come and go, dangling links and files that vanish meanwhile are no trouble.
    """
    missed = {root}
    while not stop.is_set():
        watched = folders(root)

        def counts(_change: Change, path: str, watched: set[Path] = watched) -> bool:
            place = Path(path)
            hidden = place.name.startswith(".") or place.name in PASSED_OVER
            is_folder = place in watched or place.is_dir()
            return not hidden and (is_folder or place.suffix in ENDINGS)

        try:
            for found in watch(
                *watched,
                watch_filter=counts,
                step=STEP,
                debounce=10 * STEP,
                stop_event=stop,
                rust_timeout=500,
                yield_on_timeout=True,
                recursive=False,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                changed = missed | {Path(path) for _, path in found}
                missed = set()
                if changed:
                    yield changed
                if folders(root) != watched:
                    missed = folders(root) - watched  # what was written there is not noticed
                    break
        except FileNotFoundError:
            pass  # a folder has gone between the two looks


def folders(root: Path) -> set[Path]:
    """The folders of the book and of the engine in which a change counts."""
    found = set()
    for top in (root, ENGINE):
        for folder, names, _ in os.walk(top):
            names[:] = [n for n in names if not n.startswith(".") and n not in PASSED_OVER]
            found.add(Path(folder))
    return found
