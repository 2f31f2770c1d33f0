"""The rows of a fact box, from one outcome. What is not published is said, not left out."""

from __future__ import annotations

from collections.abc import Iterator

from plainresults.evidence import derived, in_words, store
from plainresults.evidence.design import SUPERIORITY
from plainresults.evidence.estimate import USUAL_LEVEL
from plainresults.evidence.model import Arm, Estimate, Number, Outcome, Trial
from plainresults.rendering.effects import line, number, range_line
from plainresults.rendering.html import Line

Row = tuple[str, Line]
INTERESTS = "what those who ran the study have to gain or lose"


def rows(outcome: Outcome) -> list[Row]:
    """Label and line for each row, in the order of honest reporting: counts before percentages."""
    compared = list(_compared(outcome)) if outcome.compared else []
    return [
        *_together([*_arms(outcome), *compared]),
        *_margin(outcome),
        ("What we can say", [f"{outcome.verdict_in_words}. {outcome.verdict_explained}"]),
        ("Who was counted", [_who(outcome)]),
        *_of_trial(outcome),
        *([("Keep in mind", [" ".join(outcome.caution)])] if outcome.caution else []),
        *([("Not known", [" ".join(outcome.unknown)])] if outcome.unknown else []),
    ]


def _missing() -> Line:
    return [store.words().not_published]


def _together(found: list[Row]) -> list[Row]:
    """The rows; where not one of them is published, a single line says so."""
    if all(line == _missing() for _, line in found):
        return [("The result", _missing())]
    return found


def _arms(outcome: Outcome) -> Iterator[Row]:
    """One row for each arm that the outcome is about."""
    shown = [arm for key, arm in outcome.trial.arms.items() if key in outcome.arms]
    shown = shown if len(shown) > 1 or not outcome.compared else list(outcome.compared)
    for arm in shown:
        estimate = outcome.arms.get(arm.key)
        yield arm.label, _arm(outcome, arm, estimate) if estimate else _missing()


def _arm(outcome: Outcome, arm: Arm, estimate: Estimate) -> Line:
    if outcome.statistic.signed:
        return _change(outcome, arm, estimate)
    line: list[str | Number] = [number(outcome, arm.key), f" {outcome.unit}"]
    if outcome.at:
        line.append(f", {outcome.at} on")
    if estimate.events is not None and estimate.analysed is not None:
        line += [" (", number(outcome, f"{arm.key}.events"), " of "]
        line += [number(outcome, f"{arm.key}.analysed"), ")"]
    if outcome.kind.is_ratio and outcome.compared and not outcome.harm:
        return line  # the range of the comparison has a row of its own
    return [*line, *_range_of_arm(outcome, arm, estimate)]


def _range_of_arm(outcome: Outcome, arm: Arm, estimate: Estimate) -> Line:
    if not estimate.interval:
        return []
    low, high = (number(outcome, f"{arm.key}.{end}") for end in ("low", "high"))
    level = "" if estimate.level == USUAL_LEVEL else f", {derived.percent(estimate.level)} interval"
    return [" (it could be from ", low, " to ", high, f"{level})"]


def _change(outcome: Outcome, arm: Arm, estimate: Estimate) -> Line:
    """“fell by 3.20 points (the range that fits: fell by 4.43 to fell by 1.98)”."""
    ends: list[list[str | Number]] = [
        [f"{side} by ", number(outcome, f"{arm.key}{end}.{side}")]
        for end, value in estimate.ends.items()
        for side in ("fell" if value < 0 else "rose",)
    ]
    line: list[str | Number] = [*ends[0], f" {outcome.unit}"]
    if estimate.interval:
        line += [" (the range that fits: ", *ends[1], " to ", *ends[2], ")"]
    return line


def _compared(outcome: Outcome) -> Iterator[Row]:
    """How the two arms compare."""
    yield "Difference", _difference(outcome)
    if outcome.kind.percent:
        yield "In percent", _in_percent(outcome)
    elif outcome.kind.is_ratio:
        yield "The odds", line(outcome, in_words.value_in_words(outcome))
    elif not outcome.scale and outcome.statistic.signed and outcome.arms:
        missing = store.words().not_published
        yield "In percent", [f"not given, as the lowest and highest score are {missing}"]
    yield "How low or high it could be", range_line(outcome)
    if outcome.kind.note:
        yield "How to read it", [outcome.kind.note]
    if not outcome.kind.is_ratio or (outcome.main and outcome.main.p_sign):
        part = "p" if not outcome.comparison else f"{outcome.kind.address}.p"
        yield "P value", _value(outcome, part, f" ({outcome.filled(outcome.terms.p_explained)})")


def _difference(outcome: Outcome) -> Line:
    if outcome.difference:
        return line(outcome, in_words.value_in_words(outcome))
    if not outcome.statistic.per:
        return _value(outcome, "gap", f" {outcome.unit}")
    gap = "fewer" if outcome.pair and outcome.pair[0].value < outcome.pair[1].value else "more"
    return _value(outcome, gap, f" {gap}{_per(outcome)}{_maybe(outcome)}")


def _in_percent(outcome: Outcome) -> Line:
    side = "lower" if outcome.falls else "higher"
    if outcome.verdict == "unknown":
        return _missing()
    tail = outcome.kind.tail if outcome.comparison else ""
    return _value(outcome, f"percent_{side}", f"% {side}{tail}{_maybe(outcome)}")


def _maybe(outcome: Outcome) -> str:
    if outcome.verdict == "unclear" or not outcome.compared:
        return ", which may be chance"
    return f" {outcome.compared[0].in_sentence}"


def _per(outcome: Outcome) -> str:
    """“per 100,000 adults”, or nothing where the base is not known."""
    return outcome.unit.removeprefix(outcome.counted) if outcome.per else ""


def _margin(outcome: Outcome) -> Iterator[Row]:
    if outcome.framework != SUPERIORITY:
        value, unit = outcome.margin["value"], outcome.unit
        yield "The limit set beforehand", [f"{value} {unit}" if not outcome.ratio else f"{value}"]


def _who(outcome: Outcome) -> str:
    subgroup = f" Only {outcome.subgroup}." if outcome.subgroup else ""
    return f"{outcome.who}, {outcome.period}{'.' if subgroup else ''}{subgroup}"


def _of_trial(outcome: Outcome) -> Iterator[Row]:
    """What is true of the whole trial, and what a reader of one result should know of it."""
    known, words, trial = store.load(), store.words(), outcome.trial
    groups: list[Line] = [
        [known.number(arm.randomized), f" {_inside(arm)}"]
        for arm in trial.arms.values()
        if arm.randomized
    ]
    if groups:
        label = "Put into each group" if len(groups) > 1 else "Put into the group"
        yield label, [piece for group in groups for piece in ("; ", *group)][1:]
    if outcome.rank == "not stated":
        yield "How important", [f"{words.ranks[outcome.rank]}."]
    if outcome.score:
        yield "The score", [outcome.score]
    if not outcome.harm:
        yield "Harms", [_harms(outcome)]
    yield "How sure", [f"{words.one_study} {_certainty(outcome)}"]
    yield "Who paid", [_paid(trial)]


def _inside(arm: Arm) -> str:
    return derived.inside(arm.label)


def _harms(outcome: Outcome) -> str:
    """Which harms the source reports; the page shows each."""
    known, words = store.load(), store.words()
    events = [o for o in known.outcomes.values() if o.harm and o.source == outcome.source]
    if not events:
        return f"Harms are {words.not_reported}."
    names = "; ".join(event.plain for event in events)
    return f"Counted too, and shown on their own: {names}."


def _certainty(outcome: Outcome) -> str:
    words = store.words()
    if not outcome.certainty:
        return f"{words.not_rated}."
    level = words.certainty[outcome.certainty["level"]]
    return f"{level}, as rated in {outcome.certainty['rated_by']}. " + " ".join(
        outcome.certainty["reasons"]
    )


def _paid(trial: Trial) -> str:
    """Who paid for a trial, and what those who ran it have to gain or lose."""
    missing = store.words().not_published
    known = [
        store.load().fact(address).says for address in (trial.funding, trial.conflicts) if address
    ]
    unknown = [
        what
        for address, what in ((trial.funding, "who paid"), (trial.conflicts, INTERESTS))
        if not address
    ]
    if unknown:
        said = f"{' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'} {missing}."
        known.append(said[:1].upper() + said[1:])
    return " ".join(known)


def _value(outcome: Outcome, part: str, after: str) -> Line:
    found = store.load().numbers.get(f"{outcome.key}.{part}")
    return [found, after] if found else _missing()
