"""`plainresults new summary`: the files of a new summary, which build at once and say what is not known yet.

It works without the network: what it cannot know it takes from flags, or asks for on the terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jinja2

from plainresults.errors import Fault, nearest
from plainresults.evidence import store

SKELETONS = Path(__file__).parent / "skeletons"
# Each thing to know: what is asked, what is taken when nothing is answered (None: an answer is needed), what it has to look like.
ASKED: dict[str, tuple[str, str | None, str]] = {
    "key": ("Key of the paper: first author and year, such as samet2024", None, r"[a-z]+\d{4}"),
    "doi": ("DOI, such as 10.1056/NEJMoa2401177", None, r"10\.\d{4,9}/\S+"),
    "page": ("Name of the page: its subject, such as overdose-deaths", None, r"[a-z]+(-[a-z]+)*"),
    "question": ("Title of the page, a reader's question", None, r".+\?"),
    "paper": ("Title of the paper", None, r".{3,}"),
    "authors": ("Authors, as BibTeX: Samet, J. H. and others", None, r".{3,}"),
    "journal": ("Journal", None, r".{3,}"),
    "outcome": ("Short name of the outcome, such as opioid_deaths", None, r"[a-z]+(_[a-z]+)*"),
    "title": ("The outcome in words, such as Opioid overdose deaths", None, r".{3,}"),
    "rank": (
        "Rank: paper primary, secondary or subgroup",
        "paper primary",
        r"paper primary|secondary|subgroup",
    ),
    "measure": (
        "Measure: rate_ratio, mean_change or difference",
        "rate_ratio",
        r"rate_ratio|mean_change|difference",
    ),
    "unit": ("What is counted (deaths), or the unit of the score (points)", None, r".{3,}"),
    "per": ("For a rate: per how many", "100000", r"[1-9]\d*"),
    "of": ("For a rate: of whom", "adults", r".{3,}"),
    "who": ("Who was counted or asked", None, r".{3,}"),
    "begin": ("First month, such as 2021-07, or words", None, r"\d{4}-(0[1-9]|1[0-2])|[^\d]{3,}"),
    "end": ("Last month, or words", None, r"\d{4}-(0[1-9]|1[0-2])|[^\d]{3,}"),
    "design": (
        "Design: randomized, within one group or descriptive",
        "randomized",
        r"randomized|within one group|descriptive",
    ),
    "lower_is": ("A lower value is: better, worse or neither", "better", r"better|worse|neither"),
    "seen_in": (
        "What was read: full text, abstract, table, public copy, news report, web page",
        "abstract",
        r"full text|abstract|table|public copy|news report|web page",
    ),
    "where": ("Where in it", "Abstract", r".{3,}"),
}


def answers(given: dict[str, str | None], ask: Callable[[str], str] | None) -> dict[str, str]:
    """Everything of ASKED: from `given`, else asked for with `ask`, else its default.

    ValueError, naming every flag, when something is wrong, or is missing and there is nobody to ask.
    """
    known, wrong = {}, []
    for name, (question, default, shape) in ASKED.items():
        value = given.get(name)
        while value is None and ask:
            value = ask(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
            value = value if value and re.fullmatch(shape, value) else None
        value = value or default
        if value is None or not re.fullmatch(shape, value):
            wrong.append(
                f"--{name} {'is needed' if value is None else f'cannot be “{value}”'}: {question}"
            )
        known[name] = value
    if wrong:
        raise ValueError("\n".join(wrong))
    return known


def write_summary(root: Path, known: dict[str, str]) -> list[str]:
    """Make the files of a summary in `root`; gives what is still to be written, one line each.

    FileExistsError, before anything is written, when the source or the page is there already.
    """
    key, page = known["key"], known["page"]
    chapter, source, bib, toc = (
        root / name
        for name in (f"chapters/{page}.md", f"data/{key}.yml", "data/sources.bib", "_toc.yml")
    )
    entries = bib.read_text("utf8")
    for path in (chapter, source):
        if path.exists():
            raise FileExistsError(
                f"{path.relative_to(root)} is there already. Choose another {'--page' if path is chapter else '--key'}, or write in it"
            )
    listed = _listed(toc, page)
    facts = known | {
        "year": key[-4:],
        "checked": f"{datetime.now(UTC):%Y-%m-%d}",
        "plain": known["title"][0].lower() + known["title"][1:],
        "about": _explained(root),
    }
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


def snippets(keys: dict[str, list[str]]) -> str:
    """The file with which an editor completes keys, from the words of a role and its keys."""
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
        raise Fault(
            toc,
            1,
            "there is no part “Summaries”",
            nearest(
                "Summaries", [line.partition("caption: ")[2].strip() for line in lines], "Add it"
            ),
        )
    last = first + 1
    while last + 1 < len(lines) and "- file:" in lines[last + 1]:
        last += 1
    return "".join([*lines[: last + 1], f"      - file: chapters/{page}\n", *lines[last + 1 :]])


def _skeleton(name: str, facts: dict) -> str:
    loader = jinja2.FileSystemLoader(SKELETONS)
    environment = jinja2.Environment(
        loader=loader,
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
        return "# " + (
            field.get("description")
            or schema["$defs"][field["$ref"].rpartition("/")[2]]["description"]
        )

    return about


def write_snippets(root: Path) -> None:
    """Write the file with which an editor completes the keys of the book's data."""
    known = store.load()
    words = [f"{key}.{part}" for key in known.outcomes for part in ("range", "verdict", "rank")]
    path = root / ".vscode" / "keys.code-snippets"
    path.parent.mkdir(exist_ok=True)
    path.write_text(snippets({"num": list(known.numbers), "words": words}), "utf8")
