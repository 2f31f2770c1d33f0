"""A browser for tests: Debian's Chromium, driven by Playwright. Both homes of tests import it.

Playwright holds an event loop in its thread for as long as it runs, and notebooks need one there.
So each module of tests has a browser to itself, which is closed at the module's end.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(shutil.which, PROGRAMS)), None)  # the first needs half the time


def launch(playwright: Playwright) -> Browser:
    """A browser without a window."""
    return playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The module's browser."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Watch:
    """What a page asked for, and what went wrong: requests to other hosts, errors, bad answers."""

    def __init__(self, page: Page, home: str):
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self._asked(request.url, home))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _asked(self, url: str, home: str) -> None:
        self.requests.append(url)
        if not url.startswith((home, "data:")):
            self.problems.append(f"request to {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.problems.append(f"{status} for {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(text)


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Any]:
    """`open_page("index.html", **options)`: a page of the site at `address`.

    Each has a browser without a past to itself.
    `page.problems` and `page.requests` say what went wrong and what was asked for.
    """
    contexts = []

    def open_it(name: str, **options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page, address)
        page.problems, page.requests = watch.problems, watch.requests
        page.goto(f"{address}/{name}")
        return page

    yield open_it
    for context in contexts:
        context.close()
