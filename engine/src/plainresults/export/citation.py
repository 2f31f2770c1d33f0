"""How to cite a page: one line in APA style, and files for reference managers."""

from __future__ import annotations

from plainresults.evidence import dates
from plainresults.export.summary import Summary


def apa(page: Summary) -> tuple[str, str, str]:
    """What stands before the title, the title, and what stands after it, for it is set in italics."""
    year, month, day = page.changed.split("-")
    return (
        f"{page.site.author}. ({year}, {dates.MONTHS[int(month) - 1]} {int(day)}).",
        page.title,
        f"{page.site.title}. {page.address}",
    )


def bibtex(page: Summary) -> str:
    """The page as a BibTeX entry."""
    year, month, _ = page.changed.split("-")
    fields = {
        "author": f"{{{page.site.author}}}",
        "title": f"{{{page.title}}}",
        "howpublished": page.site.title,
        "year": year,
        "month": str(int(month)),
        "date": page.changed,
        "url": page.address,
        "note": _note(page),
    }
    inside = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{page.site.slug}-{page.name}-{year},\n{inside}}}\n"


def ris(page: Summary) -> str:
    """The page as an RIS record."""
    year, month, day = page.changed.split("-")
    fields = [
        ("TY", "ELEC"),
        ("AU", page.site.author),
        ("TI", page.title),
        ("T2", page.site.title),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}"),
        ("UR", page.address),
        ("LA", "en"),
        ("N1", _note(page)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in fields)


def _note(page: Summary) -> str:
    return f"Plain-language summary. {page.site.notice} About: {page.source.link}"
