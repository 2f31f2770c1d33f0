"""What the values of one outcome must satisfy: each check is a function with its reason.

A check takes an outcome and gives each finding as (place below the outcome, what is wrong, how to
mend it). Printed values are rounded, so each check allows what rounding can do.
"""

from __future__ import annotations

from collections.abc import Iterator

from plainresults.evidence.checks import counts, design, effects, intervals
from plainresults.evidence.checks.counts import part_of_harm
from plainresults.evidence.checks.entries import Finding
from plainresults.evidence.outcome import Outcome

__all__ = ["CHECKS", "Finding", "of_outcome", "part_of_harm"]
CHECKS = (
    intervals.value_in_interval,
    intervals.middle_of_interval,
    effects.ratio_of_arms,
    effects.difference_of_arms,
    effects.percent_change_of_ratio,
    counts.share_of_count,
    counts.flow,
    intervals.p_of_interval,
    intervals.p_and_interval_agree,
    intervals.limit_of_p,
    intervals.usual_level,
    design.side_of_margin,
    counts.mean_of_whole_scores,
    counts.within_scale,
    counts.share_at_most_whole,
    counts.counts_of_share,
    design.side_is_told,
    design.nothing_to_compare,
    effects.type_fits_statistic,
)


def of_outcome(outcome: Outcome) -> Iterator[Finding]:
    """Everything that is wrong with the values of one outcome."""
    for check in CHECKS:
        yield from check(outcome)
