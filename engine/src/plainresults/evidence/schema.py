"""Hold the content of a YAML file to a JSON schema, and say each mistake at its line."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile

FORMATS = jsonschema.FormatChecker(["date", "regex"])


def faults(path: Path, schema: str, otherwise: str = "") -> tuple[Fault, ...]:
    """What in the file at `path` is not as `schema`, the text of a JSON schema, wants it.

    `otherwise` is the remedy where the schema describes no field.
    """
    remedy = otherwise or f"See the schema of {path.name} for what belongs here"
    return of_text(yamlfile.text_of(path), path, schema, remedy)


@functools.cache
def of_text(
    text: str, path: Path, schema: str, otherwise: str, first: int = 1
) -> tuple[Fault, ...]:
    """The same for `text`, which begins in line `first` of `path`; it is looked at once."""
    content, lines = yamlfile.parse(text, path, first)
    return tuple(
        Fault(path, yamlfile.line_of(lines, place), what, remedy or otherwise)
        for error in sorted(_validator(schema).iter_errors(content), key=_order)
        for place, what, remedy in _told(error)
    )


def _order(error: jsonschema.ValidationError) -> list[str]:
    return list(map(str, error.absolute_path))


def _told(error: jsonschema.ValidationError) -> list[tuple[yamlfile.Place, str, str]]:
    """Place, what is wrong and how to mend it, for each mistake behind one error."""
    place: yamlfile.Place = tuple(error.absolute_path)
    schema: dict[str, Any] = dict(error.schema) if isinstance(error.schema, Mapping) else {}
    inside = ".".join(map(str, place)) or "the file"
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(schema.get("properties", ()))
        return [
            ((*place, key), f"{inside}: “{key}” means nothing here", _hint(key, known))
            for key in error.instance
            if key not in known
        ]
    remedy = schema.get("description") or schema.get("then", {}).get("description", "")
    if error.validator == "required":
        missing = error.message.split("'")[1]
        about = schema.get("properties", {}).get(missing, {}).get("description", remedy)
        return [(place, f"{inside}: “{missing}” is missing", about)]
    return [(place, f"{inside}: {error.message.replace('Decimal', '')}", remedy)]


def _hint(key: str, known: list[str]) -> str:
    return nearest(key, known, f"What belongs here: {', '.join(known)}")


@functools.cache
def _validator(schema: str) -> Validator:
    content: dict[str, Any] = json.loads(schema)
    kind = jsonschema.validators.validator_for(content, jsonschema.Draft202012Validator)
    return kind(content, format_checker=FORMATS)
