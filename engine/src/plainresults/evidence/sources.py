"""Where numbers and facts come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from plainresults.evidence.terms import Terms


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
        """“Moss 2021” from the key moss2021; the title for a page."""
        name = self.key.rstrip("0123456789")
        return f"{name.capitalize()} {self.key[len(name) :]}" if name != self.key else self.title


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
