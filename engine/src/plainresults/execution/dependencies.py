"""What a page reads, and whether it is still the same: the basis for using a result again.

While a page is run or read, everything that it looks at is noted by name (see `evidence.access`):

- `data:…` values and entries of sources,
- `file:…` and `dir:…` any other file or folder, by its path from the book's folder,
- `code:plainresults.charts.groups` a module of the engine,
- `always:…` what cannot be compared, so that the page is made again by every build.

Content is compared, times of files play no part. A fingerprint is taken before a file is read and
never after: when it changes between the two, the page is made once too often, but is never stale.
"""

from __future__ import annotations

import ast
import functools
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.evidence import access, store
from plainresults.execution.sources import DATA, ENGINE, TEXTS, fingerprint_of

NOT_CONTENT = {"_build", ".git", ".venv"}
ALWAYS = "always:"
_looking: list[bool] = []  # an entry while a fingerprint is taken, which opens files too
FACE = "plainresults.charts"


def fingerprints(noted: Mapping[str, str | None]) -> dict[str, str]:
    """Each name with its fingerprint: the one that was noted, or that of what it stands for now."""
    return {name: print_ or fingerprint(name) for name, print_ in list(noted.items())}


def same(noted: Mapping[str, str]) -> bool:
    """Whether a result that was made from what was `noted` can be used again."""
    return not changed(noted) and not any(name.startswith(ALWAYS) for name in noted)


def changed(noted: Mapping[str, str]) -> list[str]:
    """The names that stand for something else than when they were noted."""
    return [
        name
        for name, was in noted.items()
        if not name.startswith(ALWAYS) and fingerprint(name) != was
    ]


@functools.cache
def fingerprint(name: str) -> str:
    """What `name` holds now, as a short text; worked out once, so `forget` before a new build."""
    kind, _, what = name.partition(":")
    if kind == "data":
        return store.load().prints.get(what, "")
    _looking.append(True)
    try:
        path = (file_of(what) if kind == "code" else None) or current().root / what
        if kind == "dir":
            return fingerprint_of(*sorted(entry.name.encode() for entry in path.iterdir()))
        return fingerprint_of(path.read_bytes())
    except OSError:
        return ""
    finally:
        _looking.pop()


def forget() -> None:
    """Look at everything afresh."""
    fingerprint.cache_clear()
    libraries.cache_clear()


@functools.cache
def libraries() -> str:
    """Changes with the version of Python or of any library, and with the engine's own data."""
    folders = [Path(folder or ".") for folder in sys.path]
    found = {
        path.name
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.suffix in (".dist-info", ".egg-info")
    }
    return fingerprint_of(*(name.encode() for name in (sys.version, DATA, *sorted(found))))


# Files -------------------------------------------------------------------------------------------


def watch() -> None:
    """Note each file and folder of the book that this process reads from now on."""
    sys.addaudithook(lambda event, args: note_reading(event, args, current().root))


def note_reading(event: str, args: tuple[Any, ...], inside: Path | None = None) -> None:
    """Note what an audit event of Python says is about to be read, if it lies `inside` a folder.

    Call it from the audit hook itself. What Python reads to import a module of the engine is not
    noted (see `loaded`), nor which files it looks for.
    """
    if event not in ("open", "os.listdir", "os.scandir") or _looking:
        return
    if (path := path_of(args[0])) is None or (inside and inside not in path.parents):
        return
    if event == "open":
        if writes(args) or (path.suffix == ".py" and ENGINE in path.parents):
            return
    elif "importlib" in sys._getframe(2).f_code.co_filename:
        return
    note_path(path, "file" if event == "open" else "dir")


def path_of(given: object) -> Path | None:
    """The path that an audit event names; for a compiled module that of its source."""
    if not isinstance(given, str | bytes | os.PathLike):
        return None  # a number of a file that is open already
    path = Path(os.path.abspath(os.fsdecode(given)))  # noqa: PTH100 - `resolve` would follow links
    if path.suffix == ".pyc" and path.parent.name == "__pycache__":
        return Path(source_from_cache(path))
    return path


def writes(args: tuple[Any, ...]) -> bool:
    """Whether a file is opened to be written."""
    return bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def note_path(path: Path, kind: str = "file") -> None:
    """Note a file, or as a "dir" the names in a folder, with its fingerprint before it is read."""
    root = current().root
    place = path.relative_to(root) if path.is_relative_to(root) else path
    if not place.parts or place.parts[0] in NOT_CONTENT:
        return
    name = f"{kind}:{place.as_posix()}"
    access.note(name, fingerprint(name))


# Code --------------------------------------------------------------------------------------------


def file_of(module: str) -> Path | None:
    """The file of a module of the engine; None when there is none."""
    if module.partition(".")[0] != ENGINE.name:
        return None
    path = ENGINE.parent / module.replace(".", "/")
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


def imported_by(*modules: str) -> set[str]:
    """The modules of the engine that `modules` import, directly or not, and themselves.

    `plainresults.charts` counts without what it imports: it only names all charts, and a page
    depends on those that it calls.
    """
    found: set[str] = set()
    wanted = set(modules)
    while wanted:
        name = wanted.pop()
        if name not in found and (path := file_of(name)):
            found.add(name)
            if name == FACE:
                continue
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            wanted |= imports_in(path.read_bytes(), package)
    return found


@functools.cache
def imports_in(code: bytes, package: str = "") -> frozenset[str]:
    """The names that a module of `package` imports; SyntaxError when it is none."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else ()), *filter(None, [node.module])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def names_in(code: str) -> set[str]:
    """Every name and attribute in a text; SyntaxError when it is not Python."""
    nodes = list(ast.walk(ast.parse(code)))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in nodes if isinstance(node, ast.Name)}


def loaded(modules: Iterable[str]) -> dict[str, str]:
    """Modules of the engine, as `code:…`, with fingerprints of the texts that this process runs.

    A module that is newer than this process gets one that nothing is equal to.
    """
    return {f"code:{name}": TEXTS.get(name) or secrets.token_hex() for name in modules}
