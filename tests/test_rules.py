"""The rules: each planted fault is found where it stands, and honest texts pass. The cases are in tests/faults/."""

import pytest
from plainresults import rules
from plainresults.rules.cases import all_cases, folder
from plainresults.rules.reading_level import measure

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
    table = text.partition("Table: the summaries and their scores")[2].partition("</table>")[0]
    assert (
        table.count('<tr><th scope="row"><a href=')
        == len(rules.Corpus.read().summaries)
        == len(list((site / "handouts").glob("*.pdf")))
    )
    assert 'data-key="hcssummary.grade"' in text
