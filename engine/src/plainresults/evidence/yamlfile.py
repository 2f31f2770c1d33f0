"""Read a YAML file and remember the line of everything in it.

Numbers with a point come back as `Decimal`, so that 0.30 stays 0.30, and a key that is
given twice is a fault, where YAML itself would quietly keep the last one.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path

import yaml

from plainresults.errors import Fault

yaml.SafeLoader = (
    yaml.CSafeLoader
)  # what yaml.safe_load uses, by which libraries read _toc.yml and _config.yml: the same, in C


class _Loader(yaml.CSafeLoader):
    """The fast SafeLoader, with exact decimals."""


def _exact(_loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value)
    except ArithmeticError:
        raise yaml.constructor.ConstructorError(
            None, None, f"{node.value} is no number", node.start_mark
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)


def read(path: Path) -> tuple[dict, dict[tuple, int]]:
    """The content of `path`, and the line (from 1) of each place in it, by its path of keys.

    Raises Fault when the file does not parse, is no mapping or gives a key twice.
    """
    try:
        return parse(path.read_text(encoding="utf8"), path)
    except UnicodeDecodeError as error:
        raise not_utf8(path, error) from error


def not_utf8(path: Path, error: UnicodeDecodeError) -> Fault:
    """The fault of a file that some program did not save as UTF-8."""
    return Fault(
        path,
        error.object.count(b"\n", 0, error.start) + 1,
        "this character is not in UTF-8",
        "Save the file again with the encoding UTF-8, and look at the character in this line",
    )


@functools.cache
def parse(text: str, path: Path, first: int = 1) -> tuple[dict, dict[tuple, int]]:
    """The same for `text`, which begins in line `first` of `path`; the same text is read once, so change nothing in it."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[tuple, int] = {(): first}
        _note_lines(node, (), lines, path, first)
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = (
            f" ({error.context}, begun in line {error.context_mark.line + first})"
            if error.context_mark
            else ""
        )
        raise Fault(
            path,
            mark.line + first if mark else first,
            f"this is not YAML: {error.problem}{begun}",
            "Compare the indentation and the quotes with the lines above",
        ) from error
    except yaml.YAMLError as error:
        raise Fault(
            path, first, f"this is not YAML: {error}", "Look for characters that do not show"
        ) from error
    if not isinstance(content, dict):
        raise Fault(
            path,
            first,
            "there are no fields here",
            "Write lines like “name: value”, as in a file of the same kind that works",
        )
    return content, lines


def _note_lines(node, place: tuple, lines: dict[tuple, int], path: Path, first: int) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                raise Fault(
                    path,
                    key.start_mark.line + first,
                    f"“{key.value}” is given twice",
                    f"Keep one of the two; the first is in line {lines[inner]}",
                )
            lines[inner] = key.start_mark.line + first
            _note_lines(value, inner, lines, path, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*place, index)] = value.start_mark.line + first
            _note_lines(value, (*place, index), lines, path, first)
