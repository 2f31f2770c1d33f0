"""A page of one's own from one table: whole, safe, and with each mistake named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from plainresults.cli import own_dashboard
from plainresults.cli.main import main
from plainresults.errors import Faults
from plainresults.evidence import own_table

ABOUT = (
    "count,visits in the year,down,Invented for this test,https://example.org/visits,1 March 2025,"
    "Classes that came to a garden.,These figures are made up."
)
HEAD = "place,measure,period,value,provisional,kind,unit,better,source,link,date,definition,caution"
FIRST = f"Hill County (invented),Visits (invented),2018,34,no,{ABOUT}"
REST = [
    "Hill County (invented),Visits (invented),2019,38,no,,,,,,,,",
    "Hill County (invented),Visits (invented),2020,52,no,,,,,,,,",
    "Hill County (invented),Visits (invented),2021,,no,,,,,,,,",
    "Small Town (invented),Visits (invented),2018,11,no,,,,,,,,",
    "Small Town (invented),Visits (invented),2019,7,no,,,,,,,,",
    "Small Town (invented),Visits (invented),2020,8,yes,,,,,,,,",
    "Hill County (invented),Seeds handed out (invented),2021,410,no,"
    + ABOUT.replace("down", "up").replace("visits in the year", "bags in the year"),
    "Hill County (invented),Seeds handed out (invented),2022,760,no,,,,,,,,",
]
EXAMPLE = "\n".join([HEAD, FIRST, *REST]) + "\n"


@pytest.fixture
def made(tmp_path: Path):
    """`made(text)`: the page that is made of a table, in `tmp_path / "out"`."""

    def make(text: str) -> str:
        (tmp_path / "mine.csv").write_text(text, "utf8")
        own_dashboard.write(tmp_path / "mine.csv", tmp_path / "out")
        return (tmp_path / "out" / "index.html").read_text("utf8")

    return make


def test_the_command_makes_a_page(tmp_path, capsys):
    """One command, one page, and files to take away; no script and nothing from elsewhere."""
    (tmp_path / "mine.csv").write_text(EXAMPLE, "utf8")
    out = tmp_path / "out"
    arguments = ["--out", str(out), "--title", "Ours & yours"]
    assert main(["dashboard", str(tmp_path / "mine.csv"), *arguments]) == 0
    assert "Open " in capsys.readouterr().out
    page = (out / "index.html").read_text("utf8")
    assert "<h1>Ours &amp; yours</h1>" in page
    assert "invented" in page and "Counts from 1 to 9 are hidden" in page
    assert "<script" not in page and "-root:" not in page
    assert not re.search(r'\sstyle="|(src|href)="(https?:)?//[^"]+\.(js|css)"', page)
    files = re.findall(r'href="([^"#:]+)"', page)
    assert files and all((out / target).is_file() for target in files)
    assert all(f'id="{place}"' in page for place in re.findall(r'href="#([^"]+)"', page))
    assert {path.suffix for path in (out / "charts").iterdir()} == {".csv", ".svg", ".png"}


def test_small_counts_are_in_nothing_that_is_written(made, tmp_path):
    """Hiding them in a browser would protect no one."""
    page = made(EXAMPLE.replace("2019,7,", "2019,3,"))
    assert not re.search(r">\s*[1-9]\s*<", page) and page.count("1 to 9 (hidden)") == 2
    data = (tmp_path / "out" / "charts" / "visits-invented.csv").read_text("utf8")
    assert not re.search(r",[1-9](,|$)", data, re.M)


def test_a_place_with_only_small_counts_is_named_and_not_drawn(made):
    """And the page still stands."""
    page = made("\n".join([HEAD, FIRST.replace(",34,", ",4,"), REST[0].replace(",38,", ",5,")]))
    assert "Hill County (invented): no figure that can be shown." in page
    assert "<figure" not in page


def test_a_figure_keeps_its_digits(made):
    """Making a picture light does not touch what is written in it."""
    text = EXAMPLE.replace(",34,no,count,", ",34.125,no,rate,")
    page = made(text.replace("Hill County", "County 1.2345"))
    assert page.count(">34.125</text>") == 2 and ">County 1.2345 (invented)</text>" in page


def test_words_of_a_table_cannot_become_markup(made):
    """A cell is text, whatever is in it."""
    assert "<script" not in made(EXAMPLE.replace("Small Town", "<script>alert(1)</script>"))


@pytest.mark.parametrize(
    ("old", "new", "row", "message"),
    [
        (",34,", ',"1,234",', 2, "value: “1,234” does not fit. Write digits and a point only"),
        (",34,", ",-4,", 2, "value: “-4” does not fit"),
        (",34,", ",34.5,", 2, "value: 34.5 is not a whole number"),
        (",2019,38,", ",2019,many,", 3, "value: “many” does not fit"),
        (",2019,38,", ",19,38,", 3, "period: “19” does not fit. Write a year as 2024, or a"),
        (",2019,38,", ",2019-13,38,", 3, "period: “2019-13” does not fit"),
        (",2019,38,", ",2019-01,38,", 3, "period: 2019-01 stands in one measure with 2018. Use"),
        (",2019,38,", ",2018,38,", 3, "period: 2018 is given twice"),
        (",2019,38,no", ",2019,38,maybe", 3, "provisional: “maybe” does not fit. Write yes"),
        (",38,no,,", ",38,no,rate,", 3, "kind: “rate” is not what row 2 says for the same"),
        (",34,no,count,", ",34,no,number,", 2, "kind: “number” does not fit. Write count"),
        ("year,down,", "year,,", 2, "better: the first row of “Visits (invented)” leaves it blank"),
        ("year,down,", "year,less,", 2, "better: “less” does not fit"),
        ("https://example.org/visits", "example.org", 2, "link: “example.org” does not fit. Write"),
        ("\nHill County (invented),Visits (invented),2019", "\n,V,2019", 3, "place: the cell is blank"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_row_column_and_remedy(old, new, row, message):
    """An author never has to guess."""
    assert f"my.csv:{row}: column {message}" in _told(EXAMPLE.replace(old, new, 1), old)


@pytest.mark.parametrize(
    ("old", "new", "row", "message"),
    [
        (",2019,38,no,", ",2019,38,no", 3, "the row has 12 cells, and the first row has 13"),
        ("place,measure", "county,measure", 1, "the column “place” is missing"),
        ("period,value", "period,Value", 1, "no column “Value” in the form. Did you mean value"),
        ("date,definition", "date,date", 1, "the column “date” is there twice"),
    ],
)
def test_a_wrong_row_or_column_is_named(old, new, row, message):
    """Before any cell is looked at."""
    told = _told(EXAMPLE.replace(old, new, 1), old)
    assert f"my.csv:{row}: " in told and message in told


def _told(text: str, old: str) -> str:
    assert old in EXAMPLE
    with pytest.raises(Faults) as found:
        own_table.parse(text, Path("my.csv"))
    return str(found.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"", "the column “place” is missing"),
        (HEAD.encode(), "the file has no row of figures"),
        ("place\nKöln".encode("latin1"), "Save it as “CSV UTF-8”"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_written(tmp_path, capsys, content, message):
    """Exit code 1, every problem, no page and no traceback."""
    if content is not None:
        (tmp_path / "my.csv").write_bytes(content)
    assert main(["dashboard", str(tmp_path / "my.csv"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert message in said and "Nothing was written" in said
    assert not (tmp_path / "out").exists()


def test_all_mistakes_are_named_at_once():
    """Not one a run."""
    wrong = EXAMPLE.replace(",34,", ",x,").replace(",38,", ",y,").replace(",52,no", ",52,perhaps")
    with pytest.raises(Faults) as found:
        own_table.parse(wrong)
    assert [fault.line for fault in found.value.faults] == [2, 3, 4]


def test_many_mistakes_are_named_in_part(tmp_path, capsys):
    """The first thirty, and how many more there are; a message is short whatever is in a cell."""
    (tmp_path / "my.csv").write_text(HEAD + "\n" + "x,y\n" * 9000, "utf8")
    assert main(["dashboard", str(tmp_path / "my.csv")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") < 40 and "there are 8970 more problems" in said
    with pytest.raises(Faults) as found:
        own_table.parse(f"{'x' * 90_000}\n1")
    assert len(str(found.value)) < 20_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (EXAMPLE.replace("Hill", "Hi\0ll"), "my.csv:2: column place: there is a character that nobody"),
        (EXAMPLE.replace("Hill", "Hi\x1b[1mll"), "nobody can see (U+001B). Type the cell again"),
        (EXAMPLE.replace("Hill", "Hi\u202ell"), "nobody can see (U+202E)"),
        (EXAMPLE.replace("Hill", "Hi\ufffell"), "nobody can see (U+FFFE)"),
        (EXAMPLE.replace("Hill", "H" * 400), "the cell has 418 characters, and 100 are the most"),
        (EXAMPLE.replace(",34,", f",{'9' * 400},"), "column value: the cell has 400 characters"),
        (EXAMPLE.replace(",2019,38", ",２０１８,38"), "my.csv:3: column period: 2018 is given twice"),
        (EXAMPLE.replace(",2019,38", ",2019,٣٨"), "column value: “٣٨” does not fit"),
        (f"{EXAMPLE}\"" + "x" * 200_000, "one cell goes on without end"),
        (EXAMPLE + "x\n" * 6_000_000, "the file has more than 5 MB"),
        (EXAMPLE + "\n" * 20 + f"{REST[0]}\n" * 10_000, "the file has more than 10000 rows"),
        (
            EXAMPLE + "".join(f"{FIRST}\n".replace("Visits", f"Walks {i}") for i in range(50)),
            "column measure: the file has 52, and a page shows 50 at most",
        ),
        (
            EXAMPLE + "".join(f"{REST[0]}\n".replace("Hill", f"Hill {i}") for i in range(99)),
            "column place: the file has 101, and a page shows 100 at most",
        ),
    ],
    ids=lambda value: value if len(value) < 99 else "table",
)  # fmt: skip
def test_what_no_page_can_show_is_refused_with_its_limit(tmp_path, text, message):
    """In a moment, and before a picture is drawn."""
    (tmp_path / "my.csv").write_text(text, "utf8")
    with pytest.raises(Faults) as found:
        own_table.read(tmp_path / "my.csv")
    assert message in str(found.value)


def test_one_place_with_one_year_makes_a_page(made):
    """The shortest table there is."""
    assert "<figure" in made(f"{HEAD}\n{FIRST}\n")


@pytest.mark.parametrize("sign", ["=cmd|' /C calc'!A0 ", "+1 ", "-1 ", "@SUM "])
def test_nothing_that_is_downloaded_runs_as_a_formula(made, tmp_path, sign):
    """A cell that a spreadsheet would run begins with an apostrophe there."""
    made(EXAMPLE.replace("Small Town", f"{sign}Town"))
    data = (tmp_path / "out" / "charts" / "visits-invented.csv").read_text("utf8")
    rows = list(csv.reader(data.splitlines()))
    assert any(cell.startswith(f"'{sign}Town") for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize("place", ["in", "out"])
def test_a_folder_or_a_place_where_nothing_can_be_written_is_said(tmp_path, capsys, place):
    """A sentence, no traceback."""
    (tmp_path / "my.csv").write_text(EXAMPLE, "utf8")
    table, out = (tmp_path, tmp_path / "o") if place == "in" else (tmp_path / "my.csv", "/proc/x")
    assert main(["dashboard", str(table), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "Is a directory" in said if place == "in" else said.startswith("/proc/x: ")


def test_names_that_would_share_a_file_are_refused():
    """Two measures, two files."""
    with pytest.raises(Faults, match="is too close to"):
        own_table.parse(EXAMPLE.replace("Seeds handed out (invented)", "Visits – invented"))


def test_the_form_on_the_page_is_the_form_that_is_checked():
    """Each column with what to write and an example that passes."""
    for column in own_table.COLUMNS:
        assert re.fullmatch(column.pattern, column.example), column.name
    assert HEAD.split(",") == [name for name, *_ in own_table.columns()]
