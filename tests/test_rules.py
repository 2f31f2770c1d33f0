"""The rules: each planted fault is found where it stands, and honest texts pass. The cases are in tests/faults/."""

import datetime
import subprocess
import sys

import pytest
from plainresults import rules
from plainresults.evidence import store
from plainresults.rules import provenance
from plainresults.rules.cases import all_cases, folder
from plainresults.rules.reader import read_page
from plainresults.rules.reading_level import measure
from sample_books import Book

BROKEN = [case for cases in all_cases().values() for case in cases if case.broken]
HONEST = [case for cases in all_cases().values() for case in cases if not case.broken]


def _name(case):
    return f"{case.rule}: {case.name}"


@pytest.mark.parametrize("case", BROKEN, ids=_name)
def test_a_planted_fault_is_found_at_its_line(case):
    assert case.is_found, list(map(str, case.problems()))


@pytest.mark.parametrize("case", HONEST, ids=_name)
def test_an_honest_text_passes(case):
    assert case.problems() == []


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.name)
def test_every_rule_has_faults_and_honest_texts_that_look_like_faults(rule):
    examples = all_cases()[rule.name]
    assert sum(case.broken for case in examples) >= 2
    assert sum(not case.broken for case in examples) >= 3


def test_every_file_of_cases_belongs_to_a_rule():
    assert {path.stem for path in folder().glob("*.yml")} == {
        rule.name for rule in rules.all_rules()
    }


def test_the_book_keeps_every_rule():
    assert list(map(str, rules.check())) == []


@pytest.mark.parametrize("name", ["verdict", "cause"])
def test_no_chapter_needs_an_exemption_from_a_rule_on_findings(name):
    book = rules.Corpus.read()
    assert not [
        (page.file, line)
        for page in book.pages
        for line, allowed in page.allowed.items()
        if name in allowed
    ]


def test_the_rules_do_not_import_sphinx():
    code = "import sys; from plainresults import rules; rules.check(); sys.exit(any(name.split('.')[0] == 'sphinx' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_command_prints_a_line_for_each_problem_and_their_number(tmp_path, capsys, monkeypatch):
    from plainresults.cli.main import main

    problem = rules.Problem(
        "chapters/stigma.md", 41, 7, "typed-number", "“3.2” is written by hand", "write {num}`…`"
    )
    monkeypatch.setattr(rules, "check", lambda: [problem])
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0]
        == "chapters/stigma.md:41:7: typed-number: “3.2” is written by hand; write {num}`…`"
    )
    assert lines[-1].startswith("1 problem found")


def test_the_command_is_content_with_the_book(capsys):
    from plainresults.cli.main import main

    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("0 problems")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("One line.\nThen **bold 9%** text.", (2, 13)),
        ("| a | b |\n|---|---|\n| x | is 9% |", (3, 10)),
        (":::{in-short} samet2024.opioid_deaths\n- an item\n- with 9%\n:::", (3, 8)),
        ("With {num}`samet2024.communities` and {term}`naloxone`, 9% more.", (1, 57)),
    ],
)
def test_a_problem_knows_its_line_and_column(text, place):
    rule = next(one for one in rules.all_rules() if one.name == "typed-number")
    found = list(rule.problems_on(read_page(text, "chapters/example.md"), rules.Corpus.read()))
    assert [(problem.line, problem.column) for problem in found] == [place]


def test_numbers_and_names_count_as_one_short_word():
    short = measure(
        read_page("Nine folks came to town.\nThey all had lunch.\nIt was good.", "a.md")
    )
    same = measure(
        read_page(
            "8,211,506 folks came to Massachusetts.\nThey all had lunch.\nIt was good.", "a.md"
        )
    )
    assert (short.grade, short.smog) == (same.grade, same.smog)


def test_a_glossary_term_gets_no_discount():
    linked = measure(
        read_page("They gave out {term}`naloxone`.\nIt was good.\nIt was late.", "a.md")
    )
    plain = measure(read_page("They gave out naloxone.\nIt was good.\nIt was late.", "a.md"))
    assert linked == plain


def test_a_broken_rule_stops_the_build_at_its_line(book: Book):
    """The build runs the same rules, names every broken one, and leaves the last good site as it was."""
    book.write("index.md", "# A page\n\nThe program cut\nopioid overdose deaths by 9%.\n")
    done = book.build()
    assert done.returncode != 0
    assert "index.md:3: ERROR: verdict: “cut” says more than the result" in done.stdout
    assert "index.md:4: ERROR: typed-number: “9%” is written by hand; a result goes" in done.stdout
    assert book.page() == "the last good site"


def test_a_number_is_marked_when_it_is_second_hand_or_old():
    number = store.number("samet2024.opioid_deaths.control")
    checked = datetime.date.fromisoformat(number.checked)
    assert provenance.marks(number, checked) == ["Read in the abstract only"]
    assert provenance.marks(number, checked + datetime.timedelta(days=400))[1:] == [
        f"Not checked since {checked.year}"
    ]


def test_each_summary_shows_its_reading_level_and_its_review(site):
    book = rules.Corpus.read()
    for page in book.summaries:
        text = (site / page.file.replace(".md", ".html")).read_text("utf8")
        assert (
            f"Reading level: grade {measure(page).school_grade}. Reviewed by a person: {page.meta['reviewed']}."
            in text
        )


def test_the_page_on_rules_shows_every_rule_with_its_message(site):
    text = (site / "chapters" / "rules.html").read_text("utf8")
    assert all(f'id="{rule.name}"' in text for rule in rules.all_rules())
    assert text.count("Not allowed:") == len(rules.all_rules()) == text.count("The check says:")


def test_the_page_on_quality_has_every_summary_and_the_studys_own(site):
    text = (site / "chapters" / "quality.html").read_text("utf8")
    assert (
        text.count('<tr><th scope="row"><a href=')
        == len(rules.Corpus.read().summaries)
        == len(list((site / "handouts").glob("*.pdf")))
    )
    assert 'data-key="hcssummary.grade" data-value="14.2"' in text
