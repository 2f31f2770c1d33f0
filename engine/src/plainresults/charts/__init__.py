"""One kind of chart per module: evidence in, a figure out. Chapters call the functions named here."""

from plainresults.charts.kinds import (
    compare_changes,
    compare_estimates,
    compare_groups,
    compare_p_values,
    show_amounts,
    show_differences,
    show_intervals,
    show_luck,
    show_luck_grows,
    show_of_hundred,
    show_parts,
    show_result,
    show_scores,
    show_shares,
    show_steps,
)
from plainresults.charts.overview import (
    list_results,
    show_all_ratios,
    show_all_scores,
    show_states,
    show_timeline,
)
from plainresults.charts.own_dashboard import example_dashboard, example_mistakes
from plainresults.charts.trends import (
    choose_place,
    show_change,
    show_groups,
    show_late_reports,
    show_months,
    show_rates,
    together,
)
from plainresults.errors import nearest

__all__ = [
    "choose_place",
    "compare_changes",
    "compare_estimates",
    "compare_groups",
    "compare_p_values",
    "example_dashboard",
    "example_mistakes",
    "list_results",
    "show_all_ratios",
    "show_all_scores",
    "show_amounts",
    "show_change",
    "show_differences",
    "show_groups",
    "show_intervals",
    "show_late_reports",
    "show_luck",
    "show_luck_grows",
    "show_months",
    "show_of_hundred",
    "show_parts",
    "show_rates",
    "show_result",
    "show_scores",
    "show_shares",
    "show_states",
    "show_steps",
    "show_timeline",
    "together",
]


def __getattr__(name: str) -> None:
    kinds = "The charts are: " + ", ".join(__all__)
    raise AttributeError(f"there is no chart “{name}”. {nearest(name, __all__, kinds)}")
