"""`sources.bib`: the papers and pages that numbers come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pybtex.database import BibliographyData, Entry, Person, PybtexError, parse_string

from plainresults.book import current
from plainresults.errors import Fault, Faults
from plainresults.evidence import yamlfile
from plainresults.evidence.model import Source

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
    lines = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"@\w+\{([a-z]+\d*)?(,?)", line)
        if match and not (match[1] and match[2]):
            what = "an entry does not begin with its key and a comma"
            remedy = (
                "Write the first author in small letters and the year, such as "
                "@article{moss2021, and the fields below"
            )
            yield Fault(path, number, what, remedy)
        elif match:
            lines[match[1]] = number
    for key, entry in bib.entries.items():
        if key in lines and not ("title" in entry.fields and {"doi", "url"} & set(entry.fields)):
            what = f"{key} has no title, or neither doi nor url"
            yield Fault(path, lines[key], what, "Add title = {…}, and doi = {…} or url = {…}")


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
