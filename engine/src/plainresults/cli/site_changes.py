"""What differs between two built sites, for those who look at a change before it is published."""

from __future__ import annotations

import json
from pathlib import Path


def listed(old: Path, new: Path) -> str:
    """A list in Markdown, from the folders of two built sites."""
    pages = [
        f"- {name}: {what}"
        for name, what in _differences(
            _pages(old), _pages(new), lambda *_: "different", lambda _: "new", lambda _: "gone"
        )
    ]
    numbers = [
        f"- {key}: {what}"
        for key, what in _differences(
            _numbers(old),
            _numbers(new),
            lambda was, now: (
                f"{was['shown']} → {now['shown']}"
                if was["shown"] != now["shown"]
                else "its description changed"
            ),
            lambda now: f"new, {now['shown']}",
            lambda was: f"gone, was {was['shown']}",
        )
    ]
    return "\n".join(
        [
            "## Pages that change",
            "",
            *(pages or ["None."]),
            "",
            "## Numbers that change",
            "",
            *(numbers or ["None."]),
            "",
        ]
    )


def _differences(old: dict, new: dict, different, added, gone):
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield (
                name,
                added(new[name])
                if name not in old
                else gone(old[name])
                if name not in new
                else different(old[name], new[name]),
            )


def _pages(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}


def _numbers(site: Path) -> dict[str, dict]:
    path = site / "data" / "numbers.json"
    return (
        {row["key"]: row for row in json.loads(path.read_text("utf8"))["numbers"]}
        if path.is_file()
        else {}
    )
