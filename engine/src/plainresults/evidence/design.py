"""How a trial was set up: its arms, who stands behind it, and what a comparison was to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ALONE = ("single arm", "descriptive")  # designs that compare nothing
SUPERIORITY, EQUIVALENCE = "SUPERIORITY", "EQUIVALENCE"


@dataclass(frozen=True)
class Arm:
    """One arm of a trial; `randomized` is the address of how many were put into it, if known."""

    key: str
    label: str
    in_sentence: str
    type: str
    randomized: str = ""
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A trial of the book: what `data/trials.yml` says of it.

    `funding` and `conflicts` are addresses of facts; empty for what is not known.
    """

    key: str
    name: str
    short: str
    tested: str
    main: str
    allocation: str
    arms: Mapping[str, Arm]
    registry: Mapping[str, str] | None = None
    funding: str = ""
    conflicts: str = ""
