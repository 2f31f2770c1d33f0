"""`plainresults new summary`: files that build at once and say what is not known yet.

It works without the network: what it cannot know it takes from flags, or asks for on the terminal.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import yaml

from plainresults import charts
from plainresults.errors import Fault, nearest
from plainresults.evidence import derived, measures, schema_page, site, store, trials
from plainresults.rules.corpus import Corpus
from plainresults.rules.wording import wording

SKELETONS = Path(__file__).parent / "skeletons"
ASKED: dict[str, dict[str, Any]] = yaml.safe_load((SKELETONS / "questions.yml").read_text("utf8"))
RANKS_SAID = {  # what the box of a lead of this rank has to say
    "SECONDARY": "This is a secondary result. ",
    "NOT_STATED": "It is not the main result. ",
}


def answers(given: Mapping[str, str | None], ask: Callable[[str], str] | None) -> dict[str, str]:
    """Everything that ASKED wants to know for the kind of page.

    From `given`, else asked for with `ask` (again, with a reason, until it will do), else what is
    taken otherwise. ValueError, naming every flag, when something is wrong or missing and there is
    nobody to ask.
    """
    known: dict[str, str] = {}
    wrong = []
    for name, about in ASKED.items():
        if known.get("kind", "") not in about.get("kinds", [known.get("kind", "")]):
            continue
        value = given.get(name)
        while ask and (value is None or _wrong(about, value)):
            if value:
                print(f"“{value}” will not do: {_wrong(about, value)}.")
            value = ask(f"{_question(about)}: ").strip() or about.get("otherwise")
        value = value or about.get("otherwise")
        if value is None:
            wrong.append(f"--{name} is needed: {_question(about)}")
        elif reason := _wrong(about, value):
            wrong.append(f"--{name} cannot be “{value}”, {reason}: {_question(about)}")
        else:
            known[name] = value
    if wrong:
        raise ValueError("\n".join(wrong))
    return known


def _question(about: dict[str, Any]) -> str:
    choices = f" ({', '.join(about['one_of'])})" if "one_of" in about else ""
    otherwise = f" [{about['otherwise']}]" if "otherwise" in about else ""
    return f"{about['ask']}{choices}{otherwise}"


def _wrong(about: dict[str, Any], value: str) -> str:
    """Why an answer will not do; empty if it will."""
    if "one_of" in about:
        return "" if value in about["one_of"] else nearest(value, about["one_of"], "choose one")
    if "shape" in about:
        return "" if re.fullmatch(about["shape"], value) else "it has not the form of the example"
    return "" if len(value) > 2 else "it is too short"


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
            flag = "--page" if path is chapter else "--key"
            raise FileExistsError(
                f"{path.relative_to(root)} is there already. Choose another {flag}, or write in it"
            )
    listed = _listed(toc, page)
    facts = known | _worked_out(root, known) | {"topic": _topic(known["topic"])}
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


def _topic(asked: str) -> str:
    """A topic of the book: the one that was asked for, or its last one where nothing was asked."""
    topics = wording("topics")["topics"]
    if not topics or asked in topics:
        return asked
    if asked != ASKED["topic"]["otherwise"]:
        raise ValueError(f"--topic cannot be “{asked}”: choose one of {', '.join(topics)}")
    return str(topics[-1])


def _worked_out(root: Path, known: dict[str, str]) -> dict[str, Any]:
    """What the skeletons need besides the answers."""
    trial = next(iter(trials.read(root / "data" / trials.FILE).values()))
    title = known.get("title", known["question"])
    plain = derived.inside(title)
    designs = {"one group": "single arm", "comparison": known.get("design", "")}
    return {
        "year": known["key"][-4:],
        "checked": f"{datetime.now(UTC):%Y-%m-%d}",
        "plain": plain,
        "design": designs.get(known["kind"], "descriptive"),
        "arms": list(trial.arms)[: 2 if known["kind"] == "comparison" else 1],
        "per_whom": measures.statistics()[known.get("statistic", "rate")].per,
        "card": f"This page asks: {known['question']} We could not read the answer yet.",
        "sections": store.words().sections,
        "main": trial.main,
        "main_page": posixpath.relpath(site.page("main_result"), "chapters")[:-5] + ".md",
        "rank_said": RANKS_SAID.get(known.get("rank", ""), ""),
        "about": _explained(),
    }


def snippets(keys: dict[str, list[str]]) -> str:
    """The file with which an editor completes keys, from the words of a role and its keys, and the charts."""
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
    for name in charts.__all__:
        about = (getattr(charts, name).__doc__ or "").partition("\n")[0]
        call = {"prefix": f"charts.{name}", "body": f"charts.{name}($0)", "description": about}
        made[f"chart {name}"] = {"scope": "markdown,python", **call}
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


def _skeleton(name: str, facts: dict[str, Any]) -> str:
    loader = jinja2.FileSystemLoader(SKELETONS)
    environment = jinja2.Environment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["tojson"] = lambda text: json.dumps(text, ensure_ascii=False)
    return environment.get_template(name).render(facts)


def _explained() -> Callable[[str], str]:
    """What the schema says of a field, as a comment."""
    schema = json.loads(schema_page.text("results"))
    fields = schema["properties"] | schema["$defs"]["outcome"]["properties"]

    def about(name: str) -> str:
        return f"# {schema_page.whole(schema, fields[name])['description']}"

    return about


def write_snippets(root: Path) -> None:
    """Write what helps an editor: the schemas of data files, and the keys of the book's data."""
    folder = root / ".vscode"
    folder.mkdir(exist_ok=True)
    for name in schema_page.NAMES:
        (folder / f"{name}.schema.json").write_text(schema_page.text(name), "utf8")
    known, book = store.load(), Corpus.read(root)
    words = [f"{key}.{part}" for key in known.outcomes for part in ("range", "verdict", "rank")]
    terms = [term for page in book.chapters for term in page.glossary]
    keys = {"num": list(known.numbers), "words": words, "from": list(known.facts)}
    keys |= {"source": list(known.sources), "term": terms}
    (folder / "keys.code-snippets").write_text(snippets(keys), "utf8")
