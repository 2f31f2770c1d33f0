"""From a chart's specification to its picture, as SVG and from there as PNG; the one place that calls vl-convert for charts.

vl-convert starts a JavaScript engine that takes longer than a chart does and that no process can hand
on by forking. While a book is built, one or more processes keep it running (`serve`), and the kernels,
which find their addresses in the environment, ask them. Without them, `svg` and `png` do the work themselves.
"""

from __future__ import annotations

import functools
import os
import zlib
from multiprocessing.connection import Client, Listener
from threading import Thread

import vl_convert

from hcs.headstart import SERVERS


def svg(specification: str) -> str:
    """The SVG of a Vega-Lite specification in JSON; ValueError when there is none."""
    return _made("svg", specification)


def png(picture: str) -> bytes:
    """The PNG of an SVG, at twice its size; ValueError when there is none."""
    return _made("png", picture)


MAKERS = {kind: functools.lru_cache(512)(make) for kind, make in  # a picture follows from its text, so in a preview most are there already
          (("svg", vl_convert.vegalite_to_svg), ("png", functools.partial(vl_convert.svg_to_png, scale=2)))}


def _made(kind: str, text: str) -> str | bytes:
    servers = os.environ.get(SERVERS, "").split()
    if not servers:
        return MAKERS[kind](text)
    try:
        with Client(servers[zlib.crc32(text.encode()) % len(servers)], authkey=_key()) as server:
            server.send((kind, text))
            found, made = server.recv()
    except (OSError, EOFError):  # the server is gone
        return MAKERS[kind](text)
    if not found:
        raise ValueError(made)
    return made


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
