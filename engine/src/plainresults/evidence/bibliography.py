"""`sources.bib`: the papers and pages that numbers come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from pybtex.database import BibliographyData, Entry, Person, PybtexError, parse_string

from plainresults.book import current
from plainresults.errors import Fault, Faults, nearest
from plainresults.evidence import yamlfile
from plainresults.evidence.model import Source

BEGIN = (
    "Write the first author in small letters and the year, such as @article{moss2021, "
    "and the fields below"
)
OTHERS = (
    "volume number pages publisher booktitle edition editor month howpublished school "
    "institution address organization series chapter isbn issn urldate"
)
SHAPES = {  # of fields that others follow: a pattern, and what to write
    "doi": (r"10\.\d{4,9}/\S+", "Write the part that begins with 10., such as 10.1000/example.1"),
    "url": (r"https?://\S+", "Write an address that begins with https://"),
    "year": (r"\d{4}", "Write four digits"),
    "pmid": (r"\d+", "Write the number alone"),
    "pmcid": (r"PMC\d+", "Write PMC and the number, such as PMC1234567"),
}
FIELDS = ("title", "journal", "year", "doi", "pmid", "pmcid", "url", "lead", "note")


def read(path: Path) -> dict[str, Source]:
    """Every entry of the file at `path`, by key. Raises Faults for what cannot be read or cited."""
    try:
        text = yamlfile.text_of(path)
        bib: BibliographyData = parse_string(text, "bibtex")
    except Fault as fault:
        raise Faults([fault]) from fault
    except PybtexError as error:
        what, line = f"this is not BibTeX: {error}", getattr(error, "lineno", 0) or 0
        remedy = "Compare the commas and braces with an entry that works"
        raise Faults([Fault(path, line, what, remedy)]) from error
    if faults := list(_faults(path, text, bib)):
        raise Faults(faults)
    return {key: _source(key, entry) for key, entry in bib.entries.items()}


def bibtex(keys: Iterable[str]) -> str:
    """The entries of the book's `sources.bib` at `keys`, in that order, as a BibTeX file."""
    bib = parse_string((current().data / "sources.bib").read_text("utf8"), "bibtex")
    return str(BibliographyData([(key, bib.entries[key]) for key in keys]).to_string("bibtex"))


def _faults(path: Path, text: str, bib: BibliographyData) -> Iterator[Fault]:
    """Every entry without its key, and every field that says nothing or something impossible."""
    rows = text.splitlines()
    for line, row in enumerate(rows, 1):
        match = re.match(r"@\w+\{([a-z]+\d*)?(,?)", row)
        if match and not (match[1] and match[2]):
            yield Fault(path, line, "an entry does not begin with its key and a comma", BEGIN)
    for key, entry in bib.entries.items():
        begin = next((at for at, row in enumerate(rows, 1) if f"{{{key}," in row), 0)
        for name, what, remedy in _in_entry(entry) if begin else ():
            place = re.compile(rf"\s*{name}\s*=", re.IGNORECASE)
            inside = takewhile(lambda row: row[1][:1] != "@", enumerate(rows[begin:], begin + 1))
            line = next((at for at, row in inside if place.match(row)), begin)
            yield Fault(path, line, f"{key}{what}", remedy)


def _in_entry(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """The field, what is wrong with it and how to mend it, for each mistake of one entry."""
    if not ("title" in entry.fields and {"doi", "url"} & set(entry.fields)):
        what = " has no title, or neither doi nor url"
        yield "", what, "Add title = {…}, and doi = {…} or url = {…}"
    for name, value in entry.fields.items():
        known = [*FIELDS, *OTHERS.split(), "author"]
        if name not in known:
            hint = nearest(name, known, f"The fields are {', '.join(known)}")
            yield name, f": “{name}” means nothing here", hint
        if "\\" in value:
            remedy = "Write the letter or sign itself, such as é, ö or &"
            yield name, f": {name} holds a LaTeX command, “{value}”", remedy
    if any("\\" in str(person) for person in entry.persons.get("author", ())):
        yield "author", ": author holds a LaTeX command", "Write the letters themselves, as in José"
    for name, (pattern, remedy) in SHAPES.items():
        value = entry.fields.get(name, "")
        if value and not re.fullmatch(pattern, value):
            doi = re.search(r"10\.\d{4,9}/\S+", value) if name == "doi" else None
            remedy = f"Write doi = {{{doi[0]}}}" if doi else remedy
            yield name, f": “{value}” is no {name}", remedy


def _source(key: str, entry: Entry) -> Source:
    fields = {name: _plain(text).replace("--", "–") for name, text in entry.fields.items()}
    people = [_name(person) for person in entry.persons.get("author", [])]
    details = fields.get("volume", "")
    details += f"({fields['number']})" if "number" in fields else ""
    details += f":{fields['pages']}" if "pages" in fields else ""
    shown = {name: fields.get(name, "") for name in FIELDS}
    return Source(key=key, authors=", ".join(people), details=details, **shown)


def _name(person: Person) -> str:
    """“Moss JH”, or “et al.” for BibTeX's “others”."""
    initials = "".join(name[0] for name in person.first_names + person.middle_names)
    name = f"{' '.join(person.last_names)} {initials}".strip()
    return "et al." if name == "others" else _plain(name)


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")
