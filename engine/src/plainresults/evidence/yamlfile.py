"""Read a YAML file and remember the line of everything in it.

Numbers with a point come back as `Decimal`, so that 0.30 stays 0.30, and a key that is
given twice is a fault, where YAML itself would quietly keep the last one.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from plainresults.errors import Fault
from plainresults.evidence import yaml_faults

Place = tuple[str | int, ...]  # the keys and indices that lead to a value
Lines = dict[Place, int]


class _Loader(yaml.CSafeLoader):
    """The fast SafeLoader, with exact decimals, and with days as the texts that they are."""


def _exact(_loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value)
    except ArithmeticError:
        raise yaml.constructor.ConstructorError(
            None, None, f"{node.value} is no number", node.start_mark
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
_Loader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> tuple[dict[str, Any], Lines]:
    """The content of `path`, and the line (from 1) of each place in it.

    Raises Fault when the file is not there, does not parse, is no mapping or gives a key twice.
    """
    return parse(text_of(path), path)


def text_of(path: Path) -> str:
    """The text of a file of the book. Raises Fault when it is not there or not in UTF-8."""
    try:
        return path.read_text(encoding="utf8")
    except FileNotFoundError as error:
        raise Fault(path, 0, "this file is not there", "Bring it back, or write it") from error
    except UnicodeDecodeError as error:
        raise Fault(
            path,
            error.object.count(b"\n", 0, error.start) + 1,
            "this character is not in UTF-8",
            "Save the file again with the encoding UTF-8, and look at the character in this line",
        ) from error


@functools.cache
def parse(text: str, path: Path, first: int = 1) -> tuple[dict[str, Any], Lines]:
    """The same for `text`, which begins in line `first` of `path`.

    The same text is read once, so change nothing in the result.
    """
    lines: Lines = {(): first}
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        _note_lines(node, (), lines, path, first)
        content = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        line, what, remedy = yaml_faults.explain(text, error)
        raise Fault(path, line + first, f"this is not YAML: {what}", remedy) from error
    except RecursionError as error:
        what = "this is not YAML: something in it contains itself"
        raise Fault(path, first, what, "Take out what begins with & and *") from error
    if not isinstance(content, dict):
        remedy = "Write lines like “name: value”, as in a file of the same kind that works"
        raise Fault(path, first, "there are no fields here", remedy)
    return content, lines


def line_of(lines: Lines, place: Place) -> int:
    """The line of `place`, or of the nearest place around it that stands in the file."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _note_lines(node: yaml.Node | None, at: Place, lines: Lines, path: Path, first: int) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line, inner = key.start_mark.line + first, (*at, str(key.value))
            if inner in lines:
                remedy = f"Keep one of the two; the first is in line {lines[inner]}"
                raise Fault(path, line, f"“{key.value}” is given twice", remedy)
            lines[inner] = line
            _note_lines(value, inner, lines, path, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*at, index)] = value.start_mark.line + first
            _note_lines(value, (*at, index), lines, path, first)
