"""One build of a book at a time, and none that goes on from where a broken one stopped."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import IO

from sphinx.application import Sphinx

from plainresults.errors import what_is_left
from plainresults.sphinx.places import complete

PATIENCE = 600  # seconds
ROOM = 30_000_000  # bytes: a small site, written beside the one that is published
_held: list[IO[str]] = []


def one_at_a_time(app: Sphinx) -> None:
    """Wait for another build of this book to end; forget what a broken build left.

    SystemExit with a sentence when the other one does not end, or when the folder of builds cannot
    be written or has too little room: Sphinx would end in a traceback half way.
    """
    folder = Path(app.doctreedir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if sys.platform != "win32":
            _held.append(_locked(folder / "lock"))
        room = shutil.disk_usage(folder).free
    except OSError as error:
        sys.exit(f"Not built: {error.strerror}: {error.filename}. {what_is_left()}")
    if room < ROOM:
        sys.exit(
            f"Not built: the disk of {folder.parent} has {room / 1e6:.1f} MB left, and a build "
            f"needs {ROOM / 1e6:.0f}. Make room and build again. {what_is_left()}"
        )
    if not complete(app).is_file():
        Path(folder, "environment.pickle").unlink(missing_ok=True)
    complete(app).unlink(missing_ok=True)


def _locked(path: Path) -> IO[str]:
    """The lock file, which stays locked until this process has ended."""
    import fcntl  # there is none on Windows

    file, begun = path.open("w"), time.monotonic()
    waits = False
    while time.monotonic() < begun + PATIENCE:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if not waits:
                print(
                    "Another build of this book is under way; waiting for its end ...", flush=True
                )
            waits = True
            time.sleep(0.1)
    sys.exit(
        f"Not built: another build of this book did not end within {PATIENCE // 60} minutes. "
        "End it, or its preview, and build again. The last good site is as it was."
    )
