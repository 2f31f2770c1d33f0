"""`plainresults migrate`: data files of the old form (until 0.2) in today's, line by line.

Comments and the order of fields stay. Values are moved and never written anew, so that none of
them can change. What only a person can know is left as `unknown` and told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainresults.evidence import yamlfile

STATISTICS = {"rate_ratio": "rate", "mean_change": "change in mean", "difference": "mean"}
TYPES = {
    "rate_ratio": "rate ratio",
    "mean_change": "difference in change",
    "difference": "mean difference",
}
RANKS = {
    "trial primary": ["PRIMARY"],
    "paper primary": ["PRIMARY", "paper"],
    "secondary": ["SECONDARY"],
    "subgroup": ["NOT_STATED"],
}
ARMS = ("intervention", "control")
COMPARING = ("ratio", "difference", "percent_change", "p", "significant")
OLD_SCHEMA, SCHEMA = "$schema=schema.json", "$schema=../.vscode/results.schema.json"
OLD_TERMS = ("it", "with_it", "without_it", "groups")
TYPES_OF_ARMS = {"intervention": "EXPERIMENTAL", "control": "NO_INTERVENTION"}


def migrate(folder: Path) -> list[str]:
    """Bring every data file in `folder` to today's form; one line for each change that was made."""
    told, main = [], ""
    for path in sorted(folder.glob("*.yml")):
        if path.with_suffix(".schema.json").exists() or path.stem == "trials":
            continue
        text = path.read_text("utf8")
        content, _ = yamlfile.parse(text, path)
        for name, fields in content.get("outcomes", {}).items():
            main = f"{path.stem}.{name}" if fields.get("rank") == "trial primary" else main
        new, changes = migrated(text, path)
        path.write_text(new, "utf8")
        told += [f"{path.name}: {change}" for change in changes]
    if main and not (folder / "trials.yml").exists():
        (folder / "trials.yml").write_text(_trials(folder, main), "utf8")
        told.append("trials.yml: made, with the words for the groups from wording/terms.yml")
        told += _without_groups(folder.parent / "wording" / "terms.yml")
    return told


def _without_groups(path: Path) -> Iterator[str]:
    """Take the words for the groups out of the book's words; they are in trials.yml now."""
    if path.is_file():
        content, at = yamlfile.read(path)
        lines = path.read_text("utf8").split("\n")
        for name in sorted(set(content) & set(OLD_TERMS), key=lambda name: -at[name,]):
            del lines[at[name,] - 1 : _end(lines, at[name,] - 1)]
            yield f"wording/terms.yml: {name} is now in trials.yml"
        path.write_text("\n".join(lines), "utf8")


def migrated(text: str, path: Path) -> tuple[str, list[str]]:
    """The text of one file in today's form, and what was changed in it."""
    content, at = yamlfile.parse(text, path)
    lines, told = text.replace(OLD_SCHEMA, SCHEMA).split("\n"), []
    for name, fields in reversed(content.get("outcomes", {}).items()):
        if "measure" not in fields:
            continue
        starts = {field: at["outcomes", name, field] - 1 for field in fields}
        first, last = min(starts.values()), _end(lines, max(starts.values()))
        chunks = _chunks(lines, starts, last)
        lines[first:last] = _rebuilt(fields, chunks)
        told.append(f"{name}: {', '.join(_told(fields))}")
    return "\n".join(lines), told[::-1]


def _end(lines: list[str], at: int) -> int:
    """The line after the field that begins in line `at`, both from 0."""
    depth = _depth(lines[at])
    after = at + 1
    while after < len(lines) and (not lines[after].strip() or _depth(lines[after]) > depth):
        after += 1
    while not lines[after - 1].strip():
        after -= 1
    return after


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _chunks(lines: list[str], starts: dict[str, int], last: int) -> dict[str, list[str]]:
    """The lines of each field, in their order, each with the comments above it."""
    order = sorted(starts, key=lambda field: starts[field])
    ends = [*(starts[field] for field in order[1:]), last]
    return {field: lines[starts[field] : end] for field, end in zip(order, ends, strict=True)}


def _rebuilt(fields: dict[str, Any], chunks: dict[str, list[str]]) -> Iterator[str]:
    pad = " " * _depth(next(iter(chunks.values()))[0])
    seen: set[str] = set()
    for field, chunk in chunks.items():
        group = "arms" if field in ARMS else "comparison" if field in COMPARING else field
        if group == "arms" and group not in seen:
            yield f"{pad}arms:"
            yield from (f"  {line}" for arm in ARMS for line in chunks.get(arm, ()))
        elif group == "comparison" and group not in seen:
            yield from _comparison(fields, chunks, pad)
        elif field == "rank":
            rank, *of_paper = RANKS[fields["rank"]]
            yield _replaced(chunk[0], fields["rank"], rank)
            yield from (f"{pad}rank_of: {paper}" for paper in of_paper)
            if fields["rank"] == "subgroup":
                yield f"{pad}subgroup: {fields['who']}"
            yield from chunk[1:]
        elif field == "measure":
            kind = fields["measure"]
            line = _replaced(chunk[0], kind, STATISTICS[kind])
            yield line.replace("measure:", "statistic:", 1)
            yield from chunk[1:]
        elif group not in ("arms", "comparison"):
            yield from chunk
        seen.add(group)


def _comparison(fields: dict[str, Any], chunks: dict[str, list[str]], pad: str) -> Iterator[str]:
    """One `comparison` from the old fields, on one line or in a block as the largest was."""
    kind = f"type: {TYPES[fields['measure']]}"
    main = next((name for name in ("ratio", "difference") if name in chunks), "")
    single = [_single(name, chunks[name]) for name in COMPARING if name in chunks and name != main]
    flow = re.match(r"\s*\w+: *\{(.*)\}(.*)$", chunks[main][0]) if main else None
    if main and not flow:
        yield f"{pad}comparison:"
        yield f"{pad}  {kind}"
        yield from chunks[main][1:]
        yield from (f"{pad}  {text}" for text in single)
        return
    parts = [kind, *([flow[1].strip()] if flow else []), *single]
    yield f"{pad}comparison: {{{', '.join(parts)}}}{flow[2] if flow else ''}"
    rest = [line for name in COMPARING if name in chunks for line in chunks[name][1:]]
    yield from rest


def _single(name: str, chunk: list[str]) -> str:
    """A field that becomes one of the comparison: `p: 0.30`, `percent_change: -6`."""
    if name == "percent_change":
        return re.sub(
            r"percent_change: *\{value: *", "percent_change: ", chunk[0].strip().rstrip("}")
        )
    return chunk[0].strip()


def _replaced(line: str, old: str, new: str) -> str:
    return re.sub(rf"(:\s*)[\"']?{re.escape(old)}[\"']?", rf"\g<1>{new}", line, count=1)


def _told(fields: dict[str, Any]) -> Iterator[str]:
    yield f"rank {fields['rank']} is now {' of its '.join(RANKS[fields['rank']])}"
    kind = fields["measure"]
    yield f"measure {kind} is now the statistic “{STATISTICS[kind]}”"
    if any(name in fields for name in COMPARING):
        yield f"and its comparison a {TYPES[kind]}"
    if arms := [name for name in ARMS if name in fields]:
        yield f"{' and '.join(arms)} under arms"
    if fields["rank"] == "subgroup":
        yield "look at `subgroup`: say in which part of the people"


def _trials(folder: Path, main: str) -> str:
    """A first data/trials.yml: what the old files said of the study, and `unknown` for the rest."""
    path = folder.parent / "wording" / "terms.yml"
    own = yamlfile.read(path)[0] if path.is_file() else {}
    labels = {"intervention": "Intervention group", "control": "Comparison group"}
    ends = [own.get("with_it", "with the intervention"), own.get("without_it", "without it")]
    arms = "".join(
        f"      {arm}: {{label: {_text(label)}, in_sentence: {_text(end)},"
        f" type: {TYPES_OF_ARMS[arm]}}}\n"
        for (arm, label), end in zip((labels | own.get("groups", {})).items(), ends, strict=True)
    )
    return (
        "# yaml-language-server: $schema=../.vscode/trials.schema.json\n"
        "# What is true of the whole study. TO LOOK AT: name, registry, funding, conflicts.\n"
        "trials:\n  study:\n    name: The study\n    short: the study\n"
        f"    tested: {_text(own.get('it', 'the intervention'))}\n"
        f"    registry: unknown\n    main: {main}\n    allocation: RANDOMIZED\n    arms:\n{arms}"
        "    funding: unknown\n    conflicts: unknown\n"
    )


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
