"""What has been looked up, by name, so that a page is made again when one of these changes.

`data:samet2024` is the values and the entry of one source, `data:ranks` which outcome has which
rank, `data:terms` the words for groups, ranks and verdicts, `data:*` all of the data.
Other layers add `file:…`, `dir:…` and `code:…` (see `execution.dependencies`).
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from typing import TypeVar

NOTED: set[str] = set()
Value = TypeVar("Value")


def note(name: str) -> None:
    """Remember that `name` was read."""
    NOTED.add(name)


class Watched(dict[str, Value]):
    """A table by address, such as `samet2024.opioid_deaths`, that notes each look into it.

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
