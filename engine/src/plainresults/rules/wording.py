"""The words that the rules look for: the engine's lists, with what a book adds in its `wording/`.

A book's file has the form of the engine's of the same name (`word_lists/<name>.yml`): its lists and
tables are joined to the engine's, and a text takes the place of the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.errors import Fault, nearest
from plainresults.evidence import access, schema, yamlfile

LISTS = Path(__file__).with_name("word_lists")
SCHEMAS = LISTS / "schemas"
OTHERS = ("terms", "vocabulary")  # files of `wording/` that other modules read


@access.kept
def wording(name: str) -> dict[str, Any]:
    """The words of one kind. Raises Fault when the book's file cannot be read."""
    words, _ = yamlfile.read(LISTS / f"{name}.yml")
    path = current().root / "wording" / f"{name}.yml"
    own = yamlfile.read(path)[0] if path.is_file() else {}
    return {key: _joined(value, own.get(key)) for key, value in words.items()}


def _joined(ours: Any, own: Any) -> Any:
    if own is None:
        return ours
    if isinstance(ours, dict):
        return ours | own
    return [*ours, *own] if isinstance(ours, list) else own


def faults(root: Path) -> Iterator[Fault]:
    """What cannot be used in the files of `wording/` in the book at `root`."""
    known = [path.stem for path in sorted(LISTS.glob("*.yml"))]
    for path in sorted((root / "wording").glob("*.y*ml")):
        try:
            if path.stem in known:
                shape = (SCHEMAS / f"{path.stem}.schema.json").read_text("utf8")
                yield from schema.faults(path, shape)
            elif path.stem not in OTHERS:
                hint = nearest(path.stem, [*known, *OTHERS], f"The files are {', '.join(known)}")
                yield Fault(path, 0, "no rule looks into this file", hint)
        except Fault as fault:
            yield fault
