"""`make preview`: the site on this machine only, built again at every save, the open page reloaded in place.

One process serves; a second one watches the files and builds each change in a fork of itself (`forked`).
A mistake is shown over the last good page. What breaks a rule is looked for after the page is there, and shown
beside the paragraph. Nothing of this is in the published site.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from plainresults.book import current
from plainresults.preview import builder, reviews
from plainresults.preview.builder import FORK, Report

POLL = 0.03  # seconds
WATCHED = {
    ".md",
    ".yml",
    ".yaml",
    ".json",
    ".bib",
    ".csv",
    ".py",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".po",
    ".pot",
}
PASSED_OVER = {"_build", "tests", "figures", "node_modules", "__pycache__"}
MARKUP = r"""[`*_{}\[\]()<>:#|"'“”’\\-]|\d"""
SCRIPT = Path(__file__).with_suffix(".js")


class News:
    """What the open pages need to know: how many good builds there were, what stopped the last one, what breaks a rule."""

    def __init__(self):
        self.changed = threading.Condition()
        self.number, self.state = (
            0,
            {"built": 0, "problems": [["", 0, "The first build is under way."]], "notes": []},
        )

    def tell(self, **news) -> None:
        """Take in what is new, and wake every open page."""
        with self.changed:
            self.number, self.state = self.number + 1, self.state | news
            self.changed.notify_all()

    def after(self, number: int, patience: float = 15) -> tuple[int, str]:
        """The news as JSON once there is any after `number`, or after `patience` seconds, with its number."""
        with self.changed:
            self.changed.wait_for(lambda: self.number > number, patience)
            return self.number, json.dumps(self.state)


class Handler(http.server.SimpleHTTPRequestHandler):
    """The site's files, the script in each page, and the news as server-sent events."""

    def __init__(self, *args, news: News, **kwargs):
        self.news = news
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer one request; only for this machine, whatever name it was reached by."""
        if self.headers.get("Host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            self.send_error(403, "The preview answers on 127.0.0.1 only")
        elif self.path == "/preview-events":
            self._send_news()
        elif self.path == "/preview.js":
            self._send(SCRIPT.read_bytes(), "text/javascript")
        elif self.path.split("?")[0].split("/")[1] == reviews.AT[1:]:
            self._send_review(*reviews.shown(current().root, self.path))
        elif (
            page := Path(
                self.translate_path(self.path + ("index.html" if self.path.endswith("/") else ""))
            )
        ).suffix == ".html":
            found = (
                page.read_text("utf8")
                if page.is_file()
                else "<!doctype html><title>Preview</title><body><p>This page is not there yet.</p></body>"
            )
            before, _, after = found.partition("</body>")
            self._send(
                f'{before}<script src="/preview.js"></script></body>{after}'.encode(),
                "text/html; charset=utf-8",
            )
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Take the answers of a review, from a page of this preview only."""
        host = self.headers.get("Host", "")
        known = host.rpartition(":")[0] in ("127.0.0.1", "localhost")
        if not known or self.headers.get("Origin") != f"http://{host}":
            self.send_error(403, "Answers are taken from the preview's own pages only")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf8")
        self._send_review(*reviews.taken(current().root, self.path, body))

    def _send_review(self, status: int, page: str) -> None:
        body = page.encode("utf8") if status != 303 else b""
        self.send_response(status)
        self.send_header(
            "Location" if status == 303 else "Content-Type",
            page if status == 303 else "text/html; charset=utf-8",
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """A preview is never kept by the browser."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_args) -> None:
        """Say nothing of each request."""

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_news(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number, text = self.news.after(-1)
        try:
            while True:
                self.wfile.write(f"data: {text}\n\n".encode())
                self.wfile.flush()
                number, text = self.news.after(number)
        except OSError:
            pass  # the page was closed


def run(root: Path, port: int = 8000) -> None:
    """Serve and rebuild the book in `root` until interrupted."""
    news = News()
    handler = functools.partial(Handler, directory=str(root / "_build" / "html"), news=news)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        reports, sender = FORK.Pipe(duplex=False)
        builder = FORK.Process(target=_build_at_each_change, args=(root, sender))
        builder.start()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        sender.close()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"Preview: http://127.0.0.1:{server.server_port}/  (stop with Ctrl-C)", flush=True)
        try:
            while True:
                if reports.poll(
                    1
                ):  # for a second at most, as a signal that another thread gets does not wake this one
                    news.tell(**_said(root, reports.recv(), news.state["built"]))
        except (KeyboardInterrupt, EOFError):
            builder.terminate()
        finally:
            server.shutdown()


def changes(root: Path, parent: int) -> Iterator[bool]:
    """Looks at the files of the book again and again: whether any differs from what it was. Ends when `parent` is gone."""
    seen = None
    while os.getppid() == parent:
        now = dict(_stamps(root))
        while now != seen and now != (
            settled := _a_moment_later(root)
        ):  # an editor may still be writing
            now = settled
        yield now != seen
        seen = now
        time.sleep(POLL)


def _a_moment_later(root: Path) -> dict[str, tuple[int, int]]:
    time.sleep(POLL / 2)
    return dict(_stamps(root))


def _build_at_each_change(root: Path, sender) -> None:
    os.environ["PLAINRESULTS_PREVIEW"] = "1"  # see `publish` and `checked`
    asked_to_stop = []

    def stop(*_) -> None:
        """End what was started before this process ends; Python loses an exception that comes while it forks, so it is noted too."""
        asked_to_stop.append(True)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    check = None
    try:
        builder.import_libraries()
        for changed in changes(root, os.getppid()):
            if asked_to_stop:
                break
            if changed:
                if check:
                    check.stop()
                sender.send(report := builder.build(root))
                check = builder.Check(root) if report.good and _asks_for_rules(root) else None
            elif check and (found := check.found()) is not None:
                sender.send(found)
                check = None
    except (KeyboardInterrupt, BrokenPipeError):
        pass


def _asks_for_rules(root: Path) -> bool:
    return (
        yaml.safe_load(Path(root, "_config.yml").read_text("utf8"))
        .get("sphinx", {})
        .get("config", {})
        .get("plainresults_rules", True)
    )


def _said(root: Path, report: Report | list, built: int) -> dict:
    """What to tell the pages of a build or of a look at the rules; the terminal hears it too."""
    if isinstance(report, list):
        _print(report)
        return {
            "notes": [
                [file, line, text, words_at(root / file, line)] for file, line, text in report
            ]
        }
    if report.good:
        print(f"Built in {report.seconds:.2f} s", flush=True)
        return {"built": built + 1, "problems": [], "notes": []}
    found = report.problems or [("", 0, report.said.strip()[-2000:])]
    _print(found)
    return {"problems": [list(problem) for problem in found]}


def words_at(path: Path, line: int) -> str:
    """The longest piece of a line without markup, by which a page finds the paragraph; nothing when the line is gone."""
    lines = path.read_text("utf8").splitlines() if path.is_file() else []
    return max(re.split(MARKUP, lines[line - 1]), key=len).strip() if 0 < line <= len(lines) else ""


def _print(problems: list) -> None:
    if problems:
        print("\n".join(f"{file}:{line}: {text}" for file, line, text in problems), flush=True)


def _stamps(folder: Path | str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in PASSED_OVER:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _stamps(entry.path)
            elif os.path.splitext(entry.name)[1] in WATCHED:
                about = entry.stat()
                yield entry.path, (about.st_mtime_ns, about.st_size)
