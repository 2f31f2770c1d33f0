"""What the data hold: sources, outcomes and numbers, each under an address of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from plainresults.errors import nearest
from plainresults.evidence import access, derived, terms
from plainresults.evidence.derived import Estimate, Part


@dataclass(frozen=True)
class Source:
    """Where numbers come from: an entry of `sources.bib`."""

    key: str
    authors: str
    title: str
    journal: str
    year: str
    details: str
    doi: str
    pmid: str
    pmcid: str
    url: str
    lead: str
    note: str

    @property
    def link(self) -> str:
        """The address to cite: the DOI where there is one."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def first_author(self) -> str:
        """The first person among the authors, as the source list has it: “Freeman PR”."""
        people = [name for name in self.authors.split(", ") if "Consortium" not in name]
        return people[0] if people else ""

    @property
    def short(self) -> str:
        """“Samet 2024” from the key samet2024; the title for a page."""
        name, year = re.fullmatch(r"(\D+)(\d*)", self.key).groups()
        return f"{name.capitalize()} {year}" if year else self.title


@dataclass(frozen=True)
class Outcome:
    """One comparison between communities with the program and communities that waited."""

    key: str
    source: Source
    design: str
    title: str
    plain: str
    rank: str
    measure: str
    unit: str
    who: str
    period: str
    lower_is: str
    where: str
    seen_in: str
    checked: str
    line: int
    per: dict = field(default_factory=dict)
    counted: str = ""
    intervention: Estimate | None = None
    control: Estimate | None = None
    ratio: Estimate | None = None
    difference: Estimate | None = None
    percent_change: Estimate | None = None
    p: Decimal | None = None
    significant: bool | None = None
    caution: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def comparison(self) -> Estimate | None:
        """The value that compares the two groups, where the source prints one."""
        return self.ratio or self.difference

    @property
    def falls(self) -> bool:
        """Whether the value is lower, or fell more, in communities with the program."""
        if self.percent_change:
            return self.percent_change.value < 0
        if self.comparison:
            return self.comparison.value < (1 if self.ratio else 0)
        return (
            bool(self.intervention and self.control)
            and self.intervention.value < self.control.value
        )

    @property
    def verdict(self) -> str:
        """'lower', 'higher', 'unclear' or 'unknown'; see `parts.verdict`."""
        return derived.verdict(self)

    @property
    def distance(self) -> float | None:
        """How many standard errors the result lies from “no difference”; see `parts.distance`."""
        return derived.distance(self)

    @property
    def verdict_in_words(self) -> str:
        """The verdict as a reader sees it."""
        table = terms.VERDICTS_OF_CHANGE if self.measure == "mean_change" else terms.VERDICTS
        return table[self.verdict]


@dataclass(frozen=True)
class Number:
    """One value that a page may show, with its address, meaning and origin."""

    key: str
    part: Part
    source: Source
    where: str
    seen_in: str
    checked: str
    outcome: Outcome | None = None

    @property
    def text(self) -> str:
        """The value as a reader sees it: 51.7, 8,211,506, −3.20."""
        value = self.part.value
        shown = f"{value:,}" if self.part.digits is None else f"{value:,.{self.part.digits}f}"
        return shown.replace("-", "−")

    @property
    def origin(self) -> str:
        """One line for a reader: which paper, where in it, and what we read."""
        made = f" Worked out by us: {self.part.how}." if self.part.how else ""
        return f"{self.source.short}, {self.where}. Read in {terms.SEEN_IN[self.seen_in]}.{made}"

    def row(self) -> dict:
        """The number as published beside the pages, in `data/numbers.json` and `.csv`."""
        part, outcome = self.part, self.outcome
        return {
            "key": self.key,
            "value": part.value,
            "low": part.low,
            "high": part.high,
            "p": part.p,
            "unit": part.unit,
            "label": part.label,
            "rank": outcome.rank if outcome else "",
            "verdict": outcome.verdict if outcome else "",
            "source": self.source.key,
            "doi": self.source.doi,
            "where": self.where,
            "seen_in": self.seen_in,
            "checked": self.checked,
            "worked_out": part.how,
            "shown": self.text,
        }


@dataclass(frozen=True)
class Fact:
    """What a source says without a number, in our own words, with the place where it was read."""

    key: str
    source: Source
    says: str
    where: str
    seen_in: str
    checked: str
    caution: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """One line for a reader: which paper, where in it, and what we read."""
        return f"{self.source.short}, {self.where}. Read in {terms.SEEN_IN[self.seen_in]}."


@dataclass(frozen=True)
class Choice:
    """One entry of the menu that communities chose from."""

    kind: str
    title: str
    rule: str
    picks: tuple[str, ...] | list[str]
    source: Source


@dataclass
class Dataset:
    """Everything in `data/`, by address.

    A `.yml` file with a `.schema.json` of its own beside it is no source but a list that pages show
    (`lists`, by file name); a `.geojson` file is an outline for a map (`shapes`, by file name).
    """

    sources: dict[str, Source]
    outcomes: dict[str, Outcome]
    numbers: dict[str, Number]
    files: list[Path]
    facts: dict[str, Fact] = field(default_factory=access.Watched)
    lists: dict[str, dict] = field(default_factory=dict)
    shapes: dict = field(default_factory=dict)
    menu: list[Choice] = field(default_factory=list)
    prints: dict[str, str] = field(default_factory=dict)
    by_rank: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, str] = field(
        default_factory=dict
    )  # of each source with numbers: when one of them was last checked

    def __getattribute__(self, name: str):
        """Whatever is not looked up by address counts as reading all of the data (see `reads`)."""
        if (
            name not in ("sources", "outcomes", "numbers", "facts", "prints", "by_rank", "days")
            and name in Dataset.__dataclass_fields__
        ):
            access.note("data:*")
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
        """The main result of the whole study."""
        return self.ranked("trial primary")[0]

    @property
    def version(self) -> str:
        """The day of the newest check and a fingerprint of the files: “2026-11-21, 3f2a9c1d”."""
        return self.version_of(self.sources)

    def version_of(self, keys: Iterable[str]) -> str:
        """The same for some of the sources: what a page that uses only these was made from."""
        keys = sorted(keys)
        day = max((self.days[key] for key in keys if key in self.days), default="")
        return f"{day}, {hashlib.sha256(''.join(self.prints[key] for key in keys).encode()).hexdigest()[:8]}"

    def _fingerprint(self) -> None:
        """Fill `days`, and `prints`: of each source (its entry and its file), of all ranks, and of everything."""
        for number in dict.values(self.numbers):
            self.days[number.source.key] = max(number.checked, self.days.get(number.source.key, ""))
        texts = {path.stem: path.read_bytes() for path in self.files}
        self.prints = {
            key: hashlib.sha256(repr(source).encode() + texts.get(key, b"")).hexdigest()[:24]
            for key, source in dict.items(self.sources)
        }
        ranks = {key: outcome.rank for key, outcome in dict.items(self.outcomes)}
        whole = (self.prints, sorted(texts.items()))
        self.prints |= {
            name: hashlib.sha256(repr(what).encode()).hexdigest()[:24]
            for name, what in (("ranks", ranks), ("*", whole))
        }


def published_p(outcome: Outcome) -> Decimal | None:
    """The P value that the source prints for the comparison, wherever it stands in the file."""
    return outcome.comparison.p if outcome.comparison else outcome.p


def _find(table: dict, key: str, kind: str):
    if key not in table:
        raise KeyError(f"there is no {kind} “{key}” in data/. {nearest(key, list(table))}")
    return table[key]
