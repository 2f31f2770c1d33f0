"""A small book that keeps a ledger: everything in it rests on something and has been let in."""

from __future__ import annotations

import json
from pathlib import Path

import sample_books
import yaml
from plainresults.cli import review as command
from plainresults.rules import known_words, review
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
MARKS = {  # what some sentences of the small book rest on; the others get the main result
    "chapters/missed-days.md": {
        "Children who miss": "% from: moss2021.ill",
        "A draw was": "% from: moss2021.drawn",
        "A garden costs": "% ours",
    }
}
MAIN = "moss2021.missed_days"


def make(folder: Path) -> Book:
    """The book in `folder`, with nothing let in yet."""
    book = sample_books.make(folder)
    book.change("_config.yml", "plainresults_ledger: false", "plainresults_ledger: true")
    for name, text in EXTRA.items():
        book.write(
            f"chapters/{name}.md", f"---\ndescription: About gardens.\nours: true\n---\n{text}"
        )
    book.write("chapters/parts/note.md", "% from: moss2021.drawn\nThe schools were drawn by lot.\n")
    book.write("study/charts.py", '"""Charts of this book."""\n')
    book.write("_templates/box.html", "<p>A box.</p>\n")
    chapters = "".join(f"      - file: chapters/{name}\n" for name in EXTRA)
    book.write("_toc.yml", book.read("_toc.yml") + chapters)
    for name in ("glossary", "numbers", "sources", "search"):
        book.change(f"chapters/{name}.md", "description: ", "ours: true\ndescription: ")
    for name, marks in MARKS.items():
        for words, mark in marks.items():
            book.change(name, f"\n{words}", f"\n{mark}\n{words}")
    visitors = (
        "  visitors: {value: 12, unit: visitors, label: Visitors in a week, where: Table 3}\n"
    )
    book.write("data/moss2021.yml", book.read("data/moss2021.yml") + visitors + FACTS)
    with sample_books.in_use(book.folder):
        mark_the_rest(book)
    return book


def mark_the_rest(book: Book) -> None:
    """Let what rests on nothing rest on the main result of the book."""
    for page in Corpus.read(book.folder).chapters:
        lines = book.read(page.file).split("\n")
        bare = {one.place[0]: one.kind for one in review.unsupported(page)}
        for line in sorted(bare, reverse=True):
            lines.insert(line - 1, "% from: " * (bare[line] != "meta") + MAIN)
        if "meta" in bare.values():
            lines = [line for line in lines if line != MAIN]
            lines.insert(1, f"from: {MAIN}")
        book.write(page.file, "\n".join(lines))


def let_everything_in(book: Book, folder: Path) -> None:
    """Answer yes to each sentence and each word, one by one, as the lists ask for it."""
    sample_books.forget()
    words = yaml.safe_load(command.words_worksheet())["words"] or {}
    known_words.let_in(book.folder, dict.fromkeys(words, "everyday"))
    sample_books.forget()
    for page in Corpus.read(book.folder).pages:
        name = page.file.removeprefix("chapters/")
        sheet = yaml.safe_load(command.worksheet(name, "author"))
        for one in sheet["answers"] or ():
            one["answer"] = "yes"
        path = folder / "answers.yml"
        path.write_text(yaml.safe_dump(sheet, allow_unicode=True), "utf8")
        command.take(path, "")
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
    ("study/charts.py", END, "NAME = JSON\n"),
    ("_templates/box.html", END, "<p>TEXT</p>\n"),
    ("data/tables/datapackage.yaml", "caveats:\n", "      - JSON\n"),
)
FRONT_MATTER = ("index.md", "---\n", "topic: JSON\n")  # holds only one


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
