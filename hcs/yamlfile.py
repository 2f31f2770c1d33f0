"""Read a YAML file and remember the line of everything in it.

Numbers with a point come back as `Decimal`, so that 0.30 stays 0.30, and a key that is
given twice is a fault, where YAML itself would quietly keep the last one.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import yaml

from hcs.fault import Fault


class _Loader(yaml.CSafeLoader):
    """The fast SafeLoader, with exact decimals."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))


def read(path: Path) -> tuple[dict, dict[tuple, int]]:
    """The content of `path`, and the line (from 1) of each place in it, by its path of keys.

    Raises Fault when the file does not parse, is no mapping or gives a key twice.
    """
    text = path.read_text(encoding="utf8")
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[tuple, int] = {(): 1}
        _note_lines(node, (), lines, path)
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = f" ({error.context}, begun in line {error.context_mark.line + 1})" if error.context_mark else ""
        raise Fault(path, mark.line + 1 if mark else 1, f"this is not YAML: {error.problem}{begun}",
                    "Compare the indentation and the quotes with the lines above") from error
    except (ArithmeticError, yaml.YAMLError) as error:
        raise Fault(path, 1, f"this is not YAML: {error}",
                    "Write numbers with digits and a point only") from error
    if not isinstance(content, dict):
        raise Fault(path, 1, "the file holds no fields", "Start from a data file that works")
    return content, lines


def _note_lines(node, place: tuple, lines: dict[tuple, int], path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                raise Fault(path, key.start_mark.line + 1, f"“{key.value}” is given twice",
                            f"Keep one of the two; the first is in line {lines[inner]}")
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*place, index)] = value.start_mark.line + 1
            _note_lines(value, (*place, index), lines, path)
