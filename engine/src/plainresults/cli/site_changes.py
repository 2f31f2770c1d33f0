"""What differs between two built sites, for those who look at a change before it is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def listed(old: Path, new: Path) -> str:
    """A list in Markdown, from the folders of two built sites."""
    pages = list(_differences(_pages(old), _pages(new))) or ["None."]
    numbers = list(_differences(_numbers(old), _numbers(new))) or ["None."]
    return "\n".join(
        ["## Pages that change", "", *pages, "", "## Numbers that change", "", *numbers, ""]
    )


def _differences(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """A line for each name that is new, gone or different; a first field is what is shown of it."""
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            kind, shown = ("new, {}", now) if now else ("gone, was {}", was)
            text = shown[0] if shown else ""
            yield f"- {name}: " + (kind.format(text) if text else kind.partition(",")[0])
        elif was != now:
            same = "its description changed" if was[0] else "different"
            yield f"- {name}: {same if was[0] == now[0] else f'{was[0]} → {now[0]}'}"


def _pages(site: Path) -> dict[str, tuple[str, ...]]:
    return {
        path.relative_to(site).as_posix(): ("", path.read_text("utf8"))
        for path in site.rglob("*.html")
    }


def _numbers(site: Path) -> dict[str, tuple[str, ...]]:
    path = site / "data" / "numbers.json"
    rows = json.loads(path.read_text("utf8"))["numbers"] if path.is_file() else []
    return {row["key"]: (row["shown"], json.dumps(row)) for row in rows}
