"""The only reader of `data/`: sources, outcomes and numbers, each under an address of its own.

There is no Sphinx and no chart in here. `load()` gives the dataset, `outcome("samet2024.opioid_deaths")`
one comparison, `number("samet2024.opioid_deaths.control")` one value with all that is known about it.
A dataset with a mistake in it does not load: `Faults` names every file and line.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema

from plainresults.book import current
from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import access, bibliography, consistency, derived, terms, yamlfile
from plainresults.evidence.derived import Estimate, Part
from plainresults.evidence.model import Choice, Dataset, Fact, Number, Outcome, Source, published_p


@cache
def load(folder: Path | None = None) -> Dataset:
    """The dataset in `folder`. Raises Faults, with file and line, when anything in it is wrong."""
    folder = folder or current().data
    faults: list[Fault] = []
    bib, sources = bibliography.read(folder / "sources.bib")
    dataset = Dataset(
        access.Watched(sources),
        access.Watched(),
        access.Watched(),
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
                faults += consistency.check_file(dataset, path, content, lines)
        except Fault as fault:
            faults.append(fault)
    dataset.shapes = {
        path.stem: json.loads(path.read_text("utf8"))
        for path in dataset.files
        if path.suffix == ".geojson"
    }
    faults += consistency.check_all(dataset, folder) if not faults else []
    faults += (
        [
            fault
            for path, lines in listed.items()
            for fault in consistency.check_list(dataset, path, lines)
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
    consistency.refuse_impossible(path, content, lines)
    source = dataset.sources[path.stem]
    shared = {"checked": content["checked"], "seen_in": content["seen_in"]}
    for name, fields in content.get("outcomes", {}).items():
        outcome = _outcome(
            source, content["design"], name, shared | fields, lines["outcomes", name]
        )
        dataset.outcomes[outcome.key] = outcome
        dataset.by_rank.setdefault(outcome.rank, []).append(outcome.key)
        for part in derived.of_outcome(outcome):
            _put(
                dataset,
                source,
                outcome.key,
                part,
                {"where": outcome.where, "seen_in": outcome.seen_in, "checked": outcome.checked},
                outcome,
            )
    numbers = derived.with_values(content.get("numbers", {}))
    for name, fields in numbers.items():
        for part in derived.of_number(name, fields):
            _put(dataset, source, source.key, part, shared | fields)
        if fields.get("of") in numbers:
            one, whole = (
                next(derived.of_number(key, numbers[key])) for key in (name, fields["of"])
            )
            for part in derived.of_share(one, whole):
                _put(dataset, source, source.key, part, shared | fields)
    _add_facts(dataset, path, content, lines)
    dataset.menu += [
        Choice(**{"picks": ()} | fields, source=source) for fields in content.get("menu", ())
    ]


def _add_facts(dataset: Dataset, path: Path, content: dict, lines: dict) -> None:
    """Put the facts of one source into `dataset`; Fault when the address is taken."""
    source = dataset.sources[path.stem]
    for name, fields in content.get("facts", {}).items():
        key = f"{source.key}.{name}"
        if key in dataset.outcomes or key in dataset.numbers:
            what = f"facts.{name}: {key} is the address of a number or an outcome already"
            raise Fault(path, lines["facts", name], what, "Give the fact another name")
        read = {field: fields.get(field, content[field]) for field in ("seen_in", "checked")}
        caution = tuple(fields.get("caution", ()))
        dataset.facts[key] = Fact(
            key, source, fields["says"], fields["where"], **read, caution=caution
        )


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
        "period": terms.period(fields["period"]["from"], fields["period"]["to"]),
        "unit": unit,
        "line": line,
    }
    return Outcome(
        **fields | estimates | lists | derived,
        key=f"{source.key}.{name}",
        source=source,
        design=design,
    )
