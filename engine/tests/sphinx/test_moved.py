"""A page or chart that has another name is still found under its old one, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import sample_books
from plainresults import rules
from sample_books import Book
from warm_builds import report, server

OLD, NEW = "chapters/missed-days", "chapters/days-missed"
CHART = re.compile(r"embed/([\w-]*missed-days[\w-]*)\.html")


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    """Builds take a second here."""
    with server():
        yield


@pytest.fixture
def renamed(copy_of_built_book: Book) -> Book:
    """A published book, one of whose chapters has got another name since."""
    book = copy_of_built_book
    assert "pages; commit data/history/." in book.run("plainresults", "publish-values").stdout
    book.write(f"{NEW}.md", book.read(f"{OLD}.md"))
    (book.folder / f"{OLD}.md").unlink()
    for path in [
        *book.folder.glob("*.yml"),
        *book.folder.glob("*/*.yml"),
        *book.folder.glob("**/*.md"),
    ]:
        name = str(path.relative_to(book.folder))
        if not name.startswith("_build"):
            book.write(
                name, re.sub(r"\bmissed-days\b(?=$|\.md|\n)", "days-missed", book.read(name))
            )
    return book


def found(book: Book) -> list[str]:
    """What `check` says of addresses."""
    with sample_books.in_use(book.folder):
        every = rules.check(book.folder)
    return [f"{one.file}: {one.message}" for one in every]


def test_a_renamed_page_is_a_problem_until_its_readers_are_led_on(renamed: Book):
    """The remedy is the line to write; then each old address works, that of its handout too."""
    before = {path.name: path.read_bytes() for path in renamed.site.glob("cards/*")}
    (problem,) = found(renamed)
    assert problem.startswith("data/history/addresses.txt: “chapters/missed-days” was published")
    line = f"{OLD}: {NEW}"
    assert problem.endswith(line) and not report(renamed).good
    renamed.write("data/history/moved.yml", f"{line}\n")
    assert found(renamed) == [] and report(renamed).good
    page = renamed.page(f"{OLD}.html")
    (to,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert urljoin(f"/{OLD}.html", to) == f"/{NEW}.html" and "<script" not in page
    assert f'<a href="{to}">' in page and (renamed.site / f"{NEW}.html").is_file()
    assert f'<link rel="canonical" href="https://gardens.example/{NEW}.html">' in page
    for name in ("handouts/{}.pdf", "cards/{}.png", "cite/{}.bib", "notebooks/{}.zip"):
        old, new = (renamed.site / name.format(one.partition("/")[2]) for one in (OLD, NEW))
        assert old.read_bytes() == new.read_bytes()
    assert before.keys() <= {path.name for path in renamed.site.glob("cards/*")}
    assert OLD not in renamed.page("sitemap.xml") + renamed.page("feed.xml")


def test_a_chart_that_is_gone_is_a_problem_of_the_build(copy_of_built_book: Book):
    """Its embed stands in the pages of others; what they show goes on under the old name."""
    book = copy_of_built_book
    book.run("plainresults", "publish-values")
    names = sorted(path.stem for path in book.site.glob("embed/*.html"))
    old, new = names[0], names[1]
    page = next(p for p in sorted(book.folder.glob("chapters/*.md")) if _has(book, p.stem, old))
    text = page.read_text("utf8")
    page.write_text(re.sub(r"```\{code-cell\}.*?```\n", "", text, flags=re.S), "utf8")
    book.without_rules()
    done = report(book)
    assert not done.good
    said = [text for file, _, text in done.problems if file == "data/history/addresses.txt"]
    assert any(f"“embed/{old}” was published and is gone" in text for text in said), done.said
    gone = [re.search("“(.+?)”", text)[1] for text in said]
    new = next(name for name in names if f"embed/{name}" not in gone)
    book.write("data/history/moved.yml", "".join(f"{one}: embed/{new}\n" for one in gone))
    done = report(book)
    assert done.good, done.said
    assert f"url=../embed/{new}.html" in book.page(f"embed/{old}.html")
    for svg in (book.site / f"charts/{old}.svg", book.site / f"charts/{old}.csv"):
        assert svg.read_bytes() == svg.with_stem(new).read_bytes()


def _has(book: Book, page: str, chart: str) -> bool:
    """Whether a page shows a chart."""
    place = book.site / "chapters" / f"{page}.html"
    return place.is_file() and f"charts/{chart}." in place.read_text("utf8")
