"""Rules: how they are found, where they speak, what they measure, and how it is told."""

from __future__ import annotations

import datetime
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from typing import Any

import plainresults.sphinx
import pytest
import sample_books
from docutils.parsers.rst import directives
from plainresults import rules
from plainresults.cli.main import main
from plainresults.evidence import store
from plainresults.rules import provenance, syntax
from plainresults.rules.reader import read_page
from plainresults.rules.reading_level import measure
from plainresults.rules.rule import named
from sample_books import ROOT, Book

PROBLEM = rules.Problem("chapters/a.md", 41, 7, "typed-number", "“3.2” is typed", "write {num}`…`")


def test_the_rules_do_not_import_sphinx():
    """They look at a book within seconds."""
    code = (
        "import sys; from plainresults import rules; rules.all_rules(); "
        "sys.exit(any(name.split('.')[0] == 'sphinx' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_rule_has_a_reason_and_a_place_of_its_own():
    """Authors and readers see the reason; the list is in a fixed order."""
    every = rules.all_rules()
    assert len({one.name for one in every}) == len(every) > 45
    assert len({one.order for one in every}) == len(every)
    assert all(len(one.reason) > 40 and one.reason.endswith(".") for one in every)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("text", "chapters/a.md:41:7: typed-number: “3.2” is typed; write {num}`…`"),
        ("github", "::error file=chapters/a.md,line=41,col=7,title=typed-number::“3.2” is typed;"),
    ],
)
def test_problems_are_told_to_people_and_to_github(form: str, line: str):
    """A line each, and their number."""
    told = rules.shown([PROBLEM], form).splitlines()
    assert told[0].startswith(line) and told[-1].startswith("1 problem found")


def test_problems_are_told_to_editors():
    """As JSON, with every field."""
    (told,) = json.loads(rules.shown([PROBLEM], "json"))
    assert told == {
        "file": "chapters/a.md",
        "line": 41,
        "column": 7,
        "rule": "typed-number",
        "what": "“3.2” is typed",
        "remedy": "write {num}`…`",
    }


def test_an_editor_reads_each_problem_at_its_place():
    """The task of the repository shows it in VS Code."""
    (task,) = json.loads((ROOT / ".vscode" / "tasks.json").read_text("utf8"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    match = re.fullmatch(pattern["regexp"], str(PROBLEM))
    told = {name: match[number] for name, number in pattern.items() if name != "regexp"}
    assert (told["file"], told["line"], told["column"]) == ("chapters/a.md", "41", "7")
    assert (told["code"], told["message"]) == ("typed-number", PROBLEM.message)


def test_the_command_says_how_it_ended(small_book: Book, capsys: pytest.CaptureFixture):
    """0 when all is well, 1 with problems; drafts are asked about only before publication."""
    with sample_books.in_use(small_book.folder):
        assert main(["check"]) == 0
        assert capsys.readouterr().out.startswith("0 problems")
        assert main(["check", "--publish", "--format", "github"]) == 1
        assert "title=placeholder" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("One line.\nThen **bold 9%** text.", (2, 13)),
        ("| a | b |\n|---|---|\n| x | is 9% |", (3, 10)),
        (":::{in-short} moss2021.missed_days\n- an item\n- with 9%\n:::", (3, 8)),
        ("With {num}`moss2021.schools` and {term}`school garden`, 9% more.", (1, 57)),
    ],
)
def test_a_problem_knows_its_line_and_column(text: str, place: tuple[int, int]):
    """Also behind what comes from the data, in tables and in boxes."""
    rule, page = named("typed-number"), read_page(text, "chapters/example.md")
    found = [(one.line, one.column) for one in rule.problems_on(page, rules.Corpus.read())]
    assert found == [place]


@pytest.mark.parametrize("name", ["typed-number", "long-sentence", "person-first", "vague-link"])
def test_an_exemption_that_a_message_offers_lets_the_place_pass(name: str):
    """A remedy that is obeyed makes the problem go away."""
    texts = {
        "typed-number": "It is for all of 18 and older.",
        "long-sentence": "word " * 30 + "end.",
        "person-first": "It is no problem child.",
        "vague-link": "[here](https://example.org/page)",
    }
    book, rule = rules.Corpus.read(), named(name)
    page = read_page(f"# A\n\n{texts[name]}\n", "chapters/example.md")
    found = list(rule.problems_on(page, book))
    offered = (
        found[0].remedy.rpartition("Write above it: ")[2].replace("reason", "it is right here")
    )
    mended = read_page(f"# A\n\n{offered}\n{texts[name]}\n", "chapters/example.md")
    assert list(rule.problems_on(mended, book)) == []


def test_a_typed_number_is_offered_the_pages_own_values_only():
    """With what they count, so that nobody takes a value that only looks the same."""
    rule, book = named("typed-number"), rules.Corpus.read()
    own = read_page("---\nsource: moss2021\n---\n# A\n\nIn 40 schools.", "chapters/example.md")
    other = read_page("---\nsource: fern2022\n---\n# A\n\nIn 40 schools.", "chapters/example.md")
    (found,), (nothing,) = (list(rule.problems_on(page, book)) for page in (own, other))
    assert "{num}`moss2021.schools` (Schools in the study)" in found.remedy
    assert "moss2021" not in nothing.remedy and "wording/figures.yml" in nothing.remedy


def test_numbers_and_names_count_as_one_short_word():
    """Whatever their digits, and however long a name is."""
    short = measure(read_page("Nine came to town.\nAll of us had lunch.\nIt was good.", "a.md"))
    text = "8,211,506 came to Upper Valley.\nAll of us had lunch.\nIt was good."
    assert measure(read_page(text, "a.md")).grade == short.grade


def test_a_glossary_term_gets_no_discount():
    """A linked word is as long as any."""
    texts = (
        "A {term}`school garden` is there.\nIt was late.",
        "A school garden is there.\nIt was late.",
    )
    linked, plain = (measure(read_page(text, "a.md")) for text in texts)
    assert linked == plain


def test_a_number_is_marked_when_it_is_second_hand_or_old():
    """Read in an abstract only, or not compared with its source for a year."""
    number = store.number("moss2021.schools")
    day = datetime.date.fromisoformat(number.checked)
    later = day + datetime.timedelta(days=400)
    assert provenance.marks(number, day) == ["Read in the abstract only"]
    assert provenance.marks(number, later)[1:] == [f"Not checked since {day.year}"]


class Registry:
    """Takes down what a component registers."""

    def __init__(self) -> None:
        self.directives: dict[str, Any] = {}
        self.roles: set[str] = set()

    def add_directive(self, name: str, directive: Any, **_more: object) -> None:
        """Take down a directive."""
        self.directives[name] = directive

    def add_role(self, name: str, _role: object, **_more: object) -> None:
        """Take down a role."""
        self.roles.add(name)

    def __getattr__(self, _name: str) -> Any:
        return lambda *_values, **_more: None


@pytest.fixture(scope="module")
def registered() -> Registry:
    """What the engine's components register."""
    found = Registry()
    home = plainresults.sphinx.__name__ + ".components."
    for module in pkgutil.iter_modules(importlib.import_module(home[:-1]).__path__, home):
        component = importlib.import_module(module.name)
        if hasattr(component, "setup_component"):
            component.setup_component(found)
    return found


def test_the_rules_know_every_role_and_directive_of_the_engine(registered: Registry):
    """None is refused that the build knows, and none is let through that it does not."""
    table = syntax.known()
    assert registered.roles <= set(table["roles"])
    assert set(registered.directives) <= set(table["directives"])


def test_the_rules_know_what_each_directive_takes(registered: Registry):
    """Arguments, text and options are those of the build."""
    table = syntax.known()["directives"]
    for name, directive in registered.directives.items():
        form = table[name]
        if directive.required_arguments:
            assert form.get("argument") == "needed", name
        assert bool(directive.has_content) == bool(form.get("content")), name
        assert set(directive.option_spec or ()) == set(form.get("options", ())), name
    for name in (
        "note",
        "tip",
        "important",
        "caution",
        "warning",
        "admonition",
        "container",
        "table",
    ):
        standard, form = directives._directives.get(name), table[name]
        found = standard or directives.directive(name, _english(), None)[0]
        assert set(form.get("options", ())) <= set(found.option_spec or ()), name


def _english() -> Any:
    return importlib.import_module("docutils.parsers.rst.languages.en")
