"""A summary on one printed page: a tagged PDF, made by Typst from the template `handout.typ`.

The page goes in as JSON and its pictures as files, so that no text is ever read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import segno
import typst

from plainresults.evidence import dates, store
from plainresults.export.summary import Summary
from plainresults.rendering import fact_box, html

TEMPLATE = "handout.typ"
FONT = "Libertinus Serif"  # comes with Typst, so that every machine makes the same page


def pdf(page: Summary) -> bytes:
    """The handout of `page`, the same bytes from the same data."""
    chart = next((chart for chart in page.charts if chart.svg), None)
    files = {
        "main": html.asset("templates", TEMPLATE).read_bytes(),
        "page.json": json.dumps(content(page, chart), ensure_ascii=False).encode(),
        "code.svg": _code(page.address),
    }
    if chart:
        files["chart.svg"] = re.sub(
            r'font-family="[^"]*"', f'font-family="{FONT}"', chart.svg
        ).encode()
    return typst.compile(
        files, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True, timestamp=_day(page)
    )


def content(page: Summary, chart=None) -> dict:
    """What the template shows."""
    lead = page.lead
    return {
        "title": page.title,
        "site": page.site.title,
        "notice": page.site.notice,
        "help": [(line["when"], _said(line)) for line in page.site.help],
        "author": page.site.author,
        "address": page.address,
        "rank": store.words().ranks[lead.rank] if lead else store.words().no_comparison,
        "verdict": lead.verdict_in_words if lead else "",
        "short": [{"text": text, "strong": strong} for text, strong in page.short],
        "with": page.always_with,
        "caption": lead.plain if lead else "what is known",
        "rows": [[label, html.plain(line)] for label, line in fact_box.rows(lead)]
        if lead
        else list(page.facts),
        "chart": chart.description if chart else "",
        "source": f"{page.source.authors} {page.source.title}. {page.source.journal} {page.source.year}.".strip(),
        "link": page.source.link,
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


def _day(page: Summary) -> datetime:
    return datetime.fromisoformat(page.changed).replace(tzinfo=UTC)
