"""`make preview`: the site, built again at every save, the open page reloaded in place.

This process serves the site and watches the files; `builder` has each change built. A mistake is
shown over the last good page. What breaks a rule is looked for after the page is there, and shown
beside the paragraph. Nothing of this is in the published site.
"""

from __future__ import annotations

import errno
import functools
import re
import secrets
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from plainresults.execution.forkserver import Process
from plainresults.preview.builder import Builder, Problem
from plainresults.preview.handler import HERE, Handler, News, Server
from plainresults.preview.watch import changes

MARKUP = r"""[`*_{}\[\]()<>:#|"'“”’\\-]|\d"""


def run(root: Path, host: str = HERE, port: int = 8000) -> int:
    """Serve and rebuild the book in `root` until interrupted; gives the exit code."""
    news, token = News(), "" if host == HERE else secrets.token_urlsafe(12)
    site = str(root / "_build" / "html")
    handler = functools.partial(Handler, directory=site, news=news, token=token)
    try:
        server = Server((host, port), handler)
    except (OSError, OverflowError) as error:
        busy = getattr(error, "errno", 0) == errno.EADDRINUSE
        why = "is in use by another program" if busy else f"cannot be used: {error}"
        other = f"Take another one: plainresults preview --port {port + 1}"
        print(f"The port {port} on {host} {why}. {other}", file=sys.stderr)
        return 1
    stop = threading.Event()

    def end(*_: Any) -> None:
        stop.set()
        threading.Thread(target=server.shutdown).start()  # waits for this thread to serve no more

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    threading.Thread(target=_build_each_change, args=(root, news, stop), daemon=True).start()
    with server:
        _greet(host, server.server_port, token)
        server.serve_forever()
    return 0


def _greet(host: str, port: int, token: str) -> None:
    if not token:
        print(f"Preview: http://{HERE}:{port}/  (stop with Ctrl-C)", flush=True)
        return
    shown = _own_address() if host in ("0.0.0.0", "") else host
    print(f"Preview: http://{shown}:{port}/?token={token}  (stop with Ctrl-C)", flush=True)
    print("Who has this address can see the preview from other machines; keep it to yourself.")


def _own_address() -> str:
    """The address of this machine in its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))
            return str(trial.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _build_each_change(root: Path, news: News, stop: threading.Event) -> None:
    """Build at each change and tell the pages; what breaks the rules is looked for beside that."""
    builder, check = Builder(), None
    for changed in changes(root, stop):
        if check:
            check.end()
        builder.take_in(changed)
        report = builder.build()
        if stop.is_set():
            return
        if not report.good:
            _print(report.problems)
            shown = [[one.file, one.line, one.text] for one in report.problems]
            news.tell(problems=shown)
            continue
        print(f"Built in {report.seconds:.2f} s", flush=True)
        news.tell(built=news.state["built"] + 1, problems=[], notes=[])
        check = builder.check()
        threading.Thread(target=_tell_of_rules, args=(root, news, check), daemon=True).start()


def _tell_of_rules(root: Path, news: News, check: Process) -> None:
    try:
        found: list[Problem] = check.result()
    except EOFError:
        return  # there is a newer build, or a build says why it could not be done
    _print(found)
    shown = [[one.file, one.line, one.text, words_at(root / one.file, one.line)] for one in found]
    news.tell(notes=shown)


def words_at(path: Path, line: int) -> str:
    """The longest piece of a line without markup, by which a page finds the paragraph."""
    try:
        text = path.read_text("utf8", "replace").splitlines()[line - 1] if line > 0 else ""
    except (OSError, IndexError):  # the line or the file is gone
        return ""
    return max(re.split(MARKUP, text), key=len).strip()


def _print(problems: list[Problem]) -> None:
    for one in problems:
        print(f"{one.file}:{one.line}: {one.text}" if one.line else one.text, flush=True)
