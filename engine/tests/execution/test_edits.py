"""After any edit, building again gives what a clean build of the same files gives, byte for byte.

The list below is made in turn on one book; each edit is undone before the next, which is an edit as
well. Every fortieth runs at each change, all of them with `pytest -m weekly`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_books
from sample_books import CELL, NOTEBOOK, Book
from warm_builds import report, server

DAYS, SWEETS, LIKING = (f"chapters/{name}.md" for name in ("missed-days", "sweets", "vegetables"))
MOSS, FERN, BIB = "data/moss2021.yml", "data/fern2022.yml", "data/sources.bib"
STUDY, TRIALS, HELP, FIND = (f"data/{x}.yml" for x in ("study", "trials", "helplines", "search"))
TABLES, OWN = "data/tables", "chapters/own.md"
CLAY = """checked: "2026-11-21"
seen_in: abstract
design: descriptive
numbers:
  pots: {value: 12, unit: pots, label: Pots, where: Results}
"""
ENTRY = "@article{clay2023,\n  author = {Clay, E.},\n  title = {Pots},\n  year = {2023},\n  url = {https://e.example/},\n}\n"
TOLD = '{key: moss2021.beds_planned, from: "120", to: "121", when: "2026-12-01", why: A test of this book.}'
CHART = 'charts.show_change(data.places("harvest"))'

Edit = Callable[[Book], object]


def put(name: str, text: str) -> Edit:
    """Write a file."""
    return lambda book: book.write(name, text)


def sub(name: str, old: str, new: str) -> Edit:
    """Change the first place of a file."""

    def edit(book: Book) -> None:
        text = book.read(name)
        assert old in text, f"“{old}” is not in {name}"
        book.write(name, text.replace(old, new, 1))

    return edit


def all_of(*edits: Edit) -> Edit:
    """Several at once."""
    return lambda book: [edit(book) for edit in edits]


def gone(name: str) -> Edit:
    """Delete a file of the book, or of what the last build left."""
    return lambda book: (book.folder / name).unlink()


def unseen(name: str, old: bytes, new: bytes) -> Edit:
    """Change a file so that its time and its size stay."""

    def edit(book: Book) -> None:
        path = book.folder / name
        before, content = path.stat(), path.read_bytes()
        assert old in content and len(old) == len(new)
        path.write_bytes(content.replace(old, new, 1))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return edit


def crlf(book: Book) -> None:
    """Other ends of lines."""
    path = book.folder / DAYS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def touched(book: Book) -> None:
    """New times for every file, and nothing else."""
    for path in [*book.folder.glob("data/**/*"), *book.folder.glob("chapters/*")]:
        path.touch()


def cut(pattern: str) -> Edit:
    """Half of each file of the last build that a pattern names is lost."""

    def edit(book: Book) -> None:
        found = [path for path in (book.folder / "_build").glob(pattern) if path.is_file()]
        assert found, pattern
        for path in found:
            content = path.read_bytes()
            path.unlink()  # it may be a link to a published one
            path.write_bytes(content[: len(content) // 2])

    return edit


def renamed(book: Book) -> None:
    """A chapter has another name; nothing else leads to it."""
    (book.folder / "chapters/own.md").rename(book.folder / "chapters/mine.md")
    sub("_toc.yml", "chapters/own", "chapters/mine")(book)


EDITS: dict[str, Edit] = {
    "a word": sub("index.md", "The summaries", "All summaries"),
    "the title of a chapter": sub(DAYS, "# Do children miss", "# Do pupils miss"),
    "a heading": sub(SWEETS, "## The Goal", "## The Aim"),
    "a description": sub(DAYS, "description: The main", "description: The chief"),
    "the text of a card": sub(DAYS, "The study asked if", "We asked if"),
    "a topic": sub(SWEETS, "topic: Were fewer days missed?", "topic: What do children eat?"),
    "a review": sub(DAYS, "reviewed: not yet", 'reviewed: "2026-12-01"'),
    "a day of change": sub(DAYS, "reviewed: not yet", 'changed: "2026-12-01"\nreviewed: not yet'),
    "the main message": sub(SWEETS, "**Fewer sweets were sold", "**Fewer bags were sold"),
    "the meaning of a term": sub("chapters/glossary.md", "names are drawn", "lots are drawn"),
    "a new term": sub("chapters/glossary.md", "Range\n", "Bed\n  A place to plant.\n\nRange\n"),
    "a link": sub(DAYS, "(vegetables.md)", "(sweets.md)"),
    "a name for a place": sub(DAYS, "## What Now?", "(now)=\n## What Now?"),
    "a comment": sub(DAYS, "## What Now?", "% a note to ourselves\n\n## What Now?"),
    "ends of lines": crlf,
    "space at an end": sub(DAYS, "Children who miss many", "Children who miss many "),
    "a page with a rule's mark": sub(DAYS, "## What Now?", "% ours\nA line.\n\n## What Now?"),
    "a text that is included": put("chapters/part.txt", "Another shared line.\n"),
    "a tag of a cell": sub(DAYS, "ipython3\n", "ipython3\n:tags: [hide-input]\n"),
    "another chart": sub(LIKING, "compare_changes(", "show_result("),
    "a chart less": sub(
        SWEETS,
        'charts.show_intervals(data.outcomes("moss2021.sweets_sold", "moss2021.missed_days"))',
        "None",
    ),
    "a chart more": sub(OWN, "# Own\n", f"# Own\n\n{CELL.format(CHART)}"),
    "what a cell counts": sub(OWN, "6 * 7", "6 * 8"),
    "a page taken out of the contents": sub("_toc.yml", "      - file: chapters/own\n", ""),
    "a page taken away": all_of(sub("_toc.yml", "      - file: chapters/own\n", ""), gone(OWN)),
    "a page with another name": renamed,
    "a new page": all_of(
        put("chapters/new.md", "# New\n\nWords.\n"),
        sub(
            "_toc.yml",
            "      - file: chapters/own\n",
            "      - file: chapters/own\n      - file: chapters/new\n",
        ),
    ),
    "another order": all_of(
        sub("_toc.yml", "      - file: chapters/sweets\n", ""),
        sub("_toc.yml", "chapters:\n", "chapters:\n      - file: chapters/sweets\n"),
    ),
    "the name of a part": sub("_toc.yml", "caption: Summaries", "caption: Papers"),
    "a page in another part": all_of(
        sub("_toc.yml", "      - file: chapters/sweets\n", ""),
        sub(
            "_toc.yml",
            "About this site\n    chapters:\n",
            "About this site\n    chapters:\n      - file: chapters/sweets\n",
        ),
    ),
    "a title in the contents": sub(
        "_toc.yml", "chapters/own\n", "chapters/own\n        title: Ours\n"
    ),
    "a value": sub(MOSS, "control: {value: 44.3}", "control: {value: 44.4}"),
    "an interval": sub(MOSS, "low: 0.80, high: 1.08", "low: 0.81, high: 1.08"),
    "a P value": sub(MOSS, "p: 0.34", "p: 0.35"),
    "the title of a result": sub(
        MOSS, "title: Missed days of school", "title: Days missed at school"
    ),
    "the plain name of a result": sub(
        MOSS, "plain: sweets sold at school", "plain: bags sold at school"
    ),
    "a caution": sub(MOSS, "planted late in the year", "planted late in autumn"),
    "one caution more": sub(MOSS, "    unknown:\n", "      - One more.\n    unknown:\n"),
    "what is not known": sub(MOSS, "What children bought elsewhere.", "What was bought elsewhere."),
    "the place in a source": sub(MOSS, "where: Table 2", "where: Table 3"),
    "what was read": sub(MOSS, "seen_in: abstract", "seen_in: full text"),
    "the day of a look": sub(MOSS, 'checked: "2026-11-21"', 'checked: "2026-11-22"'),
    "a number": sub(MOSS, "beds_planned: {value: 120", "beds_planned: {value: 121"),
    "a change that is told": all_of(
        sub(MOSS, "beds_planned: {value: 120", "beds_planned: {value: 121"),
        put("data/history/CHANGELOG.yml", f"changes:\n  - {TOLD}\n"),
    ),
    "the name of a number": sub(MOSS, "label: Schools in the study", "label: All schools"),
    "a unit": sub(MOSS, "unit: schools, label: Schools in", "unit: buildings, label: Schools in"),
    "a new number": sub(
        FERN,
        "numbers:\n",
        "numbers:\n  pots: {value: 9, unit: pots, label: Pots, where: Methods}\n",
    ),
    "who was asked": sub(FERN, "who: Children of", "who: Pupils of"),
    "a time": sub(MOSS, 'to: "2020-02"', 'to: "2020-03"'),
    "what is better": sub(FERN, "lower_is: worse", "lower_is: better"),
    "a value of the other paper": sub(FERN, "{value: 0.10, low", "{value: 0.11, low"),
    "a caution of the other paper": sub(FERN, "what the team hoped", "what all hoped"),
    "a rank": sub(FERN, "    rank_of: paper\n", ""),
    "a space in the data": sub(MOSS, "outcomes:\n", "outcomes:\n\n"),
    "the title of a paper": sub(BIB, "School Gardens and Missed", "Gardens and Missed"),
    "an author": sub(BIB, "Reed, C.", "Reed, D."),
    "a DOI": sub(BIB, "10.5555/fern.2022", "10.5555/fern.2023"),
    "a year of a paper": sub(BIB, "month = {9}", "month = {10}"),
    "a new source": all_of(
        sub(BIB, "@article{fern2022", f"{ENTRY}@article{{fern2022"), put("data/clay2023.yml", CLAY)
    ),
    "a source without data": sub(BIB, "@article{fern2022", f"{ENTRY}@article{{fern2022"),
    "the name of a group": sub(TRIALS, "label: Schools with a garden", "label: Garden schools"),
    "a group in a sentence": sub(TRIALS, "in_sentence: that waited", "in_sentence: on the list"),
    "the name of the study": sub(TRIALS, "name: School garden study", "name: The garden study"),
    "the name of the site": sub(STUDY, "name: School gardens,", "name: Our gardens,"),
    "the tag of the site": sub(STUDY, "tag: in plain words", "tag: in short words"),
    "the notice": sub(STUDY, "not a site of any school", "no site of a school"),
    "where to leave to": sub(STUDY, "weather.example", "news.example"),
    "the navigation": sub(STUDY, "  pages:\n", "    - {page: chapters/own, text: Own}\n  pages:\n"),
    "a file to publish": all_of(
        put("data/extra.csv", "a\n1\n"), sub(STUDY, "files: [", "files: [data/extra.csv, ")
    ),
    "the short name": sub(STUDY, "slug: gardens-in", "slug: beds-in"),
    "a page with another role": sub(STUDY, "dashboard: chapters/dashboard", "dashboard: index"),
    "a help line": sub(HELP, "It answers questions on soil", "It answers on soil"),
    "a banner": sub(HELP, "when: Dry soil?", "when: Is it dry?"),
    "words that mean the same": sub(FIND, "days: absences", "days: absence"),
    "an answer of the search": sub(FIND, "does not know", "cannot know"),
    "a figure of a table": sub(f"{TABLES}/harvest.csv", "UP,2019,12.5", "UP,2019,12.6"),
    "a month of a table": sub(f"{TABLES}/visits-by-month.csv", "UP,2019-01,900", "UP,2019-01,901"),
    "a row less": sub(f"{TABLES}/beds-by-plant.csv", "UP,all_plants,2019,400,false\n", ""),
    "people of a place": sub(f"{TABLES}/population.csv", "UP,2018,12000", "UP,2018,12001"),
    "late reports": sub(f"{TABLES}/late-reports.csv", "UP,2023-01,1097", "UP,2023-01,1096"),
    "a caution of a table": sub(f"{TABLES}/datapackage.yaml", "weigh by themselves", "weigh alone"),
    "a publisher": sub(
        f"{TABLES}/datapackage.yaml", "publisher: Board of Valleys", "publisher: The Board"
    ),
    "a table that a cell reads": put("data/own.csv", "a\n43\n"),
    "a module of the book": put("study/own.py", "def answer():\n    return 43\n"),
    "a new module beside it": all_of(
        put("study/deep.py", "X = 5\n"),
        put("study/own.py", "from study.deep import X\n\n\ndef answer():\n    return X\n"),
    ),
    "a name that stays": sub(
        "wording/names.yml", "  - Upper Valley\n", "  - Upper Valley\n  - Lower Valley\n"
    ),
    "words for topics": put(
        "wording/topics.yml", "topics: [What do children eat?, Were fewer days missed?]\n"
    ),
    "a picture": sub("_static/mark.svg", "#276749", "#276748"),
    "a picture, its time and size kept": unseen("_static/mark.svg", b"#276749", b"#276747"),
    "a table, its time and size kept": unseen(f"{TABLES}/harvest.csv", b"12.5", b"12.7"),
    "a chapter, its time and size kept": unseen(SWEETS, b"bad for teeth", b"sad for teeth"),
    "a module, its time and size kept": unseen("study/own.py", b"42", b"41"),
    "a style of the book": put("_static/site.css", "body { color: black }\n"),
    "a script of the book": put("_static/site.js", "// nothing\n"),
    "a template of the book": put("_templates/help-banner.html", "<span>Help.</span>"),
    "another template of the book": put("_templates/fact-box.html", "<p>A box.</p>"),
    "the title of the site": sub("_config.yml", "title: School gardens", "title: Gardens"),
    "the author of the site": sub("_config.yml", "The people of", "All people of"),
    "the address of the site": sub(
        "_config.yml", "https://gardens.example/", "https://beds.example/"
    ),
    "an address that moved": put("data/history/moved.yml", "chapters/old: chapters/sweets\n"),
    "new times of all files": touched,
    "lost: half of the outputs": cut("outputs/charts/*"),
    "lost: half of the results": cut(".results/*.json"),
    "lost: half of the published": cut("html/chapters/*.html"),
    "lost: the record": gone("_build/.doctrees/outputs.json"),
    "lost: the environment": gone("_build/.doctrees/environment.pickle"),
    "lost: a doctree": gone("_build/.doctrees/chapters/sweets.doctree"),
    "lost: a notebook": gone("_build/jupyter_execute/chapters/sweets.ipynb"),
}


def cases() -> list[object]:
    """Every edit; all but each fortieth are for the weekly job."""
    weekly = pytest.mark.weekly
    return [
        pytest.param(name, marks=[weekly] if at % 40 else [], id=name)
        for at, name in enumerate(EDITS)
    ]


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A built book; it has a page of its own with a table, a module and an included text."""
    book = sample_books.make(tmp_path_factory.mktemp("edits") / "book")
    book.without_rules()
    book.write("data/own.csv", "a\n41\n")
    book.write("study/own.py", "def answer():\n    return 42\n")
    book.write("chapters/part.txt", "A shared line.\n")
    cell = CELL.format(
        "import sys\n\nimport pandas\n\nsys.path.insert(0, '..')\nfrom study.own import answer\n\n"
        "f\"{6 * 7} {answer()} {pandas.read_csv('../data/own.csv').a[0]}\""
    )
    book.write(OWN, f"{NOTEBOOK}# Own\n\n:::{{include}} part.txt\n:::\n\n{cell}")
    sub(
        "_toc.yml",
        "      - file: chapters/glossary\n",
        "      - file: chapters/own\n      - file: chapters/glossary\n",
    )(book)
    with server():
        done = report(book)
        assert done.good, done.said
        yield book


def site_of(book: Book) -> dict[str, bytes]:
    """Every file of the site after a build, which has to succeed."""
    done = report(book, SOURCE_DATE_EPOCH="1760000000")
    assert done.good, done.said
    files = (path for path in sorted(book.site.rglob("*")) if path.is_file())
    return {path.relative_to(book.site).as_posix(): path.read_bytes() for path in files}


def texts_of(book: Book) -> dict[Path, bytes]:
    """Every file of the book itself."""
    files = (path for path in book.folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if "_build" not in path.parts}


@pytest.mark.parametrize("name", cases())
def test_building_again_gives_what_a_clean_build_gives(name: str, edited: Book, tmp_path: Path):
    """Nothing of before, nothing missing, and no byte that differs."""
    before = texts_of(edited)
    try:
        EDITS[name](edited)
        clean = Book(tmp_path / "clean")
        shutil.copytree(edited.folder, clean.folder, ignore=shutil.ignore_patterns("_build"))
        again, expected = site_of(edited), site_of(clean)
    finally:
        for path in texts_of(edited).keys() - before.keys():
            path.unlink()
        for path, content in before.items():
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)
    assert again.keys() == expected.keys()
    assert [path for path in again if again[path] != expected[path]] == []


def test_the_list_is_long():
    """What is shown once a week is shown of many kinds of edits."""
    assert len(EDITS) >= 100
