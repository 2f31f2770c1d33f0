"""Notices of what others wrote, and a bill of materials: complete, and the same bytes each time."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import vl_convert
import yaml
from plainresults.evidence import site
from plainresults.export import licences
from sample_books import ROOT, Book

BUNDLE = "_static/vega.js"
LISTED = yaml.safe_load(licences.LIST.read_text("utf8"))
FILES = (BUNDLE, "pagefind/pagefind.js", "handouts/a.pdf")


def test_every_library_in_the_bundle_of_charts_has_a_notice():
    """What the picture engine has inside is what the list names; only its newest Vega-Lite is used."""
    program = next(Path(vl_convert.__file__).parent.glob("vl_convert*.*[od]"))
    found = re.findall(rb"/npm/([a-z0-9.-]+@\d+\.\d+\.\d+)/\+esm", program.read_bytes())
    inside = {name.decode() for name in found}
    newest = f"vega-lite@{vl_convert.get_vegalite_versions()[-1]}."
    used = {one for one in inside if not one.startswith("vega-lite@") or one.startswith(newest)}
    assert used == {
        name for part in LISTED["parts"] if part["file"] == BUNDLE for name in part["names"]
    }


def test_the_search_is_listed_in_its_version():
    """As it is pinned."""
    (search,) = (part for part in LISTED["parts"] if part["file"] == "pagefind/")
    (version,) = re.findall(
        r"pagefind\[bin\]==([\d.]+)", (ROOT / "engine/pyproject.toml").read_text()
    )
    assert search["names"] == [f"pagefind@{version}"]


def test_each_notice_has_its_licence_and_its_owner():
    """And each licence its text, once."""
    text = licences.notices(FILES)
    for part in LISTED["parts"]:
        assert all(name in text for name in part["names"])
        assert all(f"Copyright {one}" in text for one in part["copyright"].split("; ") if one)
        for name in part["licence"].split(" AND "):
            assert text.count(f"--- {name} ---") == 1 and len(LISTED["texts"][name]) > 100
    assert "vega-lite" not in licences.notices(["pagefind/pagefind.js"])


@pytest.fixture
def locked(unbuilt_book: Book):
    """The small book with the lock file of this repository."""
    place = unbuilt_book.folder / licences.LOCK
    place.write_bytes((ROOT / licences.LOCK).read_bytes())
    yield
    place.unlink()


@pytest.mark.usefixtures("locked")
def test_the_bill_of_materials_has_every_pinned_library_with_its_hashes():
    """As CycloneDX wants them; no day, no machine, no number drawn by chance."""
    text = licences.materials(site.load(), FILES)
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert not {"serialNumber", "timestamp"} & {*bill, *bill["metadata"]}
    lock = (ROOT / licences.LOCK).read_text("utf8")
    pins = set(re.findall(r"^([\w.-]+==[^\s;\\]+)", lock, re.M))
    pypi = [one for one in bill["components"] if one.get("purl", "").startswith("pkg:pypi/")]
    assert {f"{one['name']}=={one['version']}" for one in pypi} == pins and len(pins) > 80
    digests = [digest["content"] for one in pypi for digest in one["hashes"]]
    assert len(digests) == lock.count("--hash=sha256:") and all(one["hashes"] for one in pypi)
    assert text == licences.materials(site.load(), FILES)


def test_both_are_published_and_each_page_leads_to_the_notices(built_book: Book):
    """The small book has no lock file; then what is in the site is listed alone."""
    assert "pagefind@" in (built_book.site / "licences.txt").read_text("utf8")
    bill = json.loads((built_book.site / "sbom.cdx.json").read_text("utf8"))
    assert "pagefind" in {one["name"] for one in bill["components"]}
    assert '<a href="../licences.txt">' in built_book.page("chapters/sweets.html")
