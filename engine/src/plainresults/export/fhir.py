"""Each outcome as a FHIR R5 `Evidence` resource.

Names follow the mapping table in docs/results-schema.md. Resources are held to FHIR's own shape in
the tests, by the models of the package `fhir.resources`; nothing of that is needed to make them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from plainresults.evidence.design import SUPERIORITY
from plainresults.evidence.model import Arm, Comparison, Estimate, Outcome

TYPES = "http://terminology.hl7.org/CodeSystem/statistic-type"
ATTRIBUTES = "http://terminology.hl7.org/CodeSystem/attribute-estimate-type"
ROLES = "http://terminology.hl7.org/CodeSystem/variable-role"
CERTAINTY = "http://terminology.hl7.org/CodeSystem/certainty-rating"
INTERVAL, P_VALUE = ("Confidence interval", "C53324"), ("P-value", "C44185")
RATINGS = {"HIGH": "high", "MODERATE": "moderate", "LOW": "low", "VERY_LOW": "very-low"}


def evidence(outcome: Outcome, base: str) -> dict[str, Any]:
    """The resource for `outcome`; `base` is the address of the site."""
    trial = outcome.trial
    made = {
        "resourceType": "Evidence",
        "id": outcome.key.replace(".", "-").replace("_", "-"),
        "url": f"{base}data/fhir/{outcome.key}.json",
        "title": outcome.title,
        "status": "active",
        "date": outcome.checked,
        "relatedArtifact": [_paper(outcome)],
        "description": f"{outcome.verdict_in_words}. {outcome.verdict_explained}",
        "note": [{"text": text} for text in _notes(outcome)],
        "variableDefinition": list(_variables(outcome)),
        "studyDesign": [{"text": outcome.design}],
        "statistic": [*_of_arms(outcome), *_of_comparisons(outcome)],
    }
    if trial.registry:
        made["identifier"] = [{"value": trial.registry["number"]}]
    if outcome.certainty:
        made["certainty"] = [_certainty(outcome)]
    return {key: value for key, value in made.items() if value}


def _paper(outcome: Outcome) -> dict[str, Any]:
    source = outcome.source
    named = {"type": "derived-from", "display": source.title or source.key}
    return named | ({"resourceReference": {"reference": source.link}} if source.link else {})


def _notes(outcome: Outcome) -> Iterator[str]:
    yield f"Rank in the plan: {outcome.plan}"
    yield f"Time: {outcome.period}"
    yield f"Where: {outcome.where}"
    if outcome.framework != SUPERIORITY:
        margin = outcome.margin
        yield f"{outcome.framework}, margin {margin['value']} ({margin['worse']} is worse)"
    yield from outcome.caution
    yield from (f"Not known: {text}" for text in outcome.unknown)


def _variables(outcome: Outcome) -> Iterator[dict[str, Any]]:
    who = f"{outcome.who}; {outcome.subgroup}" if outcome.subgroup else outcome.who
    yield _variable("population", who)
    arms = outcome.compared or [outcome.trial.arms[key] for key in outcome.arms]
    for role, arm in zip(("exposure", "referenceExposure"), arms, strict=False):
        yield _variable(role, arm.label)
    yield _variable("measuredVariable", f"{outcome.plain} ({outcome.unit})")


def _variable(role: str, text: str) -> dict[str, Any]:
    return {
        "description": text,
        "variableRole": _coded((role, role), ROLES),
        "note": [{"text": text}],
    }


def _coded(name: tuple[str, ...], system: str) -> dict[str, Any]:
    """A concept by name and, where there is one, code."""
    coding = [{"system": system, "code": code, "display": name[0]} for code in name[1:]]
    return {"text": name[0]} | ({"coding": coding} if coding else {})


def _of_arms(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for key, estimate in outcome.arms.items():
        arm = outcome.trial.arms[key]
        made = _statistic(outcome.statistic.fhir, estimate, outcome.unit, arm.label)
        if estimate.events is not None:
            made["numberOfEvents"] = made["numberAffected"] = estimate.events
        sizes = {
            "numberOfParticipants": estimate.randomized or estimate.analysed,
            "knownDataCount": estimate.analysed,
        }
        known = {name: size for name, size in sizes.items() if size is not None}
        if known:
            made["sampleSize"] = known
        yield made


def _of_comparisons(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for comparison in outcome.comparisons.values():
        ratio = comparison.type.is_ratio
        made = _statistic(
            comparison.type.fhir,
            comparison.estimate,
            "" if ratio else outcome.unit,
            _versus(comparison.arms),
        )
        if comparison.p is not None:
            made.setdefault("attributeEstimate", []).append(_p_value(comparison))
        if comparison.adjusted is not None:
            made["modelCharacteristic"] = [
                {"code": {"text": "adjusted" if comparison.adjusted else "not adjusted"}}
            ]
        yield made


def _versus(arms: tuple[Arm, Arm]) -> str:
    return f"{arms[0].label}, compared with {arms[1].label}"


def _statistic(
    kind: tuple[str, ...], estimate: Estimate | None, unit: str, text: str
) -> dict[str, Any]:
    made: dict[str, Any] = {"description": text, "statisticType": _coded(kind, TYPES)}
    if estimate is None:
        return made
    made["quantity"] = _quantity(estimate.value, unit)
    if estimate.interval:
        low, high = (_quantity(end, unit) for end in estimate.interval)
        made["attributeEstimate"] = [
            {
                "type": _coded(INTERVAL, ATTRIBUTES),
                "level": float(estimate.level),
                "range": {"low": low, "high": high},
            }
        ]
    return made


def _p_value(comparison: Comparison) -> dict[str, Any]:
    quantity = _quantity(comparison.p or Decimal(0), "")
    if comparison.p_sign:
        quantity["comparator"] = comparison.p_sign
    return {"type": _coded(P_VALUE, ATTRIBUTES), "quantity": quantity}


def _quantity(value: Decimal, unit: str) -> dict[str, Any]:
    return {"value": round(float(value), 6)} | ({"unit": unit} if unit else {})


def _certainty(outcome: Outcome) -> dict[str, Any]:
    level = RATINGS[outcome.certainty["level"]]
    return {
        "type": {"text": "Overall"},
        "rating": _coded((level, level), CERTAINTY),
        "rater": outcome.certainty["rated_by"],
        "note": [{"text": text} for text in outcome.certainty["reasons"]],
    }
