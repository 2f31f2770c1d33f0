"""From the fields of a data file to outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plainresults.evidence import dates, derived, measures
from plainresults.evidence.design import Trial
from plainresults.evidence.estimate import Comparison, Estimate
from plainresults.evidence.outcome import Outcome
from plainresults.evidence.sources import Source
from plainresults.evidence.terms import Terms

Fields = Mapping[str, Any]
PLANS = {  # the words for a rank, by the rank of the plan
    "SECONDARY": "secondary",
    "OTHER_PRE_SPECIFIED": "other pre-specified",
    "POST_HOC": "post hoc",
    "NOT_STATED": "not stated",
}
COUNTS = ("randomized", "analysed", "events")
OF_HARMS = ("kind", "of", "part_of")
TEXTS = ("title", "plain", "who", "lower_is", "where", "seen_in", "checked", "line", "design")
OPTIONAL = (
    *("per", "counted", "at", "scale", "score", "subgroup"),
    *("framework", "margin", "certainty"),
)


def trial_of(content: Fields, trials: Mapping[str, Trial]) -> Trial:
    """The trial that a data file belongs to: the one that it names, else the book's first."""
    return trials[content.get("trial") or next(iter(trials))]


def outcome(source: Source, trial: Trial, name: str, fields: Fields, words: Terms) -> Outcome:
    """One entry of `outcomes`, whose form and arms are right."""
    key = f"{source.key}.{name}"
    named = fields.get("comparisons") or {"": fields["comparison"]} if _compares(fields) else {}
    share = _whole(fields)
    return Outcome(
        key=key,
        source=source,
        trial=trial,
        rank=_rank(key, trial, fields),
        plan=fields["rank"],
        statistic=measures.statistics()[fields["statistic"]],
        unit=fields.get("unit") or _unit(fields),
        period=dates.period(fields["period"]["from"], fields["period"]["to"]),
        terms=words,
        arms={arm: _estimate(values, share) for arm, values in _arms(fields, trial)},
        comparisons={name: _comparison(values, trial, fields) for name, values in named.items()},
        caution=tuple(fields.get("caution", ())),
        unknown=tuple(fields.get("unknown", ())),
        **{field: fields[field] for field in TEXTS},
        **{field: fields[field] for field in OPTIONAL if field in fields},
    )


def harm(source: Source, trial: Trial, name: str, fields: Fields, words: Terms) -> Outcome:
    """One entry of `harms.events`: an outcome that counts the people affected in every hundred."""
    arms = {arm: _of_harm(values) for arm, values in fields["arms"].items()}
    people = fields.get("of", "people")
    known = {
        **{field: value for field, value in fields.items() if field not in OF_HARMS},
        "rank": "NOT_STATED",
        "statistic": "proportion",
        "counted": fields["plain"],
        "per": {"number": 100, "of": people},
        "lower_is": "better",
        "who": people[:1].upper() + people[1:],
        "period": {"from": words.whole_trial, "to": words.whole_trial},
        "arms": arms,
    }
    made = outcome(source, trial, name, known, words)
    return Outcome(**vars(made) | {"rank": "harm", "harm": fields["kind"]})


def _of_harm(values: Fields) -> Fields:
    names = {"affected": "events", "at_risk": "analysed", "per_hundred": "value"}
    return {names[key]: value for key, value in values.items()}


def _compares(fields: Fields) -> bool:
    return "comparison" in fields or "comparisons" in fields


def _arms(fields: Fields, trial: Trial) -> list[tuple[str, Fields]]:
    """The arms in the order of the trial."""
    entered = fields.get("arms", {})
    return [(arm, entered[arm]) for arm in trial.arms if arm in entered]


def _rank(key: str, trial: Trial, fields: Fields) -> str:
    """The words that a reader sees for the rank of an outcome."""
    if "subgroup" in fields:
        return "subgroup"
    if key == trial.main:
        return "trial primary"
    if fields["rank"] == "PRIMARY":
        return "paper primary" if fields.get("rank_of") == "paper" else "trial co-primary"
    return PLANS[fields["rank"]]


def _unit(fields: Fields) -> str:
    per = fields["per"]
    each = f" a {per['each']}" if "each" in per else ""
    return f"{fields['counted']} per {per['number']:,} {per['of']}{each}"


def _whole(fields: Fields) -> int:
    """Out of how many a share counts; 0 for what is no share."""
    return fields["per"]["number"] if fields["statistic"] == "proportion" and "per" in fields else 0


def _estimate(values: Fields, share: int = 0) -> Estimate:
    made = {}
    if "value" not in values:
        events, analysed = values["events"], values["analysed"]
        value = Decimal(share * events) / analysed
        made = {"value": value, "how": f"{share:,} × {events:,} ÷ {analysed:,}"}
    known = {key: value for key, value in values.items() if key not in ("p", "type")}
    return Estimate(**known | made | derived.p_value(values.get("p")))


def _comparison(values: Fields, trial: Trial, fields: Fields) -> Comparison:
    """The comparison of two arms: those it names, else the two of the outcome or of the trial."""
    own = [arm for arm in trial.arms if arm in fields.get("arms", ())]
    names = values.get("arms") or (own if len(own) == 2 else list(trial.arms)[:2])
    one, other = (trial.arms[name] for name in names)
    apart = ("type", "arms", "percent_change", "significant", "adjusted")
    inner = {key: value for key, value in values.items() if key not in apart}
    adjusted = values.get("adjusted")
    change = values.get("percent_change")
    return Comparison(
        measures.comparisons()[values["type"]],
        (one, other),
        _estimate(inner) if "value" in inner else None,
        percent_change=None if change is None else Decimal(change),
        significant=values.get("significant"),
        adjusted=adjusted if isinstance(adjusted, bool) else None,
        **derived.p_value(values.get("p")),
    )
