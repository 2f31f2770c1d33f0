"""Pictures are the same on every machine, and nobody waits for one in vain."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys

import pytest
from plainresults.execution import forkserver, preload
from plainresults.rendering import vega

TEXT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
    '<text y="20" font-family="Helvetica, Arial, sans-serif" font-size="15">With it</text></svg>'
)
DRAW = """
import os, sys
from pathlib import Path
from plainresults.rendering import vega
Path(sys.argv[1]).write_bytes(vega.png(sys.argv[2]))
assert os.environ.get("FONTCONFIG_FILE", "") == os.environ["AS_IT_WAS"]
"""


@pytest.mark.parametrize("fonts", ["the system's", "none"])
def test_a_picture_is_the_same_whichever_fonts_the_machine_has(tmp_path, fonts):
    """vl-convert would take the system's, and open them again for each letter."""
    drawn, config = tmp_path / "drawn.png", tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", "utf8")
    asked = {"FONTCONFIG_FILE": str(config)} if fonts == "none" else {}
    as_it_was = {"AS_IT_WAS": asked.get("FONTCONFIG_FILE", "")}
    command = [sys.executable, "-c", DRAW, drawn, TEXT]
    subprocess.run(command, env=os.environ | as_it_was | asked, check=True)
    expected = vega.png(TEXT)
    assert hashlib.sha256(drawn.read_bytes()).digest() == hashlib.sha256(expected).digest()
    without = vega.png(TEXT.replace("Helvetica, Arial, sans-serif", "A font that nobody has"))
    assert len(expected) > len(without), "the text is in it"


def test_a_png_that_was_begun_is_not_made_again(monkeypatch):
    """The makers work while pages are read; each result is given once and then forgotten."""
    forkserver.end()
    preload.begin()
    vega.begin_pngs([TEXT])
    monkeypatch.setattr(vega, "_made", lambda *_what: b"made anew")
    assert vega.png(TEXT).startswith(b"\x89PNG")
    assert vega.png(TEXT) == b"made anew"
    forkserver.end()


@pytest.mark.parametrize("maker", ["is not there", "has ended", "hangs"])
def test_a_maker_that_does_not_answer_is_not_waited_for(monkeypatch, maker):
    """The picture then comes from this process's own engine."""
    forkserver.end()
    monkeypatch.setattr(vega, "PATIENCE", 0.2)
    monkeypatch.setitem(vega.MAKERS, "png 2", lambda text: b"\x89PNG of one's own")
    mine, theirs = socket.socketpair()
    with mine, theirs:
        if maker != "is not there":
            monkeypatch.setitem(forkserver.services, "pictures", mine)
        if maker == "has ended":
            theirs.close()
        assert vega.png("a text that nobody has asked for") == b"\x89PNG of one's own"


def test_what_cannot_be_drawn_is_an_error_of_who_asked():
    """And not of the maker, which goes on."""
    forkserver.end()
    preload.begin()
    for _ in range(2):
        with pytest.raises(ValueError, match="conversion failed"):
            vega.svg('{"data": {"values": []}, "mark": "no such mark"}')
    assert vega.svg('{"data": {"values": []}, "mark": "bar"}').startswith("<svg")
    forkserver.end()
