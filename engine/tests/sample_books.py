"""Small whole books for tests: to write in, to change, to build and to look at.

`books/small/` is a made-up trial of school gardens with two papers.
What a book still takes from this repository's own book stands in `BORROWED`.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plainresults import book as current_book

ROOT = Path(__file__).resolve().parents[2]
BOOKS = Path(__file__).resolve().parent / "books"
BORROWED = ("requirements.txt", "LICENSE", "LICENSE-TEXTS.md")
NOTEBOOK = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n"
CELL = "```{{code-cell}} ipython3\nfrom plainresults import charts, data\n\n{}\n```\n"
LAST_GOOD_SITE = "the last good site"


@dataclass(frozen=True)
class Book:
    """A book in a folder of its own. `said` is what its last build by `build_once` printed."""

    folder: Path
    said: str = ""

    @property
    def site(self) -> Path:
        """The folder of the published site."""
        return self.folder / "_build" / "html"

    def write(self, name: str, text: str) -> None:
        """Write one of the book's files."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")

    def read(self, name: str) -> str:
        """One of the book's files."""
        return (self.folder / name).read_text("utf8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change one place of one of the book's files; the place has to be there once."""
        text = self.read(name)
        assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build it the plain way, `jupyter-book build .`; `stdout` holds all that was said."""
        return self.run("jupyter-book", "build", ".", **environment)

    def run(self, program: str, *arguments: str, **environment: str):
        """Run a program of this Python environment in the book's folder, as an author would."""
        return subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            cwd=self.folder,
            env=clean_environment() | environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """A build under way, in a session of its own."""
        return subprocess.Popen(
            [Path(sys.executable).with_name("jupyter-book"), "build", "."],
            cwd=self.folder,
            env=clean_environment() | environment,
            text=True,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def page(self, name: str = "index.html") -> str:
        """A page of the published site."""
        return (self.site / name).read_text("utf8")

    def without_rules(self) -> None:
        """Let the book be built whatever its texts say, for tests of what comes after the rules."""
        setting = "    plainresults_ledger: false\n"
        self.change("_config.yml", setting, f"{setting}    plainresults_rules: false\n")

    def publish_something(self) -> None:
        """Leave a site that a failing build must not touch: its front page is LAST_GOOD_SITE."""
        self.write("_build/html/index.html", LAST_GOOD_SITE)


def clean_environment() -> dict[str, str]:
    """The environment without what a build, or a book in use, has put into this process."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PLAINRESULTS_")
    }


def make(folder: Path, like: str = "small") -> Book:
    """A new book in `folder`, a copy of `books/<like>`, that has not been built."""
    shutil.copytree(BOOKS / like, folder)
    for name in BORROWED:
        shutil.copy(ROOT / name, folder)
    for schema in ROOT.glob("data/**/*schema.json"):
        place = folder / schema.relative_to(ROOT)
        if place.with_name(place.name.replace(".schema.json", ".yml")).is_file() or (
            place.name == "schema.json" and place.parent.is_dir()
        ):
            shutil.copy(schema, place)
    return Book(folder)


def one_page(folder: Path) -> Book:
    """A small book with a single page and a good site already published."""
    book = make(folder)
    shutil.rmtree(folder / "chapters")
    leave_one_page(book)
    return book


def leave_one_page(book: Book) -> None:
    """Let the front page be the only one, whatever is asked of a page; publish something good."""
    book.write("_toc.yml", "format: jb-book\nroot: index\n")
    book.write("data/study.yml", re.sub(r"chapters/[\w-]+", "index", book.read("data/study.yml")))
    book.write("index.md", "# A page\n\nSome words.\n")
    book.publish_something()


def once(place: Path, finish: Callable[[Book], str] = lambda book: "", like: str = "small") -> Book:
    """A book in `place`, made by the first process that asks; `finish` gives its `said`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    said = place.with_suffix(".said")
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text("It could not be made: see the first test that asked for it.", "utf8")
            said.write_text(finish(make(place, like)), "utf8")
        return Book(place, said.read_text("utf8"))


def build_once(place: Path, prepare: Callable[[Book], None] = lambda book: None) -> Book:
    """A small book in `place`, changed by `prepare` and built, by the first process that asks."""

    def finish(book: Book) -> str:
        prepare(book)
        done = book.build()
        assert done.returncode == 0, done.stdout
        return done.stdout

    book = once(place, finish)
    assert book.site.is_dir(), book.said
    return book


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Within the block, the engine in this process works on the book in `folder`."""
    before, named = list(current_book._current), os.environ.get(current_book.VARIABLE)
    current_book.use(folder)
    forget()
    try:
        yield
    finally:
        current_book._current[:] = before
        os.environ.pop(current_book.VARIABLE, None)
        os.environ |= {current_book.VARIABLE: named} if named else {}
        forget()


def forget() -> None:
    """Clear what the engine's modules keep of the files of a book."""
    for name, module in list(sys.modules.items()):
        if name.startswith("plainresults"):
            for thing in list(vars(module).values()):
                if hasattr(thing, "cache_clear") and not isinstance(thing, type):
                    thing.cache_clear()


def own_engine(book: Book) -> dict[str, str]:
    """Give the book an engine of its own to change; give `build` and `run` what is returned."""
    place = book.folder / "engine" / "src"
    shutil.copytree(ROOT / "engine" / "src", place, ignore=shutil.ignore_patterns("__pycache__"))
    return {"PYTHONPATH": str(place)}
