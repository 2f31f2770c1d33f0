"""Spans of time in data files: none ends before it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.errors import Fault
from plainresults.evidence.yamlfile import Lines, Place

DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")


def faults(path: Path, content: Any, lines: Lines, place: Place = ()) -> Iterator[Fault]:
    """Each span, `from` and `to` of one table, whose end is before its beginning."""
    if isinstance(content, dict):
        first, last = (str(content.get(end, "")) for end in ("from", "to"))
        dates = DATE.fullmatch(first) and DATE.fullmatch(last)
        if dates and last < first[: len(last)]:
            what = f"this span ends, {last}, before it begins, {first}"
            yield Fault(path, lines.get(place, 1), what, "Compare both with the source")
    inner = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from faults(path, value, lines, (*place, key))
