"""What machines read of a page and of the site: JSON-LD, site map, feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from plainresults.evidence.model import Source
from plainresults.evidence.site import Site
from plainresults.export.summary import LICENCE, Summary
from plainresults.rendering.html import render


def json_ld(page: Summary) -> Markup:
    """The page, the paper it is about and the data behind it, as the content of a `script` element."""
    graph = [
        _article(page),
        *([_paper(page.source)] if page.source.link else []),
        dataset(page.site),
    ]
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Markup(text.replace("<", "\\u003c"))


def dataset(site: Site) -> dict[str, Any]:
    """The numbers of the whole site as a Dataset."""
    files = (
        ("numbers.csv", "text/csv"),
        ("numbers.json", "application/json"),
        ("datapackage.json", "application/json"),
    )
    return {
        "@type": "Dataset",
        "@id": f"{site.base}data/",
        "name": f"The numbers of “{site.title}”",
        "url": site.address(site.pages["numbers"]),
        "description": "Every published number that this site shows, "
        "with its meaning, its place in its source and the day of its last check.",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": site.author},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{site.base}data/{name}",
                "encodingFormat": kind,
            }
            for name, kind in files
        ],
    }


def _article(page: Summary) -> dict[str, Any]:
    return {
        "@type": "Article",
        "@id": page.address,
        "url": page.address,
        "headline": page.title,
        "description": page.description,
        "image": f"{page.site.base}cards/{page.name}.png",
        "dateModified": page.changed,
        "inLanguage": "en",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "author": {"@type": "Organization", "name": page.site.author},
        "about": {"@id": page.source.link},
        "isBasedOn": [{"@id": page.source.link}, {"@id": f"{page.site.base}data/"}],
    }


def _paper(source: Source) -> dict[str, Any]:
    people = [name for name in source.authors.split(", ") if name and name != "et al."]
    kind = "ScholarlyArticle" if source.doi else "WebPage"
    known = {
        "datePublished": source.year,
        "isPartOf": source.journal and {"@type": "Periodical", "name": source.journal},
        "author": [
            {"@type": "Organization" if "Consortium" in name else "Person", "name": name}
            for name in people
        ],
    }
    return {"@type": kind, "@id": source.link, "url": source.link, "name": source.title} | {
        name: value for name, value in known.items() if value
    }


def sitemap(site: Site, pages: Sequence[tuple[str, str]]) -> str:
    """All pages, each a docname and the day of its last change."""
    rows = "".join(
        f"<url><loc>{escape(site.address(name))}</loc><lastmod>{day}</lastmod></url>\n"
        for name, day in pages
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'


def robots(site: Site) -> str:
    """Everybody may read everything."""
    return f"User-agent: *\nAllow: /\nSitemap: {site.base}sitemap.xml\n"


def feed(site: Site, pages: Sequence[Summary]) -> str:
    """New and changed summaries as an Atom feed, the newest first."""
    newest = sorted(pages, key=lambda page: page.changed, reverse=True)
    return render(
        "feed.xml",
        site=site,
        pages=newest,
        updated=max((page.changed for page in pages), default="1970-01-01"),
    )
