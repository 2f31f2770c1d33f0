"""The long lists, such as that of all papers: complete without a script, narrowed by a choice."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from plainresults.errors import Faults
from plainresults.evidence import store
from plainresults.evidence.papers import papers
from playwright.sync_api import expect
from pybtex.database import parse_string

ROOT = Path(__file__).resolve().parent.parent
LISTS = ["chapters/papers.html", "chapters/places.html"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("papers.yml", "samet2024, topic: deaths", "samet2024, topic: death", "deaths"),
        ("papers.yml", "{source: samet2024", "{source: samet2042", "samet2024"),
        ("places.yml", "Boyd County, area: KY", "Boyd County, area: KW", "KY"),
        (
            "places.yml",
            "Broome County, area: NY, group: unknown",
            "Broome County, area: NY, group: none",
            "group",
        ),
    ],
)
def test_a_mistake_in_a_list_is_named_with_its_line(tmp_path, file, old, new, expected):
    """What neither list nor bibliography has is a fault, with the nearest that they have."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    text = (folder / file).read_text("utf8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), "utf8")
    with pytest.raises(Faults) as stopped:
        store.load(folder)
    [fault] = stopped.value.faults
    assert (Path(fault.file).name, fault.line) == (file, text[: text.index(old)].count("\n") + 1)
    assert expected in str(fault)


def test_every_paper_of_a_summary_is_in_the_list_and_both_lead_to_each_other(site):
    """Nobody has to look for the paper of a summary, or for the summary of a paper."""
    listed = (site / "chapters" / "papers.html").read_text("utf8")
    for page in sorted((site / "chapters").glob("*.html")):
        text = page.read_text("utf8")
        if 'class="summary"' in text:
            [*own] = [p.source.key for p in papers() if f"#paper-{p.source.key}" in text]
            assert own, f"{page.name} leads to no paper of the list"
            assert f'href="{page.name}"' in listed


def test_the_list_of_papers_can_be_taken_along_whole(site):
    """Table, BibTeX and RIS hold every paper of the list, and programs can read them."""
    keys = [paper.source.key for paper in papers()]
    with (site / "cite" / "papers.csv").open(encoding="utf8", newline="") as lines:
        assert [row["key"] for row in csv.DictReader(lines)] == keys
    bib = parse_string((site / "cite" / "papers.bib").read_text("utf8"), "bibtex")
    assert list(bib.entries) == keys
    records = (site / "cite" / "papers.ris").read_bytes().decode().split("ER  - \r\n")
    assert len(records) == len(keys) + 1 and all(r.startswith("TY  - ") for r in records[:-1])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_complete_and_one_choice_narrows_it(open_page, name, script):
    """The menus work without a script, and “show all again” brings everything back."""
    page = open_page(name, java_script_enabled=script)
    every = page.locator(".entry").count()
    assert page.locator(".entry:visible").count() == every > 20
    menu = page.locator(".list-filter select").first
    menu.select_option(index=1)
    left = page.locator(".entry:visible")
    assert 0 < left.count() < every
    chosen = menu.input_value()
    assert all(chosen in (one.get_attribute("class") or "") for one in left.all())
    if script:
        assert f"{left.count()} of {every}" in page.locator(".list-count").inner_text()
    page.get_by_role("button", name="Show all again").click()
    expect(page.locator(".entry:visible")).to_have_count(every)
    assert not page.problems


@pytest.mark.parametrize("name", LISTS)
def test_words_narrow_a_list_and_nothing_found_is_said(open_page, name):
    """Words can be looked for; groups without an entry go, and an empty list says so."""
    page = open_page(name)
    page.locator("#list-words").fill("kentucky")
    left = page.locator(".entry:visible").count()
    assert 0 < left < page.locator(".entry").count()
    assert all(g.locator(".entry:visible").count() for g in page.locator(".entries:visible").all())
    page.locator("#list-words").fill("nowhere at all xyz")
    assert page.locator(".entry:visible").count() == 0
    assert "Nothing fits" in page.locator(".list-count").inner_text()
    assert not page.problems


@pytest.mark.parametrize("name", LISTS)
def test_paper_gets_the_whole_list(open_page, name):
    """Whatever was chosen on the screen, a print leaves nothing out."""
    page = open_page(name)
    every = page.locator(".entry").count()
    page.locator(".list-filter select").first.select_option(index=1)
    page.emulate_media(media="print")
    assert page.locator(".entry:visible").count() == every


def test_every_place_is_on_the_map_and_in_the_list_of_its_area(site):
    """A place on the map leads to its entry, on the page of all places and on that of its area."""
    listed = store.load().lists["places"]
    for name in ["places", *(area["page"].partition("/")[2] for area in listed["areas"].values())]:
        text = (site / "chapters" / f"{name}.html").read_text("utf8")
        drawn, entries = (
            set(re.findall(p, text)) for p in (r'href="#(place-[^"]+)"', r'id="(place-[^"]+)"')
        )
        assert drawn == entries
        if name == "places":
            assert len(entries) == len(listed["places"])


def test_a_place_stands_with_the_source_that_names_it_and_no_group_is_guessed():
    """Only places whose source tells their group have one."""
    tells = {"kyhealthnews", "columbiablog"}
    for place in store.load().lists["places"]["places"]:
        assert (place["group"] == "unknown") == (place["source"] not in tells), place["name"]


def test_a_state_page_sets_no_rate_of_the_study_beside_public_figures(site):
    """Public figures of a state say that they are no results, and no rate of the study is there."""
    for area in store.load().lists["places"]["areas"].values():
        text = (site / f"{area['page']}.html").read_text("utf8")
        assert "These are not results of the study" in text
        keys = set(re.findall(r'data-key="([^"]+)"', text))
        assert not keys & {key for key, n in store.load().numbers.items() if n.outcome}
