"""The index that makes the search work, written by Pagefind.

Pagefind reads the finished pages; a browser loads the index in small pieces. What is searched is
marked in the template `layout.html`. The pages are handed over one after the other through the
protocol of Pagefind's own libraries, so that the same pages give the same bytes on any file system.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fnmatch import fnmatch
from threading import Thread
from typing import IO, Any

import pagefind_bin

NOT_SEARCHED = [  # what is no text, or says again what a chart says
    *(".headerlink", ".to-here", ".head-line"),
    *(".chart-table", ".chart-foot", ".embed", ".made"),
]
NOT_NEEDED = (
    *("*-ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind"),
    *("pagefind-*-ui.*", "playground/*"),
)


def index(pages: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the index of `pages`, given by path; RuntimeError with Pagefind's own words."""
    requests: list[dict[str, Any]] = [
        {"type": "NewIndex", "config": {"exclude_selectors": NOT_SEARCHED, "keep_index_url": True}},
        *(
            {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": content}
            for path, content in pages.items()
        ),
        {"type": "GetFiles", "index_id": 0},
    ]
    files: dict[str, bytes] = {}
    for answer in _answers(requests):
        if answer["type"] == "Error":
            raise RuntimeError(f"The search index could not be made: {answer['message']}")
        for file in answer.get("files", ()):
            if not any(fnmatch(file["path"], pattern) for pattern in NOT_NEEDED):
                files[f"pagefind/{file['path']}"] = base64.b64decode(file["content"])
    if "pagefind/pagefind.js" not in files:
        raise RuntimeError("The search index could not be made: Pagefind ended before its work")
    return files


def _answers(requests: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pagefind's answer to each request, as far as it gets."""
    program = subprocess.Popen(
        [pagefind_bin.get_executable(), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with program:
        assert program.stdin and program.stdout
        sender = Thread(target=_send, args=[program.stdin, requests])
        sender.start()
        for _, message in zip(requests, _messages(program.stdout), strict=False):
            yield message["payload"]
        sender.join()
        with suppress(BrokenPipeError):  # a program that ended early has given no answer
            program.stdin.close()


def _send(pipe: IO[bytes], requests: Iterable[dict[str, Any]]) -> None:
    with suppress(BrokenPipeError):
        for number, request in enumerate(requests, 1):
            message = json.dumps({"message_id": number, "payload": request})
            pipe.write(base64.b64encode(message.encode()) + b",")
        pipe.flush()


def _messages(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    while piece := pipe.read1(1 << 20):  # type: ignore[attr-defined]  # of a BufferedReader
        *whole, rest = (rest + piece).split(b",")
        yield from (json.loads(base64.b64decode(message)) for message in whole)
