"""From a chart's specification to its picture, as SVG and from there as PNG; the one place that calls vl-convert for charts.

vl-convert starts a JavaScript engine that takes longer than a chart does and that no process can hand
on by forking. While a book is built, one or more processes keep it running (`serve`), and the kernels,
which find their addresses in the environment, ask them. Without them, `svg` and `png` do the work themselves.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread

import vl_convert

from plainresults.execution.forkserver import SERVERS


def _use_own_fonts() -> None:
    """Have vl-convert look for fonts now, and find only those that it brings along.

    So a picture is the same on every machine. Also, it opens a font of the system's again for each letter, which takes half of a chart's time.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    del os.environ["FONTCONFIG_FILE"]
    if before:
        os.environ["FONTCONFIG_FILE"] = before


_use_own_fonts()


def svg(specification: str) -> str:
    """The SVG of a Vega-Lite specification in JSON; ValueError when there is none."""
    return _made("svg", specification)


def png(picture: str, scale: int = 2) -> bytes:
    """The PNG of an SVG, `scale` times its size."""
    kind = f"png {scale}"
    return (
        _ahead.pop((kind, picture)).result() if (kind, picture) in _ahead else _made(kind, picture)
    )


def begin_pngs(pictures: Iterable[str]) -> None:
    """Let the makers make the PNGs of these SVGs, at twice their size, while this process does other work; `png` then gives them."""
    if os.environ.get(SERVERS):
        pool = ThreadPoolExecutor(4)
        _ahead.update(
            (("png 2", picture), pool.submit(_made, "png 2", picture)) for picture in pictures
        )
        pool.shutdown(wait=False)


_ahead: dict[tuple[str, str], Future] = {}
MAKERS = {
    kind: functools.lru_cache(512)(make)
    for kind, make in (  # a picture follows from its text, so in a preview most are there already
        ("svg", vl_convert.vegalite_to_svg),
        *(
            (f"png {scale}", functools.partial(vl_convert.svg_to_png, scale=scale))
            for scale in (1, 2)
        ),
    )
}


def _made(kind: str, text: str) -> str | bytes:
    servers = os.environ.get(SERVERS, "").split()
    if not servers:
        return MAKERS[kind](text)
    try:
        with _reached(servers[hashlib.sha256(text.encode()).digest()[0] % len(servers)]) as server:
            server.send((kind, text))
            found, made = server.recv()
    except (OSError, EOFError):  # the server is gone
        return MAKERS[kind](text)
    if not found:
        raise ValueError(made)
    return made


def _reached(address: str) -> Connection:
    """A connection with the maker at `address`, which takes a moment after its start until it is there."""
    for _ in range(100):
        with contextlib.suppress(FileNotFoundError):
            return Client(address, authkey=_key())
        time.sleep(0.02)
    raise FileNotFoundError(address)


def serve(address: str) -> None:
    """Answer `svg` and `png` at `address` until the process is ended; call it in a process of its own."""
    listener = Listener(address, backlog=64, authkey=_key())
    vl_convert.vegalite_to_svg({"data": {"values": []}, "mark": "bar"})  # starts the engine
    while True:
        Thread(target=_answer, args=[listener.accept()], daemon=True).start()


def _answer(connection) -> None:
    with connection:
        try:
            kind, text = connection.recv()
            connection.send((True, MAKERS[kind](text)))
        except ValueError as error:
            connection.send((False, str(error)))
        except (OSError, EOFError):
            pass  # the kernel was ended


def _key() -> bytes:
    return os.environ[SERVERS + "_KEY"].encode()
