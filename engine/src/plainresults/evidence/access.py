"""What has been looked up, by name, so that a page is made again when one of these changes.

`data:samet2024` is the values and the entry of one source, `data:ranks` which outcome has which rank,
`data:*` all of the data. Other layers add `file:…`, `dir:…` and `code:…` (see `execution.dependencies`).
"""

from __future__ import annotations

NOTED: set[str] = set()


def note(name: str) -> None:
    """Remember that `name` was read."""
    NOTED.add(name)


class Watched(dict):
    """A table by address, such as `samet2024.opioid_deaths`, that notes each look into it."""

    def __getitem__(self, key):
        note(f"data:{key.partition('.')[0]}")
        return super().__getitem__(key)

    def get(self, key, default=None):
        """The value at `key`, or `default`."""
        note(f"data:{key.partition('.')[0]}")
        return super().get(key, default)

    def __contains__(self, key):
        note(f"data:{str(key).partition('.')[0]}")
        return super().__contains__(key)

    def _all(name):  # noqa: N805
        def look(self, *args):
            note("data:*")
            return getattr(dict, name)(self, *args)

        return look

    __iter__, __len__, keys, values, items = map(
        _all, ("__iter__", "__len__", "keys", "values", "items")
    )
