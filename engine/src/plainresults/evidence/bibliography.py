"""`sources.bib`: the papers and pages that numbers come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pybtex.database import BibliographyData, PybtexError, parse_string

from plainresults.book import current
from plainresults.errors import Fault, Faults
from plainresults.evidence import yamlfile
from plainresults.evidence.model import Source


def read(path: Path) -> tuple[Path, dict[str, Source]]:
    try:
        bib: BibliographyData = parse_string(path.read_text("utf8"), "bibtex")
    except UnicodeDecodeError as error:
        raise Faults([yamlfile.not_utf8(path, error)]) from error
    except PybtexError as error:
        line = getattr(error, "lineno", 0) or 0
        raise Faults(
            [
                Fault(
                    path,
                    line,
                    f"this is not BibTeX: {error}",
                    "Compare the commas and braces with an entry that works",
                )
            ]
        ) from error
    if faults := list(_bib_faults(path, bib)):
        raise Faults(faults)
    return path, {key: _source(key, entry) for key, entry in bib.entries.items()}


def bibtex(keys: Iterable[str]) -> str:
    """The entries of the book's `sources.bib` at `keys`, in that order, as a BibTeX file of their own."""
    bib = parse_string((current().data / "sources.bib").read_text("utf8"), "bibtex")
    return str(BibliographyData([(key, bib.entries[key]) for key in keys]).to_string("bibtex"))


def _bib_faults(path: Path, bib: BibliographyData):
    lines = {}
    for number, text in enumerate(path.read_text("utf8").splitlines(), 1):
        match = re.match(r"@\w+\{([a-z]+\d*)?(,?)", text)
        if match and not (match[1] and match[2]):
            yield Fault(
                path,
                number,
                "an entry does not begin with its key and a comma",
                "Write the first author in small letters and the year, such as @article{samet2024, and the fields below",
            )
        elif match:
            lines[match[1]] = number
    for key, entry in bib.entries.items():
        if key in lines and not ("title" in entry.fields and {"doi", "url"} & set(entry.fields)):
            yield Fault(
                path,
                lines[key],
                f"{key} has no title, or neither doi nor url",
                "Add title = {…}, and doi = {…} or url = {…}",
            )


def _source(key: str, entry) -> Source:
    field_of = {
        name: text.replace("{", "").replace("}", "").replace("--", "–")
        for name, text in entry.fields.items()
    }
    people = [
        str(
            " ".join(person.last_names)
            + " "
            + "".join(name[0] for name in person.first_names + person.middle_names)
        ).strip()
        for person in entry.persons.get("author", [])
    ]
    authors = ", ".join(
        "et al." if name == "others" else name.replace("{", "").replace("}", "") for name in people
    )
    details = field_of.get("volume", "")
    details += f"({field_of['number']})" if "number" in field_of else ""
    details += f":{field_of['pages']}" if "pages" in field_of else ""
    rest = {
        name: field_of.get(name, "")
        for name in ("title", "journal", "year", "doi", "pmid", "pmcid", "url", "lead", "note")
    }
    return Source(key=key, authors=authors, details=details, **rest)
