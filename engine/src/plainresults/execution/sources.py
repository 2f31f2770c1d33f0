"""Fingerprints of the engine's modules, taken when this one is imported: before all others.

A module's file can change between its import and a later look at it. With these, the text that is
really run is noted, and not the new one, which would make old results look fresh for ever.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import plainresults

ENGINE = Path(plainresults.__file__).parent


def fingerprint_of(*pieces: bytes) -> str:
    """A short text that differs when any of the pieces does."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece + b"\0")
    return digest.hexdigest()[:24]


def _name(path: Path) -> str:
    parts = path.relative_to(ENGINE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


_DATA = (path for end in ("yml", "json", "conf") for path in sorted(ENGINE.rglob(f"*.{end}")))
DATA = fingerprint_of(*(path.read_bytes() for path in _DATA))  # tables and schemas of the engine
TEXTS = {_name(path): fingerprint_of(path.read_bytes()) for path in ENGINE.rglob("*.py")}
