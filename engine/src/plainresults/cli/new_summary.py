"""`plainresults new summary`: the files of a new summary, which say what is not known yet.

It works without the network: what it cannot know it takes from flags, or asks for on the terminal.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import yaml

from plainresults.errors import Fault, nearest
from plainresults.evidence import site, store

SKELETONS = Path(__file__).parent / "skeletons"


class Question(NamedTuple):
    """One thing to know; see `skeletons/questions.yml`."""

    ask: str
    default: str | None = None
    shape: str = ".{3,}"


ASKED = {
    name: Question(**fields)
    for name, fields in yaml.safe_load((SKELETONS / "questions.yml").read_text("utf8")).items()
}


def answers(
    given: Mapping[str, str | None], ask: Callable[[str], str] | None = None
) -> dict[str, str]:
    """Everything of ASKED: from `given`, else asked for with `ask`, else its default.

    Raises ValueError, naming every flag, for what is wrong, or missing with nobody to ask.
    """
    known: dict[str, str] = {}
    wrong = []
    for name, question in ASKED.items():
        value = given.get(name)
        if value is None and ask:
            value = _asked(question, ask)
        value = question.default if value is None else value
        if value is not None and re.fullmatch(question.shape, value):
            known[name] = value
        else:
            problem = "is needed" if value is None else f"cannot be “{value}”"
            wrong.append(f"--{name} {problem}: {question.ask}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return known


def _asked(question: Question, ask: Callable[[str], str]) -> str:
    """An answer that fits; one that does not is told why, and asked for again."""
    default = f" [{question.default}]" if question.default else ""
    again = ""
    while True:
        value = ask(f"{again}{question.ask}{default}: ").strip() or question.default or ""
        if re.fullmatch(question.shape, value):
            return value
        again = f"“{value}” will not do. " if value else "An answer is needed. "


def write_summary(root: Path, known: dict[str, str]) -> list[str]:
    """Make the files of a summary in `root`; gives what is still to be written, one line each.

    Raises FileExistsError, before anything is written, when source or page are there already.
    """
    key, page, toc, bib = known["key"], known["page"], root / "_toc.yml", root / "data/sources.bib"
    chapter, source = root / f"chapters/{page}.md", root / f"data/{key}.yml"
    for path, flag in ((chapter, "--page"), (source, "--key")):
        if path.exists():
            there = f"{path.relative_to(root)} is there already"
            raise FileExistsError(f"{there}. Choose another {flag}, or write in it")
    main, words, entries = store.load().trial_result, store.words(), bib.read_text("utf8")
    facts = known | {
        "year": key[-4:],
        "checked": f"{datetime.now(UTC):%Y-%m-%d}",
        "plain": known["title"][0].lower() + known["title"][1:],
        "subgroup": words.ranks["subgroup"].partition(" ")[2],
        "sections": words.sections,
        "main": main,
        "main_page": posixpath.relpath(site.page("main_result"), "chapters")[:-5] + ".md",
        "about": _explained(root),
    }
    listed = _listed(toc, page)
    chapter.write_text(_skeleton("summary.md", facts), "utf8")
    source.write_text(_skeleton("source.yml", facts), "utf8")
    if f"{{{key}," not in entries:
        bib.write_text(f"{entries.rstrip()}\n{_skeleton('entry.bib', facts)}", "utf8")
    toc.write_text(listed, "utf8")
    return [
        f"{path.relative_to(root)}:{number}: {line.strip(' %#')}"
        for path in (source, chapter)
        for number, line in enumerate(path.read_text("utf8").splitlines(), 1)
        if re.match(r"\s*[%#] TO ", line)
    ]


def write_snippets(root: Path) -> None:
    """Write the file with which an editor completes the keys of the book's data."""
    known = store.load()
    words = [f"{key}.{part}" for key in known.outcomes for part in ("range", "verdict", "rank")]
    path = root / ".vscode" / "keys.code-snippets"
    path.parent.mkdir(exist_ok=True)
    path.write_text(snippets({"num": list(known.numbers), "words": words}), "utf8")


def snippets(keys: Mapping[str, list[str]]) -> str:
    """The content of that file, from the words of a role and its keys."""
    made = {
        f"{role} {key}": {
            "scope": "markdown",
            "prefix": [key, f"{role}-{key}"],
            "body": f"{{{role}}}`{key}`",
            "description": f"{role}: {key}",
        }
        for role, names in keys.items()
        for key in names
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _listed(toc: Path, page: str) -> str:
    """`_toc.yml` with the page behind the last summary."""
    lines = toc.read_text("utf8").splitlines(keepends=True)
    first = next((i for i, line in enumerate(lines) if "caption: Summaries" in line), None)
    if first is None:
        captions = [line.partition("caption: ")[2].strip() for line in lines]
        hint = nearest("Summaries", captions, "Add it")
        raise Fault(toc, 1, "there is no part “Summaries”", hint)
    last = first + 1
    while last + 1 < len(lines) and "- file:" in lines[last + 1]:
        last += 1
    return "".join([*lines[: last + 1], f"      - file: chapters/{page}\n", *lines[last + 1 :]])


def _skeleton(name: str, facts: Mapping[str, Any]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SKELETONS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["tojson"] = lambda text: json.dumps(text, ensure_ascii=False)
    return environment.get_template(name).render(facts)


def _explained(root: Path) -> Callable[[str], str]:
    """What the schema says of a field, as a comment."""
    schema = json.loads((root / "data" / "schema.json").read_text("utf8"))
    fields = schema["properties"] | schema["$defs"]["outcome"]["properties"]

    def about(name: str) -> str:
        field = fields[name]
        referred = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
        return f"# {field.get('description') or referred['description']}"

    return about
