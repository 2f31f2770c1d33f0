"""What a chart is asked for: a call with the wrong thing in it is told what to write."""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable, Iterator, Sequence
from types import GenericAlias, UnionType
from typing import Any, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from plainresults.evidence import access
from plainresults.evidence.model import Number, Outcome
from plainresults.evidence.series import Series

P = ParamSpec("P")
R = TypeVar("R")
WRITE: dict[Any, str] = {
    Outcome: 'data.outcome("…")',
    Number: 'data.number("…")',
    Series: 'data.series("…", "…")',
    Sequence[Outcome]: 'data.outcomes("…", "…")',
    Sequence[Number]: '[data.number("…"), data.number("…")]',
    Sequence[Series]: 'data.places("…")',
}

NEEDS = {  # the parts of an outcome that a chart may need, and their words
    "pair": "value for both arms",
    "comparison.interval": "comparison with an interval",
    "ratio.interval": "ratio with an interval",
    "difference.interval": "difference with an interval",
    "intervals": "interval for each arm",
}


def chart(*needs: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as a chart: its arguments are checked against its type hints before it runs.

    `needs` names the parts that every outcome given to it has to have, out of `NEEDS`.
    TypeError or ValueError, in words for authors, when something does not fit. Each call notes the
    chart's module as something that the page depends on.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        name, signature = function.__name__, inspect.signature(function)

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            access.note(f"code:{function.__module__}")
            hints = get_type_hints(function)
            hint = next((_of_parameter(p, hints) for p in signature.parameters.values()), None)
            call = f"Write charts.{name}({_how(hint)})"
            try:
                given = signature.bind(*args, **kwargs).arguments
            except TypeError as error:
                raise TypeError(f"{name}: {error}. {call}") from None
            if not given and signature.parameters:
                raise TypeError(f"{name} was given nothing to show. {call}")
            for key, value in given.items():
                _check(name, value, _of_parameter(signature.parameters[key], hints), needs)
            return function(*args, **kwargs)

        return checked

    return mark


def _of_parameter(parameter: inspect.Parameter, hints: dict[str, Any]) -> Any:
    hint = hints[parameter.name]
    return GenericAlias(tuple, (hint, ...)) if parameter.kind is parameter.VAR_POSITIONAL else hint


def _check(name: str, value: object, hint: Any, needs: Sequence[str]) -> None:
    for odd in _misfits(value, hint):
        raise TypeError(f"{name} was given {_shown(odd)}. Write {_how(hint)}")
    if isinstance(value, Sequence) and not value:
        raise ValueError(f"{name} was given an empty list. Write {_how(hint)}")
    outcomes = value if isinstance(value, Sequence) else [value]
    for outcome in (item for item in outcomes if isinstance(item, Outcome)):
        for need in needs:
            try:
                found = operator.attrgetter(need)(outcome)
            except AttributeError:  # a part of what is not there
                found = None
            if found is None:
                raise ValueError(
                    f"{outcome.key} has no {NEEDS[need]} in data/, so {name} cannot show it. "
                    "Enter it, if the source prints it, or leave the chart out"
                )


def _how(hint: Any) -> str:
    """What to write for a type, or for the first one that it is made of."""
    inner = next(iter(get_args(hint)), None)
    return WRITE.get(hint) or WRITE.get(inner) or "…"


def _misfits(value: object, hint: Any) -> Iterator[object]:
    """The parts of `value` that are not what a type hint says."""
    kind, inner = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        if all(list(_misfits(value, one)) for one in inner):
            yield value
    elif kind in (tuple, Sequence) or hint in (tuple, Sequence):
        if not isinstance(value, list | tuple):
            yield value
            return
        each = inner if kind is tuple and ... not in inner else inner[:1] * len(value)
        if len(each) != len(value):
            yield value
        for item, one in zip(value, each, strict=False):
            yield from _misfits(item, one)
    elif isinstance(kind or hint, type) and not isinstance(value, kind or hint):
        yield value


def _shown(thing: object) -> str:
    if isinstance(thing, str):
        return f"the text “{thing}”"
    if isinstance(thing, Outcome | Number):
        return f"{type(thing).__name__} {thing.key}"
    return f"{thing!r:.40}"
