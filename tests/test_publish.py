"""Publishing: the same bytes from the same commit, a server that serves them well, workflows that are pinned."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from plainresults.cli import site_changes
from sample_books import NOTEBOOK, ROOT, Book

DEBIAN = "3.11.2"  # the Python of Debian 12
PAGE = (
    NOTEBOOK
    + """# A page

It was {num}`samet2024.opioid_deaths.control`.

```{code-cell} ipython3
from plainresults import charts, data

charts.show_intervals(data.outcomes("samet2024.opioid_deaths", "freisthler2024.all_drug_deaths"))
```
"""
)


def test_two_builds_of_one_commit_are_the_same_to_the_byte(book: Book, tmp_path: Path):
    """Another folder, time zone, locale and order of sets, and another time: every published file is the same."""
    book.write("index.md", PAGE)
    other = Book(shutil.copytree(book.folder, tmp_path / "elsewhere" / "deeper"))
    program = Path(sys.executable).with_name("jupyter-book")
    builds = [
        subprocess.Popen(
            [program, "build", "."],
            cwd=one.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {
                "SOURCE_DATE_EPOCH": "1760000000",
                "TZ": zone,
                "PYTHONHASHSEED": seed,
                "LC_ALL": locale,
            },
        )
        for one, zone, seed, locale in (
            (book, "Pacific/Auckland", "1", "C.UTF-8"),
            (other, "America/New_York", "2", "C"),
        )
    ]
    for build in builds:
        said, _ = build.communicate(timeout=300)
        assert build.returncode == 0, said.decode()
    files = [
        {
            path.relative_to(one.folder): path.read_bytes()
            for path in (one.folder / "_build" / "html").rglob("*")
            if path.is_file()
        }
        for one in (book, other)
    ]
    assert set(files[0]) == set(files[1]) and len(files[0]) > 10
    assert [str(path) for path in files[0] if files[0][path] != files[1][path]] == []
    assert b"9 October 2025" in files[0][Path("_build/html/index.html")], (
        "the day comes from SOURCE_DATE_EPOCH"
    )


def test_every_pinned_version_installs_on_the_python_of_debian():
    """`make lock` takes what fits the Python that it runs on, which may be newer than that of the machine that builds."""
    known = {
        found.name: SpecifierSet(found.metadata.get("Requires-Python", ""))
        for found in distributions()
    }
    refused = [
        f"{name} wants Python {wanted}: hold it back in requirements.in and run `make lock`"
        for name, wanted in known.items()
        if DEBIAN not in wanted
    ]
    assert len(known) > 100 and not refused, "\n".join(refused)


def test_make_takes_the_day_of_the_last_commit():
    """Without SOURCE_DATE_EPOCH, `make site` sets it from git."""
    made = subprocess.run(
        ["make", "-pn", "site"],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "17"},
        check=True,
    )
    assert re.search(r"^SOURCE_DATE_EPOCH = 17$", made.stdout, re.M)
    assert "git log -1 --format=%ct" in (ROOT / "Makefile").read_text("utf8")


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory):
    """Debian's nginx with the book's configuration, on this machine only."""
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rules = (
        (ROOT / "deploy" / "nginx.conf")
        .read_text("utf8")
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
        .replace("/var/www/hcs", str(site))
    )
    (folder / "site.conf").write_text(rules, "utf8")
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; {'user root;' if os.geteuid() == 0 else ''}\nevents {{}}\nhttp {{\n"
        f"include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;\n"
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/site.conf;\n}}\n",
        "utf8",
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    nginx = subprocess.Popen(
        [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    nginx.terminate()
    nginx.wait(10)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    """One request: status, headers by small letters, body."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_pages_come_compressed_fresh_and_with_their_headers(server: int, site: Path):
    """A page is packed, asked for anew each time, and an unchanged one costs no body."""
    status, headers, body = ask(server, "/", Accept_Encoding="gzip")
    assert status == 200 and gzip.decompress(body) == (site / "index.html").read_bytes()
    assert len(body) < 0.5 * (site / "index.html").stat().st_size
    assert (
        headers["cache-control"] == "no-cache"
        and headers["content-type"] == "text/html; charset=utf-8"
    )
    assert (
        headers["x-content-type-options"],
        headers["referrer-policy"],
        headers["x-frame-options"],
    ) == ("nosniff", "no-referrer", "SAMEORIGIN")
    assert "/" not in headers["server"], "the version is not told"
    assert ask(server, "/", Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/_static/site.css", "text/css", "public, max-age=3600"),
        ("/data/numbers.json", "application/json", "no-cache"),
        ("/data/numbers.csv", "text/csv", "public, max-age=3600"),
        ("/chapters/stigma.html", "text/html", "no-cache"),
        ("/chapters/stigma", "text/html", "no-cache"),
    ],
)
def test_each_kind_of_file_has_its_type_and_its_time(server: int, path, kind, cache):
    """Style and pictures are kept for an hour; pages and data are asked for anew."""
    status, headers, _ = ask(server, path, Accept_Encoding="gzip")
    assert (
        status == 200
        and headers["content-type"].startswith(kind)
        and headers["cache-control"] == cache
    )
    assert (
        headers["x-content-type-options"] == "nosniff" and headers.get("content-encoding") == "gzip"
    )
    assert headers.get("access-control-allow-origin") == (
        "*" if path.startswith("/data/") else None
    )


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
def test_what_is_not_published_is_not_served(server: int, path, method, status):
    """Only files of the site, and only to be read."""
    assert ask(server, path, method)[0] == status


def test_two_thousand_requests_come_through_without_an_error(server: int, site: Path):
    """Eight readers at once, over all pages: each answer is whole."""
    pages = sorted(site.rglob("*.html"))[:40]
    wanted = {f"/{page.relative_to(site).as_posix()}": page.read_bytes() for page in pages}

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


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_pinned_and_may_do_little(path: Path):
    """Actions by version, rights named, a limit of time; what runs is what `make` runs."""
    text = path.read_text("utf8")
    flow = yaml.safe_load(text)
    assert flow["permissions"] and all("timeout-minutes" in job for job in flow["jobs"].values())
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(
        re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", action) for action in used
    ), used
    assert "secrets." not in text and "pull_request_target" not in text


def test_there_is_a_workflow_for_each_need():
    """Check a change, publish, and look after links and versions."""
    assert [path.stem for path in WORKFLOWS] == ["check", "publish", "weekly"]
    assert (ROOT / ".github" / "dependabot.yml").is_file()


def test_what_a_change_changes_is_listed(tmp_path: Path):
    """Pages and numbers, from two built sites: new, gone and different ones, with both values."""
    for name, value, page in (("old", 51.7, "a"), ("new", 51.9, "b")):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "numbers.json").write_text(
            f'{{"numbers": [{{"key": "x.y", "value": {value}, "shown": "{value}"}}, {{"key": "x.{name}", "value": 1, "shown": "1"}}]}}'
        )
        (tmp_path / name / "index.html").write_text(page)
        (tmp_path / name / "same.html").write_text("same")
    (tmp_path / "new" / "more.html").write_text("more")
    said = site_changes.listed(tmp_path / "old", tmp_path / "new")
    assert (
        "- index.html: different" in said and "- more.html: new" in said and "same.html" not in said
    )
    assert (
        "- x.y: 51.7 → 51.9" in said
        and "- x.new: new, 1" in said
        and "- x.old: gone, was 1" in said
    )
