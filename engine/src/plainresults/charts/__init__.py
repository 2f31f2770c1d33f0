"""One kind of chart per module: evidence in, a figure out. Chapters call what is named here."""

from plainresults.charts.amounts import show_amounts, show_parts, show_shares, show_steps
from plainresults.charts.harms import show_harms
from plainresults.charts.icon_array import show_of_hundred
from plainresults.charts.margin import show_margin
from plainresults.charts.own_dashboard import example_dashboard, example_mistakes
from plainresults.charts.p_values import compare_p_values
from plainresults.charts.rates import compare_estimates, compare_groups
from plainresults.charts.ratios import show_all_ratios, show_intervals
from plainresults.charts.result import show_result
from plainresults.charts.results_table import list_results
from plainresults.charts.scores import (
    compare_changes,
    show_all_scores,
    show_differences,
    show_scores,
)
from plainresults.charts.survival import show_survival
from plainresults.charts.trends import (
    choose_place,
    show_change,
    show_groups,
    show_late_reports,
    show_months,
    show_place,
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
    "show_harms",
    "show_intervals",
    "show_late_reports",
    "show_margin",
    "show_months",
    "show_of_hundred",
    "show_parts",
    "show_place",
    "show_rates",
    "show_result",
    "show_scores",
    "show_shares",
    "show_steps",
    "show_survival",
    "together",
]


def __getattr__(name: str) -> None:
    kinds = "The charts are: " + ", ".join(__all__)
    raise AttributeError(f"there is no chart “{name}”. {nearest(name, __all__, kinds)}")
