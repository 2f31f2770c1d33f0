"""What the data hold: sources, outcomes and numbers, each under an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log, sqrt
from typing import Any

from plainresults.evidence import statistics
from plainresults.evidence.terms import Terms

RANKS = ("trial primary", "paper primary", "secondary", "subgroup")  # the most important first
VERDICTS = ("unclear", "lower", "higher", "unknown")
SEEN_IN = ("full text", "abstract", "table", "public copy", "news report", "web page")


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
        name = self.key.rstrip("0123456789")
        return f"{name.capitalize()} {self.key[len(name) :]}" if name != self.key else self.title


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% confidence interval and P value; None where the source gives none."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None
    where: str = ""
    seen_in: str = ""

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Both ends of the interval, or None where the source gives none."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def ends(self) -> dict[str, Decimal]:
        """The value and the ends of its interval, by the end of their address."""
        low, high = self.interval or (None, None)
        whole = {"": self.value, ".low": low, ".high": high}
        return {end: value for end, value in whole.items() if value is not None}

    @property
    def error(self) -> float | None:
        """The standard error of a value that is no ratio; None without an interval."""
        ends = self.interval
        return ends and statistics.standard_error(float(ends[0]), float(ends[1]), ratio=False)


@dataclass(frozen=True)
class Outcome:
    """One comparison between two groups of a study."""

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
    terms: Terms = field(repr=False, compare=False)
    per: Mapping[str, Any] = field(default_factory=dict)
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
    def arms(self) -> tuple[Estimate, Estimate] | None:
        """The values of both groups, the one with the intervention first; None without both."""
        return (self.intervention, self.control) if self.intervention and self.control else None

    @property
    def no_difference(self) -> int:
        """The value of a comparison that means “no difference”: 1 for a ratio, else 0."""
        return 1 if self.measure == "rate_ratio" else 0

    @property
    def falls(self) -> bool:
        """Whether the value is lower, or fell more, in the group with the intervention."""
        if self.percent_change:
            return self.percent_change.value < 0
        if self.comparison:
            return self.comparison.value < (1 if self.ratio else 0)
        return self.arms is not None and self.arms[0].value < self.arms[1].value

    @property
    def published_p(self) -> Decimal | None:
        """The P value that the source prints for the comparison, wherever it stands in the file."""
        return self.comparison.p if self.comparison else self.p

    @property
    def verdict(self) -> str:
        """'lower', 'higher', 'unclear' or 'unknown': what the comparison allows us to say.

        From the interval where there is one, else from the P value, else from the source's own
        word on significance. An interval that touches “no difference” counts as unclear.
        """
        if self.comparison and self.comparison.interval:
            low, high = self.comparison.interval
            none = self.no_difference
            return "lower" if high < none else "higher" if low > none else "unclear"
        clear = self.significant if self.p is None else self.p < Decimal(str(statistics.CLEAR))
        if clear is None:
            return "unknown"
        return ("lower" if self.falls else "higher") if clear else "unclear"

    @property
    def distance(self) -> float | None:
        """How many standard errors the result lies from “no difference”; None without intervals.

        For two groups with an interval each, the variances of the independent groups are added.
        """
        main = self.comparison
        if main and main.interval:
            low, high = map(float, main.interval)
            ratio = self.measure == "rate_ratio"
            value = log(main.value) if ratio else float(main.value)
            return value / statistics.standard_error(low, high, ratio)
        if self.measure != "mean_change" or not self.arms:
            return None
        one, other = self.arms
        if one.error is None or other.error is None:
            return None
        return float(one.value - other.value) / sqrt(one.error**2 + other.error**2)

    @property
    def has_gap(self) -> bool:
        """Whether the source gives anything that says how far the groups are apart."""
        return bool(self.comparison or self.percent_change or self.arms)

    @property
    def verdict_explained(self) -> str:
        """A sentence or two on what the verdict means, for a reader."""
        if self.verdict == "unclear" and not self.has_gap:
            return self.terms.unclear_without_a_gap
        return self.terms.verdicts_explained[self.verdict]

    @property
    def verdict_in_words(self) -> str:
        """The verdict as a reader sees it."""
        change = self.measure == "mean_change"
        return (self.terms.verdicts_of_change if change else self.terms.verdicts)[self.verdict]


@dataclass(frozen=True)
class Part:
    """One value below an outcome or in a list of numbers: its name there, value and meaning.

    `how` is empty for a value that the source prints, and says how it was worked out otherwise.
    `digits` is how many decimals a reader sees; None shows all of them.
    """

    name: str
    value: Decimal | float
    label: str
    unit: str
    how: str = ""
    digits: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    p: Decimal | None = None


@dataclass(frozen=True)
class Number:
    """One value that a page may show, with its address, meaning and origin."""

    key: str
    part: Part
    source: Source
    where: str
    seen_in: str
    checked: str
    terms: Terms = field(repr=False, compare=False)
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
        return (
            f"{self.source.short}, {self.where}. Read in {self.terms.seen_in[self.seen_in]}.{made}"
        )

    def row(self) -> dict[str, Any]:
        """The number as published beside the pages, in `data/numbers.json` and `.csv`."""
        part, outcome = self.part, self.outcome
        return {
            "key": self.key,
            **{
                name: getattr(part, name) for name in ("value", "low", "high", "p", "unit", "label")
            },
            "rank": outcome.rank if outcome else "",
            "verdict": outcome.verdict if outcome else "",
            "source": self.source.key,
            "doi": self.source.doi,
            **{name: getattr(self, name) for name in ("where", "seen_in", "checked")},
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
    terms: Terms = field(repr=False, compare=False)
    caution: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """One line for a reader: which paper, where in it, and what we read."""
        return f"{self.source.short}, {self.where}. Read in {self.terms.seen_in[self.seen_in]}."


@dataclass(frozen=True)
class Choice:
    """One entry of the menu that the groups of a study chose from."""

    kind: str
    title: str
    rule: str
    source: Source
    picks: tuple[str, ...] = ()


def by_rank(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes by rank, the main result of the study first."""
    return sorted(outcomes, key=lambda outcome: RANKS.index(outcome.rank))
