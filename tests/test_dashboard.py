"""The dashboard: its charts, its page, its script's promises, and pages for a health department's own table."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plainresults.charts import panels, trends
from plainresults.cli import own_dashboard
from plainresults.cli.main import main
from plainresults.errors import Faults
from plainresults.evidence import own_table, tables
from plainresults.evidence.series import Refused
from plainresults.rendering import html
from plainresults.rendering.palette import COLOURS
from sample_books import ROOT

TABLES = ROOT / "data" / "tables"

PLACES = list(tables.load().places)
FIGURES = {
    "months": trends.show_months(tables.places("deaths")),
    "late": trends.show_late_reports(
        tables.series("reported_deaths", "US"), tables.series("expected_deaths", "US")
    ),
    **{
        f"drugs-{place}": trends.show_groups(tables.groups("deaths_by_drug", place))
        for place in PLACES
    },
    "rates": trends.show_rates(tables.places("death_rate"), "US"),
    "naloxone": trends.show_change(tables.places("naloxone")),
    "buprenorphine": trends.show_change(tables.places("buprenorphine")),
}
EXAMPLE = (TABLES / "example-county.csv").read_text("utf8")
HEAD, FIRST, *REST = EXAMPLE.splitlines()


@pytest.fixture(params=FIGURES)
def figure(request):
    """Each chart in turn."""
    return FIGURES[request.param]


# ------------------------------------------------------------------ charts


def test_a_chart_says_unit_direction_source_and_caution(figure):
    """In the page and in the file that people take away."""
    page, files = figure._repr_mimebundle_()
    for text in (
        figure.measure.definition,
        figure.measure.origin.published,
        figure.measure.origin.link.replace("&", "&amp;"),
    ):
        assert text.replace("'", "&#39;") in page["text/html"]
    csv = files["plainresults"]["files"][f"{figure.name}.csv"]
    assert f"# {html.plain(figure.title)}" in csv and figure.measure.origin.link in csv
    assert all(f"# {caution}" in csv for caution in figure.measure.cautions)
    assert re.search(r"(Lower|Higher) is better", figure.subtitle)


def test_text_in_a_picture_can_be_read(figure):
    """12 px at least, in colours that the page can change."""
    for width in figure.widths:
        root = ElementTree.fromstring(figure.svg(width))
        assert root.get("role") == "img" and float(root.get("width")) <= width + 8
        for node in root.iter("{http://www.w3.org/2000/svg}text"):
            assert float(node.get("font-size", "0").removesuffix("px")) >= 12
            assert node.get("fill") in COLOURS.values()
        assert "style" not in {name for node in root.iter() for name in node.attrib}


def test_nothing_is_stacked(figure):
    """A line for each, never a share of a whole."""
    assert '"stack"' not in figure.specification(640) and '"area"' not in figure.specification(640)


def test_a_line_is_never_drawn_across_a_gap():
    """The rows that one line joins are neighbours in time."""
    for place in PLACES:
        chart = panels.panel(tables.series("death_rate", place), place, 300, 60).to_dict()
        for layer in chart["layer"]:
            rows = chart["datasets"][layer["data"]["name"]] if "data" in layer else []
            if layer["mark"]["type"] == "line":
                joined = [
                    (a["at"], b["at"]) for a, b in pairwise(rows) if a["stretch"] == b["stretch"]
                ]
                assert joined and all(b - a == 1 for a, b in joined)


def test_the_provisional_part_is_dashed_and_said():
    """In the picture, the words and the table."""
    chart = panels.panel(tables.series("deaths", "OH"), "Ohio", 300, 6000).to_dict()
    dashes = {
        tuple(layer["mark"]["strokeDash"]): chart["datasets"][layer["data"]["name"]]
        for layer in chart["layer"]
        if layer["mark"]["type"] == "line"
    }
    assert min(row["at"] for row in dashes[4, 3]) == pytest.approx(2023 + 11 / 12) and max(
        row["at"] for row in dashes[1, 0]
    ) == pytest.approx(2023 + 11 / 12)
    figure = FIGURES["months"]
    assert "provisional" in figure.subtitle and "so far" in figure.description
    assert figure.columns[-1] == "Provisional" and {row[-1] for row in figure.rows} == {"yes", "no"}


def test_a_chart_refuses_to_compare_places_by_drug():
    """One place at a time."""
    with pytest.raises(Refused, match="by drug"):
        trends.show_groups([tables.series("deaths_by_drug", place, "fentanyl") for place in PLACES])


def test_the_table_has_every_point_and_says_where_there_is_none(figure):
    """Nothing is dropped between the table and the picture."""
    assert len(figure.rows) == len({str(row[0]) for row in figure.rows})
    if figure is FIGURES["rates"]:
        row = next(row for row in figure.rows if row[0] == "2021")
        assert [cell.text for cell in row[1:]] == ["no figure"] * 4 + ["32.4"]


def test_figures_in_titles_carry_their_address():
    """A machine can check them."""
    title = str(html.line(FIGURES["drugs-OH"].title))
    assert re.search(
        r'<span class="num" data-key="deaths_by_drug.OH.fentanyl.2023" data-value="3600"[^>]*>3,600</span>',
        title,
    )


def test_what_the_page_says_first_holds():
    """Its words follow from the tables; if the data change, so must they."""
    text = (ROOT / "chapters" / "dashboard.md").read_text("utf8")
    assert (
        "Counted overdose deaths were lower at the end of 2023 than at their highest point, in every one of the states and in the country."
        in text
    )
    assert "Newer figures are lower still" in text
    for one in tables.places("deaths"):
        assert (
            one.point("2023-12").value < one.point("highest").value
            and one.point("latest").value < one.point("2023-12").value
        )
    assert (
        "2023" in FIGURES["months"].title[0] and "every place shown" in FIGURES["months"].title[0]
    )


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("name", ["dashboard", "build-a-dashboard"])
def test_the_words_are_plain(name):
    """No sentence over 25 words, and no figure that is typed where one from the tables belongs."""
    body = re.sub(
        r"^```.*?^```|^---.*?^---|^:::.*?$|<[^>]*>",
        "",
        (ROOT / "chapters" / f"{name}.md").read_text("utf8"),
        flags=re.M | re.S,
    )
    for line in body.splitlines():
        for sentence in re.split(r"(?<=[.?!])\s", line):
            assert (
                len(re.findall(r"[\w’'-]+", re.sub(r"\{\w+\}|`|\(.*?\)", " ", sentence))) <= 25
            ), sentence
    typed = re.findall(
        r"\d[\d,.]*",
        re.sub(r"\{\w+\}`[^`]*`|\(\S*\)|`[^`]*`|100,000|12 months|20\d\d|Step \d|UTF-8", "", body),
    )
    assert typed == []


@pytest.mark.parametrize("name", ["dashboard", "build-a-dashboard"])
def test_the_page_says_what_it_is_not(name):
    """Not the trial's results, and not official."""
    text = (ROOT / "chapters" / f"{name}.md").read_text("utf8")
    if name == "dashboard":
        assert (
            "They cover whole states and people of all ages." in text
            and "not an official page of the CDC" in text
        )
        assert "cannot show why deaths rose or fell" in text
    assert not re.search(r"averted|lives saved|abuse|addict\b", text)


def test_the_published_page_is_whole_without_the_script(site):
    """Charts, tables and cards stand in the page; every marked figure is the table's; nothing comes from elsewhere."""
    page = (site / "chapters" / "dashboard.html").read_text("utf8")
    assert len(re.findall(r'<figure class="chart" id="', page)) == 10
    for place in tables.load().places.values():
        assert f"<summary>{place}</summary>" in page
    found = re.findall(
        r'<span class="num" data-key="([^"]+)" data-value="([^"]+)"[^>]*>([^<]+)</span>', page
    )
    assert len(found) > 10
    for key, value, shown in found:
        stat = tables.stat(key)
        assert (str(stat.value), stat.text) == (value, shown)
    ours = page[page.index("<h1") : page.index('class="made"')]
    assert not re.search(
        r'(src|href)="(https?:)?//[^"]+\.(js|css)"|\sstyle="|<script>|\son\w+="', ours
    )
    assert page.count('<script defer src="../_static/dashboard.js">') == 1
    assert "dashboard.js" not in (site / "index.html").read_text("utf8")
    assert json.loads((site / "data" / "dashboard.json").read_text("utf8")) == json.loads(
        tables.as_json()
    )


def test_the_script_asks_for_one_file_and_keeps_nothing():
    """No storage, no markup made from text, no style attribute, no address of another site."""
    script = (html.ENGINE / "static" / "dashboard.js").read_text("utf8")
    assert script.count("fetch(") == 1 and "fetch(box.dataset.views)" in script
    for banned in (
        "localStorage",
        "sessionStorage",
        "cookie",
        "innerHTML",
        "insertAdjacentHTML",
        "eval(",
        ".style",
        'setAttribute("style"',
        "import(",
    ):
        assert banned not in script
    assert set(re.findall(r"https?://[^\"]+", script)) == {"http://www.w3.org/2000/svg"}


# ------------------------------------------------------------------ a health department's own page


def test_the_example_makes_a_page(tmp_path, capsys):
    """One command, one page, and files to take away; no script and nothing from elsewhere."""
    assert (
        main(
            [
                "dashboard",
                str(TABLES / "example-county.csv"),
                "--out",
                str(tmp_path / "out"),
                "--title",
                "Ours & yours",
            ]
        )
        == 0
    )
    assert "Open " in capsys.readouterr().out
    page = (tmp_path / "out" / "index.html").read_text("utf8")
    assert (
        "<h1>Ours &amp; yours</h1>" in page
        and "invented" in page
        and "Counts from 1 to 9 are hidden" in page
    )
    assert (
        "<script" not in page
        and not re.search(r'\sstyle="|(src|href)="(https?:)?//[^"]+\.(js|css)"', page)
        and "hcs-root:" not in page
    )
    for target in re.findall(r'href="([^"#:]+)"', page):
        assert (tmp_path / "out" / target).is_file(), target
    for place in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{place}"' in page
    assert {path.suffix for path in (tmp_path / "out" / "charts").iterdir()} == {
        ".csv",
        ".svg",
        ".png",
    }


def test_small_counts_are_in_nothing_that_is_written(tmp_path):
    """Hiding them in a browser would protect no one."""
    text = EXAMPLE.replace(
        "Sample Town (invented),Overdose deaths (invented),2019,7,",
        "Sample Town (invented),Overdose deaths (invented),2019,3,",
    )
    Path(tmp_path, "mine.csv").write_text(text, "utf8")
    own_dashboard.write(tmp_path / "mine.csv", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text("utf8")
    assert not re.search(r">\s*[1-9]\s*<", page) and page.count("1 to 9 (hidden)") == 2
    data = (tmp_path / "out" / "charts" / "overdose-deaths-invented.csv").read_text("utf8")
    assert not re.search(r",[1-9](,|$)", data, re.M)


def test_a_place_with_only_small_counts_is_named_and_not_drawn(tmp_path):
    """And the page still stands."""
    rows = [FIRST.replace(",34,", ",4,"), REST[0].replace(",38,", ",5,")]
    Path(tmp_path, "mine.csv").write_text("\n".join([HEAD, *rows]), "utf8")
    own_dashboard.write(tmp_path / "mine.csv", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text("utf8")
    assert (
        "Example County (invented): no figure that can be shown." in page and "<figure" not in page
    )


@pytest.mark.parametrize(
    ("old", "new", "row", "message"),
    [
        (
            ",34,",
            ',"1,234",',
            2,
            "column value: “1,234” does not fit. Write digits and a point only",
        ),
        (",34,", ",-4,", 2, "column value: “-4” does not fit"),
        (",34,", ",34.5,", 2, "column value: 34.5 is not a whole number"),
        (",2019,38,", ",2019,many,", 3, "column value: “many” does not fit"),
        (
            ",2019,38,",
            ",19,38,",
            3,
            "column period: “19” does not fit. Write a year as 2024, or a month as 2024-07",
        ),
        (",2019,38,", ",2019-13,38,", 3, "column period: “2019-13” does not fit"),
        (
            ",2019,38,",
            ",2019-01,38,",
            3,
            "column period: 2019-01 stands in one measure with 2018. Use years or months, not both",
        ),
        (",2019,38,", ",2018,38,", 3, "column period: 2018 is given twice"),
        (",2019,38,no", ",2019,38,maybe", 3, "column provisional: “maybe” does not fit. Write yes"),
        (
            ",38,no,,",
            ",38,no,rate,",
            3,
            "column kind: “rate” is not what row 2 says for the same measure",
        ),
        (",34,no,count,", ",34,no,number,", 2, "column kind: “number” does not fit. Write count"),
        (
            "year,down,",
            "year,,",
            2,
            "column better: the first row of “Overdose deaths (invented)” leaves it blank",
        ),
        ("year,down,", "year,less,", 2, "column better: “less” does not fit"),
        (
            "https://example.org/overdose",
            "example.org",
            2,
            "column link: “example.org” does not fit. Write the address of the source, with https://",
        ),
        (
            "\nExample County (invented),Overdose deaths (invented),2019",
            "\n,Overdose deaths (invented),2019",
            3,
            "column place: the cell is blank",
        ),
        (",2019,38,no,", ",2019,38,no", 3, "the row has 12 cells, and the first row has 13"),
        ("place,measure", "county,measure", 1, "the column “place” is missing"),
        (
            "period,value",
            "period,Value",
            1,
            "there is no column “Value” in the form. Did you mean value",
        ),
        ("date,definition", "date,date", 1, "the column “date” is there twice"),
    ],
)
def test_a_mistake_is_named_with_row_column_and_remedy(old, new, row, message):
    """An author never has to guess."""
    assert old in EXAMPLE
    with pytest.raises(Faults) as found:
        own_table.parse(EXAMPLE.replace(old, new, 1), Path("my.csv"))
    assert any(f"my.csv:{row}: {message}" in str(fault) for fault in found.value.faults), str(
        found.value
    )


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
        Path(tmp_path, "my.csv").write_bytes(content)
    assert main(["dashboard", str(tmp_path / "my.csv"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert message in said and "Nothing was written" in said
    assert not (tmp_path / "out").exists()


def test_all_mistakes_are_named_at_once():
    """Not one a run."""
    with pytest.raises(Faults) as found:
        own_table.parse(
            EXAMPLE.replace(",34,", ",x,").replace(",38,", ",y,").replace(",52,no", ",52,perhaps")
        )
    assert [fault.line for fault in found.value.faults] == [2, 3, 4]


def test_names_that_would_share_a_file_are_refused():
    """Two measures, two files."""
    with pytest.raises(Faults, match="is too close to"):
        own_table.parse(
            EXAMPLE.replace(
                "Example County (invented),Naloxone kits handed out (invented),2021",
                "Example County (invented),Overdose deaths – invented,2021",
            ).replace("Naloxone kits handed out (invented)", "Overdose deaths – invented")
        )


def test_the_form_on_the_page_is_the_form_that_is_checked():
    """Each column with what to write and an example that passes."""
    for column in own_table.COLUMNS:
        assert re.fullmatch(column.pattern, column.example), column.name
    assert HEAD.split(",") == [name for name, *_ in own_table.columns()]


def test_a_figure_keeps_its_digits(tmp_path):
    """Making a picture light does not touch what is written in it."""
    text = EXAMPLE.replace(",34,no,count,", ",34.125,no,rate,").replace(
        "Example County", "County 1.2345"
    )
    Path(tmp_path, "mine.csv").write_text(text, "utf8")
    own_dashboard.write(tmp_path / "mine.csv", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text("utf8")
    assert page.count(">34.125</text>") == 2 and ">County 1.2345 (invented)</text>" in page


def test_words_of_a_table_cannot_become_markup(tmp_path):
    """A cell is text, whatever is in it."""
    Path(tmp_path, "mine.csv").write_text(
        EXAMPLE.replace("Sample Town (invented)", "<script>alert(1)</script>"), "utf8"
    )
    own_dashboard.write(tmp_path / "mine.csv", tmp_path / "out")
    assert "<script" not in (tmp_path / "out" / "index.html").read_text("utf8")
