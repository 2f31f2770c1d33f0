"""The list of papers for other programs: CSV, and BibTeX and RIS for reference managers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from plainresults.evidence import bibliography
from plainresults.evidence.papers import Paper, labels, papers

COLUMNS = (
    "key",
    "title",
    "authors",
    "journal",
    "details",
    "year",
    "doi",
    "pmid",
    "pmcid",
    "address",
    "free_copy",
    "topic",
    "about",
    "result",
    "note",
    "summaries",
)


def files(summaries: Mapping[str, list[str]]) -> dict[str, bytes]:
    """Each file by its path in the site.

    `summaries` holds the addresses of the pages on each paper, by its key.
    """
    found = papers()
    if not found:
        return {}
    texts = {
        "csv": _csv(found, summaries),
        "bib": bibliography.bibtex([paper.source.key for paper in found]),
        "ris": "".join(map(_ris, found)),
    }
    return {f"cite/papers.{kind}": text.encode() for kind, text in texts.items()}


def _csv(found: list[Paper], summaries: Mapping[str, list[str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for paper in found:
        topic, result, unsure = labels(paper)
        writer.writerow(
            vars(paper.source)
            | {
                "address": paper.source.link,
                "free_copy": paper.free,
                "topic": topic,
                "about": paper.about,
                "result": result,
                "note": " ".join(filter(None, (unsure, paper.source.note))),
                "summaries": " ".join(summaries.get(paper.source.key, ())),
            }
        )
    return out.getvalue()


def _ris(paper: Paper) -> str:
    source = paper.source
    fields = [
        ("TY", "JOUR"),
        *(("AU", name) for name in source.authors.split(", ") if name not in ("", "et al.")),
        ("TI", source.title),
        ("JO", source.journal),
        ("PY", source.year),
        *zip(("VL", "IS", "SP"), _place(source.details), strict=True),
        ("DO", source.doi),
        ("AN", source.pmid),
        ("UR", source.link),
        ("L2", paper.free),
        ("N1", source.note),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in fields if text or tag == "ER")


def _place(details: str) -> tuple[str, str, str]:
    """Volume, number and pages of “7(10):e2440006”, each empty where it is not there."""
    first, _, pages = details.partition(":")
    volume, _, number = first.removesuffix(")").partition("(")
    return volume, number, pages
