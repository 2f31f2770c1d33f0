"""From a build to the site: the same bytes again, nothing stale, nothing private, nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import sample_books
from plainresults.sphinx import build_lock
from sample_books import CELL, LAST_GOOD_SITE, NOTEBOOK, Book

DAY = {"SOURCE_DATE_EPOCH": "1760000000"}


def published(book: Book) -> dict[str, bytes]:
    """Every file of the site with its content."""
    return {
        path.relative_to(book.site).as_posix(): path.read_bytes()
        for path in sorted(book.site.rglob("*"))
        if path.is_file()
    }


def built(book: Book, **environment: str) -> dict[str, bytes]:
    """The site after a build, which has to succeed."""
    done = book.build(**DAY | environment)
    assert done.returncode == 0, done.stdout
    return published(book)


def test_two_builds_of_one_book_are_the_same_to_the_byte(small_book: Book, tmp_path: Path):
    """Another folder, time zone, locale and order of sets: every published file is the same."""
    other = Book(shutil.copytree(small_book.folder, tmp_path / "elsewhere" / "deeper"))
    program = Path(sys.executable).with_name("jupyter-book")
    worlds = (
        (small_book, {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"}),
        (other, {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "LC_ALL": "C"}),
    )
    builds = [
        subprocess.Popen(
            [program, "build", "."],
            cwd=book.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=sample_books.clean_environment() | DAY | world,
        )
        for book, world in worlds
    ]
    for build in builds:
        said, _ = build.communicate(timeout=300)
        assert build.returncode == 0, said.decode()
    one, two = published(small_book), published(other)
    assert set(one) == set(two) and len(one) > 40
    assert [path for path in one if one[path] != two[path]] == []


def test_after_any_edit_a_build_equals_a_clean_one(copy_of_built_book: Book, tmp_path: Path):
    """Pages deleted, renamed, retitled; a caution, a source, tables, words, address, the day."""
    book = copy_of_built_book
    built(book)
    (book.folder / "chapters" / "vegetables.md").unlink()
    book.change("_toc.yml", "      - file: chapters/vegetables\n", "")
    book.change("chapters/missed-days.md", "like vegetables](vegetables.md)", "read](sources.md)")
    book.change("_toc.yml", "chapters/sources", "chapters/papers")
    (book.folder / "chapters" / "sources.md").rename(book.folder / "chapters" / "papers.md")
    book.change("chapters/missed-days.md", "read](sources.md)", "read](papers.md)")
    study = book.read("data/study.yml").replace("chapters/sources", "chapters/papers")
    book.write("data/study.yml", study.replace("made-up study", "made up study"))
    book.change("chapters/glossary.md", "# What do these words mean?", "# Which words?")
    book.change("data/moss2021.yml", "planted late in the year", "planted late")
    tables = book.read("data/tables/datapackage.yaml")
    book.write("data/tables/datapackage.yaml", tables.replace("weigh by themselves", "weigh it"))
    book.change("data/helplines.yml", "Dry soil?", "Wet soil?")
    book.change("data/sources.bib", "title = {Liking", "title = {On Liking")
    book.change("_config.yml", "https://gardens.example/", "https://other.example/sub/")
    book.write("_static/site.css", "body { color: black; }\n")
    again = built(book, SOURCE_DATE_EPOCH="1770000000")
    clean = sample_books.Book(tmp_path / "clean")
    leave = shutil.ignore_patterns("_build")
    shutil.copytree(book.folder, clean.folder, ignore=leave)
    expected = built(clean, SOURCE_DATE_EPOCH="1770000000")
    assert sorted(again) == sorted(expected)
    assert [path for path in again if again[path] != expected[path]] == []
    assert "chapters/vegetables.html" not in again and "handouts/vegetables.pdf" not in again


def test_a_style_sheet_and_a_table_of_the_same_size_and_time_are_new(copy_of_built_book: Book):
    """Files are compared by content, not by what a copy keeps."""
    book = copy_of_built_book
    book.write("_static/site.css", "p { color: red1; }")
    built(book)
    for name, old, new in (
        ("_static/site.css", "red1", "red2"),
        ("data/tables/harvest.csv", "12.5", "12.6"),
    ):
        path = book.folder / name
        stamp = path.stat().st_mtime_ns
        book.change(name, old, new)
        os.utime(path, ns=(stamp, stamp))
    site = built(book)
    assert site["_static/site.css"] == b"p { color: red2; }"
    assert b"12.6" in site["data/tables/harvest.csv"]


PRIVATE = (
    *("_static/.env", "_static/notes.txt", "_static/site.css~", "_templates/.figure.html.swp"),
    *("data/tables/raw-children.csv", "data/.moss2021.yml.swp", "data/moss2021.yml~"),
    *("data/tables/.ipynb_checkpoints/harvest.csv", "chapters/.env", "private.key"),
)


def test_private_files_are_published_nowhere(copy_of_built_book: Book):
    """Neither on the site nor in a notebook's ZIP file: what is published is named somewhere."""
    book = copy_of_built_book
    for name in PRIVATE:
        book.write(name, "a secret")
    site = built(book)
    names = {Path(name).name for name in PRIVATE} - {"harvest.csv"}
    assert not [path for path in site if Path(path).name in names or "checkpoints" in path]
    packs = [path for path in site if path.endswith(".zip")]
    assert packs
    for pack in packs:
        with zipfile.ZipFile(book.site / pack) as archive:
            inside = archive.namelist()
            assert b"a secret" not in b"".join(map(archive.read, inside))
        assert "gardens-in-plain-words/data/moss2021.yml" in inside


def test_a_picture_that_a_kill_cut_short_is_made_again(copy_of_built_book: Book):
    """What lies there is trusted by its content alone; the chart library as well."""
    book = copy_of_built_book
    before = built(book)
    broken = [path for path in before if path.endswith((".png", "vega.js", ".pdf", ".svg"))]
    assert len(broken) > 10
    for path in broken:
        place = book.folder / "_build" / "outputs" / path
        place.write_bytes(place.read_bytes()[:100])
    assert built(book) == before


def test_a_site_that_was_being_moved_is_put_back(book: Book):
    """A build that is killed between two renames costs nothing, also if the next one fails."""
    book.site.rename(book.site.with_name("site-old"))
    book.write("index.md", "# A page\n\n{num}`moss2021.x`\n")
    done = book.build()
    assert "The last good site is as it was." in done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_without_a_site_none_is_promised(book: Book):
    """A first build that fails does not speak of a last good site."""
    shutil.rmtree(book.site)
    book.write("index.md", "# A page\n\n{num}`moss2021.x`\n")
    assert "There is no site yet." in book.build().stdout


def test_what_the_system_refuses_is_said_in_a_line(book: Book):
    """No room, no right, or a file where a folder has to be: no traceback, and the site stays."""
    book.write("_build/outputs", "in the way")
    done = book.build()
    assert done.returncode != 0 and "Traceback" not in done.stdout, done.stdout
    assert re.search(r"Not published: .+_build/outputs", done.stdout), done.stdout
    assert book.page() == LAST_GOOD_SITE


def test_a_day_that_is_none_is_said_in_a_line(book: Book):
    """SOURCE_DATE_EPOCH in words, or far beyond any calendar."""
    for day in ("yesterday", "9" * 30):
        done = book.run("plainresults", "site", SOURCE_DATE_EPOCH=day)
        assert done.returncode != 0 and "Traceback" not in done.stdout
        assert "SOURCE_DATE_EPOCH is no number of seconds" in done.stdout
    done = book.build(SOURCE_DATE_EPOCH="9" * 13)  # plain Sphinx itself stops at words
    assert "SOURCE_DATE_EPOCH is no number of seconds" in done.stdout
    assert done.returncode != 0 and "Traceback" not in done.stdout


def test_without_a_home_a_build_works_and_leaves_nothing_behind(book: Book, tmp_path: Path):
    """What cells start with is made in a folder of the build, and goes with it."""
    book.write("index.md", f"{NOTEBOOK}# A page\n\n{CELL.format('6 * 7')}")
    (tmp_path / "t").mkdir()
    done = book.build(HOME="/proc/nowhere", TMPDIR=str(tmp_path / "t"))
    assert done.returncode == 0 and "42" in book.page(), done.stdout
    assert list((tmp_path / "t").iterdir()) == []


def test_no_room_and_no_right_are_said_before_a_build_begins(tmp_path: Path, monkeypatch):
    """Sphinx would end in a traceback, half way."""
    monkeypatch.setattr(build_lock, "ROOM", 10**18)
    with pytest.raises(SystemExit, match=r"has [\d.]+ MB left, and a build needs"):
        build_lock.one_at_a_time(SimpleNamespace(doctreedir=tmp_path / ".doctrees"))
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"^Not built: Not a directory: .*There is no site yet"):
        build_lock.one_at_a_time(SimpleNamespace(doctreedir=tmp_path / "file" / ".doctrees"))
