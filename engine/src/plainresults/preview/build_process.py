"""What happens inside the processes that a preview forks: a build, or a look at the rules."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import yaml

from plainresults import rules
from plainresults.book import current
from plainresults.errors import Fault, NotBuilt
from plainresults.evidence import access, store, tables
from plainresults.preview.builder import Problem, Report
from plainresults.sphinx import messages
from plainresults.sphinx.build import build as build_book


def take_in_data() -> None:
    """Load the data as they are now, for all processes that are forked from this one."""
    access.forget()
    store.load()
    tables.load()
    rules.set_up_problems(current().root)  # which keeps what it parses


def build() -> Report:
    """Build the book; what is printed is shown only when nothing says where to mend it."""
    start, problems, good = time.perf_counter(), [], False
    with tempfile.TemporaryFile("w+", encoding="utf8") as said:
        for number in (1, 2):
            os.dup2(said.fileno(), number)
        try:
            with warnings.catch_warnings(action="ignore"):  # those of libraries
                good = build_book(current().root) == 0
        except NotBuilt as stopped:
            problems = [_shown(problem) for problem in stopped.problems]
        except SystemExit as stopped:
            print(stopped.code)
        except Exception:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        said.seek(0)
        text = re.sub(r"\x1b\[[\d;]*m", "", said.read()).strip()
    if not good:
        problems = problems or [_shown(fault) for fault in messages.reported]
        problems = problems or [Problem("", 0, text[-2000:])]
    return Report(good, list(dict.fromkeys(problems)), time.perf_counter() - start)


def check() -> list[Problem]:
    """What breaks the rules, where the book's set-up asks for them."""
    config = yaml.safe_load(Path(current().root, "_config.yml").read_text("utf8")) or {}
    if not config.get("sphinx", {}).get("config", {}).get("plainresults_rules", True):
        return []
    found = rules.check(current().root)
    return [Problem(one.file, one.line, f"{one.rule}: {one.message}") for one in found]


def _shown(found: Fault | rules.Problem) -> Problem:
    return Problem(current().shown(found.file), found.line, found.message)
