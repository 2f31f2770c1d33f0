"""The pages that the site has to have, by the table of contents; without a site tests fail."""

from __future__ import annotations

from plainresults.rules import table_of_contents
from sample_books import ROOT

SITE = ROOT / "_build" / "html"
PAGES = [f"{name.removesuffix('.md')}.html" for name in table_of_contents.pages(ROOT)]
EMBEDS = sorted(f"embed/{path.name}" for path in SITE.glob("embed/*.html")) or ["embed/(no site)"]
ALL = PAGES + EMBEDS
