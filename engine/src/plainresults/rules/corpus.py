"""Everything that the rules look at: the pages in reading order, texts of data, the glossary."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plainresults.book import Book, current
from plainresults.evidence import store, yamlfile
from plainresults.evidence.dataset import Dataset
from plainresults.rules import code_texts, data_texts, table_of_contents
from plainresults.rules.page import Page
from plainresults.rules.reader import read_page


@dataclass
class Corpus:
    """The pages, the texts of the data files, and the words that the rules look for."""

    root: Path
    pages: list[Page]
    known: Dataset | None = None

    @classmethod
    def read(cls, root: Path | None = None) -> Corpus:
        """The book at `root`, as `_toc.yml` orders it. Raises Faults when the data do not load."""
        root = root or current().root
        known = store.load(root / "data")
        names = table_of_contents.pages(root)
        files = dict.fromkeys(f"{name.removesuffix('.md')}.md" for name in names)
        pages: list[Page] = []
        while len(pages) < len(files):  # an included text is checked as a page of its own
            file = list(files)[len(pages)]
            page = read_page(yamlfile.text_of(root / file), file)
            pages.append(page)
            files |= dict.fromkeys(file for file in included(page) if (root / file).is_file())
        others = [*data_texts.read_all(root, known), *code_texts.read_all(root)]
        return cls(root, pages + others, known)

    @property
    def chapters(self) -> list[Page]:
        """The pages that people read."""
        return [page for page in self.pages if not page.is_data]

    @property
    def summaries(self) -> list[Page]:
        """The summaries of papers."""
        return [page for page in self.pages if page.is_summary]

    def shown(self, path: Path | str) -> str:
        """`path` as messages show it: seen from the book's folder where it lies inside."""
        return Book(self.root).shown(path)

    @cached_property
    def included(self) -> set[str]:
        """The files that pages include, seen from the book's root."""
        return {file for page in self.pages for file in included(page)}

    @property
    def glossary_page(self) -> str:
        """The page that explains terms, or what to make where there is none."""
        pages = [page.file for page in self.chapters if page.glossary]
        return pages[0] if pages else "a page with a {glossary}"

    @cached_property
    def glossary(self) -> dict[str, Page]:
        """Every explained term in lower case, and the page that explains it."""
        return {term.lower(): page for page in self.chapters for term in page.glossary}


def included(page: Page) -> list[str]:
    """The files that a page includes, seen from the book's root."""
    here = posixpath.dirname(page.file)
    places = [
        name.lstrip("/") if name[:1] == "/" else posixpath.join(here, name)
        for name in page.includes
    ]
    return [posixpath.normpath(place) for place in places]
