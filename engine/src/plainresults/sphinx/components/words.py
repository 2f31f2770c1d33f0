"""The role `{words}`: words that follow from an outcome, its `.range`, `.verdict` or `.rank`.

`` {words}`moss2021.missed_days.range` `` shows “from 24% lower to 9% higher”.
"""

from docutils import nodes

from plainresults.evidence import store
from plainresults.evidence.model import Number
from plainresults.rendering.effects import range_line
from plainresults.sphinx.components.numbers import node_of
from plainresults.sphinx.html_nodes import role


def show(key: str) -> list[nodes.Node]:
    """The words, with every number in them marked; KeyError for what is no words of an outcome."""
    name, _, part = key.rpartition(".")
    outcome = store.outcome(name)
    if part == "range":
        return [
            node_of(piece) if isinstance(piece, Number) else nodes.Text(str(piece))
            for piece in range_line(outcome)
        ]
    if part == "verdict":
        return [nodes.Text(outcome.verdict_in_words.lower())]
    if part == "rank":
        return [nodes.Text(store.words().ranks[outcome.rank].lower())]
    raise KeyError(f"“{part}” is no words of an outcome. Write .range, .verdict or .rank")


setup_component = role("words", show)
