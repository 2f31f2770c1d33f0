"""What the tests of the fork server let its processes do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import sample_books
from plainresults import book as current_book
from plainresults.errors import NotBuilt
from plainresults.execution import forkserver


def surroundings(*given: object) -> tuple[object, ...]:
    """What it was given, its folder, a variable, whether a module is there, and its number."""
    return given, str(Path.cwd()), os.environ.get("A_TEST"), "colorsys" in sys.modules, os.getpid()


def wait() -> None:
    """Say that it runs, and go on."""
    forkserver.tell(b"running\n")
    time.sleep(600)


def leave_others(place: str) -> None:
    """Start a program, one that hides in a session of its own, and a fork, and end."""
    for new_session in (False, True):
        program = subprocess.Popen(["sleep", "600"], start_new_session=new_session)
        Path(place, str(program.pid)).touch()
    if not (fork := os.fork()):
        time.sleep(600)
    Path(place, str(fork)).touch()


def fail() -> None:
    """Raise an error."""
    raise ValueError("as asked")


def answer() -> None:
    """Tell each who connects how many bytes it was sent."""
    while (asked := forkserver.accept(forkserver.services["requests"]))[0]:
        (connection,) = asked[1]
        with connection:
            connection.sendall(str(len(connection.recv(100))).encode())


def ask() -> bytes:
    """What the service answers to a process that it was lent to."""
    with forkserver.connect("answers") as line:
        line.sendall(b"12345")
        return line.recv(10)


def remember() -> None:
    """Change the process that calls it."""
    os.environ["REMEMBERED"] = "yes"
    sys.modules["remembered"] = sys


def threads() -> int:
    """How many threads the fork server has, as the system counts them."""
    status = Path(f"/proc/{os.getppid()}/status").read_text()
    return int(status.split("Threads:")[1].split()[0])


def remembered() -> bool:
    """Whether the fork server was changed."""
    return "remembered" in sys.modules


# Builds of small books ---------------------------------------------------------------------------


def forget_book() -> None:
    """In the fork server: know no book, so that each process finds its own."""
    sample_books.forget()
    current_book._current.clear()


def build(folder: str) -> tuple[int, str, list[tuple[str, int, str]]]:
    """Build a book as `jupyter-book build` does.

    The exit code, all that was said, and each problem as file, line and text.
    """
    from jupyter_book.cli.main import main  # which the fork server has imported already
    from plainresults.sphinx import messages

    os.chdir(folder)
    current_book.use(Path(folder))
    code, found = 0, []
    with tempfile.TemporaryFile("w+", encoding="utf8") as said:
        for number in (1, 2):
            os.dup2(said.fileno(), number)
        try:
            main(["build", "."], standalone_mode=False)
        except NotBuilt as stopped:
            code, found = 1, list(stopped.problems)
            print(stopped.code)
        except SystemExit as stopped:
            code = 1
            print(stopped.code)
        except Exception:
            code = 1
            traceback.print_exc()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        said.seek(0)
        shown = current_book.current().shown
        problems = [(shown(one.file), one.line, one.message) for one in found + messages.reported]
        return code, said.read(), problems
