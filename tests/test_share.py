"""What readers take along: handouts, citations, cards, embeds, notebooks that run elsewhere, and what machines read."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import pytest
from frictionless import Package
from plainresults.evidence import store
from plainresults.export import citation, handout, social_card, structured_data
from plainresults.export.summary import Chart, Site, Summary, results_above
from plainresults.sphinx.share import files
from pypdf import PdfReader
from sample_books import ROOT

SITE = ROOT / "_build" / "html"
HOME = Site("https://example.org/", "A site", "Some people")
SUMMARIES = sorted(path.stem for path in (SITE / "handouts").glob("*.pdf"))
EMBEDS = sorted(path.stem for path in (SITE / "embed").glob("*.html"))
ATOM = "{http://www.w3.org/2005/Atom}"


def summary(key: str) -> Summary:
    """A summary led by the outcome at `key`."""
    lead = store.outcome(key)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
    return Summary(
        "chapters/a-page",
        HOME,
        "What happened?",
        "What happened, in short.",
        lead.source,
        lead,
        [("A result. ", True), ("And more.", False)],
        430,
        "2026-11-21",
        "2026-11-22",
        charts=[Chart("a-chart", "A chart", "", svg, "A bar.")],
    )


def read(name: str) -> str:
    """A text of the published site."""
    return (SITE / name).read_text("utf8")


def test_every_summary_has_a_handout():
    """One for each page with a source."""
    pages = [
        path.stem
        for path in (ROOT / "chapters").glob("*.md")
        if re.search(r"^source: ", path.read_text("utf8"), re.M)
    ]
    assert sorted(pages) == SUMMARIES and len(SUMMARIES) >= 3


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_handout_is_one_tagged_page_with_the_main_result_and_help(name):
    """It can be printed on one sheet, read aloud and copied from, and no result stands alone on it."""
    pdf = PdfReader(SITE / "handouts" / f"{name}.pdf")
    root = pdf.trailer["/Root"]
    assert len(pdf.pages) == 1
    assert (
        root["/MarkInfo"]["/Marked"]
        and "/StructTreeRoot" in root
        and root["/Lang"].startswith("en")
    )
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    text = " ".join(pdf.pages[0].extract_text().split())
    main = store.load().trial_result
    assert f"{store.words().ranks[main.rank]}: {main.verdict_in_words}".lower() in text.lower(), (
        "the main result of the study"
    )
    for said in (
        "Call 911",
        "988",
        "1-800-662-4357",
        "not an official NIH site",
        "Last checked",
        f"chapters/{name}.html",
    ):
        assert said.replace(" ", "") in text.replace(" ", ""), said
    assert pdf.metadata.title in text.replace("ﬁ", "fi").replace("ﬀ", "ff")


def test_a_handout_carries_the_fact_box():
    """Both rates, the range and the verdict, as on the page."""
    text = " ".join(
        PdfReader(SITE / "handouts" / "overdose-deaths.pdf").pages[0].extract_text().split()
    )
    for said in (
        "47.2 deaths per 100,000 adults",
        "51.7 deaths per 100,000 adults",
        "from 24% lower to 9% higher",
        "21 November 2026",
    ):
        assert said in text


def test_a_handout_is_the_same_from_the_same_data():
    """Byte for byte."""
    page = summary("samet2024.opioid_deaths")
    assert handout.pdf(page) == handout.pdf(page)


def test_a_secondary_result_is_passed_on_with_the_main_one():
    """On its handout, its card and in the feed; the main result needs no company."""
    page = summary("freisthler2024.opioid_stimulant_deaths")
    assert page.always_with == [
        "Main result of the whole study: no clear difference in deaths from an opioid overdose.",
        "Main result of this paper: no clear difference in overdose deaths from any drug.",
    ]
    assert handout.content(page)["with"] == page.always_with
    assert all(
        line in social_card.svg(page) and line in structured_data.feed(HOME, [page])
        for line in page.always_with
    )
    assert summary("samet2024.opioid_deaths").always_with == []
    assert results_above(None) == [store.load().trial_result], "a page without a result of its own"


def test_results_come_rank_after_rank_whatever_their_sources_are_called():
    """The study's main result first, though most papers come before its paper in the alphabet."""
    ranks = [outcome.rank for outcome in store.load().ranked("trial primary", "paper primary")]
    assert ranks == sorted(ranks, reverse=True) and len(set(ranks)) == 2


def test_a_file_beside_the_pages_is_written_only_when_it_is_new(tmp_path):
    """What is the same stays untouched, what has no page any more goes."""
    files._put(tmp_path, {"embed/a.html": b"one", "cite/a.bib": b"x"})
    stamp = (tmp_path / "cite" / "a.bib").stat().st_mtime_ns
    files._put(tmp_path, {"embed/b.html": b"two", "cite/a.bib": b"x"})
    assert [path.name for path in (tmp_path / "embed").iterdir()] == ["b.html"]
    assert (tmp_path / "cite" / "a.bib").stat().st_mtime_ns == stamp
    files._put(tmp_path, {"cite/a.bib": b"y"})
    assert (tmp_path / "cite" / "a.bib").read_bytes() == b"y" and not list(
        (tmp_path / "embed").iterdir()
    )


def test_a_page_can_be_cited():
    """In APA style, as BibTeX that parses, and as RIS."""
    from pybtex.database import parse_string

    page = summary("samet2024.opioid_deaths")
    assert (
        " ".join(citation.apa(page))
        == "Some people. (2026, November 22). What happened? A site. https://example.org/chapters/a-page.html"
    )
    (entry,) = parse_string(citation.bibtex(page), "bibtex").entries.values()
    assert (
        entry.fields["year"] == "2026"
        and entry.fields["url"] == page.address
        and str(entry.persons["author"][0]) == "{Some people}"
    )
    assert (
        citation.ris(page).startswith("TY  - ELEC\r\n")
        and citation.ris(page).endswith("ER  - \r\n")
        and f"UR  - {page.address}\r\n" in citation.ris(page)
    )


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_offers_citation_handout_and_address(name):
    """At its foot, without a script."""
    text = read(f"chapters/{name}.html")
    address = f"https://healing-in-plain-words.example/chapters/{name}.html"
    assert f'<a href="{address}">{address}</a>' in text and "Cite this page" in text
    for file in (
        f"handouts/{name}.pdf",
        f"cite/{name}.bib",
        f"cite/{name}.ris",
        f"notebooks/{name}.zip",
    ):
        assert f'href="../{file}"' in text and (SITE / file).is_file()


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_head_line_says_how_long_and_how_fresh_and_lists_the_page(name):
    """Reading time, last check, and a link to every section and chart."""
    text = read(f"chapters/{name}.html")
    head = text[text.index('class="head-line"') : text.index('class="all-sections"')]
    assert re.search(r"\d+ minutes? to read", head) and re.search(
        r"[Cc]hecked against the source on \d+ \w+ \d{4}", head
    )
    links = re.findall(r'href="#([^"]+)"', head)
    assert links[0] == "the-problem" and links[-1] == "what-now"
    assert [link for link in links if f'<figure class="chart" id="{link}"' in text] == re.findall(
        r'<figure class="chart" id="([^"]+)"', text
    )
    assert all(
        f'class="to-here" href="#{link}" aria-label="Link to this' in text for link in links
    ), "and a named link at each place"


def test_reading_time_is_words_by_two_hundred():
    """430 words take two minutes; nothing takes none."""
    page = summary("samet2024.opioid_deaths")
    assert page.minutes == 2 and type(page)(**{**vars(page), "words": 3}).minutes == 1


def test_every_picture_has_an_embed_page():
    """One for each chart that can be downloaded as a picture."""
    drawn = {path.stem for path in (SITE / "charts").glob("*.svg")}
    assert set(EMBEDS) == drawn and len(EMBEDS) > 5


@pytest.mark.parametrize("name", EMBEDS)
def test_an_embed_page_is_whole_without_a_script(name):
    """Figure, table, source, licence, the page it is from, and the main result where the chart shows another."""
    text = read(f"embed/{name}.html")
    assert "<script" not in text and "style=" not in text and "hcs-" not in text
    assert (
        text.count("<figure") == 1 and "<svg" in text and "<table>" in text and "Download:" in text
    )
    assert "CC BY 4.0" in text and "not an official NIH site" in text
    assert re.search(r'From “<a href="https://healing-in-plain-words\.example/', text)
    assert (
        "no clear difference in deaths from an opioid overdose" in text.lower()
        or "opioid overdose deaths: no clear difference" in text.lower()
        or "Main result of the whole study" in text
        or 'overdose-deaths.html">' in text
    )


def test_an_embed_page_is_offered_beside_its_chart():
    """A piece of code to copy, with the site's address and a name for the frame."""
    text = read("chapters/stigma.html")
    for name in re.findall(r'<figure class="chart" id="([^"]+)"', text):
        assert (
            f'&lt;iframe src="https://healing-in-plain-words.example/embed/{name}.html" title="'
            in text
        )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The notebook of the main page and all it needs, unpacked far from the book."""
    folder = tmp_path_factory.mktemp("elsewhere")
    zipfile.ZipFile(SITE / "notebooks" / "overdose-deaths.zip").extractall(folder)
    return folder / "healing-communities"


def test_a_notebook_runs_elsewhere_and_gives_the_same(unpacked):
    """With nothing of the book in reach, each cell gives the chart that the page shows."""
    run = (
        "import nbformat, nbclient; book = nbformat.read('overdose-deaths.ipynb', 4); "
        "[cell.update(outputs=[]) for cell in book.cells if cell.cell_type == 'code']; "
        "nbclient.NotebookClient(book, timeout=120).execute(); nbformat.write(book, 'again.ipynb')"
    )
    done = subprocess.run(
        [sys.executable, "-c", run],
        cwd=unpacked,
        text=True,
        capture_output=True,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "HOME": str(unpacked)},
    )
    assert done.returncode == 0, done.stderr
    old, new = (
        json.loads((unpacked / name).read_text("utf8"))
        for name in ("overdose-deaths.ipynb", "again.ipynb")
    )
    charts = [
        [
            "".join(out["data"]["text/html"])
            for cell in book["cells"]
            for out in cell.get("outputs", ())
            if "text/html" in out.get("data", {})
        ]
        for book in (old, new)
    ]
    assert len(charts[0]) == 3 and charts[0] == charts[1], "the data travelled with the code"


def test_a_notebook_names_what_it_needs(unpacked):
    """One short list of pinned packages, and a word on how to run it."""
    lines = (unpacked / "requirements.txt").read_text("utf8").splitlines()
    assert len(lines) < 12 and all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert "pip install -r requirements.txt" in (unpacked / "README.txt").read_text("utf8")
    assert (unpacked / "data" / "samet2024.yml").is_file() and not (
        unpacked / "hcs" / "sphinxext"
    ).exists()


def test_the_dataset_is_a_valid_data_package():
    """Frictionless reads every row by the description that is published beside it."""
    report = Package(str(SITE / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    described = json.loads(read("data/datapackage.json"))
    table = csv.reader(io.StringIO(read("data/numbers.csv")))
    assert [field["name"] for field in described["resources"][0]["schema"]["fields"]] == next(table)
    assert described["licenses"][0]["name"] == "CC-BY-4.0" and any(
        "NEJMoa2401177" in source.get("path", "") for source in described["sources"]
    )


@pytest.mark.parametrize(
    "name", ["index.html", "chapters/stimulants.html", "chapters/numbers.html"]
)
def test_a_link_to_a_page_shows_a_card(name):
    """Address, title and a picture that is there, with words for those who do not see it."""
    text = read(name)
    found = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', text)
    )
    page = "" if name == "index.html" else name
    assert (
        found["og:url"] == f"https://healing-in-plain-words.example/{page}"
        and f'<link rel="canonical" href="{found["og:url"]}">' in text
    )
    picture = SITE / found["og:image"].removeprefix("https://healing-in-plain-words.example/")
    size = picture.read_bytes()[16:24]
    assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1200, 630)
    assert (
        "no clear difference in deaths from an opioid overdose" in found["og:image:alt"]
        or "Main result of the whole study: no clear difference" in found["og:image:alt"]
    )


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_tells_machines_what_it_is_about(name):
    """JSON-LD: the page, its paper and its data."""
    text = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', read(f"chapters/{name}.html"), re.S
    )[1]
    graph = {node["@type"]: node for node in json.loads(text)["@graph"]}
    assert {"Article", "Dataset"} < set(graph) and (
        "ScholarlyArticle" in graph or "WebPage" in graph
    )
    paper = graph.get("ScholarlyArticle") or graph["WebPage"]
    assert graph["Article"]["about"]["@id"] == paper["@id"] and paper["name"]
    assert all(
        (SITE / file["contentUrl"].split(".example/")[1]).is_file()
        for file in graph["Dataset"]["distribution"]
    )


def test_the_site_map_names_every_page_and_the_feed_every_summary():
    """With days that come from the data, not from the clock."""
    places = [
        node.text
        for node in ElementTree.parse(SITE / "sitemap.xml").iter()
        if node.tag.endswith("loc")
    ]
    pages = {f"chapters/{path.stem}.html" for path in (SITE / "chapters").glob("*.html")}
    assert {
        place.removeprefix("https://healing-in-plain-words.example/") for place in places
    } == pages | {""}
    assert "Sitemap: https://healing-in-plain-words.example/sitemap.xml" in read("robots.txt")
    feed = ElementTree.parse(SITE / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert sorted(entry.find(f"{ATOM}id").text.rpartition("/")[2] for entry in entries) == sorted(
        f"{name}.html" for name in SUMMARIES
    )
    days = [entry.find(f"{ATOM}updated").text for entry in entries]
    assert days == sorted(days, reverse=True) and feed.find(f"{ATOM}updated").text == days[0]


def test_a_newly_changed_summary_comes_first_in_the_feed():
    """A `changed` day in the front matter moves it up."""
    old = summary("samet2024.opioid_deaths")
    new = type(old)(**{**vars(old), "changed": "2027-01-02", "docname": "chapters/new"})
    feed = ElementTree.fromstring(structured_data.feed(HOME, [old, new]))
    assert [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")] == [
        new.address,
        old.address,
    ]


def test_text_cannot_leave_the_json_of_a_page():
    """A title with markup in it stays a title."""
    page = summary("samet2024.opioid_deaths")
    text = structured_data.json_ld(type(page)(**{**vars(page), "title": "</script><b>"}))
    assert "</script" not in text and json.loads(text)["@graph"][0]["headline"] == "</script><b>"
