"""From a chart's specification to its picture, as SVG and from there as PNG.

vl-convert starts a JavaScript engine that takes longer than a chart does and that no process can
hand on by forking. While a book is built, one or more processes keep it running (`serve`), and the
kernels ask them. Without them, `svg` and `png` do the work themselves.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import vl_convert

from plainresults.execution import forkserver

PATIENCE = 60  # seconds until a maker is taken to hang


def _use_own_fonts() -> None:
    """Have vl-convert look for fonts now, and find only those that it brings along.

    So a picture is the same on every machine. Also, it opens a font of the system's again for each
    letter, which takes half of a chart's time.
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
    return str(_made("svg", specification))


def png(picture: str, scale: int = 2) -> bytes:
    """The PNG of an SVG, `scale` times its size."""
    kind = f"png {scale}"
    begun = _ahead.pop((kind, picture), None)
    made = begun.result() if begun else _made(kind, picture)
    assert isinstance(made, bytes)
    return made


def begin_pngs(pictures: Iterable[str]) -> None:
    """Let the makers make the PNGs of these SVGs, at twice their size; `png` then gives them."""
    if "pictures" in forkserver.services:
        pool = ThreadPoolExecutor(4)
        _ahead.update(
            (("png 2", picture), pool.submit(_made, "png 2", picture)) for picture in pictures
        )
        pool.shutdown(wait=False)


_ahead: dict[tuple[str, str], Future[str | bytes]] = {}
KINDS: dict[str, Callable[[str], str | bytes]] = {
    "svg": vl_convert.vegalite_to_svg,
    "png 1": functools.partial(vl_convert.svg_to_png, scale=1),
    "png 2": functools.partial(vl_convert.svg_to_png, scale=2),
}
# A picture follows from its text, so in a preview most are there already.
MAKERS = {kind: functools.lru_cache(512)(make) for kind, make in KINDS.items()}


def _made(kind: str, text: str) -> str | bytes:
    """The picture from a maker; from this process's own engine where no maker answers in time."""
    try:
        with forkserver.connect("pictures") as maker:
            maker.settimeout(PATIENCE)
            maker.sendall(pickle.dumps((kind, text)))
            with maker.makefile("rb") as answer:
                made: str | bytes | ValueError = pickle.load(answer)
    except (KeyError, OSError, EOFError):  # there is none, or it hangs, or it has ended
        return MAKERS[kind](text)
    if isinstance(made, ValueError):
        raise made
    return made


def serve() -> None:
    """Answer `svg` and `png` of other processes; call it in a process of its own."""
    vl_convert.vegalite_to_svg({"data": {"values": []}, "mark": "bar"})  # starts the engine
    while (asked := forkserver.accept(forkserver.services["requests"]))[0]:
        Thread(target=_answer, args=asked[1], daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError, EOFError):  # who asked may have been ended
        with connection.makefile("rb") as request:
            kind, text = pickle.load(request)
        made: str | bytes | ValueError
        try:
            made = MAKERS[kind](text)
        except ValueError as error:
            made = error
        connection.sendall(pickle.dumps(made))
