"""Publishing: the day of the commit, versions and workflows that are pinned, what a change changes."""

from __future__ import annotations

import os
import re
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from plainresults.cli import site_changes
from sample_books import ROOT

DEBIAN = "3.11.2"  # the Python of Debian 12


def test_every_pinned_version_installs_on_the_python_of_debian():
    """`make lock` takes what fits the Python that it runs on, which may be newer than that of the machine that builds."""
    known = {
        found.name: SpecifierSet(found.metadata.get("Requires-Python", ""))
        for found in distributions()
    }
    refused = [
        f"{name} wants Python {wanted}: hold it back in requirements.in and run `make lock`"
        for name, wanted in known.items()
        if DEBIAN not in wanted
    ]
    assert len(known) > 100 and not refused, "\n".join(refused)


def test_make_takes_the_day_of_the_last_commit():
    """Without SOURCE_DATE_EPOCH, `make site` sets it from git."""
    made = subprocess.run(
        ["make", "-pn", "site"],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "17"},
        check=True,
    )
    assert re.search(r"^SOURCE_DATE_EPOCH = 17$", made.stdout, re.M)
    assert "git log -1 --format=%ct" in (ROOT / "Makefile").read_text("utf8")


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_pinned_and_may_do_little(path: Path):
    """Actions by the hash of a version, rights named, a limit of time for each job that runs here."""
    text = path.read_text("utf8")
    flow = yaml.safe_load(text)
    own = [job for job in flow["jobs"].values() if "uses" not in job]
    assert flow["permissions"] and all("timeout-minutes" in job for job in own)
    used = re.findall(r"^ *-? *uses: (.+)$", text, re.M)
    pinned = r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\S+"
    assert used and all(re.fullmatch(pinned, action) for action in used), used
    assert "secrets." not in text and "pull_request_target" not in text


def test_there_is_a_workflow_for_each_need():
    """Check a change, publish, and look after links and versions."""
    assert [path.stem for path in WORKFLOWS] == ["check", "publish", "weekly"]
    assert (ROOT / ".github" / "dependabot.yml").is_file()


def test_what_a_change_changes_is_listed(tmp_path: Path):
    """Pages and numbers, from two built sites: new, gone and different ones, with both values."""
    for name, value, page in (("old", 51.7, "a"), ("new", 51.9, "b")):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "numbers.json").write_text(
            f'{{"numbers": [{{"key": "x.y", "value": {value}, "shown": "{value}"}}, {{"key": "x.{name}", "value": 1, "shown": "1"}}]}}'
        )
        (tmp_path / name / "index.html").write_text(page)
        (tmp_path / name / "same.html").write_text("same")
    (tmp_path / "new" / "more.html").write_text("more")
    said = site_changes.listed(tmp_path / "old", tmp_path / "new")
    assert (
        "- index.html: different" in said and "- more.html: new" in said and "same.html" not in said
    )
    assert (
        "- x.y: 51.7 → 51.9" in said
        and "- x.new: new, 1" in said
        and "- x.old: gone, was 1" in said
    )
