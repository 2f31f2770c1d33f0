"""The questions for readers: five for each summary, with answers that rest on the data."""

from __future__ import annotations

import io
import re

import pytest
from plainresults.evidence import grounds
from plainresults.rules.corpus import Corpus
from pypdf import PdfReader
from sample_books import ROOT

SHEETS = "chapters/question-sheets"
TEXT = (ROOT / f"{SHEETS}.md").read_text("utf8")
SUMMARIES = [page.file.removeprefix("chapters/") for page in Corpus.read(ROOT).summaries]
ROLE = re.compile(r"\{(?:num|about|words|from)\}`([^`]+)`")


def _sheet(summary: str) -> tuple[list[str], list[str]]:
    """The questions on a summary, and the answers."""
    [sheet] = [part for part in TEXT.split("\n## ")[1:] if f"[The summary]({summary})" in part]
    questions, answers = sheet.split(":::{container} answers\n")
    assert f"]({summary})" in answers, "the sheet of answers does not name its summary"
    found = [re.findall(r"^\d\. (.+)$", half, re.MULTILINE) for half in (questions, answers)]
    return found[0], found[1]


@pytest.mark.parametrize("summary", SUMMARIES)
def test_each_summary_has_five_questions_and_five_answers(summary: str):
    """No summary is left out, no answer is missing, and no question is asked twice."""
    questions, answers = _sheet(summary)
    assert (len(set(questions)), len(answers)) == (5, 5)
    assert all(question.endswith("?") for question in questions)


@pytest.mark.parametrize("summary", SUMMARIES)
def test_each_answer_comes_from_the_data(summary: str):
    """It names what it rests on, the data has that, and no figure but a year is typed beside it."""
    for answer in _sheet(summary)[1]:
        keys = [key for names in ROLE.findall(answer) for key in names.split(", ")]
        assert keys, f"“{answer}” rests on nothing"
        for key in keys:
            address = re.sub(r"\.(range|rank|verdict)$", "", key)
            assert grounds.ground(address), f"the data has no {key}"
        assert not re.search(r"\d", re.sub(r"\b20\d\d\b", "", ROLE.sub("", answer))), (
            f"“{answer}” has a typed figure"
        )


def test_the_list_leads_to_every_sheet():
    """Each link of the page that lists them opens the sheet of a summary, by its title."""
    listed = (ROOT / "chapters/did-we-explain-it-well.md").read_text("utf8")
    links = re.findall(r"^- \[(.+)\]\(question-sheets\.md#.+\)$", listed, re.MULTILINE)
    titles = [page.title for page in Corpus.read(ROOT).summaries]
    assert sorted(links) == sorted(titles)
    assert sorted(links) == sorted(re.findall(r"^## (.+)$", TEXT, re.MULTILINE))


def test_a_sheet_that_is_open_prints_alone_with_its_answers_on_another_page(chromium, address):
    """The questions of one summary on the first page, and the answers on the second."""
    titles = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    page = chromium.new_page()
    page.goto(f"{address}/{SHEETS}.html")
    name = page.locator("section > section").nth(1).get_attribute("id")
    page.goto(f"{address}/{SHEETS}.html#{name}")
    paper = PdfReader(io.BytesIO(page.pdf(format="Letter", prefer_css_page_size=True)))
    page.close()
    first, second = (" ".join(sheet.extract_text().split()) for sheet in paper.pages)
    assert titles[1] in first and "Answers:" not in first
    assert "Answers:" in second and titles[1] in second
    assert not any(title in first + second for title in titles if title != titles[1])
