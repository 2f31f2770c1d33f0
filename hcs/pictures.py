"""From a chart's specification to its picture; the one place that calls vl-convert for SVG.

vl-convert starts a JavaScript engine that takes longer than a chart does and that no process can hand
on by forking. While a book is built, one or more processes keep it running (`serve`), and the kernels,
which find their addresses in the environment, ask them. Without them, `svg` does the work itself.
"""

from __future__ import annotations

import os
from multiprocessing.connection import Client, Listener
from threading import Thread

import vl_convert

SERVERS = "HCS_PICTURES"  # the servers' addresses, in the environment of a kernel


def svg(specification: str) -> str:
    """The SVG of a Vega-Lite specification in JSON; ValueError when there is none."""
    servers = os.environ.get(SERVERS, "").split()
    if not servers:
        return vl_convert.vegalite_to_svg(specification)
    try:
        with Client(servers[os.getpid() % len(servers)], authkey=_key()) as server:
            server.send(specification)
            found, text = server.recv()
    except (OSError, EOFError):  # the server is gone
        return vl_convert.vegalite_to_svg(specification)
    if not found:
        raise ValueError(text)
    return text


def serve(address: str) -> None:
    """Answer `svg` at `address` until the process is ended; call it in a process of its own."""
    listener = Listener(address, backlog=64, authkey=_key())
    vl_convert.vegalite_to_svg({"data": {"values": []}, "mark": "bar"})  # starts the engine
    while True:
        Thread(target=_answer, args=[listener.accept()], daemon=True).start()


def _answer(connection) -> None:
    with connection:
        try:
            connection.send((True, vl_convert.vegalite_to_svg(connection.recv())))
        except ValueError as error:
            connection.send((False, str(error)))
        except (OSError, EOFError):
            pass  # the kernel was ended


def _key() -> bytes:
    return os.environ[SERVERS + "_KEY"].encode()
