"""Hold the content of a YAML file to a JSON schema, and say each mistake at its line."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile

COMMA = "Write thousands without a comma, as in 1806, and decimals with a point, as in 47.2"
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
        unknown = [key for key in error.instance if key not in known]
        return [((*place, str(key)), *_unknown(inside, key, error, known)) for key in unknown]
    remedy = schema.get("description") or schema.get("then", {}).get("description", "")
    if error.validator == "type" and re.fullmatch(r"[\d,]*\d,\d+", str(error.instance)):
        return [(place, f"{inside}: “{error.instance}” has a comma", COMMA)]
    if error.validator == "required":
        missing = error.message.split("'")[1]
        about = schema.get("properties", {}).get(missing, {}).get("description", remedy)
        return [(place, f"{inside}: “{missing}” is missing", about)]
    return [(place, f"{inside}: {error.message.replace('Decimal', '')}", remedy)]


def _unknown(
    inside: str, key: Any, error: jsonschema.ValidationError, known: list[str]
) -> tuple[str, str]:
    """What is wrong with a name that the schema does not have, and how to mend it."""
    values = error.instance if isinstance(error.instance, dict) else {}
    if str(key).isdigit() and values.get(key) is None:
        return f"{inside}: a number is cut in two at its comma, before {key}", COMMA
    hint = nearest(str(key), known, f"What belongs here: {', '.join(known)}")
    return f"{inside}: “{key}” means nothing here", hint


@functools.cache
def _validator(schema: str) -> Validator:
    content: dict[str, Any] = json.loads(schema)
    kind = jsonschema.validators.validator_for(content, jsonschema.Draft202012Validator)
    return kind(content, format_checker=FORMATS)
