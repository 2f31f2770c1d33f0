"""What a page reads, and whether it is still the same: the basis for using a result again.

While a page is run or read, everything that it looks at is noted by name:

- `data:samet2024` the values and the entry of one source; `data:ranks` which outcome has which rank;
  `data:*` all of the data (noted by the data themselves),
- `file:…` and `dir:…` any other file or folder of the book,
- `code:plainresults.charts.kinds:compare_groups` a function that was called, and `code:plainresults.charts.kinds` the rest of its module.

`same` says whether what was noted is unchanged, by content; times of files play no part.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import os
import sys
from pathlib import Path
from types import FunctionType

import plainresults
from plainresults.book import current
from plainresults.evidence import access, store

LEAVE_AT = "PLAINRESULTS_READS"  # in the environment of a kernel: the file for what it read
CHART_MARK = "plainresults.charts.arguments"  # the module of the decorator that every chart carries
OURS = ("plainresults", "study")  # the packages whose code pages depend on
OUR_OWN = ("_build", ".git", ".venv", "__pycache__", "engine", "study")


def fingerprints(names) -> dict[str, str]:
    """Each name with a fingerprint of what it stands for now."""
    return {name: fingerprint(name) for name in names}


def same(noted: dict[str, str]) -> bool:
    """Whether everything is as it was when `noted` was made by `fingerprints`."""
    return all(fingerprint(name) == was for name, was in noted.items())


@functools.cache
def fingerprint(name: str) -> str:
    """What `name` holds now, as a short text; it is worked out once, so `forget` before a new build."""
    kind, _, what = name.partition(":")
    if kind == "data":
        return store.load().prints.get(what, "")
    if kind == "code":
        module, _, function = what.partition(":")
        return _units(module).get(function, "")
    path = current().root / what
    if kind == "dir":
        return _short(*sorted(os.listdir(path))) if path.is_dir() else ""
    return _short(path.read_bytes()) if path.is_file() else ""


def forget() -> None:
    """Look at everything afresh."""
    fingerprint.cache_clear()
    _units.cache_clear()
    libraries.cache_clear()


@functools.cache
def libraries() -> str:
    """Changes with the version of Python or of any library."""
    folders = {Path(folder or ".") for folder in sys.path}
    found = {
        path.name
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.suffix in (".dist-info", ".egg-info")
    }
    return _short(sys.version, *sorted(found))


def imported_by(*modules: str) -> set[str]:
    """The modules of the engine and of `study/` that `modules` import, directly or through others, with themselves."""
    found, wanted = set(), set(modules)
    while wanted:
        name = wanted.pop()
        if name not in found and file_of(name):
            found.add(name)
            wanted |= _imports_of(name)
    return found


# In a kernel -------------------------------------------------------------------------------------


def watch() -> None:
    """Note each call of a function of the engine from now on, and each file that is opened."""
    noted = {}
    for module in [
        m
        for name, m in sys.modules.items()
        if name.startswith("plainresults.") and name != __name__
    ]:
        for name, value in list(vars(module).items()):
            if (
                isinstance(value, FunctionType)
                and value.__module__.startswith("plainresults.")
                and value.__module__ != __name__
            ):
                vars(module)[name] = noted.setdefault(value, _noting(value))
    sys.addaudithook(_see)


def record() -> None:
    """Begin to record what this kernel's notebook reads; called in the kernel before the first cell."""
    from IPython import get_ipython

    if "plainresults.execution.preload" not in sys.modules:
        sys.addaudithook(
            _see
        )  # an ordinary kernel imports the engine and loads the data while it is watched
    access.NOTED.difference_update([name for name in access.NOTED if not name.startswith("code:")])
    shell, code = get_ipython(), []
    shell.events.register("pre_run_cell", lambda info: code.append(info.raw_cell))
    shell.events.register("post_run_cell", lambda _: _leave("\n".join(code)))


def _leave(code: str) -> None:
    """Write down everything that was noted, with the fingerprints as they are in this kernel."""
    called = {name.split(":")[1] for name in access.NOTED if name.startswith("code:")}
    modules = imported_by(*called, *_imports_of_cells(code))
    if "plainresults.execution.preload" not in sys.modules:
        access.NOTED.update(
            f"code:{module}:{name}" for module in modules for name in _units(module)
        )
    path = Path(os.environ[LEAVE_AT])
    draft = path.with_suffix(".new")
    draft.write_text(
        json.dumps(fingerprints(access.NOTED | {f"code:{module}" for module in modules})), "utf8"
    )
    draft.replace(path)


def load(path: Path) -> dict[str, str]:
    """What a kernel left at `path`; nothing when it was stopped before its first cell ended."""
    return json.loads(path.read_text("utf8")) if path.is_file() else {}


def _noting(function: FunctionType) -> FunctionType:
    name = f"code:{function.__module__}:{function.__qualname__}"

    @functools.wraps(function)
    def noted(*args, **kwargs):
        access.NOTED.add(name)
        return function(*args, **kwargs)

    return noted


def _see(event: str, args: tuple) -> None:
    """Note files and folders of the book that are opened; Python calls it for every such event."""
    if event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], (str, os.PathLike)):
        path = os.path.abspath(os.fspath(args[0]))
        if path.startswith(f"{current().root}{os.sep}"):
            place = os.path.relpath(path, current().root)
            if place.split(os.sep)[0] not in OUR_OWN and "__pycache__" not in place:
                access.NOTED.add(f"{'file' if event == 'open' else 'dir'}:{place}")


# Code --------------------------------------------------------------------------------------------


@functools.cache
def _units(module: str) -> dict[str, str]:
    """A fingerprint of each plain function of a module, and under "" one of all the rest of it."""
    path = file_of(module)
    return _units_in(path.read_text("utf8"), file_of(CHART_MARK).read_text("utf8")) if path else {}


@functools.cache
def _units_in(text: str, mark: str) -> dict[str, str]:
    """The same for the text of a module and that of `CHART_MARK`.

    A function that the rest itself names (in a table, a class or a call) belongs to the rest as well, and so does
    one with a decorator; but a chart's decorator is known, so its text is taken in with the chart's.
    """
    lines, tree = text.splitlines(), ast.parse(text)
    functions = {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and all(map(_marks_chart, node.decorator_list))
    }
    rest = [node for node in tree.body if node not in functions.values()]
    for node in rest:  # grows while it is gone through
        rest += [
            functions[name.id]
            for name in ast.walk(node)
            if isinstance(name, ast.Name)
            and name.id in functions
            and functions[name.id] not in rest
        ]
    return {
        name: _short(_text(lines, node), *([mark] if node.decorator_list else []))
        for name, node in functions.items()
    } | {"": _short(*(_text(lines, node) for node in rest))}


def _marks_chart(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "chart"
    )


def _text(lines: list[str], node: ast.stmt) -> str:
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return _short(*lines[first - 1 : node.end_lineno])


def file_of(module: str) -> Path | None:
    """The file of a module of the book; None when there is none."""
    home = (
        Path(plainresults.__file__).parents[1]
        if module.startswith("plainresults")
        else current().root
    )
    path = home / module.replace(".", "/")
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


def _imports_of(module: str) -> frozenset[str]:
    return _imports_in(file_of(module).read_bytes())


@functools.cache
def _imports_in(code: bytes) -> frozenset[str]:
    return frozenset(_imports(ast.parse(code)))


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.partition(".")[0] in OURS}


def _imports_of_cells(code: str) -> set[str]:
    try:
        return _imports(ast.parse(code))
    except SyntaxError:  # a magic command, or a mistake
        return {"plainresults.charts", "plainresults.data"}


def _short(*pieces: str | bytes) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece if isinstance(piece, bytes) else piece.encode() + b"\0")
    return digest.hexdigest()[:24]
