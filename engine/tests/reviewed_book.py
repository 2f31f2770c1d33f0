"""A small book that keeps a ledger: everything in it rests on something and has been let in."""

from __future__ import annotations

import json
from pathlib import Path

import sample_books
import yaml
from plainresults.cli import review
from plainresults.rules import known_words
from plainresults.rules.corpus import Corpus
from sample_books import Book

SENTENCES = Path(__file__).parent / "sentences"
FACTS = """facts:
  drawn:
    says: The schools were drawn by lot.
    where: Methods
  ill:
    says: Children miss school when they are ill.
    where: Introduction
    caution: [It is not known how often.]
"""
EXTRA = {  # further pages: the book has ten, and one text that a page includes
    "soil": "# What soil?\n\n% ours\nDark soil is good.\n\n```{include} parts/note.md\n```\n",
    "tools": "# Which tools help?\n\n% ours\nA spade helps.\n",
    "water": "# When to water?\n\n% ours\nWater in the evening.\n",
    "seeds": "# Where are seeds?\n\n% ours\nSeeds are in the shed.\n",
}
MARKS = {  # what each sentence of the small book rests on
    "index.md": {"description: ": "from: moss2021.missed_days\ndescription: "},
    "chapters/missed-days.md": {
        "description: ": "from: moss2021.missed_days\ndescription: ",
        "Children who miss": "% from: moss2021.ill\nChildren who miss",
        "The team asked": "% from: moss2021.missed_days\nThe team asked",
        "A draw was": "% from: moss2021.drawn\nA draw was",
        "So we cannot": "% from: moss2021.missed_days\nSo we cannot",
        "A garden costs": "% ours\nA garden costs",
        "Schools can plan": "% from: moss2021.beds_built\nSchools can plan",
    },
    "chapters/vegetables.md": {
        "description: ": "from: fern2022.liking\ndescription: ",
        "Many children eat": "% from: fern2022.liking\nMany children eat",
        "The team asked": "% from: fern2022.liking\nThe team asked",
        "What children like,": "% ours\nWhat children like,",
        "Ask your school": "% ours\nAsk your school",
    },
}


def make(folder: Path) -> Book:
    """The book in `folder`, with nothing let in yet."""
    book = sample_books.make(folder)
    book.change("_config.yml", "plainresults_ledger: false", "plainresults_ledger: true")
    for name, text in EXTRA.items():
        book.write(
            f"chapters/{name}.md", f"---\ndescription: About gardens.\nours: true\n---\n{text}"
        )
    book.write("chapters/parts/note.md", "% from: moss2021.drawn\nThe schools were drawn by lot.\n")
    chapters = "".join(f"      - file: chapters/{name}\n" for name in EXTRA)
    book.write("_toc.yml", book.read("_toc.yml") + chapters)
    for name in ("glossary", "numbers", "sources", "search"):
        book.change(f"chapters/{name}.md", "description: ", "ours: true\ndescription: ")
    for name, pairs in MARKS.items():
        for old, new in pairs.items():
            book.change(name, f"\n{old}", f"\n{new}")
    visitors = (
        "  visitors: {value: 12, unit: visitors, label: Visitors in a week, where: Table 3}\n"
    )
    book.write("data/moss2021.yml", book.read("data/moss2021.yml") + visitors + FACTS)
    return book


def let_everything_in(book: Book, folder: Path) -> None:
    """Answer yes to each sentence and each word, one by one, as the lists ask for it."""
    sample_books.forget()
    words = yaml.safe_load(review.words_worksheet())["words"] or {}
    known_words.let_in(book.folder, dict.fromkeys(words, "everyday"))
    sample_books.forget()
    for page in Corpus.read(book.folder).pages:
        name = page.file.removeprefix("chapters/")
        sheet = yaml.safe_load(review.worksheet(name, "author"))
        for one in sheet["answers"] or ():
            one["answer"] = "yes"
        path = folder / "answers.yml"
        path.write_text(yaml.safe_dump(sheet, allow_unicode=True), "utf8")
        review.take(path, "")
    sample_books.forget()


def sentences(name: str) -> dict[str, list[str]]:
    """The sentences of `sentences/<name>.yml`, by kind."""
    return yaml.safe_load((SENTENCES / f"{name}.yml").read_text("utf8"))


END = ""  # of the file
PLACES = (  # where text can stand: a file, what it is put after, and its form
    ("index.md", END, "\nTEXT\n"),
    ("chapters/missed-days.md", END, "\n- TEXT\n"),
    ("chapters/vegetables.md", END, "\n| What | Why |\n|---|---|\n| TEXT | so |\n"),
    ("chapters/soil.md", END, "\n## TEXT\n"),
    ("chapters/tools.md", END, "\n![TEXT](spade.png)\n"),
    ("chapters/water.md", END, "\n:::{note} TEXT\nSee above.\n:::\n"),
    ("chapters/seeds.md", END, "\n:::{figure} seed.png\n:alt: TEXT\n:::\n"),
    ("chapters/numbers.md", END, "\n<p>TEXT</p>\n"),
    ("chapters/sources.md", END, "\n> TEXT\n"),
    ("chapters/search.md", END, "\nSee this[^NAME].\n\n[^NAME]: TEXT\n"),
    ("chapters/parts/note.md", END, "\nTEXT {from}`moss2021.drawn`\n"),
    ("chapters/glossary.md", "School garden\n", "  TEXT\n"),
    ("chapters/missed-days.md", "import charts, data\n", "NAME = JSON\n"),
    ("data/moss2021.yml", "caution:\n", "      - JSON\n"),
    ("data/moss2021.yml", "facts:\n", "  NAME: {says: JSON, where: Table 3}\n"),
    (
        "data/fern2022.yml",
        "numbers:\n",
        "  NAME: {value: 3, unit: beds, label: JSON, where: Table 3}\n",
    ),
    ("data/study.yml", "timeline:\n", '  - {what: JSON, from: "2019", source: moss2021}\n'),
    ("data/helplines.yml", "is:\n", "      - JSON\n"),
    ("data/tables/datapackage.yaml", "caveats:\n", "      - JSON\n"),
)
FRONT_MATTER = ("index.md", "---\n", "card: JSON\n")  # holds only one


def plant(book: Book, place: tuple[str, str, str], text: str, number: int = 0) -> None:
    """Put `text` into one of the places."""
    file, after, form = place
    name = "planted_" + "".join("abcdefghij"[int(digit)] for digit in str(number))
    put = form.replace("NAME", name).replace("JSON", json.dumps(text)).replace("TEXT", text)
    whole = book.read(file)
    at = whole.index(after) + len(after) if after else len(whole)
    book.write(file, whole[:at] + put + whole[at:])


def line_of(book: Book, file: str, text: str) -> int:
    """The line of a file in which `text` stands."""
    return next(at for at, line in enumerate(book.read(file).split("\n"), 1) if text in line)
