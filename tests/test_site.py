"""The published site of this book: links, numbers, and what is not read without the rest."""

from __future__ import annotations

import json
import re

import pytest
from plainresults.evidence import site as described
from plainresults.evidence import store
from plainresults.rules.corpus import Corpus
from site_links import lost, read
from site_pages import ALL, PAGES, SITE


@pytest.mark.parametrize("name", ALL)
def test_every_link_inside_the_site_arrives(name):
    """Each href and src leads to a file, and each # to a place in it."""
    assert lost(SITE / name) == []


def test_every_number_is_the_datas_and_leads_to_its_entry():
    """Marked numbers carry the unrounded value of their key, and their entry says the same."""
    rows = json.loads((SITE / "data" / "numbers.json").read_text("utf8"))["numbers"]
    values = {row["key"]: row["value"] for row in rows}
    entries = described.page("numbers")
    seen = [(name, found) for name in PAGES for found in read(SITE / name).numbers]
    assert len(seen) > 100
    for name, found in seen:
        key = found["data-key"]
        assert float(found["data-value"]) == values[key], (name, key)
        assert found["href"].endswith(f"/{entries}#{key}".rpartition("/")[2])
        assert key in read(SITE / entries).ids


def test_the_text_of_a_number_is_its_value_or_its_value_rounded():
    """What a reader reads is what a machine reads."""
    number = re.compile(r'class="num"[^>]*data-value="([^"]*)"[^>]*>([^<]*)</a>')
    for name in PAGES:
        for value, shown in number.findall((SITE / name).read_text("utf8")):
            plain = float(shown.removeprefix("about ").replace(",", "").replace("−", "-"))
            digits = len(shown.partition(".")[2])
            near = pytest.approx(float(value), abs=0.5 * 10**-digits + 1e-9)
            assert plain == near, (name, shown, value)


def summaries() -> list[tuple[str, str]]:
    """The name and the text of each summary that leads with a result."""
    pages = [page for page in Corpus.read().summaries if page.lead]
    return [(p.file, (SITE / p.file.replace(".md", ".html")).read_text("utf8")) for p in pages]


def test_each_summary_says_how_it_was_made():
    """The version of the data and the day; and the notebook behind it can be taken along."""
    made = r"last run on \d+ \w+ \d{4}, with version \d{4}-\d\d-\d\d, \w{8} of the data"
    found = summaries()
    assert found
    for name, text in found:
        assert re.search(made, text), name
        notebook = SITE / "notebooks" / f"{name.rpartition('/')[2].removesuffix('.md')}.ipynb"
        assert json.loads(notebook.read_text("utf8"))["cells"]


def test_no_other_result_stands_without_the_main_one():
    """The box at the top of each summary says its rank, and the study's main result beside it."""
    trial = store.load().trial_result
    for page in Corpus.read().summaries:
        text = (SITE / page.file.replace(".md", ".html")).read_text("utf8")
        box = text[(start := text.index('class="in-short')) : text.index("</ul>", start)]
        assert page.lead is None or store.words().ranks[page.lead.rank] in box, page.file
        if page.lead is not trial:
            assert f"{store.words().ranks[trial.rank]}:" in box, page.file
            assert trial.verdict_in_words.lower() in box.lower(), page.file


def test_the_front_page_tells_the_main_result_first():
    """Before any other result; then it shows every summary with what can be said of it."""
    text = (SITE / "index.html").read_text("utf8")
    trial = store.load().trial_result
    keys = re.findall(r'data-key="([^"]+)"', text)
    assert keys and keys[0].startswith(trial.key)
    pages = sorted(page.file.replace(".md", ".html") for page in Corpus.read().summaries)
    brief = "".join(re.findall(r'<ul class="brief">.*?</ul>', text, re.S))
    cards = (SITE / "chapters" / "summaries.html").read_text("utf8")
    assert sorted(re.findall(r'href="(chapters/[^"]+)"', brief)) == pages
    assert brief.count('class="badge') >= len(pages) == cards.count('<article class="card">')
    assert trial.source.lead in cards and trial.source.link in cards


def test_help_is_one_step_from_the_front_page_and_from_the_foot_of_every_page():
    """So are the pages on the signs of an overdose and for people who lost someone."""
    for name in ("signs-of-an-overdose", "if-you-lost-someone", "get-help"):
        assert (
            f"chapters/{name}.html" in (SITE / "index.html").read_text("utf8").split("<footer>")[0]
        )
        for page in PAGES:  # a page leads to itself by #
            assert (
                name in page
                or f"{name}.html" in (SITE / page).read_text("utf8").partition("<footer>")[2]
            ), page


@pytest.mark.parametrize("name", ["for-towns-and-counties", "for-coalitions", "for-reporters"])
def test_a_door_leads_to_three_answers_and_one_thing_to_do(name):
    """It stands right below the main message of the front page, and the main result is behind it."""
    front = (SITE / "index.html").read_text("utf8")
    doors = front.index('class="doors')
    assert front.index('class="in-short') < doors < front.index('class="abstract')
    assert f"{name}.html" in front[doors : front.index("</ul>", doors)]
    page = (SITE / "chapters" / f"{name}.html").read_text("utf8")
    heads = re.findall(r"<h2>(.*?)</h2>", page.partition("<article")[2].partition("</article")[0])
    assert [head.endswith("?") for head in heads] == [True, True, True, False, True]
    assert heads[3].startswith("One thing to do")
    assert f'data-key="{store.load().trial_result.key}.' in page


def test_a_p_value_that_was_worked_out_again_stands_beside_the_published_one():
    """Who reads ours can compare it with the paper's; the list of all numbers has each alone."""
    for name in set(PAGES) - {described.page("numbers")}:
        shown = {found["data-key"] for found in read(SITE / name).numbers}
        for key in shown:
            outcome, _, last = key.rpartition(".")
            if last == "p_recomputed":
                assert any(k.startswith(outcome) and k.endswith(".p") for k in shown), (name, key)


def test_luck_is_told_as_the_p_values_have_it():
    """“By luck alone, about 30 of 100 studies”: as many as the P value of that result says."""
    told = re.compile(r'id="show-luck-([a-z-]+)-320-title">By luck alone, about (\d+) of 100')
    for name in PAGES:
        for outcome, said in told.findall((SITE / name).read_text("utf8")):
            ends = f".{outcome.replace('-', '_')}.p_recomputed"
            (number,) = (n for key, n in store.load().numbers.items() if key.endswith(ends))
            assert float(said) == pytest.approx(100 * float(number.part.value), abs=2), name
