"""Counts of people, shares of them and scores on their scale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from plainresults.evidence.checks.entries import COMPARE, Finding, arms, half_unit, shown
from plainresults.evidence.outcome import Outcome


def share_of_count(outcome: Outcome) -> Iterator[Finding]:
    """A printed share is the count divided by the people it is about, as far as it is rounded."""
    for place, arm in arms(outcome):
        if outcome.statistic.name != "proportion" or arm.events is None or not arm.analysed:
            continue
        share = Decimal(outcome.per["number"] * arm.events) / arm.analysed
        if not arm.how and abs(share - arm.value) > half_unit(arm.value):
            counts = f"{arm.events:,} of {arm.analysed:,}, which is {share:.2f}"
            what = f"{arm.value} does not fit {counts}"
            yield place, what, "Compare the count, the people and the share with the source"


def flow(outcome: Outcome) -> Iterator[Finding]:
    """People can only get fewer on the way: put into the group, analysed, with the event."""
    for place, arm in arms(outcome):
        names = {"randomized": arm.randomized, "analysed": arm.analysed, "events": arm.events}
        known = [(name, count) for name, count in names.items() if count is not None]
        for (name, count), (later, fewer) in pairwise(known):
            if fewer > count:
                what = f"{later}: {fewer:,} is more than {name}: {count:,}"
                yield (*place, later), what, COMPARE


def mean_of_whole_scores(outcome: Outcome) -> Iterator[Finding]:
    """The mean of n whole scores is a whole number divided by n (the GRIM test).

    Source: Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8(4):363-369.
    """
    if outcome.statistic.name != "mean" or not outcome.scale.get("whole"):
        return
    for place, arm in arms(outcome):
        if not arm.analysed:
            continue
        half, n = half_unit(arm.value), arm.analysed
        least, most = ceil((arm.value - half) * n), floor((arm.value + half) * n)
        if least > most:
            what = f"no {n:,} whole scores have the mean {arm.value}"
            yield place, what, "Compare the mean and the number of people with the source"


def within_scale(outcome: Outcome) -> Iterator[Finding]:
    """A mean lies on its scale, and a change or a difference is no larger than the scale."""
    if not outcome.scale:
        return
    low, high = outcome.scale["low"], outcome.scale["high"]
    for place, arm in arms(outcome):
        far = high - low
        inside = abs(arm.value) <= far if outcome.statistic.signed else low <= arm.value <= high
        if not inside:
            yield place, f"{arm.value} is not on the scale from {low} to {high}", COMPARE


def share_at_most_whole(outcome: Outcome) -> Iterator[Finding]:
    """A share is no more than its whole, and its interval stays between nothing and all."""
    if outcome.statistic.name not in ("proportion", "survival"):
        return
    whole = outcome.per.get("number", 0)
    for place, arm in arms(outcome):
        for value in arm.ends.values():
            if not 0 <= value <= whole:
                yield place, f"{value} of {whole:,} cannot be", COMPARE


def counts_of_share(outcome: Outcome) -> Iterator[Finding]:
    """A survival at a time is estimated, and may not be turned into a count of people."""
    if outcome.statistic.name != "survival":
        return
    for place, arm in arms(outcome):
        if arm.how:
            yield place, "survival at a time cannot be worked out from a count", "Enter its value"


def part_of_harm(outcome: Outcome, whole: Outcome) -> Iterator[Finding]:
    """Nobody can have one kind of an event without having the event itself."""
    for place, arm in arms(outcome):
        larger = whole.arms.get(place[1])
        if larger and arm.value > larger.value:
            what = f"{shown(arm)} is more than {shown(larger)} of {whole.plain}, a part of them"
            yield place, what, COMPARE
