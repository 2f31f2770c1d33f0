"""The kinds of result: what the value of an arm is, and what compares two arms.

Both lists are data, in `statistic_types.yml` and `comparison_types.yml`, which tell each field.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plainresults.evidence import yamlfile

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Statistic:
    """What the value of an arm is, such as a rate or a mean."""

    name: str
    fhir: tuple[str, ...]
    ard: tuple[str, str]
    per: bool = False
    signed: bool = False


@dataclass(frozen=True)
class ComparisonType:
    """What compares two arms, such as a rate ratio or a mean difference."""

    name: str
    label: str
    none: int
    unit: str
    fhir: tuple[str, ...]
    sides: tuple[str, ...] = ()
    percent: bool = False
    first: bool = False
    tail: str = ""
    note: str = ""

    @property
    def is_ratio(self) -> bool:
        """Whether one value is divided by the other, and not taken away from it."""
        return self.none == 1

    @property
    def address(self) -> str:
        """The end of its address: `ratio` or `difference`."""
        return "ratio" if self.is_ratio else "difference"


@cache
def statistics() -> dict[str, Statistic]:
    """Every kind of value of an arm, by name."""
    content, _ = yamlfile.read(HERE / "statistic_types.yml")
    return {name: Statistic(name, **_fixed(fields)) for name, fields in content.items()}


@cache
def comparisons() -> dict[str, ComparisonType]:
    """Every kind of comparison, by name."""
    content, _ = yamlfile.read(HERE / "comparison_types.yml")
    return {name: ComparisonType(name, **_fixed(fields)) for name, fields in content.items()}


def _fixed(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}


def usual_comparison(statistic: Statistic) -> ComparisonType:
    """What would compare two arms of a kind of value."""
    usual = {"change in mean": "difference in change", "proportion": "risk ratio"}
    other = "rate ratio" if statistic.per else "mean difference"
    return comparisons()[usual.get(statistic.name, other)]
