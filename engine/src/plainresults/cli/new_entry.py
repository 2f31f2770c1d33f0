"""`plainresults new number`, `fact`, `source` and `chart`: one entry where it belongs.

What was written is read at once; when it does not fit, the file is put back as it was.
"""

from __future__ import annotations

import json
from pathlib import Path

import plainresults.charts
from plainresults.errors import Fault, nearest
from plainresults.evidence import access, store

NOTEBOOK = "file_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n"


def number(root: Path, address: str, value: str, unit: str, label: str, where: str) -> Path:
    """Enter a number at `address`, such as moss2021.schools; gives the file."""
    fields = {"unit": unit, "label": label, "where": where}
    return _entry(root, "numbers", address, f"value: {value}", fields)


def fact(root: Path, address: str, says: str, where: str) -> Path:
    """Enter what a source says without a number; gives the file."""
    return _entry(root, "facts", address, "", {"says": says, "where": where})


def source(root: Path, key: str, author: str, title: str, year: str, url: str) -> Path:
    """Add an entry to `data/sources.bib`; gives the file."""
    path = root / "data" / "sources.bib"
    fields = {"author": author, "title": title, "year": year, "url": url}
    rows = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return _write(path, f"{path.read_text('utf8').rstrip()}\n@misc{{{key},\n{rows}}}\n")


def chart(root: Path, page: str, name: str, key: str) -> Path:
    """Put a chart of the outcome at `key` at the end of a page; gives the file."""
    if name not in plainresults.charts.__all__:
        raise ValueError(
            f"There is no chart “{name}”. {nearest(name, plainresults.charts.__all__)}"
        )
    store.load().outcome(key)
    path = root / f"{page.removesuffix('.md')}.md"
    text = path.read_text("utf8")
    if "file_format: mystnb" not in text:
        head = text.removeprefix("---\n") if text.startswith("---\n") else f"---\n{text}"
        text = f"---\n{NOTEBOOK}{head}"
    many = name.startswith("show_") and name not in ("show_result", "show_of_hundred")
    call = f'charts.{name}(data.outcome{"s" * many}("{key}"))'
    first = "from plainresults import charts, data\n\n" if "import charts" not in text else ""
    return _write(path, f"{text.rstrip()}\n\n```{{code-cell}} ipython3\n{first}{call}\n```\n")


def _entry(root: Path, part: str, address: str, first: str, fields: dict[str, str]) -> Path:
    key, _, name = address.partition(".")
    path = root / "data" / f"{key}.yml"
    if not path.is_file():
        known = sorted(file.stem for file in path.parent.glob("*.yml"))
        raise Fault(
            path, 0, "this file is not there", nearest(key, known, "Make its summary first")
        )
    said = [f"{field}: {json.dumps(text, ensure_ascii=False)}" for field, text in fields.items()]
    row = f"  {name}: {{{', '.join(filter(None, [first, *said]))}}}\n"
    lines = path.read_text("utf8").rstrip("\n").splitlines(keepends=True)
    lines[-1] += "\n"
    if f"{part}:\n" in lines:
        lines.insert(lines.index(f"{part}:\n") + 1, row)
    else:
        lines += [f"{part}:\n", row]
    return _write(path, "".join(lines))


def _write(path: Path, text: str) -> Path:
    """Write a file, unless the book cannot be read with it."""
    before = path.read_bytes()
    path.write_text(text, "utf8")
    access.forget()
    try:
        store.load()
    except BaseException:
        path.write_bytes(before)
        raise
    return path
