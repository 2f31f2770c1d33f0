"""Problems as people and programs read them: text, GitHub annotations, JSON for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from plainresults.errors import count_of
from plainresults.rules.rule import Problem, all_rules


def shown(problems: Sequence[Problem], form: str = "text") -> str:
    """`problems` in one of the forms `text`, `github` or `json`.

    A text has one problem a line and their count at its end.
    JSON is a list of objects with the fields of `Problem`.
    """
    if form == "json":
        return json.dumps([asdict(problem) for problem in problems], indent=1, ensure_ascii=False)
    lines = map(annotation if form == "github" else str, problems)
    return "\n".join([*lines, f"{count_of(problems)} found by {len(all_rules())} rules."])


def annotation(problem: Problem) -> str:
    """A line that GitHub shows beside the line of the file, with the remedy in it."""
    message = problem.message.replace("%", "%25").replace("\n", "%0A")
    place = f"file={problem.file},line={problem.line},col={problem.column}"
    return f"::error {place},title={problem.rule}::{message}"
