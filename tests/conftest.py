"""What the tests share: small books to break, the built site, a server for it and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_books
from playwright.sync_api import sync_playwright
from sample_books import ROOT, Book
from wire import served

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True, scope="module")
def own_book() -> Iterator[None]:
    """The engine in this process works on this repository's book."""
    with sample_books.in_use(ROOT):
        yield


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with one page and this book's data and wording, a good site already published."""
    folder = tmp_path / "book"
    for part in ("data", "wording", "study", "_templates", "_static"):
        if (ROOT / part).is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=leave)
    for name in ("_config.yml", "requirements.txt", "LICENSE", "LICENSE-TEXTS.md", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    small = Book(folder)
    sample_books.leave_one_page(small)
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
