"""A number's history: what was published does not change without a word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from plainresults.errors import Faults
from plainresults.evidence import history, store
from sample_books import ROOT, Book

KEY = "samet2024.opioid_deaths.control"
ENTRY = f'changes:\n  - key: {KEY}\n    from: "51.7"\n    to: "51.9"\n    when: "2026-12-01"\n    why: The journal corrected its table.\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change one place of a file."""
    text = (folder / name).read_text("utf8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), "utf8")


def problems(folder: Path) -> list[str]:
    """What is wrong with the history of the data in `folder`."""
    history.load.cache_clear()
    return [
        f"{Path(fault.file).name}:{fault.line}: {fault.message}"
        for fault in history.faults(store.load(folder), folder / "history")
    ]


def test_the_published_values_are_those_of_the_data(folder):
    """As they are, nothing has to be told."""
    assert problems(folder) == []
    assert history.published(folder / "history")[KEY] == ("51.7", False)


def test_a_changed_value_without_an_entry_is_a_fault(folder):
    """File, line and the entry to write; what follows from the value is not asked for as well."""
    change(folder, "samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    (found,) = problems(folder)
    assert (
        found.startswith("samet2024.yml:")
        and f"{KEY} was published as 51.7 and is now 51.9, without a word about it" in found
    )
    assert f'add to data/history/CHANGELOG.yml: {{key: {KEY}, from: "51.7", to: "51.9"' in found
    line = int(found.split(":")[1])
    assert "51.9" in (folder / "samet2024.yml").read_text("utf8").splitlines()[line - 1]


def test_an_entry_settles_it_and_publishing_keeps_it(folder):
    """After the entry, `make publish-values` takes the new value in, and the entry stays true."""
    change(folder, "samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    (folder / "history" / "CHANGELOG.yml").write_text(ENTRY, "utf8")
    assert problems(folder) == []
    history.publish(store.load(folder), folder / "history")
    assert history.published(folder / "history")[KEY] == ("51.9", False) and problems(folder) == []
    assert [(c.old, c.new) for c in history.of(KEY, folder=folder / "history")] == [
        ("51.7", "51.9")
    ]


def test_values_are_not_published_over_an_untold_change(folder):
    """The command is no way around."""
    change(folder, "samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    with pytest.raises(Faults, match="without a word"):
        history.publish(store.load(folder), folder / "history")
    assert history.published(folder / "history")[KEY][0] == "51.7"


def test_a_removed_value_needs_an_entry_and_a_new_one_does_not(folder):
    """New numbers come without ceremony."""
    change(folder, "davis2024.yml", "  surveys: {", "  rounds: {")
    (found,) = problems(folder)
    assert "davis2024.surveys was published as 3 and is now removed" in found
    (folder / "history" / "CHANGELOG.yml").write_text(
        'changes:\n  - {key: davis2024.surveys, from: "3", to: removed, when: "2026-12-01", why: They are called rounds now.}\n',
        "utf8",
    )
    assert problems(folder) == []


def test_an_entry_that_is_not_true_is_a_fault(folder):
    """A changelog that says another value than the data misleads."""
    (folder / "history" / "CHANGELOG.yml").write_text(ENTRY, "utf8")
    (found,) = problems(folder)
    assert (
        found.startswith("CHANGELOG.yml:2: ")
        and "the newest entry for samet2024.opioid_deaths.control says “51.9”, but the data say “51.7”"
        in found
    )


def test_an_entry_without_its_reason_is_a_fault(folder):
    """File, line and what is missing."""
    (folder / "history" / "CHANGELOG.yml").write_text(
        ENTRY.replace("    why: The journal corrected its table.\n", ""), "utf8"
    )
    with pytest.raises(Faults, match=r"CHANGELOG\.yml:2: changes\.0: “why” is missing"):
        history.load(folder / "history")


def test_a_change_is_told_beside_the_number_and_on_its_pages(book: Book):
    """The build stops without the entry; with it, both pages say what changed."""
    book.change(
        "_config.yml",
        "    html_theme: basic",
        "    plainresults_rules: false\n    html_theme: basic",
    )  # the page is no whole summary
    book.write(
        "_toc.yml",
        "format: jb-book\nroot: index\nchapters:\n  - file: chapters/numbers\n  - file: chapters/page\n",
    )
    book.write("chapters/numbers.md", "# Numbers\n\n:::{numbers-list}\n:::\n")
    book.write(
        "chapters/page.md",
        f"---\nsource: samet2024\ncard: One sentence.\n---\n# A page\n\nIt was {{num}}`{KEY}`.\n",
    )
    book.change("data/samet2024.yml", "{value: 51.7}", "{value: 51.9}")
    done = book.build()
    assert (
        done.returncode != 0
        and "Traceback" not in done.stdout
        and book.page() == "the last good site"
    )
    line = 1 + (book.folder / "data/samet2024.yml").read_text("utf8").splitlines().index(
        "      control: {value: 51.9}"
    )
    told = (
        rf"data/samet2024\.yml:{line}:.* {re.escape(KEY)} was published as 51\.7 and is now 51\.9"
    )
    assert re.search(told, done.stdout)
    book.write("data/history/CHANGELOG.yml", ENTRY)
    done = book.build()
    assert done.returncode == 0, done.stdout
    for page in ("chapters/numbers.html", "chapters/page.html"):
        assert (
            "published as 51.7 until 1 December 2026, now 51.9. The journal corrected its table."
            in book.page(page)
        ), page


def test_the_command_counts_what_it_publishes():
    """`make publish-values` says what it did; without a change the file stays as it is."""
    done = subprocess.run(
        [sys.executable, "-m", "plainresults", "publish-values"],
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert (
        done.returncode == 0
        and f"{len(store.load().numbers)} values are now the published ones" in done.stdout
    )
