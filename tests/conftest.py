"""What the tests share: small books to break, the built site, a server for it and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from wire import served

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOTEBOOK = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n"


@dataclass
class Book:
    """A small book in a folder of its own, with the project's code and data."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Write one of the book's files."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change one place of one of the book's files; the place has to be there once."""
        text = (self.folder / name).read_text("utf8")
        assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def build(self) -> subprocess.CompletedProcess:
        """Build it the plain way; `stdout` holds all that was said."""
        program = Path(sys.executable).with_name("jupyter-book")
        path = os.environ.get("PYTHONPATH", "").split(
            os.pathsep
        )  # a build in this process leaves its own folder there
        return subprocess.run(
            [program, "build", "."],
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in path if p != str(ROOT))},
        )

    def page(self, name: str = "index.html") -> str:
        """A page of the published site."""
        return (self.folder / "_build" / "html" / name).read_text("utf8")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with one page, a good site already published."""
    folder = tmp_path / "book"
    for part in ("hcs", "data", "wording", "_templates", "_static"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "requirements.txt", "LICENSE", "LICENSE-TEXTS.md", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    small = Book(folder)
    small.write("_toc.yml", "format: jb-book\nroot: index\n")
    small.write("index.md", "# A page\n\nSome words.\n")
    (folder / "_build" / "html").mkdir(parents=True)
    small.write("_build/html/index.html", "the last good site")
    return small


@pytest.fixture(scope="session")
def site() -> Path:
    """The published site of the whole book, as `make site` left it."""
    folder = ROOT / "_build" / "html"
    assert (folder / "index.html").is_file(), "build the site first: make site"
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> str:
    """The site's address on a server of this machine."""
    with served(site) as place:
        yield place


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, address):
    """Open a page of the site in a fresh context; anything that goes wrong in it is noted in `page.problems`."""
    contexts = []

    def open_it(name: str, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.problems, page.requests = [], []
        page.on("request", lambda r: page.requests.append(r.url))
        page.on(
            "request",
            lambda r: (
                page.problems.append(f"request to {r.url}")
                if not r.url.startswith((address, "data:"))
                else None
            ),
        )
        page.on(
            "response",
            lambda r: page.problems.append(f"{r.status} for {r.url}") if r.status >= 400 else None,
        )
        page.on(
            "console",
            lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda e: page.problems.append(str(e)))
        page.goto(f"{address}/{name}")
        return page

    yield open_it
    for context in contexts:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of kernels come after those that build in a fork of this process, and tests with a browser last.

    A fork cannot use the fork server of its parent, and an open browser holds an event loop that notebooks need.
    """
    items.sort(
        key=lambda item: (
            "chromium" in getattr(item, "fixturenames", ()),
            item.path.name == "test_kernels.py",
        )
    )
