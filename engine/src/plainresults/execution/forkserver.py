"""Processes that start with everything imported: forks of one that did it once, the fork server.

`begin` starts the fork server with the names of what it is to import, and does not wait for it.
`start` asks it for a process that calls a function. Modules and functions are given as names, so
this module imports none of them.

Who starts a process holds one end of a connection, the process holds the other, and nobody else
does. So each learns that the other has ended, in whatever way, and no process number is asked
after. A process ends with its starter; the fork server ends with the one that began it, and with it
everything below. Connections are made by handing over one end of a pair of sockets, so there are no
addresses, files or keys.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
PLACE = "PLAINRESULTS_PLACE"  # in the environment: a folder that is deleted when the server ends
SET_CHILD_SUBREAPER = 36  # of prctl(2): orphans of its processes become children of the server

services: dict[str, socket.socket] = {}  # what this process can connect to; "forks" is the server
_starter: list[socket.socket] = []  # in a process of the server: its end of the connection
_helpers: list[Process] = []
_server: list[subprocess.Popen[bytes]] = []


class Process:
    """A process that was started; its `connection` is at an end when it has ended."""

    def __init__(self, connection: socket.socket):
        self.connection = connection

    def result(self) -> Any:
        """What its function returns, once; EOFError when it ends before that."""
        try:
            with self.connection, self.connection.makefile("rb") as stream:
                return pickle.load(stream)
        except OSError:
            raise EOFError from None

    def end(self) -> None:
        """End it, with what it has started."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)  # which wakes who waits for its result
        self.connection.close()


def begin(*names: str) -> None:
    """Let the fork server start and import `names`: modules, or functions as "module:function".

    Calling it again does nothing, and a process of the server uses that one.
    """
    if "forks" in services or not CAN_FORK:
        return
    short = len(tempfile.gettempdir()) < 60  # a socket's path has at most 107 characters
    os.environ[PLACE] = tempfile.mkdtemp(prefix="plainresults-", dir=None if short else "/tmp")
    services["forks"], theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import main; main()", *names],
            stdin=theirs.fileno(),
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # a process with threads cannot fork
            start_new_session=True,
        )
    _server.append(process)


def end() -> None:
    """End the fork server that this process began, with all its processes."""
    for helper in _helpers:
        helper.end()
    _let_go()
    while _server:
        with contextlib.suppress(subprocess.TimeoutExpired):
            _server.pop().wait(10)


def start(target: str, *arguments: Any, **lent: socket.socket) -> Process:
    """Start a process that calls `target`, "module:function", in this folder and environment.

    Its `services` are those in `lent`. OSError when the fork server has ended.
    """
    connection = connect("forks", *lent.values())
    request = target, arguments, list(lent), Path.cwd(), dict(os.environ)
    connection.sendall(pickle.dumps(request))
    return Process(connection)


def call(target: str) -> None:
    """Let the fork server itself call a function, before it forks again."""
    with connect("forks", mark=CALL) as connection:
        connection.sendall(target.encode())


def offer(service: str, target: str, processes: int = 1) -> None:
    """Start processes that call `target` and there `accept` who connects to `service`."""
    services[service], requests = socket.socketpair()
    with requests:
        _helpers.extend(start(target, requests=requests) for _ in range(processes))


FORK, CALL = b"f", b"c"


def connect(service: str, *further: socket.socket, mark: bytes = FORK) -> socket.socket:
    """A new connection to a service, which is given the `further` sockets with it.

    KeyError when this process knows no such service, OSError when it has ended.
    """
    requests, (mine, theirs) = services[service], socket.socketpair()
    with theirs, contextlib.ExitStack() as unless_sent:
        unless_sent.enter_context(mine)
        handed = [theirs.fileno(), *(one.fileno() for one in further)]
        socket.send_fds(requests, [mark], handed)
        unless_sent.pop_all()
    return mine


def accept(requests: socket.socket) -> tuple[bytes, list[socket.socket]]:
    """The next connection to a service: its mark, its end here and what came with it.

    The mark is empty when nobody can connect any more.
    """
    mark, handed, *_ = socket.recv_fds(requests, 1, 16)
    for one in handed:
        os.set_inheritable(one, False)
    return mark, [socket.socket(fileno=one) for one in handed]


def tell(message: bytes) -> None:
    """In a process of the fork server: send `message` to its starter."""
    _starter[0].sendall(message)


def _let_go() -> None:
    """In a fork of this process: hold none of its connections, so that their ends stay noticed."""
    for one in (*services.values(), *_starter, *(helper.connection for helper in _helpers)):
        one.close()
    for held in (services, _starter, _helpers):
        held.clear()


if CAN_FORK:
    os.register_at_fork(after_in_child=_let_go)
atexit.register(end)


# The fork server ---------------------------------------------------------------------------------


def main() -> None:
    """Be the fork server: requests come by standard input, the arguments are what to import."""
    requests = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    with contextlib.suppress(AttributeError):  # there is no such call but on Linux
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, _reap)
    for name in sys.argv[1:]:
        _load(name)
    while (accepted := accept(requests))[0]:
        mark, handed = accepted
        if mark == CALL:
            with handed[0].makefile() as text:
                _load(text.read())
        elif os.fork() == 0:
            requests.close()
            _run(*handed)
        for one in handed:
            one.close()
    _end_all()
    shutil.rmtree(os.environ[PLACE], ignore_errors=True)


def _load(name: str) -> None:
    """Import a module, or call "module:function"; who needs what fails here will say so."""
    module, _, function = name.partition(":")
    with contextlib.suppress(Exception):
        found = importlib.import_module(module)
        if function:
            getattr(found, function)()


def _run(connection: socket.socket, *handed: socket.socket) -> None:
    """In a fork: do what is asked for, and send what it returns. Never returns."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with connection.makefile("rb") as stream:
            target, arguments, names, folder, environment = pickle.load(stream)
        services.update(zip(names, handed, strict=True))
        _starter.append(connection)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        threading.Thread(target=_end_with_starter, daemon=True).start()
        module, _, function = target.partition(":")
        tell(pickle.dumps(getattr(importlib.import_module(module), function)(*arguments)))
        code = 0
    except (EOFError, BrokenPipeError):  # who asked has ended
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


def _end_with_starter() -> None:
    with contextlib.suppress(OSError):
        _starter[0].recv(1)  # nothing is sent after the request, so this is the end
    os.killpg(0, signal.SIGKILL)


def _reap(*_: Any) -> None:
    """Clear away the processes that have ended, and end what they have started."""
    with contextlib.suppress(ChildProcessError):
        while (process := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            with contextlib.suppress(OSError):
                os.killpg(process, signal.SIGKILL)


def _end_all() -> None:
    """End every process below this one; their orphans become its children, so they come next."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with contextlib.suppress(ChildProcessError):
        while True:
            for process in children.read_text().split() if children.is_file() else ():
                os.kill(int(process), signal.SIGKILL)
            os.waitpid(-1, 0)
