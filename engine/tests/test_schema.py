"""The schemas of data files: every example holds, every bad example does not, and both are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from plainresults.evidence import measures, schema_page

SCHEMAS = {name: schema_page.read(name) for name in schema_page.NAMES}
FIELDS = [
    pytest.param(SCHEMAS[name], field, id=f"{name}: {place}")
    for name in SCHEMAS
    for place, field in schema_page.fields(SCHEMAS[name])
]
# Fields that hold named things, each of which has its own examples.
TABLES = {"outcomes", "numbers", "menu", "comparisons", "trials", "arms", "events", "facts"}


def holds(schema: dict[str, Any], field: dict[str, Any], value: Any) -> bool:
    validator = jsonschema.Draft202012Validator(
        {"$defs": schema["$defs"], "properties": schema["properties"], **field}
        if "$ref" not in field
        else schema
    )
    return bool(validator.is_valid(value))


@pytest.mark.parametrize(("schema", "field"), FIELDS)
def test_a_good_example_holds_and_a_bad_one_does_not(schema, field):
    """An editor shows both, so both are true."""
    for value in field.get("examples", ()):
        assert holds(schema, field, value), value
    for value in field.get("x-bad", ()):
        assert not holds(schema, field, value), value


@pytest.mark.parametrize(("schema", "field"), FIELDS)
def test_a_field_is_told_with_a_good_and_a_bad_example(schema, field, request):
    """Nobody has to guess what belongs there."""
    name = request.node.callspec.id.rpartition(".")[2].rpartition(" ")[2]
    if "const" in field or field.get("type") == "boolean" or name in TABLES:
        return
    nested = "propertyNames" in field or "oneOf" in field
    assert nested or (field.get("description") and field.get("examples") and field.get("x-bad"))


def test_the_page_of_the_schemas_is_up_to_date():
    """`plainresults schema` writes it."""
    written = Path(__file__).resolve().parents[2] / "docs" / "results-schema.md"
    assert written.read_text("utf8") == schema_page.page()


def test_every_kind_of_the_schema_is_in_its_table():
    """And none is there that nobody can enter."""
    defs = SCHEMAS["results"]["$defs"]
    assert sorted(measures.comparisons()) == sorted(defs["type"]["enum"])
    kinds = defs["outcome"]["properties"]["statistic"]["enum"]
    assert sorted(measures.statistics()) == sorted(kinds)
