"""`plainresults new book`, from the built wheel, in an empty folder outside of any repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_books import ROOT, clean_environment

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The engine as a wheel brings it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    left_out = shutil.ignore_patterns("build", "*.egg-info", "tests", "__pycache__")
    shutil.copytree(ROOT / "engine", folder / "engine", ignore=left_out)
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, folder / "engine"]
    subprocess.run(wheel, check=True)
    (made,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "site", made], check=True)
    return folder / "site"


@pytest.fixture(scope="module")
def run(engine: Path) -> Run:
    """Run a module of that engine in a folder."""

    def in_folder(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env=clean_environment() | {"PYTHONPATH": str(engine)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )

    return in_folder


@pytest.fixture(scope="module")
def book(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new book, and its site."""
    folder = tmp_path_factory.mktemp("empty")
    made = run(folder, "plainresults", "new", "book", "my-trial", "--defaults")
    assert made.returncode == 0, made.stdout
    done = run(folder / "my-trial", "plainresults", "site")
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout and "ERROR" not in done.stdout, done.stdout
    return folder / "my-trial"


def files(book: Path) -> list[Path]:
    found = [path for path in book.rglob("*") if path.is_file()]
    return [path for path in found if "_build" not in path.parts]


def test_a_new_book_has_at_most_twelve_files(book: Path):
    """README, workflow and pinned requirements among them."""
    names = {path.relative_to(book).as_posix() for path in files(book)}
    assert len(names) <= 12
    assert {"README.md", ".github/workflows/site.yml", "requirements.txt"} <= names
    assert "plainresults==" in (book / "requirements.txt").read_text("utf8")


def test_a_new_book_builds_at_once_without_a_warning(book: Path):
    """Its page says that the result is not entered yet."""
    page = (book / "_build" / "html" / "chapters" / "main-result.html").read_text("utf8")
    assert "We have not entered yet what the study found" in page
    assert "not published in what we could read" in page


def test_a_new_book_passes_its_own_tests(book: Path, run: Run):
    """Those of its README."""
    done = run(book, "doctest", "README.md")
    assert done.returncode == 0, done.stdout


def test_a_result_that_is_entered_is_told(book: Path, run: Run):
    """From the empty folder to a true summary with two edits."""
    path = book / "data" / "example2024.yml"
    text = path.read_text("utf8").replace("    # arms:\n", "    arms:\n")
    text = text.replace("    #   first: {value: 0, low: 0, high: 0}", "      first: {value: 31}")
    text = text.replace("    #   second: {value: 0, low: 0, high: 0}", "      second: {value: 40}")
    text = text.replace(
        "    # comparison: {type: rate ratio, value: 0, low: 0, high: 0, p: 0}",
        "    comparison: {type: rate ratio, value: 0.78, low: 0.66, high: 0.92}",
    )
    path.write_text(text, "utf8")
    done = run(book, "plainresults", "site")
    assert done.returncode == 0, done.stdout
    page = (book / "_build" / "html" / "chapters" / "main-result.html").read_text("utf8")
    assert "Lower with the treatment" in page and "People without the treatment" in page


def test_an_update_brings_the_engines_files_and_leaves_the_authors(book: Path, run: Run):
    """What is written in a chapter stays; the workflow is as the engine has it."""
    (book / "requirements.txt").write_text("plainresults==0.0.1\n", "utf8")
    chapter = book / "chapters" / "main-result.md"
    chapter.write_text(chapter.read_text("utf8") + "\nOur own words.\n", "utf8")
    done = run(book, "plainresults", "update")
    assert done.returncode == 0 and "requirements.txt" in done.stdout, done.stdout
    assert "0.0.1" not in (book / "requirements.txt").read_text("utf8")
    assert chapter.read_text("utf8").endswith("Our own words.\n")
    again = run(book, "plainresults", "update")
    assert "Everything is as the engine has it." in again.stdout


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, run: Run):
    """Nobody's files are mixed with ours."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear", "utf8")
    done = run(tmp_path, "plainresults", "new", "book", "mine", "--defaults")
    assert done.returncode == 1 and "is not empty" in done.stdout
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
