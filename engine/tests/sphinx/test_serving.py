"""The published site on a running nginx, with the configuration that is made with it."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from plainresults.export import hosts
from plainresults.rendering import content_security
from sample_books import Book

NGINX = """daemon off; pid {0}/pid; error_log {0}/error.log; {1}
events {{}}
http {{
include /etc/nginx/mime.types; access_log off;
client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;
uwsgi_temp_path {0}/u; scgi_temp_path {0}/s; include {0}/site.conf;
}}
"""


@pytest.fixture(scope="module")
def server(built_book: Book, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Debian's nginx with the book's configuration, on this machine only."""
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rules = built_book.read("_build/nginx.conf").replace("listen 80;", f"listen 127.0.0.1:{port};")
    rules = rules.replace("/var/www/gardens-in-plain-words", str(built_book.site))
    (folder / "site.conf").write_text(rules, "utf8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder, user), "utf8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    nginx = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in range(100):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert nginx.poll() is None, nginx.stderr and nginx.stderr.read()
        time.sleep(0.05)
    yield port
    nginx.terminate()
    nginx.communicate(timeout=10)


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers by small letters (several of one name are joined), body."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = line.getresponse()
    body = answer.read()
    line.close()
    said = {name.lower(): ", ".join(answer.headers.get_all(name) or ()) for name in answer.headers}
    return answer.status, said, body


def from_headers_file(text: str, path: str) -> dict[str, str]:
    """What `_headers` says of `path`, as hosts read it: every rule that fits, joined."""
    said: dict[str, list[str]] = {}
    for rule in text.strip().split("\n\n"):
        place, *lines = rule.splitlines()
        if re.fullmatch(re.escape(place).replace(r"\*", ".*"), path):
            for line in lines:
                name, _, value = line.strip().partition(": ")
                said.setdefault(name.lower(), []).append(value)
    return {name: ", ".join(values) for name, values in said.items()}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/chapters/missed-days.html",
        "/embed/compare-groups-missed-days.html",
        "/data/numbers.json",
        "/charts/compare-groups-missed-days.svg",
        "/_static/site.css",
    ],
)
def test_nginx_says_what_the_file_of_headers_says(server: int, built_book: Book, path: str):
    """Policy, HSTS, referrers and frames, the same on every kind of host."""
    status, headers, _ = ask(server, path)
    assert status == 200
    wanted = from_headers_file((built_book.site / "_headers").read_text("utf8"), path)
    framed, page = path.startswith("/embed/"), path.endswith((".html", "/"))
    said = {name: headers.get(name) for name in wanted}
    if not page and not framed:  # frames are forbidden for pictures and data, too
        said["content-security-policy"] = headers["content-security-policy"].partition(", ")[0]
    assert said == wanted
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["referrer-policy"] == "no-referrer"
    assert content_security.policy(search=True) in headers["content-security-policy"]
    assert ("frame-ancestors 'none'" in headers["content-security-policy"]) is not framed
    assert headers.get("x-frame-options") == (None if framed else "DENY")
    assert ("access-control-allow-origin" in headers) is path.startswith(("/data/", "/charts/"))


def test_pages_come_compressed_and_fresh(server: int, built_book: Book):
    """A page is packed, asked for anew each time, and an unchanged one costs no body."""
    page = (built_book.site / "index.html").read_bytes()
    status, headers, body = ask(server, "/", Accept_Encoding="gzip")
    assert status == 200 and gzip.decompress(body) == page and len(body) < 0.5 * len(page)
    assert headers["cache-control"] == "no-cache"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "/" not in headers["server"], "the version is not told"
    assert ask(server, "/", Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/_static/site.css", "text/css", "public, max-age=3600"),
        ("/data/numbers.json", "application/json", "no-cache"),
        ("/data/numbers.csv", "text/csv", "public, max-age=3600"),
        ("/chapters/missed-days.html", "text/html", "no-cache"),
        ("/chapters/missed-days", "text/html", "no-cache"),
    ],
)
def test_each_kind_of_file_has_its_type_and_its_time(server: int, path: str, kind: str, cache: str):
    """Style and pictures are kept for an hour; pages and data are asked for anew."""
    status, headers, _ = ask(server, path, Accept_Encoding="gzip")
    assert status == 200 and headers["content-type"].startswith(kind)
    assert headers["cache-control"] == cache and headers.get("content-encoding") == "gzip"


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404),
        ("/.git/config", "GET", 404),
        ("/../Makefile", "GET", 400),
        ("/", "POST", 403),
        ("/data/numbers.json", "DELETE", 403),
    ],
)
def test_what_is_not_published_is_not_served(server: int, path: str, method: str, status: int):
    """Only files of the site, and only to be read."""
    assert ask(server, path, method)[0] == status


def test_two_thousand_requests_come_through_without_an_error(server: int, built_book: Book):
    """Eight readers at once, over all pages: each answer is whole."""
    pages = sorted(built_book.site.rglob("*.html"))
    wanted = {f"/{page.relative_to(built_book.site)}": page.read_bytes() for page in pages}

    def read(start: int) -> int:
        line, good = http.client.HTTPConnection("127.0.0.1", server, timeout=10), 0
        for number in range(250):
            path = list(wanted)[(start + number) % len(wanted)]
            line.request("GET", path)
            answer = line.getresponse()
            good += answer.read() == wanted[path] and answer.status == 200
        line.close()
        return good

    with ThreadPoolExecutor(8) as readers:
        assert sum(readers.map(read, range(8))) == 2000


def test_only_pages_for_frames_may_be_framed():
    """Every other place of the site says so."""
    text = hosts.headers(["index.html", "embed/x.html", "chapters/y.html"])
    assert "/chapters/*\n  Content-Security-Policy: frame-ancestors 'none'" in text
    assert "/index.html\n" in text and "/embed" not in text


def test_hosts_that_know_jekyll_are_told_not_to_use_it(built_book: Book):
    """It would leave out _static."""
    assert (Path(built_book.site) / ".nojekyll").is_file()
