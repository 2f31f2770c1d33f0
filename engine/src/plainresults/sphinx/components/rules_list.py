"""The directive `{rules-list}`: every rule with its reason, and a text that breaks it and one that keeps it."""

from typing import Any

from docutils import nodes

from plainresults import rules
from plainresults.rules import cases
from plainresults.rules.rule import Rule
from plainresults.sphinx import late
from plainresults.sphinx.checks import key_of_all_texts
from plainresults.sphinx.html_nodes import html_node


def _make(_place: late.Place) -> nodes.Node:
    return html_node("rules-list.html", rules=[_shown(rule) for rule in rules.all_rules()])


def _shown(rule: Rule) -> dict[str, Any]:
    """A rule with the examples that are tested."""
    examples = cases.all_cases().get(rule.name, [])
    broken = next((case for case in examples if case.broken), None)
    return {
        "name": rule.name,
        "reason": rule.reason,
        "broken": broken,
        "honest": [case for case in examples if not case.broken][:3],
        "message": broken and broken.problems()[0].message,
        "count": len(examples),
    }


setup_component = late.directive("rules-list", _make, key_of_all_texts)
