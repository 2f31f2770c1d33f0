"""Three real trials, unlike each other and unlike this repository's own, as small whole books.

Every rule is on. Facts are those of their papers, as far as they could be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_books
from plainresults import rules
from plainresults.evidence import store
from plainresults.rendering.palette import COLOURS
from sample_books import Book

BOOKS = ("sprint", "coda", "eliana")
COMPARING = re.compile(
    r"\b(?:than|compared|versus|lower|higher|fewer|chance alone|no clear difference)\b"
)


@pytest.fixture(scope="module", params=BOOKS)
def built(request: pytest.FixtureRequest, shared_folder: Path) -> Iterator[tuple[str, Book]]:
    """One of the books with its site; the engine in this process works on it."""

    def finish(book: Book) -> str:
        done = book.build()
        assert done.returncode == 0, done.stdout
        return done.stdout

    book = sample_books.once(shared_folder / request.param, finish, like=request.param)
    with sample_books.in_use(book.folder):
        yield request.param, book


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r"(?s)<(script|style).*?</\1>", "", main)
    main = re.sub(r"</?(?:a|span|strong|em|b|dfn)\b[^>]*>", "", main)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_it_keeps_every_rule(built):
    """No alarm is false."""
    assert rules.check() == []


def test_it_builds_without_a_warning(built):
    """Charts and all."""
    _, book = built
    assert "WARNING" not in book.said and "ERROR" not in book.said, book.said
    assert book.page("chapters/main-result.html").count("<svg") >= 4


def test_a_reader_is_told_who_paid_how_sure_and_which_harms(built):
    """In the fact box of every summary."""
    _, book = built
    page = text_of(book.page("chapters/main-result.html"))
    for words in ("Who paid", "paid for the study", "This is one study", "Counted too"):
        assert words in page


def test_numbers_go_out_for_machines(built):
    """One row a statistic, and FHIR for each outcome."""
    _, book = built
    known = store.load()
    files = {path.stem for path in (book.site / "data" / "fhir").glob("*.json")}
    assert files == set(known.outcomes)
    rows = (book.site / "data" / "analysis-results.csv").read_text("utf8").splitlines()
    assert rows[0] == "group,variable,stat_name,stat_label,stat" and len(rows) > 10


def test_each_page_has_a_handout_and_a_card(built):
    """Of one page."""
    _, book = built
    assert list(book.site.glob("**/main-result*.pdf")) and list(
        book.site.glob("cards/main-result*")
    )


def of(name: str) -> Callable:
    """A test of one of the books."""

    def mark(test: Callable) -> Callable:
        return pytest.mark.parametrize("built", [name], indirect=True)(test)

    return mark


@of("sprint")
def test_figures_of_two_reports_stay_apart(built):
    """Hazard ratios 0.73 and 0.75 swap between 2015 and 2021."""
    _, book = built
    shown = [store.number(f"{key}.ratio").text for key in store.load().outcomes if "deaths" in key]
    assert sorted(shown) == ["0.73", "0.75"]
    page = text_of(book.page("chapters/main-result.html"))
    assert "27% lower at any one time" in page and "1.77" in page and "1.65" in page


@of("sprint")
def test_harms_stand_beside_the_benefit_on_one_denominator(built):
    """Of every 1,000 people, in both groups, as more than that were counted in each."""
    _, book = built
    page = text_of(book.page("chapters/main-result.html"))
    assert "of every 1,000 people" in page.lower() and "Sudden kidney injury" in page
    assert store.number("sprint2021.heart_events.intensive.of_hundred").text == "5.6"
    shown = [
        store.number(f"sprint2021.{what}.{arm}.of_thousand").text
        for what in ("heart_events", "kidney_injury")
        for arm in ("intensive", "standard")
    ]
    assert shown == ["56", "76", "41", "25"]
    assert all(re.search(rf"\b{text}\b", page) for text in shown)


@of("coda")
def test_not_worse_is_told_with_its_limit(built):
    """And not as better, lower or the same."""
    _, book = built
    page = text_of(book.page("chapters/main-result.html"))
    assert "Not worse with antibiotics" in page and "0.05 points on the health score" in page
    assert "This does not show that treatment with antibiotics is better" in page


@of("coda")
def test_complications_are_told_as_plainly_as_the_main_result(built):
    """In the box that opens the page, and with both rates."""
    _, book = built
    page = text_of(book.page("chapters/main-result.html"))
    assert "More people had complications with antibiotics" in page
    assert "8.1" in page and "3.5" in page


@of("eliana")
def test_a_study_of_one_group_compares_nothing(built):
    """Not in the text, the fact box, the chart, or the published numbers."""
    _, book = built
    page = text_of(book.page("chapters/main-result.html"))
    assert not COMPARING.search(page), COMPARING.search(page)
    numbers = json.loads((book.site / "data" / "numbers.json").read_text("utf8"))["numbers"]
    assert {number["verdict"] for number in numbers} <= {"", "none"}


@of("eliana")
def test_the_card_of_one_group_tells_what_happened(built):
    """Not only that nothing was compared."""
    _, book = built
    (said,) = re.findall(r'og:image:alt" content="([^"]*)', book.page("chapters/main-result.html"))
    assert "81 of every 100 people who got the infusion had no sign of leukemia" in said


@of("coda")
def test_words_of_a_chart_are_clear_of_its_lines(built):
    """A piece of ground lies behind the words that the limit would cross."""
    _, book = built
    (picture,) = book.site.glob("charts/show-margin*.svg")
    ground = rf'<path[^>]*fill="{COLOURS["ground"]}"'
    assert re.search(ground, picture.read_text("utf8"))


@of("eliana")
def test_few_people_are_not_told_as_a_thousand(built):
    """75 people had the treatment: a share of 1,000 would sound like many more."""
    _, book = built
    assert "1,000 people" not in text_of(book.page("chapters/main-result.html"))
    assert not [key for key in store.load().numbers if key.endswith(".of_thousand")]


@of("eliana")
def test_survival_is_not_a_count(built):
    """76% at a year is an estimate, and not 57 of 75."""
    _, book = built
    assert not re.search(r"\b57 of 75\b", text_of(book.page("chapters/main-result.html")))
