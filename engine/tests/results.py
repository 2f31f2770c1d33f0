"""Outcomes for tests, from the fields of a data file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
from plainresults.evidence import entered, schema_page, terms, yamlfile
from plainresults.evidence.model import Arm, Outcome, Source, Trial

SOURCE = Source("smith2020", *[""] * 11)
WORDS = terms.read(Path("none"))
ARMS = {
    "one": Arm("one", "People with the lamp", "with the lamp", "EXPERIMENTAL"),
    "two": Arm("two", "People in the dark", "in the dark", "NO_INTERVENTION"),
    "three": Arm("three", "People with a candle", "with a candle", "ACTIVE_COMPARATOR"),
}
PLAIN = {
    "title": "Falls",
    "plain": "falls",
    "rank": "SECONDARY",
    "statistic": "rate",
    "who": "Adults",
    "period": {"from": "2019-01", "to": "2019-12"},
    "lower_is": "better",
    "where": "Table 1",
}
SHARED = {"design": "randomized", "seen_in": "table", "checked": "2026-11-21", "line": 1}
VALIDATOR = jsonschema.Draft202012Validator(
    {"$defs": schema_page.read("results")["$defs"], "$ref": "#/$defs/outcome"}
    | {"properties": {"design": schema_page.read("results")["properties"]["design"]}}
)


def trial(*arms: str, main: str = "") -> Trial:
    """A trial with some of ARMS."""
    known = {arm: ARMS[arm] for arm in arms or ("one", "two")}
    return Trial("lamp", "The lamp trial", "the study", "the lamp", main, "RANDOMIZED", known)


def outcome(of: Trial | None = None, /, **fields: Any) -> Outcome:
    """An outcome with these fields and plain ones for the rest; its form is held to the schema."""
    if fields.get("statistic", "rate") in ("rate", "proportion", "survival"):
        fields = {"counted": "falls", "per": {"number": 100, "of": "adults"}} | fields
    whole = PLAIN | fields
    VALIDATOR.validate({key: value for key, value in whole.items() if key != "design"})
    return entered.outcome(SOURCE, of or trial(), "falls", SHARED | whole, WORDS)


def cases(path: Path) -> dict[str, Any]:
    """A file of cases, with exact decimals as in a data file."""
    return yamlfile.read(path)[0]
