"""Everything that was read, by address, with a fingerprint of each part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from plainresults.errors import nearest
from plainresults.evidence import access
from plainresults.evidence.access import Watched
from plainresults.evidence.model import Choice, Fact, Number, Outcome, Source, Trial
from plainresults.evidence.terms import Terms

Found = TypeVar("Found")


@dataclass
class Dataset:
    """Everything in `data/`, by address.

    A `.yml` file with a `.schema.json` of its own beside it is no source but a list that pages show
    (`lists`, by file name); a `.geojson` file is an outline for a map (`shapes`, by file name).
    """

    sources: Watched[Source]
    files: list[Path]
    terms: Terms
    outcomes: Watched[Outcome] = field(default_factory=Watched)
    numbers: Watched[Number] = field(default_factory=Watched)
    facts: Watched[Fact] = field(default_factory=Watched)
    trials: dict[str, Trial] = field(default_factory=dict)
    # Of each source, by its key: the trial that it is about, and how it came by its numbers.
    trial_of: dict[str, Trial] = field(default_factory=dict)
    design_of: dict[str, str] = field(default_factory=dict)
    harms_told: dict[str, bool] = field(default_factory=dict)  # of each source that says so
    lists: dict[str, Any] = field(default_factory=dict)
    shapes: dict[str, Any] = field(default_factory=dict)
    menu: list[Choice] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)  # a fingerprint of each source
    prints: dict[str, str] = field(default_factory=dict)  # see `set_fingerprints`
    by_rank: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)  # of each source: the newest check

    def __getattribute__(self, name: str) -> Any:
        """Whatever is not looked up by address counts as reading all of the data."""
        if name in ("files", "lists", "shapes", "menu"):
            access.note("data:*")
        elif name == "terms":
            access.note("data:terms")
        return super().__getattribute__(name)

    def number(self, key: str) -> Number:
        """The number at `key`; KeyError with the nearest names when there is none."""
        return _find(self.numbers, key, "number")

    def outcome(self, key: str) -> Outcome:
        """The outcome at `key`; KeyError with the nearest names when there is none."""
        return _find(self.outcomes, key, "outcome")

    def fact(self, key: str) -> Fact:
        """The fact at `key`; KeyError with the nearest names when there is none."""
        return _find(self.facts, key, "fact")

    def source(self, key: str) -> Source:
        """The source at `key`; KeyError with the nearest names when there is none."""
        return _find(self.sources, key, "source")

    def ranked(self, *ranks: str) -> list[Outcome]:
        """Every outcome that has one of `ranks`, rank after rank."""
        access.note("data:ranks")
        return [self.outcomes[key] for rank in ranks for key in self.by_rank.get(rank, ())]

    @property
    def trial_result(self) -> Outcome:
        """The main result of the book's first trial."""
        return self.main_result(next(iter(self.trials.values())))

    def main_result(self, trial: Trial) -> Outcome:
        """The main result of a trial."""
        access.note("data:mains")
        return self.outcomes[trial.main]

    @property
    def version(self) -> str:
        """The day of the newest check and a fingerprint of the files: “2026-11-21, 3f2a9c1d”."""
        return self.version_of(self.sources)

    def version_of(self, keys: Iterable[str]) -> str:
        """The same for some of the sources: what a page that uses only these was made from."""
        keys = sorted(keys)
        day = max((self.days[key] for key in keys if key in self.days), default="")
        return f"{day}, {_short(*(self.versions[key] for key in keys))[:8]}"

    def set_fingerprints(self) -> None:
        """Fill `days`, `versions` and `prints`, once everything is there.

        A version changes with the entry and the file of its source, and a print with whatever
        makes a page that reads it show something else: the source and the words for it, `ranks`,
        `terms`, or `*`, everything.
        """
        for number in dict.values(self.numbers):
            self.days[number.source.key] = max(number.checked, self.days.get(number.source.key, ""))
        texts = {path.stem: path.read_text("utf8") for path in self.files}
        self.versions = {
            key: _short(repr(source), texts.get(key, ""))
            for key, source in dict.items(self.sources)
        }
        words = repr((self.terms, self.trials))
        self.prints = {key: _short(version, words) for key, version in self.versions.items()}
        ranks = {key: outcome.rank for key, outcome in dict.items(self.outcomes)}
        whole = _short(repr((self.prints, sorted(texts.items()))))
        mains = {trial.key: trial.main for trial in self.trials.values()}
        self.prints |= {"ranks": _short(repr(ranks)), "mains": _short(repr(mains))}
        self.prints |= {"terms": _short(words), "*": whole}


def _short(*texts: str) -> str:
    """A fingerprint of some texts."""
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:24]


def _find(table: Mapping[str, Found], key: str, kind: str) -> Found:
    if key not in table:
        raise KeyError(f"there is no {kind} “{key}” in data/. {nearest(key, list(table))}")
    return table[key]
