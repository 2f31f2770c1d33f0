"""What goes over the wire: a small server that compresses, as every real host does, and a scale."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENDINGS = {".html", ".css", ".js", ".svg", ".json", ".csv", ".txt", ".xml", ".md", ".ipynb"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, compressed where that helps, and says nothing."""

    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".html": "text/html; charset=utf-8",
    }

    def log_message(self, *_args) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """One file; a missing one is a 404, as from the standard server."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if (
            not path.is_file()
            or path.suffix not in ENDINGS
            or "gzip" not in self.headers.get("Accept-Encoding", "")
        ):
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(str(path))),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "max-age=86400"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        return None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder` on a server of this machine, for as long as the block runs."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=folder)
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Weight:
    """The first view of a page: bytes over the wire, requests, and requests to other hosts."""

    size: int
    requests: int
    foreign: int


def weigh(chromium, address: str, name: str) -> Weight:
    """The weight of the page `name` of the site at `address`, in a browser with an empty cache."""
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked, loaded = [], []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    context.close()
    asked = [url for url in asked if url.startswith("http")]
    return Weight(round(sum(loaded)), len(asked), sum(not url.startswith(address) for url in asked))
