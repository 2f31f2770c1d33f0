"""The only reader of `data/`: sources, outcomes and numbers, each under an address of its own.

`load()` gives the dataset, `outcome("moss2021.missed_days")` one comparison, and
`number("moss2021.missed_days.control")` one value with all that is known about it.
A dataset with a mistake in it does not load: `Faults` names every file and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.book import current
from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import (
    bibliography,
    consistency,
    derived,
    entered,
    periods,
    schema,
    schema_page,
    terms,
    trials,
    yamlfile,
)
from plainresults.evidence.access import Watched, kept
from plainresults.evidence.dataset import Dataset
from plainresults.evidence.model import Choice, Fact, Number, Outcome, Part, Source
from plainresults.evidence.yamlfile import Lines

READ = ("where", "seen_in", "checked")  # what is known of the reading of a value


@kept.aside  # the dataset itself notes what is looked up in it
def load(folder: Path | None = None) -> Dataset:
    """The dataset in `folder`, `data/` of the current book if none is given.

    The words for groups and verdicts come from `wording/terms.yml` beside that folder.
    Raises Faults, with file and line, when anything in it is wrong.
    """
    folder = folder or current().data
    bib = folder / "sources.bib"
    dataset = Dataset(
        Watched(bibliography.read(bib)),
        [bib, *sorted(folder.glob("*.yml")), *sorted(folder.glob("*.geojson"))],
        terms.read(folder.parent / "wording" / "terms.yml"),
    )
    if faults := [*_read_trials(dataset, folder), *_read_files(dataset, folder)]:
        raise Faults(faults)
    dataset.set_fingerprints()
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
    every = load().outcomes.values()
    return [o for o in every if o.distance is not None and o.published_p is not None]


def words() -> terms.Terms:
    """The book's words for groups, ranks and verdicts."""
    return load().terms


def _read_trials(dataset: Dataset, folder: Path) -> Iterator[Fault]:
    """Fill `dataset.trials` from `trials.yml`, or give what is wrong with it."""
    path = folder / trials.FILE
    try:
        found = schema.faults(path, schema_page.text("trials"))
        yield from found
        if not found:
            dataset.trials.update(trials.read(path))
    except Fault as fault:
        yield fault


def _read_files(dataset: Dataset, folder: Path) -> Iterator[Fault]:
    """Fill `dataset` from its files. Gives every fault; what needs all files, only without any."""
    lists: dict[Path, Lines] = {}
    found = 0
    for path in dataset.files:
        for fault in _read_file(dataset, path, lists):
            found += 1
            yield fault
    if not found and dataset.trials:
        yield from trials.check(dataset, folder / trials.FILE)
        for path, lines in lists.items():
            yield from consistency.check_list(dataset, path, lines)


def _read_file(dataset: Dataset, path: Path, lists: dict[Path, Lines]) -> Iterator[Fault]:
    """Add what one file holds, or give what is wrong with it; `lists` gets the lines of a list."""
    try:
        if path.suffix == ".geojson":
            dataset.shapes[path.stem] = _outlines(path)
        elif path.suffix == ".yml" and path.name != trials.FILE:
            content, lines = yamlfile.read(path)
            yield from periods.faults(path, content, lines)
            own_schema = path.with_suffix(".schema.json")
            if own_schema.exists():
                yield from schema.faults(path, own_schema.read_text("utf8"))
                dataset.lists[path.stem], lists[path] = content, lines
                return
            of_sources = schema_page.text("results")
            found = [*_named_for_source(path, dataset), *schema.faults(path, of_sources)]
            if not found and dataset.trials:
                found = list(consistency.impossible(path, content, lines, dataset.trials))
            yield from found
            if not found and dataset.trials:
                _add(dataset, dataset.sources[path.stem], content, lines)
                yield from consistency.check_addresses(dataset, path, lines)
                yield from consistency.check_file(dataset, path, content, lines)
    except Fault as fault:
        yield fault


def _outlines(path: Path) -> Any:
    try:
        return json.loads(yamlfile.text_of(path))
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg}"
        raise Fault(path, error.lineno, what, "Take the file anew from where it came") from error


def _named_for_source(path: Path, dataset: Dataset) -> Iterator[Fault]:
    if path.stem not in dataset.sources:
        what = f"the file is named for no source: sources.bib has no entry “{path.stem}”"
        hint = nearest(path.stem, dataset.sources)
        yield Fault(path, 1, what, f"Add the entry, or rename the file. {hint}")


def _add(dataset: Dataset, source: Source, content: dict[str, Any], lines: Lines) -> None:
    """Put the outcomes, numbers and choices of one source into `dataset`."""
    shared = {name: content[name] for name in ("checked", "seen_in", "design")}
    trial = dataset.trial_of[source.key] = entered.trial_of(content, dataset.trials)
    dataset.design_of[source.key] = content["design"]
    of_events = content.get("harms", {}).get("events", {})
    for section, outcomes in (("outcomes", content.get("outcomes", {})), ("harms", of_events)):
        for name, fields in outcomes.items():
            place = (section, name) if section == "outcomes" else (section, "events", name)
            known = shared | fields | {"line": lines[place]}
            make = entered.outcome if section == "outcomes" else entered.harm
            outcome = make(source, trial, name, known, dataset.terms)
            dataset.outcomes[outcome.key] = outcome
            dataset.by_rank.setdefault(outcome.rank, []).append(outcome.key)
            for part in derived.of_outcome(outcome):
                _put(dataset, outcome.key, part, outcome.source, known, outcome)
    if "harms" in content:
        dataset.harms_told[source.key] = bool(of_events)
    numbers = derived.with_values(content.get("numbers", {}))
    for name, fields in numbers.items():
        parts = list(derived.of_number(name, fields))
        if fields.get("of") in numbers:
            whole = next(derived.of_number(fields["of"], numbers[fields["of"]]))
            parts.append(derived.of_share(parts[0], whole))
        for part in parts:
            _put(dataset, source.key, part, source, shared | fields)
    for name, fields in content.get("facts", {}).items():
        known = {field: (shared | fields)[field] for field in ("says", *READ)}
        caution = tuple(fields.get("caution", ()))
        fact = Fact(f"{source.key}.{name}", source, terms=dataset.terms, caution=caution, **known)
        dataset.facts[fact.key] = fact
    for choice in content.get("menu", ()):
        dataset.menu.append(Choice(**choice, source=source))


def _put(
    dataset: Dataset,
    above: str,
    part: Part,
    source: Source,
    fields: dict[str, Any],
    outcome: Outcome | None = None,
) -> None:
    key = f"{above}.{part.name}"
    known = {name: fields[name] for name in READ}
    number = Number(key, part, source, terms=dataset.terms, outcome=outcome, **known)
    dataset.numbers[key] = number
