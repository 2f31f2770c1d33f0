"""What the preview answers to a browser: the site's files, a script in each page, and the news."""

from __future__ import annotations

import http.cookies
import http.server
import json
import secrets
import sys
import threading
import urllib.parse
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.preview import reviews

HERE = "127.0.0.1"
SCRIPT = Path(__file__).with_name("preview.js")
NOT_YET = "<!doctype html><title>Preview</title><body><p>This page is not there yet.</p></body>"


class News:
    """What the open pages need to know.

    How many good builds there were, what stopped the last one, what breaks a rule.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.number = 0
        first: dict[str, Any] = {"built": 0, "problems": [], "notes": []}
        self.state = first | {"problems": [["", 0, "The first build is under way."]]}

    def tell(self, **news: Any) -> None:
        """Take in what is new, and wake every open page."""
        with self.changed:
            self.number, self.state = self.number + 1, self.state | news
            self.changed.notify_all()

    def after(self, number: int, patience: float = 15) -> tuple[int, str]:
        """The news as JSON once there is any after `number`, or after `patience` seconds.

        Comes with its own number.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.number > number, patience)
            return self.number, json.dumps(self.state)


class Handler(http.server.SimpleHTTPRequestHandler):
    """The site's files, the script in each page, and the news as server-sent events.

    With a `token`, only who knows it gets anything: from the address the first time, then from a
    cookie. Without one, only requests for this machine by its own names are answered.
    """

    token = ""

    def __init__(self, *args: Any, news: News, token: str = "", **kwargs: Any):
        self.news, self.token = news, token
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer one request."""
        self._answer(super().do_GET)

    def do_HEAD(self) -> None:
        """Answer a request for the head of an answer alone."""
        self._answer(super().do_HEAD)

    def do_POST(self) -> None:
        """Take the answers of a review, from a page of this preview only."""
        origin = f"http://{self.headers.get('Host', '')}"
        if not self._may() or self.headers.get("Origin") != origin:
            what = "Answers are taken from the preview's own pages only"
            return self.send_error(HTTPStatus.FORBIDDEN, what)
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length) if length.isdecimal() else 0).decode("utf8", "replace")
        return self._send_review(*reviews.taken(current().root, self.path, body))

    def _answer(self, with_file: Callable[[], None]) -> None:
        path = self.path.partition("?")[0]
        page = Path(self.translate_path(path + ("index.html" if path.endswith("/") else "")))
        if "\0" in str(page):
            return self.send_error(HTTPStatus.NOT_FOUND, "There is no such address")
        if not self._may():
            return self.send_error(HTTPStatus.FORBIDDEN, "The preview does not answer here")
        if path == "/preview-events":
            return self._send_news()
        if path == "/preview.js":
            return self._send(SCRIPT.read_bytes(), "text/javascript")
        if f"{path}/".startswith(f"{reviews.AT}/"):
            return self._send_review(*reviews.shown(current().root, self.path))
        if page.suffix != ".html":
            return with_file()
        before, _, after = _text_of(page).partition("</body>")
        text = f'{before}<script src="/preview.js"></script></body>{after}'
        return self._send(text.encode(), "text/html; charset=utf-8")

    def _may(self) -> bool:
        if not self.token:
            host = self.headers.get("Host", "").rpartition(":")[0]
            return host in (HERE, "localhost")
        asked = urllib.parse.parse_qs(self.path.partition("?")[2]).get("token", [""])[0]
        cookies = http.cookies.SimpleCookie(self.headers.get("Cookie", ""))
        kept = cookies["token"].value if "token" in cookies else ""
        return any(secrets.compare_digest(self.token, one) for one in (asked, kept))

    def end_headers(self) -> None:
        """A preview is never kept by the browser; who knew the token need not show it again."""
        self.send_header("Cache-Control", "no-store")
        if self.token and f"token={self.token}" in self.path:
            self.send_header("Set-Cookie", f"token={self.token}; Path=/; HttpOnly; SameSite=Strict")
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing of each request."""

    def _send_review(self, status: int, page: str) -> None:
        if status == HTTPStatus.SEE_OTHER:
            self._send(b"", page, HTTPStatus.SEE_OTHER, "Location")
        else:
            self._send(page.encode(), "text/html; charset=utf-8", HTTPStatus(status))

    def _send(
        self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK, name: str = "Content-Type"
    ) -> None:
        self.send_response(status)
        self.send_header(name, kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_news(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number, text = self.news.after(-1)
        while self.command != "HEAD":
            try:
                self.wfile.write(f"data: {text}\n\n".encode())
                self.wfile.flush()
            except OSError:
                return  # the page was closed
            number, text = self.news.after(number)


def _text_of(page: Path) -> str:
    try:
        return page.read_text("utf8")
    except OSError:  # not built yet, or just being replaced
        return NOT_YET


class Server(http.server.ThreadingHTTPServer):
    """Ends without waiting for open pages, and says nothing of connections that break off."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show what went wrong, unless the other side has just gone."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
