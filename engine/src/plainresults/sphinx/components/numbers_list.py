"""The directive `{numbers-list}`: every number with its meaning and origin, by source and outcome."""

from functools import partial
from itertools import groupby

from docutils import nodes

from plainresults.evidence import history, store
from plainresults.rules import provenance
from plainresults.sphinx import late
from plainresults.sphinx.html_nodes import html_node
from plainresults.sphinx.page_foot import today


def _make(_place: late.Place) -> nodes.Node:
    known = store.load()
    groups = [
        (source, [(outcome, list(same)) for outcome, same in groupby(numbers, lambda n: n.outcome)])
        for source, numbers in groupby(known.numbers.values(), lambda number: number.source)
    ]
    return html_node(
        "numbers-list.html",
        groups=groups,
        version=known.version,
        marks=partial(provenance.marks, today=today()),
        changes=history.of,
    )


def _key(_place: late.Place) -> str:
    """The marks of numbers that wait for a check follow from the day."""
    return repr((store.load().version, history.load(), today()))


setup_component = late.directive("numbers-list", _make, _key)
