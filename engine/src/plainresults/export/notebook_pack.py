"""A page's notebook with all it needs, in one file that runs on any machine with Python."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import zipfile
from pathlib import Path

import plainresults
from plainresults.book import current
from plainresults.evidence.site import Site
from plainresults.rendering.html import ROOT_MARK, SITE_MARK

NEEDED = (
    "altair",
    "ipykernel",
    "jinja2",
    "jsonschema",
    "markupsafe",
    "pandas",
    "pybtex",
    "pyyaml",
    "vl-convert-python",
)
FOLDERS = ("data", "_templates", "study")
LEFT_OUT = {
    "sphinx",
    "rules",
    "preview",
    "cli",
    "export",
    "__pycache__",
}  # what only the book's own build needs
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


@functools.cache
def requirements() -> str:
    """The packages that a notebook needs, as the book pins them, without hashes."""
    pins = dict(
        re.findall(
            r"^([\w.-]+)==([^\s\\;]+)",
            Path(current().root, "requirements.txt").read_text("utf8"),
            re.M,
        )
    )
    return "".join(f"{name}=={pins[name]}\n" for name in NEEDED)


def pack(path: Path, notebook: str, text: str, site: Site, docname: str) -> None:
    """Write the ZIP file at `path`: copies of code, data and templates, the notebook as JSON, and its text.

    Its comment is a fingerprint of all that, and a file that has it already stays as it is.
    """
    name = path.stem
    own = {
        f"{name}.ipynb": notebook.encode(),
        f"{name}.md": text.encode(),
        "requirements.txt": requirements().encode(),
        "README.txt": READ_ME.format(
            address=site.address(docname), name=name, notice=site.notice
        ).encode(),
    }
    shared = _code(site.slug, site.base)
    digest = hashlib.sha256(shared + repr(sorted(own.items())).encode()).hexdigest().encode()
    if path.is_file() and path.read_bytes().endswith(digest):
        return
    out = io.BytesIO(shared)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = digest
        _add(archive, site.slug, own)
    path.write_bytes(out.getvalue())


def _add(archive: zipfile.ZipFile, folder: str, files: dict[str, bytes]) -> None:
    for file, content in sorted(files.items()):
        archive.writestr(
            zipfile.ZipInfo(f"{folder}/{file}", FIRST_DAY), content, zipfile.ZIP_DEFLATED
        )


@functools.cache
def _code(slug: str, base: str) -> bytes:
    """A ZIP file with code, data and templates; links in charts lead to the site, for there are no pages beside them."""
    paths = [
        path
        for folder in FOLDERS
        for path in sorted(Path(current().root, folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    root, engine = current().root, Path(plainresults.__file__).parent
    paths += [root / "LICENSE", root / "_config.yml", *root.glob("wording/terms.yml")]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    code = [path for path in sorted(engine.rglob("*")) if path.is_file()]
    files |= {
        path.relative_to(engine.parent).as_posix(): path.read_bytes()
        for path in code
        if not LEFT_OUT.intersection(path.relative_to(engine).parts)
    }
    for mark in (ROOT_MARK, SITE_MARK):
        files["plainresults/rendering/html.py"] = files["plainresults/rendering/html.py"].replace(
            f'"{mark}"'.encode(), f'"{base}"'.encode()
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, slug, files)
    return out.getvalue()
