"""The only reader of `data/`: sources, outcomes and numbers, each under an address of its own.

There is no Sphinx and no chart in here. `load()` gives the dataset, `outcome("samet2024.opioid_deaths")`
one comparison, `number("samet2024.opioid_deaths.control")` one value with all that is known about it.
A dataset with a mistake in it does not load: `Faults` names every file and line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import jsonschema
from pybtex.database import BibliographyData, PybtexError, parse_string

from hcs import parts, reads, words, yamlfile
from hcs.fault import ROOT, Fault, Faults, nearest
from hcs.parts import Estimate, Part

DATA = ROOT / "data"


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
        return parts.verdict(self)

    @property
    def distance(self) -> float | None:
        """How many standard errors the result lies from “no difference”; see `parts.distance`."""
        return parts.distance(self)

    @property
    def verdict_in_words(self) -> str:
        """The verdict as a reader sees it."""
        table = words.VERDICTS_OF_CHANGE if self.measure == "mean_change" else words.VERDICTS
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
        return f"{self.source.short}, {self.where}. Read in {words.SEEN_IN[self.seen_in]}.{made}"

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
            name not in ("sources", "outcomes", "numbers", "prints", "by_rank", "days")
            and name in Dataset.__dataclass_fields__
        ):
            reads.note("data:*")
        return super().__getattribute__(name)

    def number(self, key: str) -> Number:
        """The number at `key`; KeyError with the nearest names when there is none."""
        return _find(self.numbers, key, "number")

    def outcome(self, key: str) -> Outcome:
        """The outcome at `key`; KeyError with the nearest names when there is none."""
        return _find(self.outcomes, key, "outcome")

    def source(self, key: str) -> Source:
        """The source at `key`; KeyError with the nearest names when there is none."""
        return _find(self.sources, key, "source")

    def ranked(self, *ranks: str) -> list[Outcome]:
        """Every outcome that has one of `ranks`, rank after rank."""
        reads.note("data:ranks")
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


@cache
def load(folder: Path = DATA) -> Dataset:
    """The dataset in `folder`. Raises Faults, with file and line, when anything in it is wrong."""
    from hcs import sense  # which knows the classes above

    faults: list[Fault] = []
    bib, sources = _sources(folder / "sources.bib")
    dataset = Dataset(
        reads.Watched(sources),
        reads.Watched(),
        reads.Watched(),
        [bib, *sorted(folder.glob("*.yml")), *sorted(folder.glob("*.geojson"))],
    )
    of_sources = folder.joinpath("schema.json").read_text("utf8")
    listed = {}
    for path in (path for path in dataset.files if path.suffix == ".yml"):
        try:
            content, lines = yamlfile.read(path)
            if (schema := path.with_suffix(".schema.json")).exists():
                faults += _shape(path, path.read_text("utf8"), schema.read_text("utf8"))
                dataset.lists[path.stem], listed[path] = content, lines
                continue
            faults += (
                found := [
                    *_named_for_source(path, sources),
                    *_shape(path, path.read_text("utf8"), of_sources),
                ]
            )
            if not found:
                _add(dataset, path, content, lines)
                faults += sense.check_file(dataset, path, content, lines)
        except Fault as fault:
            faults.append(fault)
    dataset.shapes = {
        path.stem: json.loads(path.read_text("utf8"))
        for path in dataset.files
        if path.suffix == ".geojson"
    }
    faults += sense.check_all(dataset, folder) if not faults else []
    faults += (
        [
            fault
            for path, lines in listed.items()
            for fault in sense.check_list(dataset, path, lines)
        ]
        if not faults
        else []
    )
    if faults:
        raise Faults(faults)
    dataset._fingerprint()
    return dataset


def number(key: str) -> Number:
    """The number at `key` in the book's dataset."""
    return load().number(key)


def outcome(key: str) -> Outcome:
    """The outcome at `key` in the book's dataset."""
    return load().outcome(key)


def outcomes(*keys: str) -> list[Outcome]:
    """The outcomes at `keys`; without keys, every one whose P value can be worked out again."""
    if keys:
        return [outcome(key) for key in keys]
    return [
        o for o in load().outcomes.values() if o.distance is not None and published_p(o) is not None
    ]


def published_p(outcome: Outcome) -> Decimal | None:
    """The P value that the source prints for the comparison, wherever it stands in the file."""
    return outcome.comparison.p if outcome.comparison else outcome.p


def _find(table: dict, key: str, kind: str):
    if key not in table:
        raise KeyError(f"there is no {kind} “{key}” in data/. {nearest(key, list(table))}")
    return table[key]


def _sources(path: Path) -> tuple[Path, dict[str, Source]]:
    try:
        bib: BibliographyData = parse_string(path.read_text("utf8"), "bibtex")
    except UnicodeDecodeError as error:
        raise Faults([yamlfile.not_utf8(path, error)]) from error
    except PybtexError as error:
        line = getattr(error, "lineno", 0) or 0
        raise Faults(
            [
                Fault(
                    path,
                    line,
                    f"this is not BibTeX: {error}",
                    "Compare the commas and braces with an entry that works",
                )
            ]
        ) from error
    if faults := list(_bib_faults(path, bib)):
        raise Faults(faults)
    return path, {key: _source(key, entry) for key, entry in bib.entries.items()}


def _bib_faults(path: Path, bib: BibliographyData):
    lines = {}
    for number, text in enumerate(path.read_text("utf8").splitlines(), 1):
        match = re.match(r"@\w+\{([a-z]+\d*)?(,?)", text)
        if match and not (match[1] and match[2]):
            yield Fault(
                path,
                number,
                "an entry does not begin with its key and a comma",
                "Write the first author in small letters and the year, such as @article{samet2024, and the fields below",
            )
        elif match:
            lines[match[1]] = number
    for key, entry in bib.entries.items():
        if key in lines and not ("title" in entry.fields and {"doi", "url"} & set(entry.fields)):
            yield Fault(
                path,
                lines[key],
                f"{key} has no title, or neither doi nor url",
                "Add title = {…}, and doi = {…} or url = {…}",
            )


def _source(key: str, entry) -> Source:
    field_of = {
        name: text.replace("{", "").replace("}", "").replace("--", "–")
        for name, text in entry.fields.items()
    }
    people = [
        str(
            " ".join(person.last_names)
            + " "
            + "".join(name[0] for name in person.first_names + person.middle_names)
        ).strip()
        for person in entry.persons.get("author", [])
    ]
    authors = ", ".join(
        "et al." if name == "others" else name.replace("{", "").replace("}", "") for name in people
    )
    details = field_of.get("volume", "")
    details += f"({field_of['number']})" if "number" in field_of else ""
    details += f":{field_of['pages']}" if "pages" in field_of else ""
    rest = {
        name: field_of.get(name, "")
        for name in ("title", "journal", "year", "doi", "pmid", "url", "lead", "note")
    }
    return Source(key=key, authors=authors, details=details, **rest)


def _named_for_source(path: Path, sources: dict):
    if path.stem not in sources:
        yield Fault(
            path,
            1,
            f"the file is named for no source: sources.bib has no entry “{path.stem}”",
            f"Add the entry, or rename the file. {nearest(path.stem, list(sources))}",
        )


@cache
def _shape(path: Path, text: str, schema: str) -> tuple[Fault, ...]:
    """What in `text`, the content of `path`, is not as the JSON schema wants it; the same text is looked at once."""
    content, lines = yamlfile.parse(text, path)
    found = []
    for error in sorted(
        _validator(schema).iter_errors(content),
        key=lambda error: list(map(str, error.absolute_path)),
    ):
        place = tuple(error.absolute_path)
        while place not in lines:
            place = place[:-1]
        inside = ".".join(map(str, error.absolute_path)) or "the file"
        found.append(
            Fault(
                path,
                lines[place],
                f"{inside}: {error.message.replace('Decimal', '')}",
                error.schema.get("description")
                or f"See the schema of {path.name} for what belongs here",
            )
        )
    return tuple(found)


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema))


def _add(dataset: Dataset, path: Path, content: dict, lines: dict) -> None:
    from hcs import sense  # which knows the classes above

    sense.refuse_impossible(path, content, lines)
    source = dataset.sources[path.stem]
    shared = {"checked": content["checked"], "seen_in": content["seen_in"]}
    for name, fields in content.get("outcomes", {}).items():
        outcome = _outcome(
            source, content["design"], name, shared | fields, lines["outcomes", name]
        )
        dataset.outcomes[outcome.key] = outcome
        dataset.by_rank.setdefault(outcome.rank, []).append(outcome.key)
        for part in parts.of_outcome(outcome):
            _put(
                dataset,
                source,
                outcome.key,
                part,
                {"where": outcome.where, "seen_in": outcome.seen_in, "checked": outcome.checked},
                outcome,
            )
    numbers = parts.with_values(content.get("numbers", {}))
    for name, fields in numbers.items():
        for part in parts.of_number(name, fields):
            _put(dataset, source, source.key, part, shared | fields)
        if fields.get("of") in numbers:
            one, whole = (next(parts.of_number(key, numbers[key])) for key in (name, fields["of"]))
            for part in parts.of_share(one, whole):
                _put(dataset, source, source.key, part, shared | fields)
    dataset.menu += [
        Choice(**{"picks": ()} | fields, source=source) for fields in content.get("menu", ())
    ]


def _put(
    dataset: Dataset,
    source: Source,
    above: str,
    part: Part,
    known: dict,
    outcome: Outcome | None = None,
) -> None:
    key = f"{above}.{part.name}"
    dataset.numbers[key] = Number(
        key, part, source, known["where"], known["seen_in"], known["checked"], outcome
    )


def _outcome(source: Source, design: str, name: str, fields: dict, line: int) -> Outcome:
    estimates = {
        k: Estimate(**fields[k])
        for k in ("intervention", "control", "ratio", "difference", "percent_change")
        if k in fields
    }
    lists = {k: tuple(fields.get(k, ())) for k in ("caution", "unknown")}
    unit = (
        fields.get("unit")
        or f"{fields['counted']} per {fields['per']['number']:,} {fields['per']['of']}"
    )
    derived = {
        "period": words.period(fields["period"]["from"], fields["period"]["to"]),
        "unit": unit,
        "line": line,
    }
    return Outcome(
        **fields | estimates | lists | derived,
        key=f"{source.key}.{name}",
        source=source,
        design=design,
    )
