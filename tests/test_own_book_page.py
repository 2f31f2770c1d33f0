"""The page “How do I make my own book?”, obeyed word for word in an empty folder."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample_books import ROOT, clean_environment

PAGE = (ROOT / "chapters" / "make-your-own-book.md").read_text("utf8")
BLOCKS = re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", PAGE)
SHELL = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
COMMANDS = [line.split() for line in SHELL if line.startswith("plainresults ")]
ALSO = re.findall(r"`plainresults ([^`]+)`", PAGE)
ANSWERS = ["--kind", "comparison", "--key", "lamp2025", "--doi", "10.1000/example.2"]
ANSWERS += ["--page", "dreams", "--question", "Did people dream more?", "--topic", "What else?"]
ANSWERS += ["--paper", "Dreams", "--authors", "Lamp, L.", "--journal", "Sleep", "--per", "100"]
ANSWERS += ["--outcome", "dreams", "--title", "Dreams", "--rank", "SECONDARY", "--of", "people"]
ANSWERS += ["--statistic", "rate", "--comparison", "rate ratio", "--unit", "dreams"]
ANSWERS += ["--who", "Adults", "--begin", "the start", "--end", "the end", "--lower_is", "neither"]
ANSWERS += ["--design", "randomized", "--seen_in", "abstract", "--where", "Abstract"]


def run(folder: Path, *command: str) -> str:
    """Run a command of the page; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}"
    assert "WARNING" not in done.stdout and "ERROR" not in done.stdout, done.stdout
    return done.stdout


def block(kind: str, start: str) -> str:
    """The block of the page that begins with these letters."""
    return next(text for one, text in BLOCKS if one == kind and text.lstrip().startswith(start))


def replace(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of what the pattern `old` finds, once."""
    text, count = re.subn(old, lambda _: new, path.read_text("utf8"), flags=re.MULTILINE)
    assert count == 1, (path, old)
    path.write_text(text, "utf8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book that the page leads to, with its site."""
    place = tmp_path_factory.mktemp("empty")
    book, commands = place / "my-trial", iter(COMMANDS)
    run(place, *next(commands), "--defaults")
    run(book, *next(commands))  # Step 2
    run(book, *next(commands))  # Step 3
    data, trials = book / "data" / "example2024.yml", book / "data" / "trials.yml"
    replace(data, r"^    # TO ENTER[^\n]*\n(?:    #[^\n]*\n)+", block("yaml", "arms:"))
    replace(data, r"^    unknown:\n      - The result\.[^\n]*\n", "")
    data.write_text(data.read_text("utf8") + block("yaml", "facts:"), "utf8")
    replace(trials, "funding: unknown", re.search(r"`(funding: [\w.]+)`", PAGE)[1])
    text = block("markdown", "**With")
    replace(book / "chapters" / "main-result.md", r"^\*\*We have not entered yet.*\n", text)
    for command in commands:  # Step 5
        run(book, *command)
    return book


def test_the_site_tells_the_result_and_who_paid(made: Path):
    """From an empty folder, without a line of code and without a warning."""
    page = (made / "_build" / "html" / "chapters" / "main-result.html").read_text("utf8")
    text = re.sub(r"<[^>]+>", "", page)
    assert "It was 31 of every 100 people, and 40 without it." in text
    assert "Lower with the treatment" in text and "The Lamp Fund paid for the study." in text
    assert "not entered yet" not in text


def test_the_other_commands_of_the_page_do_what_it_says(made: Path):
    """All but the preview, which runs until it is stopped."""
    assert set(ALSO) == {"preview", "schema", "new summary", "update", "migrate"}
    assert "ClinicalTrials.gov" in run(made, "plainresults", "schema")
    assert "as the engine has it" in run(made, "plainresults", "update")
    assert "today's form" in run(made, "plainresults", "migrate")
    run(made, "plainresults", "new", "summary", *ANSWERS)
    assert (made / "chapters" / "dreams.md").is_file()
    run(made, "plainresults", "check")


def test_a_mistake_on_the_way_is_named(made: Path):
    """A number typed by hand is found by the check of Step 5."""
    page = made / "chapters" / "main-result.md"
    before = page.read_text("utf8")
    page.write_text(before.replace("of every 100 people,", "of every 1,000 people,"), "utf8")
    with pytest.raises(AssertionError, match=r"main-result\.md:\d+:\d+: one-denominator"):
        run(made, "plainresults", "check")
    page.write_text(before, "utf8")


def test_the_tool_comes_with_what_makes_a_book():
    """The line that installs it names a part that the engine has."""
    part = re.search(r'pip install "\./engine\[(\w+)\]"', PAGE)[1]
    assert re.search(rf"(?m)^{part} = ", (ROOT / "engine" / "pyproject.toml").read_text("utf8"))
