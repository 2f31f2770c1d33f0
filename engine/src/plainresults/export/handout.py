"""A summary on one printed page: a tagged PDF, made by Typst from the template `handout.typ`.

The page goes in as JSON and its pictures as files, so that no text is ever read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import segno
import typst

from plainresults.evidence import dates, store
from plainresults.export.summary import Summary
from plainresults.rendering import fact_box, html

TEMPLATE = "handout.typ"
FONT = "Libertinus Serif"  # comes with Typst, so that every machine makes the same page


def pdf(page: Summary, picture: str = "") -> bytes:
    """The handout of `page` with the SVG of its first chart; the same bytes from the same data."""
    files = {
        "main": html.asset("templates", TEMPLATE).read_bytes(),
        "page.json": json.dumps(content(page, bool(picture)), ensure_ascii=False).encode(),
        "code.svg": _code(page.address),
    }
    if picture:
        files["chart.svg"] = re.sub(
            r'font-family="[^"]*"', f'font-family="{FONT}"', picture
        ).encode()
    made = typst.compile(  # type: ignore[call-overload]  # files by name, which its types do not know
        files,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=datetime.fromisoformat(page.changed).replace(tzinfo=UTC),
    )
    return bytes(made)


def content(page: Summary, with_chart: bool) -> dict[str, Any]:
    """What the template shows."""
    lead, source, words = page.lead, page.source, store.words()
    rows = (
        [(label, html.plain(line)) for label, line in fact_box.rows(lead)] if lead else page.facts
    )
    return {
        "title": page.title,
        "site": page.site.title,
        "notice": page.site.notice,
        "help": [(line["when"], _said(line)) for line in page.site.help],
        "author": page.site.author,
        "address": page.address,
        "rank": words.ranks[lead.rank] if lead else words.no_comparison,
        "verdict": lead.verdict_in_words if lead else "",
        "short": [{"text": text, "strong": strong} for text, strong in page.short],
        "with": page.always_with,
        "caption": lead.plain if lead else "what is known",
        "rows": list(rows),
        "chart": page.charts[0].description if with_chart else "",
        "source": f"{source.authors} {source.title}. {source.journal} {source.year}.".strip(),
        "link": source.link,
        "checked": dates.day(page.checked),
    }


def _said(line: Mapping[str, str]) -> str:
    """“Call 555 0100 (name).”"""
    return f"{' '.join(line[part] for part in ('do', 'shown', 'after') if part in line)}."


def _code(address: str) -> bytes:
    """The QR code of an address, as SVG."""
    return (
        segno.make(address, error="m")
        .svg_inline(scale=4, border=0, omitsize=True, svgclass=None, lineclass=None)
        .encode()
        .replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )
