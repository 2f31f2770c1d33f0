"""A build that is killed, runs twice at once, or has no room or right, costs nothing that was there.

Run with `pytest -m weekly`. The moments of the kills are drawn anew each time; what was drawn is
said when one does not hold.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_books
from sample_books import Book

pytestmark = pytest.mark.weekly
KILLS, LOOK = 60, 6  # kills, and after how many of them a whole build is looked at
VALUES = ("control: {value: 44.3}", "control: {value: 44.4}")
MOSS = "data/moss2021.yml"
DAY = "1760000000"
Site = dict[str, bytes]


def finished(book: Book, **environment: str) -> Site:
    """The site after a build that has to succeed."""
    with book.start(SOURCE_DATE_EPOCH=DAY, **environment) as build:
        said, _ = build.communicate(timeout=300)
    assert build.returncode == 0, said
    return site_of(book)


def site_of(book: Book) -> Site:
    """Every file of the site."""
    files = (path for path in sorted(book.site.rglob("*")) if path.is_file())
    return {path.relative_to(book.site).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, list[Site]]:
    """A built book, and its sites with each of the two values, built from nothing."""
    folder, found = tmp_path_factory.mktemp("kills"), []
    for at, value in enumerate(VALUES):
        book = sample_books.make(folder / f"book-{at}")
        book.change(MOSS, VALUES[0], value)
        found.append(finished(book))
    return book, found


def test_a_killed_build_costs_nothing(sites: tuple[Book, list[Site]], tmp_path: Path):
    """At any moment the site is one of two whole ones, and the next build is right."""
    book, known = sites
    (tmp_path / "t").mkdir()
    began = time.monotonic()
    assert finished(book, TMPDIR=str(tmp_path / "t")) == known[1]
    longest, drawn, broken = 6 * (time.monotonic() - began) + 1, [], []
    has = 1
    for kill in range(1, KILLS + 1):
        want = kill % 2
        text = book.read(MOSS).replace(VALUES[1 - want], VALUES[want])
        book.write(MOSS, text)
        drawn.append(moment := random.uniform(0, min(longest, 8)))
        with book.start(SOURCE_DATE_EPOCH=DAY, TMPDIR=str(tmp_path / "t")) as build:
            with contextlib.suppress(subprocess.TimeoutExpired):
                build.communicate(timeout=moment)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(build.pid, signal.SIGKILL)
        whole = site_of(book) in known or not book.site.exists()  # moved: the next one puts it back
        right = kill % LOOK or finished(book, TMPDIR=str(tmp_path / "t")) == known[want]
        if not (whole and right):
            broken.append(f"kill {kill} after {moment:.2f} s: whole {whole}, next {bool(right)}")
        has += whole and bool(right)
    print(f"{has - 1} of {KILLS} kills held")
    assert not broken, broken


def test_the_very_first_two_builds_at_once_both_end_well(sites: tuple[Book, list[Site]], tmp_path):
    """One waits for the other."""
    book = sample_books.make(tmp_path / "book")
    with book.start(SOURCE_DATE_EPOCH=DAY) as one, book.start(SOURCE_DATE_EPOCH=DAY) as two:
        said = [build.communicate(timeout=300)[0] for build in (one, two)]
    assert (one.returncode, two.returncode) == (0, 0), said
    assert site_of(book) == sites[1][0]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 64 MB; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("no right to make a disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_disk_without_room_or_right_is_said_and_costs_nothing(
    sites: tuple[Book, list[Site]], small_disk: Path, how: str
):
    """A sentence, no traceback, the last good site, and afterwards everything is made."""
    book, known = sample_books.make(small_disk / "book"), sites[1]
    assert finished(book) == known[0]
    book.change(MOSS, *VALUES)
    tried = []
    for room in (0, 40_000, 200_000, 600_000) if how == "full" else (0,):  # bytes left
        if how == "full":
            free = shutil.disk_usage(small_disk).free - room
            (small_disk / "filler").write_bytes(b"x" * max(free, 0))
        else:
            subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
        with book.start(SOURCE_DATE_EPOCH=DAY) as build:
            said, _ = build.communicate(timeout=300)
        tried.append((room, build.returncode))
        assert build.returncode == 0 or "Traceback" not in said, said
        assert site_of(book) in known, tried
        if how == "full":
            (small_disk / "filler").unlink()
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert any(code for _, code in tried), tried
    assert finished(book) == known[1]
