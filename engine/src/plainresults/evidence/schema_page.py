"""The schemas of data files as a page: each field with its meaning, examples and standard names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).with_name("schemas")
NAMES = ("results", "trials")
HEAD = """# The schemas of data files

<!-- Made by `plainresults schema`; change the schemas, not this page. -->

Each table is one schema of the engine. A field below another one is written with a dot.
ClinicalTrials.gov names are those of its results data elements, FHIR names those of R5.
"""


def read(name: str) -> dict[str, Any]:
    """The schema called `name`: `results` for data/<source>.yml, `trials` for data/trials.yml."""
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf8"))
    return content


@cache
def text(name: str) -> str:
    """The same as JSON, with the examples, good and bad, in the descriptions.

    Editors show descriptions only, and so do our own messages.
    """
    schema = read(name)
    return json.dumps(_told(schema, schema), ensure_ascii=False, indent=1)


def _told(schema: dict[str, Any], node: Any) -> Any:
    if isinstance(node, list):
        return [_told(schema, inner) for inner in node]
    if not isinstance(node, dict):
        return node
    told = {key: _told(schema, inner) for key, inner in node.items()}
    if isinstance(node.get("description"), str):
        field = whole(schema, node)
        for word, key in (("Good", "examples"), ("Bad", "x-bad")):
            if values := field.get(key):
                listed = ", ".join(json.dumps(value, ensure_ascii=False) for value in values)
                told["description"] += f" {word}: {listed}."
    return told


def page() -> str:
    """All schemas as one Markdown page."""
    parts = [HEAD]
    for name in NAMES:
        schema = read(name)
        parts.append(f"## {schema['title']}\n\n{schema['description']}\n")
        parts.append("| Field | What it is | Good | Bad | ClinicalTrials.gov | FHIR R5 |")
        parts.append("| --- | --- | --- | --- | --- | --- |")
        parts += ["| " + " | ".join(row) + " |" for row in _rows(schema, schema, "")]
        parts.append("")
    return "\n".join(parts)


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each property of `schema` and of its definitions, with what its definition adds to it."""
    for place in ("", *schema["$defs"]):
        node = schema["$defs"][place] if place else schema
        for kind in (node, *node.get("oneOf", ())):
            for name, inner in kind.get("properties", {}).items():
                yield f"{place}.{name}".lstrip("."), whole(schema, inner)


def whole(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """`node` with everything that the definition behind its `$ref` says and it does not."""
    if "$ref" not in node:
        return node
    _, group, name = node["$ref"].split("/")  # “#/$defs/name”
    return whole(schema, schema[group][name]) | {
        key: value for key, value in node.items() if key != "$ref"
    }


def _rows(schema: dict[str, Any], node: dict[str, Any], above: str) -> Iterator[list[str]]:
    for name, inner in node.get("properties", {}).items():
        field = whole(schema, inner)
        place = f"{above}{name}"
        good, bad = (_shown(field.get(key, ())) for key in ("examples", "x-bad"))
        standard = [field.get(key, "") for key in ("x-clinicaltrials", "x-fhir")]
        yield [f"`{place}`", field.get("description", ""), good, bad, *standard]
        many = field.get("additionalProperties")
        below = whole(schema, many) if isinstance(many, dict) else field.get("items", field)
        end = ".*." if isinstance(many, dict) else "."
        if name != "comparisons":  # told once, at `comparison`
            for kind in (below, *whole(schema, below).get("oneOf", ())):
                yield from _rows(schema, whole(schema, kind), place + end)


def _shown(values: Any) -> str:
    return ", ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in values)
