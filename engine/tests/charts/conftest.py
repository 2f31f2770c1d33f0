"""The small book with one more paper, which has a result of every kind that charts can show."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest
import sample_books
from sample_books import Book

CLAY = """
    checked: "2026-11-21"
    seen_in: abstract
    design: randomized
    outcomes:
      tried:
        title: Children who tried a new vegetable
        plain: children who tried a new vegetable
        rank: SECONDARY
        statistic: proportion
        counted: children
        per: {number: 1000, of: children asked}
        who: Children who were asked
        period: {from: "2019-09", to: "2020-02"}
        arms:
          intervention: {value: 574, low: 540, high: 608}
          control: {value: 603, low: 566, high: 640}
        comparison: {type: risk ratio, value: 0.95, low: 0.87, high: 1.04}
        lower_is: worse
        where: Table 1
      picked:
        title: Children who picked a vegetable
        plain: children who picked a vegetable
        rank: SECONDARY
        statistic: proportion
        counted: children
        per: {number: 1000, of: children asked}
        who: Children who were asked
        period: {from: "2019-09", to: "2020-02"}
        arms:
          intervention: {value: 410, low: 380, high: 440}
          control: {value: 200, low: 180, high: 220}
        comparison: {type: risk ratio, value: 2.05, low: 1.80, high: 2.33}
        lower_is: worse
        where: Table 1
      unseen:
        title: Children who cooked
        plain: children who cooked
        rank: SECONDARY
        statistic: proportion
        counted: children
        per: {number: 1000, of: children asked}
        who: Children who were asked
        period: {from: "2019-09", to: "2020-02"}
        comparison: {type: risk ratio, value: 1.10, p: 0.40}
        lower_is: worse
        where: Results
      work:
        title: How hard teachers found it
        plain: how hard teachers found it
        rank: SECONDARY
        statistic: mean
        unit: points on the teachers' score
        who: Teachers
        period: {from: "2019-09", to: "2020-02"}
        comparison: {type: mean difference, value: -0.26, low: -0.48, high: -0.04, p: 0.021}
        lower_is: better
        where: Table 2
      noise:
        title: How noisy it was
        plain: how noisy it was
        rank: SECONDARY
        statistic: mean
        unit: points on the teachers' score
        who: Teachers
        period: {from: "2019-09", to: "2020-02"}
        comparison: {type: mean difference, value: 0.10, low: -0.10, high: 0.30, p: 0.33}
        lower_is: better
        where: Table 2
      unread:
        title: How tired teachers were
        plain: how tired teachers were
        rank: SECONDARY
        statistic: change in mean
        unit: points on the teachers' score
        who: Teachers
        period: {from: "2019-09", to: "2020-02"}
        lower_is: better
        where: Results
    numbers:
      goal: {value: 20, unit: percent fewer missed days, label: "The goal: how far missed days should fall", where: Aims}
      lowest: {value: 1, unit: points, label: Lowest score, where: Methods}
      highest: {value: 5, unit: points, label: Highest score, where: Methods}
      fun_digging: {value: 3.98, low: 3.94, high: 4.02, unit: points from 1 to 5, label: "How much fun: digging", where: Table 3}
      fun_weeding: {value: 3.40, unit: points from 1 to 5, label: "How much fun: weeding", where: Table 3}
      fun_gap: {difference_of: [fun_digging, fun_weeding], unit: points from 1 to 5, label: "How much fun: digging minus weeding", where: Table 3}
      cost_tools: {value: 1200, unit: dollars, label: "Tools: each school", of: cost, where: Table 4}
      cost_seeds: {value: 300, unit: dollars, label: "Seeds: each school", of: cost, where: Table 4}
      cost: {sum_of: [cost_tools, cost_seeds], unit: dollars, label: "Both: each school", where: Table 4}
"""
ENTRY = """
    @article{clay2023,
      author = {Clay, E. and Moss, A. B.},
      title = {What Children Did in School Gardens},
      journal = {Journal of Invented Results},
      year = {2023},
      doi = {10.5555/clay.2023},
      lead = {Eva Clay},
    }
"""


@pytest.fixture(autouse=True, scope="module")
def own_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The engine in this process works on a book with a result of every kind."""
    book = sample_books.make(tmp_path_factory.mktemp("charts") / "book")
    book.write("data/clay2023.yml", dedent(CLAY))
    book.write("data/sources.bib", book.read("data/sources.bib") + dedent(ENTRY))
    with sample_books.in_use(book.folder):
        yield book
