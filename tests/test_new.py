"""A new summary: one command makes what builds at once and says what is still to be written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import warm_builds
from plainresults.cli import new_summary
from plainresults.cli.main import main
from plainresults.evidence import store
from plainresults.rules import set_up_problems, table_of_contents
from sample_books import ROOT, Book

GIVEN = {
    "key": "doe2025",
    "doi": "10.1000/test.1",
    "page": "sleep",
    "question": "Did people sleep better?",
    "paper": "Sleep in the study",
    "authors": "Doe, J. and others",
    "journal": "Journal of Sleep",
    "outcome": "poor_sleep",
    "title": "Poor sleep",
    "unit": "reports of poor sleep",
    "who": "Adults who live in the communities",
    "begin": "2021-07",
    "end": "2022-06",
}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The texts, data and code of the whole book in a folder of its own."""
    folder = tmp_path / "book"
    left_out = shutil.ignore_patterns(".*", "_build", "__pycache__", "figures")
    shutil.copytree(ROOT, folder, ignore=left_out)
    return folder


@pytest.mark.parametrize(
    ("rank", "statistic", "comparison"),
    [
        ("PRIMARY", "rate", "rate ratio"),
        ("SECONDARY", "change in mean", "difference in change"),
        ("NOT_STATED", "survival", "hazard ratio"),
        ("POST_HOC", "rate per person-time", "hazard ratio"),
    ],
)
def test_a_new_comparison_loads_and_keeps_every_rule(whole: Path, rank, statistic, comparison):
    """Whatever is answered, data load, the contents list the page, and no rule is broken."""
    asked = {"rank": rank, "statistic": statistic, "comparison": comparison}
    left = new_summary.write_summary(whole, new_summary.answers(GIVEN | asked, None))
    known = store.load(whole / "data").outcome("doe2025.poor_sleep")
    assert (known.verdict, known.plan) == ("unknown", rank)
    assert known.source.doi == "10.1000/test.1"
    kept_and_listed(whole, left, 1)


@pytest.mark.parametrize(
    ("kind", "lead"), [("one group", True), ("description", False), ("no numbers", False)]
)
def test_a_new_page_of_another_kind_keeps_every_rule(whole: Path, kind, lead):
    """A page of one group compares nothing, and one without an outcome has no lead."""
    left = new_summary.write_summary(whole, new_summary.answers(GIVEN | {"kind": kind}, None))
    outcome = store.load(whole / "data").outcomes.get("doe2025.poor_sleep")
    assert (outcome is not None) == lead
    assert outcome is None or outcome.verdict == "none"
    text = kept_and_listed(whole, left, 1)
    assert ("lead:" in text) == lead and ("{fact-box}" in text) == lead
    assert 'topic: "What else was found?"' in text


def kept_and_listed(whole: Path, left: list[str], in_data: int) -> str:
    assert "chapters/sleep" in table_of_contents.pages(whole) and set_up_problems(whole) == []
    places = [line.partition(": ")[0].rpartition(":")[0] for line in left]
    assert places == ["data/doe2025.yml"] * in_data + ["chapters/sleep.md"] * 7
    text = (whole / "chapters" / "sleep.md").read_text("utf8")
    checked = subprocess.run(
        [sys.executable, "-m", "plainresults", "check"],
        cwd=whole,
        text=True,
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert re.findall(r"^## (.*)$", text, re.M) == [
        "The Problem",
        "The Goal",
        "What the Researchers Did",
        "What They Found",
        "Why It Matters",
        "What Now?",
    ]
    return text


def test_a_new_summary_builds_at_once_and_says_what_is_not_known(whole: Path):
    """One page of the whole book, so that the build is short; its fact box and table are truthful."""
    new_summary.write_summary(whole, new_summary.answers(GIVEN, None))
    (whole / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n  - caption: Summaries\n    chapters:\n      - file: chapters/sleep\n"
        "      - file: chapters/overdose-deaths\n      - file: chapters/glossary\n",
        "utf8",
    )
    (whole / "index.md").write_text("# A page\n\n:::{library}\n:::\n", "utf8")
    (whole / "chapters" / "overdose-deaths.md").write_text("# Deaths\n", "utf8")
    config = (whole / "_config.yml").read_text("utf8")
    (whole / "_config.yml").write_text(
        config.replace(
            "    html_theme: basic", "    plainresults_rules: false\n    html_theme: basic"
        ),
        "utf8",
    )
    with warm_builds.server():
        report = warm_builds.report(Book(whole))
    assert report.good, report.said
    page = (whole / "_build" / "html" / "chapters" / "sleep.html").read_text("utf8")
    assert (
        page.count(store.words().not_published) >= 2
        and "Did people sleep better?" in page
        and "TO WRITE" not in page
    )


def test_what_is_missing_or_wrong_is_named_by_its_flag():
    """Without a terminal nobody can be asked."""
    with pytest.raises(
        ValueError, match=r"--key cannot be “Doe”, it has not the form.*\n--doi is needed: DOI"
    ):
        new_summary.answers(GIVEN | {"key": "Doe", "doi": None}, None)


def test_what_is_not_given_is_asked_until_it_fits(capsys: pytest.CaptureFixture):
    """What is usual is taken for an empty answer; a wrong one is asked again, with the reason."""
    said = iter(["", "Doe 2025", "doe2025", "", "", "meen", "mean", "mean difference"])
    known = new_summary.answers(
        {name: value for name, value in GIVEN.items() if name != "key"}
        | {"per": "100", "of": "people", "design": "randomized", "lower_is": "better"}
        | {"seen_in": "abstract", "where": "Abstract"},
        lambda _: next(said),
    )
    assert (known["kind"], known["key"], known["rank"]) == ("comparison", "doe2025", "NOT_STATED")
    assert (known["statistic"], known["comparison"]) == ("mean", "mean difference")
    printed = capsys.readouterr().out
    assert "“Doe 2025” will not do: it has not the form of the example." in printed
    assert "“meen” will not do: Did you mean mean" in printed


def test_nothing_is_overwritten(whole: Path):
    """A page or source that is there stays as it is."""
    before = (whole / "_toc.yml").read_text("utf8")
    with pytest.raises(
        FileExistsError, match=r"chapters/stigma\.md is there already\. Choose another --page"
    ):
        new_summary.write_summary(whole, new_summary.answers(GIVEN | {"page": "stigma"}, None))
    with pytest.raises(FileExistsError, match=r"data/samet2024\.yml is there already"):
        new_summary.write_summary(whole, new_summary.answers(GIVEN | {"key": "samet2024"}, None))
    assert (whole / "_toc.yml").read_text("utf8") == before and not (
        whole / "chapters" / "sleep.md"
    ).exists()


def test_the_command_says_what_it_needs(capsys: pytest.CaptureFixture):
    """`--help` names every flag; without flags and terminal, the missing ones are named."""
    main(["new", "summary", "--help"])
    shown = capsys.readouterr().out
    assert all(f"--{name}" in shown for name in new_summary.ASKED)


def test_an_editor_completes_every_key():
    """The snippets hold each number once, ready for the text."""
    made = json.loads(new_summary.snippets({"num": list(store.load().numbers)}))
    assert len(made) == len(store.load().numbers)
    assert (
        made["num samet2024.opioid_deaths.control"]["body"]
        == "{num}`samet2024.opioid_deaths.control`"
    )
    assert json.loads((ROOT / ".vscode" / "settings.json").read_text("utf8"))["yaml.schemas"] == {
        ".vscode/results.schema.json": ["data/*[0-9].yml"]
    }
