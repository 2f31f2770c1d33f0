"""`data/trials.yml`: the trials of the book, their arms and the words for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.errors import Fault
from plainresults.evidence import yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.design import Arm, Trial

FILE = "trials.yml"
UNKNOWN = "unknown"
FACTS = ("funding", "conflicts")


def read(path: Path) -> dict[str, Trial]:
    """The trials in the file at `path`, whose form is right."""
    content, _ = yamlfile.read(path)
    return {key: _trial(key, fields) for key, fields in content["trials"].items()}


def _trial(key: str, fields: dict[str, Any]) -> Trial:
    arms = {
        arm: Arm(arm, **known | {"called": tuple(known.get("called", ()))})
        for arm, known in fields["arms"].items()
    }
    registry = None if fields["registry"] == UNKNOWN else fields["registry"]
    plain = {name: fields[name] for name in ("name", "short", "tested", "main", "allocation")}
    facts = {name: fields[name] for name in FACTS if fields[name] != UNKNOWN}
    return Trial(key, arms=arms, registry=registry, **plain, **facts)


def check(dataset: Dataset, path: Path) -> Iterator[Fault]:
    """Every address in the file at `path` that the data do not hold."""
    content, lines = yamlfile.read(path)
    for key, fields in content["trials"].items():
        for name, find, address in _addresses(fields):
            try:
                getattr(dataset, find)(address)
            except KeyError as error:
                remedy = "Name something that data/ holds, or add it there first"
                line = yamlfile.line_of(lines, ("trials", key, *name.split(".")))
                yield Fault(path, line, error.args[0], remedy)


def _addresses(fields: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The place of each address, what it is an address of, and the address."""
    yield "main", "outcome", fields["main"]
    if fields["registry"] != UNKNOWN:
        yield "registry.source", "source", fields["registry"]["source"]
    for name in FACTS:
        if fields[name] != UNKNOWN:
            yield name, "fact", fields[name]
    for arm, known in fields["arms"].items():
        if "randomized" in known:
            yield f"arms.{arm}.randomized", "number", known["randomized"]
