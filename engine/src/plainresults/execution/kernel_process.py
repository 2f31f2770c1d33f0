"""What happens inside a kernel: it notes what its cells read, and keeps them in bounds.

A cell may read any file. What is read in other ways than by Python's own `open` (a program that is
started, the network, the environment) cannot be compared, so its page is run by every build.
A cell that writes into the book is stopped.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.evidence import access
from plainresults.execution import dependencies, forkserver
from plainresults.execution.dependencies import ALWAYS

STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn")
CONNECTS = ("socket.connect", "socket.getaddrinfo", "urllib.Request")
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.truncate", "os.mkdir", "os.link", "os.symlink")
ENVIRONMENT = re.compile(r"\benviron|\bgetenv\b|\bexpandvars\b")
DYNAMIC = re.compile(r"import_module|__import__|getattr|\bexec\b|\beval\b|^\s*[%!]", re.M)

LIBRARIES = {Path(place) for place in (sys.prefix, sys.base_prefix, "/dev")}

_cells: list[str] = []  # the code that has been run
_written: set[Path] = set()  # files that the cells themselves made


def become_kernel(connection_file: str, folder: str, memory: int) -> None:
    """Turn this process, just forked, into a kernel in `folder` with `memory` bytes for data."""
    import resource

    from ipykernel.kernelapp import IPKernelApp

    os.chdir(folder)
    os.environ["IPYTHONDIR"] = str(Path(connection_file).with_name("ipython"))  # nobody's own
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    with Path(os.devnull).open("w") as nowhere:  # else it would show there too what cells print
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)
    app = IPKernelApp.instance(parent_handle=0)  # it ends with its starter in any case
    app.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:"])
    forkserver.tell(f"{os.getpid()}\n".encode())
    app.start()


def record() -> None:
    """Begin to note what this kernel's cells read; called in the kernel before the first one."""
    from IPython import get_ipython

    kernel = os.getpid()

    def after_cell(_result: object) -> None:
        if os.getpid() != kernel:
            os._exit(1)  # a fork that a cell made must not go on as a second kernel

    shell = get_ipython()
    shell.events.register("pre_run_cell", lambda info: _cells.append(info.raw_cell))
    shell.events.register("post_run_cell", after_cell)
    access.NOTED.clear()
    access.in_build = True
    sys.addaudithook(_see)


def reads() -> str:
    """What the cells have read, with fingerprints, as JSON."""
    charts = {name for name in access.NOTED if name.startswith("code:")}  # which were called
    noted = dependencies.fingerprints({n: f for n, f in access.NOTED.items() if n not in charts})
    own = [Path(current().root, name.removeprefix("file:")) for name in noted]
    texts = [path.read_text("utf8") for path in own if path.suffix == ".py" and path.is_file()]
    if any(ENVIRONMENT.search(text) for text in (*_cells, *texts)):
        noted[f"{ALWAYS}the environment"] = ""
    modules = {name.removeprefix("code:") for name in charts}
    modules.update(*(_called(text) for text in (*_cells, *texts)))
    return json.dumps(noted | dependencies.loaded(dependencies.imported_by(*modules)))


def _called(code: str) -> set[str]:
    """The modules of the engine that a text calls; every one where that cannot be told."""
    charts = sys.modules.get(dependencies.FACE)
    try:
        names = set() if DYNAMIC.search(code) else dependencies.names_in(code)
    except SyntaxError:
        names = set()
    if not names:
        return {name for name in sys.modules if name.startswith("plainresults.")}
    found = {getattr(getattr(charts, name, None), "__module__", "") for name in names}
    return found | dependencies.imports_in(code.encode())


def _see(event: str, args: tuple[Any, ...]) -> None:
    """Note what is read, and refuse what writes into the book; Python calls it for every event."""
    if event in CHANGES or (event == "open" and args[2] and dependencies.writes(args)):
        _refuse_if_inside(dependencies.path_of(args[0]))
    elif event.startswith(STARTS):
        access.note(f"{ALWAYS}a program that it starts", "")
    elif event.startswith(CONNECTS):
        access.note(f"{ALWAYS}the network", "")
    elif event == "sqlite3.connect":
        if (path := dependencies.path_of(args[0])) and path.is_file():
            dependencies.note_path(path)
    elif event == "open" and (path := dependencies.path_of(args[0])) and _passed_over(path):
        return
    else:
        dependencies.note_reading(event, args)


def _passed_over(path: Path) -> bool:
    """Whether it is of a library, or made by the cells; notes what the system says of itself."""
    if path.parts[1:2] in (("proc",), ("sys",)):
        access.note(f"{ALWAYS}{path}", "")
        return True
    cell = f"ipykernel_{os.getpid()}" in path.parts  # the name that IPython gives to a cell
    return cell or path in _written or any(folder in path.parents for folder in LIBRARIES)


def _refuse_if_inside(path: Path | None) -> None:
    """PermissionError for a path inside the book, but not for code that Python keeps compiled."""
    if path is None:
        return
    if current().root in path.parents and path.suffix != ".py":
        raise PermissionError(
            f"a cell must not change the files of the book, and this one would change "
            f"{current().shown(path)}. Take the line out, or write into a temporary folder"
        )
    _written.add(path)
