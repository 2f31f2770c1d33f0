"""The preview's page for a review: `plainresults review` for whoever does not use a terminal.

Each request runs the command in a process of its own, so that the page shows the files as they are
now, and so that a check gets into the ledger in one way only.
"""

from __future__ import annotations

import html
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

AT = "/review"  # where the pages of the review are; below it, the name of a page


def shown(root: Path, path: str) -> tuple[int, str]:
    """The answer to a request for `path`: an HTTP status and a page."""
    parts = urlsplit(path)
    name = parts.path.removeprefix(AT).strip("/")
    role = parse_qs(parts.query).get("role", ["author"])[0]
    asked = ["--role", role, "--form", "--", name] if name else []
    done = _run(root, *asked)
    if done.returncode:
        return 404, _plain(done.stderr)
    return 200, done.stdout if name else _contents(done.stdout)


def taken(root: Path, path: str, body: str) -> tuple[int, str]:
    """Put the answers of a form into the ledger: 303 and where to go on, or 409 and a page."""
    fields = {name: values[0] for name, values in parse_qs(body).items()}
    answers = [
        {"id": key, "sentence": fields.get(f"sentence-{key}"), "answer": answer}
        for key in (name.removeprefix("sentence-") for name in fields if name.startswith("sent"))
        if (answer := fields.get(f"note-{key}", "").strip() or fields.get(f"answer-{key}"))
    ]
    sheet = {
        "page": urlsplit(path).path.removeprefix(AT).strip("/"),
        "role": fields.get("role", ""),
        "signed": fields.get("signed", ""),
        "answers": answers,
    }
    done = _run(root, "--answers", "-", given=yaml.safe_dump(sheet, allow_unicode=True))
    return (409, _plain(done.stderr)) if done.returncode else (303, path)


def _run(root: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plainresults", "review", *arguments]
    return subprocess.run(
        command, cwd=root, input=given, text=True, capture_output=True, check=False
    )


def _contents(status: str) -> str:
    """The list of pages with a link to each, from what the command says of them."""
    lines = (line.split(": ", 1) for line in status.splitlines() if ": " in line)
    rows = "".join(
        f'<li><a href="{AT}/{html.escape(name)}">{html.escape(name)}</a>: {html.escape(rest)}</li>'
        for name, rest in lines
        if not name.startswith("Name a page")
    )
    return f'<!doctype html><html lang="en"><title>Review</title><h1>Review</h1><ul>{rows}</ul>'


def _plain(text: str) -> str:
    return f'<!doctype html><html lang="en"><title>Review</title><pre>{html.escape(text)}</pre>'
