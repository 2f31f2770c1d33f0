"""What a build publishes: each path of the site with the fingerprint of its content.

Every file is written aside and renamed, and one that is there already is kept only if its content has
the fingerprint that was noted for it. So a file that a kill or a full disk left behind is made again.
What this build did not ask for is removed: nothing stays online because it lies in a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

Files = Mapping[str, bytes]
AT_ONCE = 32  # groups of files that are held in memory
PREVIEW = "PLAINRESULTS_PREVIEW" in os.environ


class _Task(NamedTuple):
    group: str
    key: str
    make: Callable[[], Files]


class Outputs:
    """The files of the next site, in `folder`; `record` is where their fingerprints are kept."""

    def __init__(self, folder: Path, record: Path, made_by: str = "") -> None:
        self.folder, self._record, self._made_by = folder, record, made_by
        self.files: dict[str, str] = {}
        self.clashes: list[tuple[str, str]] = []  # groups and paths that another group has as well
        self._groups: dict[str, dict[str, Any]] = {}
        self._tasks: list[_Task] = []
        self._last: dict[str, dict[str, Any]] = {}
        if record.is_file():
            self._last = json.loads(record.read_text("utf8"))

    def put(self, path: str, content: bytes | str, group: str = "") -> None:
        """Publish `content` at `path`, seen from the site's root; the first content of a path stays."""
        content = content.encode() if isinstance(content, str) else content
        digest = _digest(content)
        if self._claim(path, digest, group) and self._on_disk(path) != digest:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            write_aside(target, content)

    def made(self, group: str, key: str, make: Callable[[], Files]) -> None:
        """Publish the files that `make` gives, by path, unless those made from the same `key` are there.

        They are made by `make_all`, several at a time.
        """
        last = self._last.get(group)
        files = last["files"] if last and last["key"] == key else {}
        if not (files and all(self._on_disk(path) == files[path] for path in files)):
            self._tasks.append(_Task(group, key, make))
            return
        self._groups[group] = {"key": key, "files": files}
        for path, digest in files.items():
            self._claim(path, digest, group)

    def made_slowly(self, group: str, key: str, make: Callable[[], Files]) -> None:
        """The same for what a preview leaves as it is, once it is there."""
        if PREVIEW and (last := self._last.get(group)):
            key = last["key"]
        self.made(group, key, make)

    def key(self, *pieces: object) -> str:
        """A key that changes with any of `pieces`, and with the program that makes the files."""
        digest = hashlib.sha256(self._made_by.encode())
        for piece in pieces:
            content = piece if isinstance(piece, bytes) else repr(piece).encode()
            digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()

    def make_all(self) -> None:
        """Make what was asked for and is not there."""
        with ThreadPoolExecutor() as pool:
            while self._tasks:
                some, self._tasks = self._tasks[:AT_ONCE], self._tasks[AT_ONCE:]
                for task, files in zip(some, pool.map(lambda task: task.make(), some), strict=True):
                    for path, content in files.items():
                        self.put(path, content, task.group)
                    digests = {path: _digest(content) for path, content in files.items()}
                    self._groups[task.group] = {"key": task.key, "files": digests}

    def finish(self) -> None:
        """Make what is left, remove what nobody asked for, and note the fingerprints."""
        self.make_all()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(self.folder).as_posix() not in self.files:
                path.unlink()
        write_aside(self._record, json.dumps(self._groups).encode())

    def _claim(self, path: str, digest: str, group: str) -> bool:
        if self.files.setdefault(path, digest) == digest:
            return True
        self.clashes.append((group, path))
        return False

    def _on_disk(self, path: str) -> str:
        try:
            return _digest(Path(self.folder, path).read_bytes())
        except OSError:
            return ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_aside(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or, after a kill, as it was before."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    aside.replace(path)
