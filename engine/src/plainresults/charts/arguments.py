"""What a chart is asked for: a call with the wrong thing in it gets a sentence that says what to write."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence

from plainresults.evidence.model import Number, Outcome

HOW = {
    "Outcome": 'data.outcome("…")',
    "Number": 'data.number("…")',
    "Sequence[Outcome]": 'data.outcomes("…", "…")',
    "Sequence[Number]": '[data.number("…"), data.number("…")]',
}


def chart(*needs: str) -> Callable:
    """Mark a function as a chart: its arguments are checked against its annotations before it runs.

    `needs` names the parts that every outcome given to it has to have, such as "intervention.low".
    TypeError or ValueError, in words for authors, when they are not.
    """

    def mark(function: Callable) -> Callable:
        parameters = inspect.signature(function).parameters

        @functools.wraps(function)
        def checked(*args, **kwargs):
            try:
                given = inspect.signature(function).bind(*args, **kwargs).arguments
            except TypeError as error:
                raise TypeError(
                    f"{function.__name__}: {error}. Write charts.{function.__name__}{_call(parameters)}"
                ) from None
            for name, value in given.items():
                _check(function.__name__, parameters[name], value, needs)
            if not given and parameters:
                raise TypeError(
                    f"{function.__name__} was given nothing to show. Write charts.{function.__name__}{_call(parameters)}"
                )
            return function(*args, **kwargs)

        return checked

    return mark


def _check(chart_name: str, parameter: inspect.Parameter, value, needs: Sequence[str]) -> None:
    kind = str(parameter.annotation).removesuffix(" | None")
    several = parameter.kind is parameter.VAR_POSITIONAL or kind.startswith("Sequence")
    wanted = {"Outcome": Outcome, "Number": Number}.get(
        kind.removeprefix("Sequence[").removesuffix("]")
    )
    items = list(value) if several and isinstance(value, list | tuple) else [value]
    if wanted is None or value is None:
        return
    if (several and not isinstance(value, list | tuple)) or not all(
        isinstance(item, wanted) for item in items
    ):
        odd = next((item for item in items if not isinstance(item, wanted)), value)
        raise TypeError(f"{chart_name} was given {_shown(odd)}. Write {HOW[kind]}")
    if not items:
        raise ValueError(f"{chart_name} was given an empty list. Write {HOW[kind]}")
    for item in items if wanted is Outcome else ():
        for need in needs:
            if (
                functools.reduce(lambda at, step: getattr(at, step, None), need.split("."), item)
                is None
            ):
                raise ValueError(
                    f"{item.key} has no {need} in data/, so {chart_name} cannot show it. Enter it, if the source prints it, or leave the chart out"
                )


def _shown(thing) -> str:
    if isinstance(thing, str):
        return f"the text “{thing}”"
    return (
        f"{type(thing).__name__} {thing.key}"
        if isinstance(thing, Outcome | Number)
        else f"{thing!r:.40}"
    )


def _call(parameters: dict) -> str:
    return f"({HOW.get(str(next(iter(parameters.values())).annotation), '…')})"
