"""Processes that start with everything imported, and never outlive the one that asked for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from plainresults.execution import forkserver, preload

TESTS = str(Path(__file__).parents[1])
ONE_THAT_WAITS = """
import sys
from plainresults.execution import forkserver
forkserver.begin()
process = forkserver.start("forked:wait")
process.connection.recv(100)
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def server(monkeypatch):
    """A fork server that has imported one library, ended after the test."""
    forkserver.end()
    path = os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    forkserver.begin("colorsys")
    yield
    forkserver.end()


def all_end(*processes: psutil.Process) -> bool:
    """Whether all of them end within some seconds."""
    return not psutil.wait_procs(processes, timeout=20)[1]


def test_a_process_has_what_it_was_asked_for_and_what_the_server_imported(tmp_path, monkeypatch):
    """Arguments, folder and environment of its starter; and what it returns comes back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("A_TEST", "yes")
    given, *rest, imported, number = forkserver.start("forked:surroundings", 1, "two").result()
    assert given == (1, "two") and rest == [str(tmp_path), "yes"] and imported
    assert number != os.getpid() and "colorsys" not in sys.modules


def test_the_server_does_between_two_forks_what_it_is_called_for():
    """So data are loaded once for all processes to come."""
    assert not forkserver.start("forked:remembered").result()
    forkserver.call("forked:remember")
    assert forkserver.start("forked:remembered").result()


def test_a_process_that_fails_or_is_killed_is_noticed():
    """Its starter waits for no result that can't come."""
    with pytest.raises(EOFError):
        forkserver.start("forked:fail").result()
    with pytest.raises(EOFError):
        forkserver.start("no.such.module:function").result()
    process = forkserver.start("forked:wait")
    assert process.connection.recv(100) == b"running\n"
    for waiting in the_server().children():
        waiting.kill()
    with pytest.raises(EOFError):
        process.result()


def test_a_process_ends_when_its_starter_lets_go_of_it():
    """Whether it is busy or waits."""
    process = forkserver.start("forked:wait")
    process.connection.recv(100)
    children = the_server().children()
    process.end()
    assert all_end(*children)


def test_a_server_leaves_nothing_behind_however_its_owner_ends():
    """Neither processes nor folders; the owner is killed while it waits."""
    owner = subprocess.Popen(
        [sys.executable, "-c", ONE_THAT_WAITS], stdin=-1, stdout=-1, text=True, cwd=TESTS
    )
    with owner:
        assert owner.stdout.readline() == "ready\n"
        started = psutil.Process(owner.pid).children(recursive=True)
        place = Path(started[0].environ()[forkserver.PLACE])
        assert len(started) == 2 and place.is_dir()
        owner.send_signal(signal.SIGKILL)
    assert all_end(*started) and not place.exists()


def test_what_a_process_started_ends_with_it_or_with_the_server(tmp_path):
    """A program ends with the process, and one in a session of its own with the server."""
    forkserver.start("forked:leave_others", str(tmp_path)).result()
    left = [psutil.Process(int(path.name)) for path in tmp_path.iterdir() if alive(path.name)]
    hidden = [one for one in left if one.pid == os.getsid(one.pid)]
    assert all_end(*(one for one in left if one not in hidden))
    assert len(hidden) == 1 and hidden[0].is_running()
    forkserver.end()
    assert all_end(*hidden)


def alive(number: str) -> bool:
    return psutil.pid_exists(int(number)) and psutil.Process(int(number)).status() != "zombie"


def the_server() -> psutil.Process:
    """The only child of this process that has its connection."""
    return next(
        child
        for child in psutil.Process().children()
        if "forkserver import main" in " ".join(child.cmdline())
    )


def test_who_asks_a_service_reaches_it_from_a_process_that_it_was_lent_to():
    """There is no address that anybody else could find."""
    forkserver.offer("answers", "forked:answer", processes=2)
    lent = {"answers": forkserver.services["answers"]}
    assert [forkserver.start("forked:ask", **lent).result() for _ in range(3)] == [b"5"] * 3


def test_the_server_has_one_thread_with_all_that_notebooks_need():
    """A process with threads can't be forked safely; nothing that starts one may be imported."""
    forkserver.end()
    preload.begin()
    assert forkserver.start("forked:threads").result() == 1
