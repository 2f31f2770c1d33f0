"""The files that stand beside the pages: handouts, citations, cards, embeds, notebooks to take along, site map and feed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from hcs import card, cite, data, embed, handout, metadata, package, takeaway
from hcs.sphinxext.share.summaries import charts_of, site_of, summaries, summary_of
from hcs.summary import Site, Summary, results_above, said

FOLDERS = ("handouts", "cite", "cards", "embed")


def write(app: Sphinx, draft: Path) -> None:
    """Every file that stands beside the pages."""
    for folder in FOLDERS:
        shutil.rmtree(draft / folder, ignore_errors=True)
        Path(draft, folder).mkdir()
    site, names = site_of(app), summaries(app)
    pages = [summary_of(app, name) for name in names]
    front = summary_of(app, app.config.root_doc)
    for page in pages:
        Path(draft, "handouts", f"{page.name}.pdf").write_bytes(handout.pdf(page))
        Path(draft, "cite", f"{page.name}.bib").write_text(cite.bibtex(page), "utf8")
        Path(draft, "cite", f"{page.name}.ris").write_bytes(cite.ris(page).encode())
    for page in (front, *pages):
        Path(draft, "cards", f"{page.name}.png").write_bytes(card.png(page))
    _write_for_machines(app, draft, site, pages, front)
    for name in sorted(app.env.found_docs):
        _write_embeds(app, draft, site, name)
        _write_takeaway(app, draft, site, name)


def _write_for_machines(app: Sphinx, draft: Path, site: Site, pages: list[Summary], front: Summary) -> None:
    changed = {page.docname: page.changed for page in pages}
    listed = [(str(name), changed.get(str(name), front.changed)) for name in app.env.config.external_site_map if str(name) in app.env.titles]
    Path(draft, "sitemap.xml").write_text(metadata.sitemap(site, listed), "utf8")
    Path(draft, "robots.txt").write_text(metadata.robots(site), "utf8")
    Path(draft, "feed.xml").write_text(metadata.feed(site, pages), "utf8")
    described = json.dumps(package.describe(site), indent=1, ensure_ascii=False)
    Path(draft, "data", "datapackage.json").write_text(described, "utf8")


def _write_embeds(app: Sphinx, draft: Path, site: Site, docname: str) -> None:
    """Each chart as a page of its own, which carries the results that outrank its page's."""
    lead = data.load().outcomes.get(app.env.metadata.get(docname, {}).get("lead", ""))
    for chart in charts_of(app, docname):
        page = embed.page(chart, site, docname, app.env.titles[docname].astext(), [said(outcome) for outcome in results_above(lead)])
        Path(draft, "embed", f"{chart.name}.html").write_text(page, "utf8")


def _write_takeaway(app: Sphinx, draft: Path, site: Site, docname: str) -> None:
    name = docname.rpartition("/")[2]
    notebook = Path(draft, "notebooks", f"{name}.ipynb")
    if notebook.is_file():
        text = Path(app.env.doc2path(docname)).read_text("utf8")
        takeaway.pack(notebook.with_suffix(".zip"), notebook.read_text("utf8"), text, site, docname)
