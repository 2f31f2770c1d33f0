"""A page's notebook with all it needs, in one file that runs on any machine with Python."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import plainresults
from plainresults.book import current
from plainresults.evidence import site, store, tables
from plainresults.evidence.site import Site
from plainresults.rendering import html

NEEDED = (
    *("altair", "ipykernel", "jinja2", "jsonschema", "markupsafe"),
    *("pandas", "pybtex", "pyyaml", "vl-convert-python"),
)
LEFT_OUT = {"cli", "export", "preview", "rules", "sphinx", "__pycache__"}  # of the engine
FIRST_DAY = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # of every ZIP file, so that the same content gives the same bytes
READ_ME = """This is the notebook behind {address}, with its data and code.

1. Unpack the file and open a terminal in the new folder.
2. pip install -r requirements.txt notebook
3. jupyter notebook {name}.ipynb

{notice} Code: MIT. Texts, charts and data: CC BY 4.0.
"""


def portable(notebook: dict[str, Any], home: Site) -> bytes:
    """A notebook as it ran, without what is different at each run; its links lead to the site."""
    for number, cell in enumerate(notebook["cells"], 1):
        cell["id"] = f"cell-{number}"  # drawn at random by the reader of the page
        cell["metadata"].pop("execution", None)  # when it ran
        for output in cell.get("outputs", ()):
            output.get("metadata", {}).pop("plainresults", None)
            if shown := output.get("data", {}).get("text/html"):
                text = html.resolved("".join(shown), home.base, home.base)
                output["data"]["text/html"] = text.splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def pack(notebook: bytes, text: bytes, home: Site, docname: str) -> bytes:
    """A ZIP file with the notebook of a page, its text, and code, data and templates."""
    name = docname.rpartition("/")[2]
    read_me = READ_ME.format(address=home.address(docname), name=name, notice=home.notice)
    files = shared_files() | {
        f"{name}.ipynb": notebook,
        f"{name}.md": text,
        "README.txt": read_me.encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{home.slug}/{path}", FIRST_DAY)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def shared_key() -> str:
    """Changes with any file that all notebooks take along."""
    return hashlib.sha256(repr(sorted(shared_files().items())).encode()).hexdigest()


@cache
def shared_files() -> dict[str, bytes]:
    """Code, data and templates by their path in the ZIP file: only what the book itself names or reads."""
    root, engine = current().root, Path(plainresults.__file__).parent
    data = [*store.load().files, *tables.load().files, *current().data.glob("*schema.json")]
    history = [current().history / name for name in ("CHANGELOG.yml", "published.csv")]
    named = [
        root / name for name in ("LICENSE", "_config.yml", "wording/terms.yml", *site.load().files)
    ]
    templates = [
        current().templates / path.name for path in Path(html.ENGINE, "templates").iterdir()
    ]
    code = [
        path
        for path in engine.rglob("*")
        if path.is_file() and not LEFT_OUT.intersection(path.relative_to(engine).parts)
    ]
    own = [*data, *history, *named, *templates, *Path(root, "study").glob("*.py")]
    pins = "".join(f"{name}=={version(name)}\n" for name in NEEDED)
    files = _by_path(own, root) | _by_path(code, engine.parent)
    return files | {"requirements.txt": pins.encode()}


def _by_path(paths: Iterable[Path], folder: Path) -> dict[str, bytes]:
    there = (path for path in paths if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}
