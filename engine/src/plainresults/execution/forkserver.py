"""Begin early what a build with notebooks waits for: the process that imports everything once, on another core.

This module imports next to nothing, so that it can be the first thing a build does; see `kernels`.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import plainresults
from plainresults.book import current

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
_first: dict = {}  # how the first warm process is reached, once another has taken its place
SERVERS = "PLAINRESULTS_PICTURES"  # the addresses of the makers of pictures, in the environment of a kernel


@functools.cache
def begin() -> None:
    """Let the warm process begin its imports without waiting for it. Calling it again does nothing."""
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    ours = [str(current().root), str(Path(plainresults.__file__).parents[1])]
    if path[: len(ours)] != ours:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*ours, *path]))
    sys.path += [folder for folder in ours if folder not in sys.path]  # a fork takes this one's
    if CAN_FORK:
        from multiprocessing import forkserver

        os.environ |= {SERVERS + "_KEY": secrets.token_hex(), "OPENBLAS_NUM_THREADS": "1"}
        forkserver.set_forkserver_preload(["plainresults.execution.preload"])
        forkserver.ensure_running()


def share() -> None:
    """In a fork of a process that has begun: use its warm process, which Python takes for lost, as it is no child of the fork's."""
    from multiprocessing import forkserver

    forkserver._forkserver.ensure_running = lambda: None


def begin_anew() -> None:
    """In a fork of a process that has begun: forget its warm process, so that `begin` starts another."""
    from multiprocessing import forkserver

    server = forkserver._forkserver
    server._forkserver_pid = server._forkserver_address = server._forkserver_alive_fd = None


@contextlib.contextmanager
def change_server() -> Iterator[tuple]:
    """Where the next warm process is to listen, and what ends when nobody needs it any more; inside, what is forked comes from the first one."""
    from multiprocessing import Pipe, connection, forkserver

    server = forkserver._forkserver
    _first.setdefault("address", server._forkserver_address)
    _first.setdefault("alive", server._forkserver_alive_fd)
    server._forkserver_address, server._forkserver_alive_fd = _first["address"], _first["alive"]
    needed, needs = Pipe(duplex=False)
    address = connection.arbitrary_address("AF_UNIX")
    with socket.socket(socket.AF_UNIX) as listener, needed:
        listener.bind(address)
        os.chmod(address, 0o600)
        listener.listen()
        yield listener, needed
    _first["needs"] = needs  # the one before it is closed by this, and so ends
    server._forkserver_address, server._forkserver_alive_fd = address, needs.fileno()


def while_needed(starter: int, task, *args) -> None:
    """Do `task` in this process, but end with the one that asked for it, and with the one that it was forked from, however these end."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent and _lives(starter):
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    task(*args)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def files_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """Each file below `folder` with its time and size."""
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.resolve().rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def begin_if_work_is_ahead(root: Path) -> None:
    """The same if notebooks may have to run: a guess by the times of files, which decides over nothing but time."""
    pickle = root / "_build" / ".doctrees" / "environment.pickle"
    last = pickle.stat().st_mtime if pickle.is_file() else 0
    if any(
        path.stat().st_mtime > last
        for folder in ("chapters", "data", "engine", "study")
        for path in Path(root, folder).rglob("*.*")
    ):
        begin()
