"""What readers take along: handouts, cards, embeds, notebooks that run elsewhere, data."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from frictionless import Package
from plainresults import charts, data
from plainresults.evidence import site, store
from plainresults.evidence.ranking import results_above
from plainresults.evidence.site import Site
from plainresults.export import citation, handout, social_card, structured_data
from plainresults.export.summary import Chart, Summary
from pybtex.database import parse_string
from pypdf import PdfReader
from sample_books import BOOKS, Book
from taken_along import broken_card, broken_embed, broken_handout, broken_policies, broken_summary

ATOM = "{http://www.w3.org/2005/Atom}"
SVG = 'xmlns="http://www.w3.org/2000/svg" width="20" height="10"'
PICTURE = f'<svg {SVG}><rect width="9" height="9"/></svg>'
CHAPTERS = (BOOKS / "small" / "chapters").glob("*.md")
SUMMARIES = sorted(
    f"chapters/{path.stem}" for path in CHAPTERS if "\nsource: " in path.read_text("utf8")
)


@pytest.fixture
def home() -> Site:
    """The site of the small book, at another address."""
    return replace(site.load(), base="https://example.org/", title="A site", author="Some people")


@pytest.fixture
def summary(home: Site):
    """A function that gives a summary led by the outcome at a key."""

    def make(key: str) -> Summary:
        lead = store.outcome(key)
        return Summary(
            docname="chapters/a-page",
            site=home,
            title="What happened?",
            description="What happened, in short.",
            source=lead.source,
            lead=lead,
            short=[("A result. ", True), ("And more.", False)],
            words=430,
            checked="2026-11-21",
            changed="2026-11-22",
            charts=[Chart("a-chart", "A chart", "A bar.")],
        )

    return make


def test_what_is_taken_along_of_a_built_book_is_whole(built_book: Book):
    """Policies, handouts, embeds, summaries and cards, by the promises of `taken_along`."""
    folder, home = built_book.site, site.load()
    embeds = sorted((folder / "embed").glob("*.html"))
    drawn = {path.stem for path in (folder / "charts").glob("*.svg")}
    assert {path.stem for path in embeds} == drawn and len(embeds) >= 3
    found = list(broken_policies(folder, home))
    for path in embeds:
        found += broken_embed(path, home)
    for page in SUMMARIES:
        found += broken_handout(folder / f"handouts/{Path(page).name}.pdf", home, page)
        found += broken_summary(folder, page, home)
    for page in ("index", "chapters/glossary", *SUMMARIES):
        found += broken_card(folder, page, home)
    assert found == []


MAIN = "chapters/missed-days.html"
SPOILS = [  # name, what is put in, promise, file, in place of what
    ("policy", "'self' 'unsafe-inline'", broken_policies, "index.html", "script-src 'self'"),
    ("inline", '<p style="x">', broken_policies, "index.html", "<p>"),
    ("hash", "sha256-x", broken_policies, "chapters/search.html", "sha256-"),
    ("embed", "<script>", broken_embed, "embed/*.html", "<h1"),
    ("table", "<tab>", broken_embed, "embed/*.html", "<table>"),
    ("place", 'id="the-thing"', broken_summary, MAIN, 'id="the-goal"'),
    ("paper", '"about":{"@id":"x', broken_summary, MAIN, '"about":{"@id":"'),
    ("card", 'og:url" content="x', broken_card, "index.html", 'og:url" content="'),
]


@pytest.mark.parametrize("spoil", SPOILS, ids=[spoil[0] for spoil in SPOILS])
def test_each_of_these_promises_has_been_seen_broken(built_book: Book, tmp_path: Path, spoil):
    """Else they might hold whatever is published."""
    _, new, promise, name, old = spoil
    folder = tmp_path / "html"
    source = next(iter(sorted(built_book.site.glob(name))))
    target = folder / source.relative_to(built_book.site)
    for path in built_book.site.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(built_book.site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    text = target.read_text("utf8")
    assert old in text
    target.write_text(text.replace(old, new), "utf8")
    arguments = {
        broken_policies: (folder, site.load()),
        broken_embed: (target, site.load()),
        broken_summary: (folder, "chapters/missed-days", site.load()),
        broken_card: (folder, "index", site.load()),
    }
    assert list(promise(*arguments[promise])) != []


def test_a_handout_carries_the_fact_box(built_book: Book):
    """Both rates, the range and the day of the last check, as on the page."""
    pdf = PdfReader(built_book.site / "handouts" / "missed-days.pdf")
    text = " ".join(pdf.pages[0].extract_text().split())
    for said in (
        "41.2 missed days per 100 children",
        "44.3 missed days per 100 children",
        "from 20% lower to 8% higher",
        "21 November 2026",
    ):
        assert said in text


def test_a_handout_is_the_same_from_the_same_data(summary):
    """Byte for byte, with a picture and without."""
    page = summary("moss2021.missed_days")
    for picture in ("", PICTURE):
        assert handout.pdf(page, picture) == handout.pdf(page, picture)


def test_a_secondary_result_is_passed_on_with_the_main_one(summary):
    """On its handout, its card and in the feed; the main result needs no company."""
    page = summary("moss2021.sweets_sold")
    assert page.always_with[0] == (
        "Main result of the whole study: no clear difference in missed days of school."
    )
    assert handout.content(page, True)["with"] == page.always_with
    card, feed = social_card.svg(page), structured_data.feed(page.site, [page])
    assert all(line in feed for line in page.always_with)
    assert all(line in " ".join(re.findall(r">([^<]+)</text>", card)) for line in page.always_with)
    assert summary("moss2021.missed_days").always_with == []
    assert results_above(None) == [store.load().trial_result], "a page without a result of its own"


def test_a_page_can_be_cited(summary):
    """In APA style, as BibTeX that parses, and as RIS."""
    page = summary("moss2021.missed_days")
    assert " ".join(citation.apa(page)) == (
        "Some people. (2026, November 22). What happened? A site. https://example.org/chapters/a-page.html"
    )
    (entry,) = parse_string(citation.bibtex(page), "bibtex").entries.values()
    assert entry.fields["year"] == "2026" and entry.fields["url"] == page.address
    assert page.site.notice in entry.fields["note"]
    assert str(entry.persons["author"][0]) == "{Some people}"
    ris = citation.ris(page)
    assert ris.startswith("TY  - ELEC\r\n") and ris.endswith("ER  - \r\n")
    assert f"UR  - {page.address}\r\n" in ris


def test_reading_time_is_words_by_two_hundred(summary):
    """430 words take two minutes; nothing takes none."""
    page = summary("moss2021.missed_days")
    assert page.minutes == 2 and replace(page, words=3).minutes == 1


def test_an_embed_page_is_offered_beside_its_chart(built_book: Book):
    """A piece of code to copy, with the site's address and a name for the frame."""
    text = built_book.page("chapters/missed-days.html")
    names = re.findall(r'<figure class="chart" id="([^"]+)"', text)
    assert len(names) == 2
    for name in names:
        frame = f'&lt;iframe src="https://gardens.example/embed/{name}.html" title="'
        assert frame in text


def test_a_chart_on_two_pages_is_passed_on_with_what_outranks_more(copy_of_built_book: Book):
    """Its embed leads to one of the two, and says the main result if one of them has to."""
    book = copy_of_built_book
    cell = 'charts.show_intervals(data.outcomes("moss2021.missed_days", "moss2021.sweets_sold"))'
    book.change(
        "chapters/vegetables.md",
        "## Why It Matters",
        f"```{{code-cell}} ipython3\n{cell}\n```\n\n## Why It Matters",
    )
    done = book.build()
    assert done.returncode == 0, done.stdout
    embed = book.page("embed/show-intervals-missed-days-sweets-sold.html")
    assert "chapters/vegetables.html" in embed
    assert "<strong>Main result of the whole study: no clear difference" in embed


@pytest.fixture(scope="module")
def unpacked(built_book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook of the main page and all it needs, unpacked far from the book."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(built_book.site / "notebooks" / "missed-days.zip") as archive:
        archive.extractall(folder)
    return folder / "gardens-in-plain-words"


def test_a_notebook_runs_elsewhere_and_gives_the_same(unpacked: Path):
    """With nothing of the book in reach, each cell gives the chart that the page shows."""
    run = (
        "import nbformat, nbclient; book = nbformat.read('missed-days.ipynb', 4); "
        "[cell.update(outputs=[]) for cell in book.cells if cell.cell_type == 'code']; "
        "nbclient.NotebookClient(book, timeout=120).execute(); nbformat.write(book, 'again.ipynb')"
    )
    done = subprocess.run(
        [sys.executable, "-c", run],
        cwd=unpacked,
        text=True,
        capture_output=True,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "HOME": str(unpacked), "PYTHONPATH": str(unpacked)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    charts = [
        [
            "".join(output["data"]["text/html"])
            for cell in json.loads((unpacked / name).read_text("utf8"))["cells"]
            for output in cell.get("outputs", ())
            if "text/html" in output.get("data", {})
        ]
        for name in ("missed-days.ipynb", "again.ipynb")
    ]
    assert len(charts[0]) == 2 and charts[0] == charts[1], "the data travelled with the code"
    assert 'href="https://gardens.example/chapters/sources.html' in charts[0][0]
    assert "book-root:" not in charts[0][0] and "book-site:" not in charts[0][0]


def test_a_notebook_names_what_it_needs(unpacked: Path):
    """Pinned packages, and a word on how to run it; nothing that only a build needs."""
    lines = (unpacked / "requirements.txt").read_text("utf8").splitlines()
    assert len(lines) < 12 and all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert "pip install -r requirements.txt" in (unpacked / "README.txt").read_text("utf8")
    assert (unpacked / "data" / "moss2021.yml").is_file()
    assert not (unpacked / "plainresults" / "sphinx").exists()


def test_the_dataset_is_a_valid_data_package(built_book: Book):
    """Frictionless reads every row by the description that is published beside it."""
    folder = built_book.site / "data"
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    described = json.loads((folder / "datapackage.json").read_text("utf8"))
    table = csv.reader(io.StringIO((folder / "numbers.csv").read_text("utf8")))
    fields = described["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == next(table)
    assert described["name"] == "gardens-in-plain-words"
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert any("moss.2021" in source.get("path", "") for source in described["sources"])


def test_the_site_map_names_every_page_and_the_feed_every_summary(built_book: Book):
    """With days that come from the data, not from the clock."""
    base = "https://gardens.example/"
    tree = ElementTree.parse(built_book.site / "sitemap.xml")
    places = {node.text for node in tree.iter() if node.tag.endswith("loc")}
    pages = {
        base + path.relative_to(built_book.site).as_posix()
        for path in built_book.site.rglob("*.html")
        if path.parent.name != "embed" and path.name != "index.html"
    }
    assert places == pages | {base}
    assert f"Sitemap: {base}sitemap.xml" in built_book.page("robots.txt")
    entries = ElementTree.parse(built_book.site / "feed.xml").getroot().findall(f"{ATOM}entry")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert ids == {f"{base}{page}.html" for page in SUMMARIES}


def test_a_newly_changed_summary_comes_first_in_the_feed(summary):
    """A `changed` day in the front matter moves it up."""
    old = summary("moss2021.missed_days")
    new = replace(old, changed="2027-01-02", docname="chapters/new")
    feed = ElementTree.fromstring(structured_data.feed(old.site, [old, new]))
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert ids == [new.address, old.address]
    assert feed.findtext(f"{ATOM}updated") == "2027-01-02T00:00:00Z"


def test_text_cannot_leave_the_json_of_a_page(summary):
    """A title with markup in it stays a title."""
    page = replace(summary("moss2021.missed_days"), title="</script><b>")
    text = structured_data.json_ld(page)
    assert "</script" not in text and json.loads(text)["@graph"][0]["headline"] == "</script><b>"


def test_a_summary_can_be_had_as_plain_text(built_book: Book):
    """Result, rank, range, limits and the main result first; then the whole text, without markup."""
    text = (built_book.site / "chapters" / "sweets.md").read_text("utf8")
    head, _, rest = text.partition("\n## ")
    for said in (
        "Result: Lower with a garden",
        "How important: Secondary result",
        "from 40% lower",
    ):
        assert said in head, said
    assert "Must stand beside it: Main result of the whole study: no clear difference" in head
    assert rest.count("\n## ") >= 3
    assert not re.search(r"<\w|\{num\}|book-root:", text)
    for page in ("sweets", "vegetables"):
        address = f"https://gardens.example/chapters/{page}.md"
        assert address in (built_book.site / "llms.txt").read_text("utf8")
        assert f'href="{address}"' in built_book.page(f"chapters/{page}.html")


def test_a_downloaded_picture_says_where_it_is_from_and_what_outranks_it():
    """Its source and the site; below a secondary result the main one, below the main one nothing."""
    main, second = (
        ElementTree.fromstring(charts.compare_groups(data.outcome(key)).download_svg())
        for key in ("moss2021.missed_days", "moss2021.sweets_sold")
    )
    foot = [node.text for node in second if node.tag.endswith("}text")]
    assert (
        foot[0] == "Main result of the whole study: no clear difference in missed days of school."
    )
    assert foot[1].startswith("Source: Moss 2021") and "An independent guide" in foot[2]
    assert [node.text for node in main if node.tag.endswith("}text")] == foot[1:]
    assert float(second.get("height")) == float(second.get("viewBox").split()[3])
