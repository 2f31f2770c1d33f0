"""The dataset: what is computed from what was entered, and how it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sample_books
from plainresults.errors import Faults
from plainresults.evidence import access, store
from plainresults.evidence.model import Estimate
from plainresults.rendering import effects, html
from sample_books import Book

MAIN = "moss2021.missed_days"


@pytest.fixture
def changed(small_book: Book) -> Iterator[Book]:
    """A book to change, which the engine works on."""
    with sample_books.in_use(small_book.folder):
        yield small_book


@pytest.mark.parametrize("key", [MAIN, "moss2021.sweets_sold"])
def test_a_percentage_agrees_with_its_ratio(key: str):
    """The percentage that a page shows is the printed ratio's, to the digit."""
    ratio = store.outcome(key).ratio.value
    side = "lower" if ratio < 1 else "higher"
    assert store.number(f"{key}.percent_{side}").part.value == abs(ratio - 1) * 100


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0.76", "1.09", "unclear"),
        ("0.44", "0.91", "lower"),
        ("1.28", "2.51", "higher"),
        ("0.80", "1.00", "unclear"),
        ("1.00", "1.20", "unclear"),
    ],
)
def test_the_verdict_follows_from_the_interval(low: str, high: str, expected: str):
    """An interval that includes, or touches, no difference is unclear."""
    outcome = store.outcome(MAIN)
    estimate = Estimate(Decimal("0.9"), Decimal(low), Decimal(high))
    compared = {"": replace(outcome.main, estimate=estimate)}
    assert replace(outcome, comparisons=compared).verdict == expected


def test_the_range_in_words_names_both_directions():
    """Where both ends are lower, the smaller change comes first."""
    assert html.plain(effects.range_line(store.outcome(MAIN))) == "from 20% lower to 8% higher"
    clear = store.outcome("moss2021.sweets_sold")
    assert html.plain(effects.range_line(clear)) == "from 8% to 40% lower"


def test_a_share_a_sum_and_a_product_are_worked_out_and_say_how(changed: Book):
    """Nobody types them."""
    share = store.number("moss2021.beds_built.percent")
    assert (share.text, share.part.how) == ("75", "100 × 90 ÷ 120")
    place = 'where: "Abstract, Results"}'
    changed.change(
        "data/moss2021.yml",
        "numbers:\n",
        "numbers:\n"
        f"  rows: {{value: 1200000, unit: dollars, label: Rows, {place}\n"
        f"  beds: {{value: 300000, unit: dollars, label: Beds, {place}\n"
        f"  both: {{sum_of: [rows, beds], unit: dollars, label: Both, {place}\n"
        f"  gap: {{difference_of: [rows, beds], unit: dollars, label: Gap, {place}\n",
    )
    sample_books.forget()
    both = store.number("moss2021.both")
    assert (both.text, both.part.how) == ("1,500,000", "1,200,000 + 300,000")
    assert store.number("moss2021.gap").text == "900,000"
    assert store.number("moss2021.both.millions").text == "1.50"


def test_an_unknown_number_names_the_nearest():
    """An author who mistypes a key reads what was meant."""
    with pytest.raises(KeyError, match=r"Did you mean moss2021\.missed_days\.control"):
        store.number("moss2021.missed_day.control")


def test_all_mistakes_are_named_at_once(changed: Book):
    """An author mends them in one go."""
    for name in ("moss2021", "fern2022"):
        changed.change(f"data/{name}.yml", "design: randomized\n", "")
    sample_books.forget()
    with pytest.raises(Faults) as caught:
        store.load()
    assert {fault.file.name for fault in caught.value.faults} == {"moss2021.yml", "fern2022.yml"}


def test_a_look_notes_what_it_read():
    """A page that names one number depends on one source, and one that lists all on all."""
    for look, noted in (
        (lambda: store.load().numbers["moss2021.schools"], "data:moss2021"),
        (lambda: store.load().ranked("secondary"), "data:ranks"),
        (lambda: store.words(), "data:terms"),
        (lambda: list(store.load().outcomes), "data:*"),
    ):
        access.NOTED.clear()
        look()
        assert noted in access.NOTED, noted
    access.NOTED.clear()
    store.number("moss2021.schools")
    assert "data:*" not in access.NOTED


@pytest.mark.parametrize(
    ("file", "old", "new", "changes"),
    [
        ("data/moss2021.yml", "{value: 40, unit", "{value: 41, unit", {"moss2021", "*"}),
        ("data/fern2022.yml", "{value: 812", "{value: 813", {"fern2022", "*"}),
        ("data/sources.bib", "year = {2022}", "year = {2023}", {"fern2022", "*"}),
    ],
)
def test_a_fingerprint_changes_with_its_source_alone(changed: Book, file, old, new, changes):
    """So that a page is made again when what it reads has changed, and only then."""
    before = dict(store.load().prints)
    changed.change(file, old, new)
    sample_books.forget()
    after = store.load().prints
    assert {name for name in after if after[name] != before[name]} == changes


def test_other_words_change_every_page(changed: Book):
    """Verdicts and labels are everywhere; which result has which rank is told without words."""
    before = dict(store.load().prints)
    changed.write("wording/terms.yml", "not_published: not printed anywhere\n")
    sample_books.forget()
    assert store.words().not_published == "not printed anywhere"
    now = store.load().prints
    assert {name for name, was in before.items() if now[name] == was} == {"ranks", "mains"}
