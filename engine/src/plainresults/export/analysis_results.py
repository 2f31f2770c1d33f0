"""The results as CDISC's Analysis Results Data: one row for each statistic.

Columns are those of the ARD standard: group, variable, and the name, label and value of a statistic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plainresults.evidence.model import Estimate, Outcome

COLUMNS = ("group", "variable", "stat_name", "stat_label", "stat")
ENDS = {"low": ("conf.low", "Lower limit"), "high": ("conf.high", "Upper limit")}
COUNTS = {
    "randomized": ("N_randomized", "Participants put into the group"),
    "analysed": ("N", "Participants analysed"),
    "events": ("n", "Participants with the event"),
}


def rows(outcomes: Iterable[Outcome]) -> Iterator[dict[str, str]]:
    """One row for each statistic of every outcome, arms before comparisons.

    What we worked out is left out, but for shares of counts.
    """
    for outcome in outcomes:
        for arm, estimate in outcome.arms.items():
            group = outcome.trial.arms[arm].label
            for name, (stat, label) in COUNTS.items():
                if (count := getattr(estimate, name)) is not None:
                    yield _row(group, outcome, stat, label, str(count))
            stat, label = outcome.statistic.ard
            label = f"{label}, {outcome.unit}"
            yield _row(group, outcome, stat, label, _plain(estimate))
            yield from _interval(group, outcome, estimate)
        for comparison in outcome.comparisons.values():
            group = " vs ".join(arm.label for arm in comparison.arms)
            if compared := comparison.estimate:
                label = comparison.type.name.capitalize()
                yield _row(group, outcome, "estimate", label, str(compared.value))
                yield from _interval(group, outcome, compared)
            if comparison.p is not None:
                p = f"{comparison.p_sign}{comparison.p}"
                yield _row(group, outcome, "p.value", "P value", p)


def _interval(group: str, outcome: Outcome, estimate: Estimate) -> Iterator[dict[str, str]]:
    if not estimate.interval:
        return
    yield _row(group, outcome, "conf.level", "Confidence level", str(estimate.level))
    for end, (stat, label) in ENDS.items():
        yield _row(group, outcome, stat, label, str(getattr(estimate, end)))


def _plain(estimate: Estimate) -> str:
    return f"{estimate.value:.4g}" if estimate.how else str(estimate.value)


def _row(group: str, outcome: Outcome, name: str, label: str, value: str) -> dict[str, str]:
    return dict(zip(COLUMNS, (group, outcome.key, name, label, value), strict=True))
