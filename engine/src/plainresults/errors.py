"""The one way this project reports a mistake: file, line, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from plainresults.book import current


@dataclass
class Fault(Exception):
    """A mistake in the book's own files.

    `file` is shown relative to the book's root, `line` counts from 1 (0: the whole file),
    `what` says what is wrong and `remedy` how to mend it.
    """

    file: Path | str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{current().shown(self.file)}:{self.line}: {self.message}"

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, for places that show file and line themselves."""
        return f"{self.what}. {self.remedy}"


def nearest(
    word: str, known: list[str], otherwise: str = "See chapters/numbers.html for every name."
) -> str:
    """A sentence that offers the closest known spelling of `word`, or `otherwise`, which says where to look."""
    close = get_close_matches(word, known, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else otherwise


def count_of(problems, what: str = "problem") -> str:
    """“1 problem” or “3 problems”, from a list or a number."""
    number = problems if isinstance(problems, int) else len(problems)
    return f"{number} {what}{'' if number == 1 else 's'}"


def told(faults: list[Fault]) -> str:
    """What a build says when it does not begin."""
    lines = "\n".join(map(str, faults))
    return f"{lines}\n\nNot built: {count_of(faults)} to mend. The last good site is as it was."


class Faults(Exception):
    """Every mistake that was found, so that an author sees them all at once."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
