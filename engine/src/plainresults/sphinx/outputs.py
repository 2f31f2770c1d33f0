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
        noted = json.loads(record.read_text("utf8")) if record.is_file() else {}
        self._last_files: dict[str, str] = noted.get("files", {})
        self._last_groups: dict[str, dict[str, Any]] = noted.get("groups", {})

    def put(self, path: str, content: bytes | str, group: str = "") -> None:
        """Publish `content` at `path`, seen from the site's root; the first content of a path stays."""
        content = content.encode() if isinstance(content, str) else content
        digest = hashlib.sha256(content).hexdigest()
        if self._claim(path, digest, group) and self._on_disk(path) != digest:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            write_aside(target, content)

    def made(self, group: str, key: str, make: Callable[[], Files]) -> None:
        """Publish the files that `make` gives, by path, unless those made from the same `key` are there.

        They are made by `make_all`, several at a time.
        """
        last = self._last_groups.get(group)
        if not (last and last["key"] == key and all(map(self._as_noted, last["files"]))):
            self._tasks.append(_Task(group, key, make))
            return
        self._groups[group] = last
        for path in last["files"]:
            self._claim(path, self._last_files[path], group)

    def made_slowly(self, group: str, key: str, make: Callable[[], Files]) -> None:
        """The same for what a preview leaves as it is, once it is there."""
        if PREVIEW and (last := self._last_groups.get(group)):
            key = last["key"]
        self.made(group, key, make)

    def key(self, *pieces: object) -> str:
        """A key that changes with any of `pieces`, and with the program that makes the files."""
        digest = hashlib.sha256(self._made_by.encode())
        for piece in pieces:
            digest.update(
                hashlib.sha256(piece if isinstance(piece, bytes) else repr(piece).encode()).digest()
            )
        return digest.hexdigest()

    def make_all(self) -> None:
        """Make what was asked for and is not there."""
        tasks, self._tasks = self._tasks, []
        with ThreadPoolExecutor() as pool:
            for task, files in zip(tasks, pool.map(lambda task: task.make(), tasks), strict=True):
                for path, content in files.items():
                    self.put(path, content, task.group)
                self._groups[task.group] = {"key": task.key, "files": sorted(files)}

    def finish(self) -> None:
        """Make what is left, remove what nobody asked for, and note the fingerprints."""
        self.make_all()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(self.folder).as_posix() not in self.files:
                path.unlink()
        record = {"files": self.files, "groups": self._groups}
        write_aside(self._record, json.dumps(record).encode())

    def _claim(self, path: str, digest: str, group: str) -> bool:
        if self.files.setdefault(path, digest) == digest:
            return True
        self.clashes.append((group, path))
        return False

    def _as_noted(self, path: str) -> bool:
        return self._on_disk(path) == self._last_files.get(path)

    def _on_disk(self, path: str) -> str:
        try:
            return hashlib.sha256(Path(self.folder, path).read_bytes()).hexdigest()
        except OSError:
            return ""


def write_aside(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or, after a kill, as it was before."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    os.replace(aside, path)
