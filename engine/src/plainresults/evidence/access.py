"""What has been looked up, by name, so that a page is made again when one of these changes.

`data:moss2021` is the values and the entry of one source, `data:ranks` which outcome has which
rank, `data:mains` which is the main one of each trial, `data:terms` the words for groups, ranks and
verdicts, `data:*` all of the data.
Other layers add `file:…`, `dir:…` and `code:…` (see `execution.dependencies`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from contextlib import contextmanager
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Value = TypeVar("Value")
Noted = dict[str, str | None]

NOTED: Noted = {}  # each name with the fingerprint of what was read, where that was at hand
in_build = False  # in a kernel: whether a build runs the notebook
_levels: list[Noted] = [NOTED]  # and what is noted of the kept functions that are at work


def note(name: str, fingerprint: str | None = None) -> None:
    """Remember that `name` was read; `fingerprint` is of its content, else it is found later."""
    for noted in _levels:
        before = noted.setdefault(name, fingerprint)
        if before != fingerprint and fingerprint is not None:
            noted[name] = fingerprint if before is None else "changed while it was read"


@contextmanager
def noted() -> Iterator[Noted]:
    """What is noted within the block, and nowhere else."""
    read: Noted = {}
    outer, _levels[:] = list(_levels), [read]
    try:
        yield read
    finally:
        _levels[:] = outer


class kept(Generic[P, R]):  # noqa: N801 - a decorator
    """A function whose results are kept until `forget`.

    What was read for a result is noted again whenever the result is used. A function that is
    `kept.aside` notes nothing, as its result notes by itself what is looked up in it.
    """

    _all: list[kept[Any, Any]] = []
    quiet = False

    def __init__(self, function: Callable[P, R]):
        functools.update_wrapper(self, function)
        self.function = function
        self.results: dict[Any, tuple[R, Noted]] = {}
        self._all.append(self)

    @classmethod
    def aside(cls, function: Callable[P, R]) -> kept[P, R]:
        """The same for a function that notes nothing."""
        made = cls(function)
        made.quiet = True
        return made

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The result for these arguments."""
        key = args, tuple(sorted(kwargs.items()))
        if key not in self.results:
            with noted() as read:
                result = self.function(*args, **kwargs)
            self.results[key] = result, {} if self.quiet else read
        result, read = self.results[key]
        for name, fingerprint in read.items():
            note(name, fingerprint)
        return result

    def cache_clear(self) -> None:
        """Forget the results."""
        self.results.clear()


@contextmanager
def anew() -> Iterator[None]:
    """Within the block, nothing is kept from before it; after it, nothing from within."""
    before = [(function, function.results) for function in kept._all]
    for function in kept._all:
        function.results = {}
    try:
        yield
    finally:
        for function, results in before:
            function.results = results


def forget() -> None:
    """Let everything that is kept be read anew."""
    for function in kept._all:
        function.cache_clear()


class Watched(dict[str, Value]):
    """A table by address, such as `moss2021.missed_days`, that notes each look into it.

    A look at one address notes its source, a look at the whole table all of the data.
    """

    def __getitem__(self, key: str) -> Value:
        note(f"data:{key.partition('.')[0]}")
        return super().__getitem__(key)

    def get(self, key: str, default: Value | None = None) -> Value | None:  # type: ignore[override]  # one signature in place of dict's three
        """The value at `key`, or `default`."""
        note(f"data:{key.partition('.')[0]}")
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        note(f"data:{str(key).partition('.')[0]}")
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        note("data:*")
        return super().__iter__()

    def __len__(self) -> int:
        note("data:*")
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # dict_keys has no name for mypy
        """Every address."""
        note("data:*")
        return super().keys()

    def values(self) -> ValuesView[Value]:  # type: ignore[override]  # as above
        """Every value."""
        note("data:*")
        return super().values()

    def items(self) -> ItemsView[str, Value]:  # type: ignore[override]  # as above
        """Every address with its value."""
        note("data:*")
        return super().items()
