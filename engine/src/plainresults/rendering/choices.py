"""What a reader can narrow a list by, without a script: `lists.css` hides what is not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 15  # values of one choice, as many as `lists.css` knows


@dataclass(frozen=True)
class Choice:
    """One menu above a list: its `letter` (a to d), and its `values` with their labels."""

    letter: str
    label: str
    values: Mapping[str, str]

    def __post_init__(self) -> None:
        if len(self.values) > MOST:
            raise ValueError(
                f"“{self.label}” has more than {MOST} values; lists.css has no rules for them"
            )

    def mark(self, value: str) -> str:
        """The CSS class of an entry that has `value`, and the value of its option in the menu."""
        return f"{self.letter}{list(self.values).index(value) + 1}"
