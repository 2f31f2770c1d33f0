"""The library is whole: every page is there, every result has a place, and nothing unread is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from plainresults.charts import overview
from plainresults.errors import Faults
from plainresults.evidence import store
from plainresults.sphinx.components.results_by_verdict import page_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "overdose-deaths",
    "stigma",
    "stimulants",
    "naloxone",
    "nonfatal-overdoses",
    "treatment",
    "barriers",
    "strategies",
    "campaigns",
    "costs",
    "coalitions",
    "all-results",
    "about",
    "communities-that-heal",
    "practice-guides",
    "contradictions",
    "get-help",
    "accessibility",
    "privacy",
    "for-authors",
    "dashboard",
    "build-a-dashboard",
    "two-headlines",
    "glossary",
    "numbers",
    "sources",
]

# Sources with a result or a fact that a reader may want, by the key of their data.
SOURCES = [
    "samet2024",
    "freisthler2024",
    "davis2024",
    "freeman2025",
    "gilbert2025",
    "brown2025",
    "knudsen2024",
    "chandler2020",
    "chandler2023",
    "winhusen2020",
    "hall2025",
    "slavova2025",
    "silwal2025",
    "communitycontext",
    "luster2025",
    "campaigns2023",
    "lefebvre2020",
    "barocas2025",
    "startup2024",
    "walsh2020",
    "sprague2020",
    "fareed2024",
    "davis2023",
    "walker2024",
    "freedman2025",
    "nihheal",
    "nihcall",
    "healrfi",
    "ohioaward",
]
IN_WORDS = [
    "stopka2024",
    "lewis2024",
    "young2022",
    "levin2025",
]  # what we read of them holds no figure, or no result

CHAPTERS = {
    path.stem: path.read_text("utf8")
    for path in [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
}
TEXTS = CHAPTERS | {
    path.name: path.read_text("utf8")
    for folder, kind in (("data", "*.yml"), ("data", "*.bib"), ("_templates", "*.html"))
    for path in sorted((ROOT / folder).glob(kind))
}

NEVER = {
    "483": "a count of deaths averted, by a method that we did not find",
    "489": "a count of deaths averted, by a method that we did not find",
    "525": "a count from a news release",
    "57.6": "a rate that does not fit its own ratio",
    "61.2": "a rate that does not fit its own ratio",
    "PEP23-06-01": "a publication number that we did not see",
    "391:989": "volume and pages that we did not see",
}
STATE = r"(?:Kentucky|Massachusetts|New York|Ohio)"
# The sources give numbers for each state, and these do not fit the split into counties and towns
# that a paper prints; so the latter is nowhere, and the former come from the data with their source.
COUNTED = r"(?:\d+|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
SPLIT = [
    rf"{COUNTED} (?:of them |communities |counties |towns )+(?:in|across|from|are in) {STATE}(?!,| and)",
    rf"{STATE}(?:'s)?[^.,;\n]{{0,20}}(?<![.\d]){COUNTED} (?:communities|counties)",
    r"\b(?:48|forty-eight) counties\b",
]
AVERTED = r"averted|deaths (?:were )?prevented|prevented deaths|lives (?:were )?saved|saved lives"
FIGURE = r"\d|\{num\}|\{about\}|\{0\}|\b(?:hundreds?|thousands?|dozens?)\b"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_library_is_written_and_in_the_table_of_contents(page):
    """A page that is promised can be opened."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    assert page in CHAPTERS, f"chapters/{page}.md is missing"
    assert f"chapters/{page}" in files, f"_toc.yml does not name chapters/{page}"


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_with_a_result_has_a_number_on_a_page(source):
    """What was read reaches a reader."""
    assert source in store.load().sources, f"data/sources.bib has no {source}"
    shown = rf"(?:\{{(?:num|about|words)\}}`|[\"' ]){source}\.[a-z]"
    told = [
        name for name, text in CHAPTERS.items() if name != "for-authors" and re.search(shown, text)
    ]
    assert told, f"no page shows a number from {source}"


@pytest.mark.parametrize("source", IN_WORDS)
def test_a_source_that_was_read_in_words_only_is_named_on_a_page(source):
    """A result in words has its place too."""
    assert source in store.load().sources
    assert [name for name, text in CHAPTERS.items() if re.search(rf"\b{source}\b", text)], (
        f"no page names {source}"
    )


@pytest.mark.parametrize("figure", NEVER)
def test_what_was_not_read_is_not_told(figure):
    """A figure that somebody only remembered, or whose origin was not found, stands nowhere."""
    whole = rf"(?<![\w.,/]){re.escape(figure)}(?!\d|[a-z]|[.,]\d)"
    assert not [name for name, text in TEXTS.items() if re.search(whole, text)], (
        f"{figure}: {NEVER[figure]}"
    )


@pytest.mark.parametrize("name", TEXTS)
def test_no_count_of_deaths_averted(name):
    """A sentence about deaths averted holds no figure: no such count can be worked out from what is published."""
    sentences = re.split(r"(?<=[.?!])\s|\n", TEXTS[name])
    assert not [s for s in sentences if re.search(AVERTED, s, re.I) and re.search(FIGURE, s, re.I)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_number_of_communities_for_a_state_is_never_typed(name):
    """How many communities a state had comes from the data, and never beside another split."""
    found = [match[0] for pattern in SPLIT for match in re.finditer(pattern, TEXTS[name])]
    assert not found


@pytest.mark.parametrize(
    "sentence",
    [
        "Of these, 16 communities in Ohio took part.",
        "There were 18 counties in Ohio.",
        "Kentucky had 16 communities.",
        "They were 48 counties and 19 towns.",
    ],
)
def test_a_state_split_would_be_found(sentence):
    """The rule above is not blind."""
    assert any(re.search(pattern, sentence) for pattern in SPLIT)


@pytest.mark.parametrize(
    "sentence", ["It took place in 67 communities in Kentucky, Massachusetts, New York and Ohio."]
)
def test_the_four_states_together_are_no_split(sentence):
    """The sentence that may be written passes."""
    assert not any(re.search(pattern, sentence) for pattern in SPLIT)


def test_every_outcome_has_a_page():
    """The lists on “all results” link every outcome to a summary."""
    pages = {
        name: yaml.safe_load(text.split("---")[1])
        for name, text in CHAPTERS.items()
        if text.startswith("---")
    }
    pages = {name: meta for name, meta in pages.items() if "source" in meta}
    texts = {name: CHAPTERS[name] for name in pages}
    assert not [
        key for key, outcome in store.load().outcomes.items() if not page_of(outcome, pages, texts)
    ]


def test_the_main_result_is_on_top():
    """Wherever all results stand together, the main one is the first."""
    known = list(store.load().outcomes.values())
    for figure in (overview.show_all_ratios(known), overview.list_results(known)):
        assert figure.rows[0][0] == store.load().trial_result.title


def test_a_result_without_a_range_is_listed_and_not_drawn():
    """A ratio whose range is not known gets no mark, and the chart says so."""
    known = list(store.load().outcomes.values())
    figure = overview.show_all_ratios(known)
    hidden = store.outcome("freisthler2024.opioid_cocaine_deaths")
    assert hidden.title not in [row[0] for row in figure.rows]
    assert any(hidden.plain in note for note in figure.notes)
    assert hidden.title in [row[0] for row in overview.list_results(known).rows]


def test_scores_with_different_points_never_share_a_panel():
    """Each survey score is drawn on a scale of its own, apart from scores of one source in one unit."""
    figure = overview.show_all_scores(list(store.load().outcomes.values()))
    panels = figure.draw(640).to_dict()["vconcat"]
    assert len(panels) == 1 + 2  # two scores of stigma, and the barriers together


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("contradictions.yml", "says: Thousands.", "says: About 4000.", "4000"),
        ("contradictions.yml", "{source: lewis2024,", "{source: lewis2042,", "lewis2024"),
        (
            "contradictions.yml",
            "`hall2025.strategies`",
            "`hall2025.strategy`",
            "hall2025.strategies",
        ),
        ("helplines.yml", 'link: "tel:911"', 'link: "call 911"', "tel:"),
        ("study.yml", 'from: "2018-06"', "from: June 2018", "Good:"),
    ],
)
def test_a_mistake_in_a_list_is_named_with_file_and_line(tmp_path, file, old, new, expected):
    """Lists are checked like the data: shape, sources, numbers, and no typed figure."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    text = (folder / file).read_text("utf8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), "utf8")
    with pytest.raises(Faults) as stopped:
        store.load(folder)
    line = text[: text.index(old)].count("\n") + 1
    [fault] = stopped.value.faults
    assert (Path(fault.file).name, fault.line) == (file, line)
    assert expected in str(fault)


def test_a_help_line_is_called_by_the_number_that_is_shown():
    """The link behind a phone number dials that number."""
    letters = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
    for line in store.load().lists["helplines"]["lines"]:
        for way in line["ways"]:
            scheme, _, target = way["link"].partition(":")
            if scheme in ("tel", "sms"):
                shown = re.sub(r"\(.*\)", "", way["shown"]).translate(letters)
                assert re.sub(r"\D", "", shown) == re.sub(r"\D", "", target)
