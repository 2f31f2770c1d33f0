"""The files that stand beside the pages: handouts, citations, cards, embeds, notebooks to take along, site map and feed."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx

from plainresults.evidence import site as sites
from plainresults.evidence import store
from plainresults.evidence.site import Site
from plainresults.export import (
    citation,
    data_package,
    embed,
    handout,
    notebook_pack,
    paper_list,
    social_card,
    structured_data,
)
from plainresults.export.summary import Summary, results_above, said
from plainresults.sphinx.components.papers import pages_about
from plainresults.sphinx.share.summaries import charts_of, summaries, summary_of

FOLDERS = ("handouts", "cite", "cards", "embed")


def write(app: Sphinx, draft: Path) -> None:
    """Every file that stands beside the pages; one that is there and the same stays as it is."""
    site, names = sites.load(), summaries(app)
    pages = [summary_of(app, name) for name in names]
    front = summary_of(app, app.config.root_doc)
    files = {}
    for page in pages:
        files |= {
            f"handouts/{page.name}.pdf": handout.pdf(page),
            f"cite/{page.name}.bib": citation.bibtex(page).encode(),
            f"cite/{page.name}.ris": citation.ris(page).encode(),
        }
    files |= {f"cards/{page.name}.png": social_card.png(page) for page in (front, *pages)}
    for name in sorted(app.env.found_docs):
        files |= _embeds(app, site, name)
        _write_takeaway(app, draft, site, name)
    about = {
        key: [site.address(name) for name in own + also]
        for key, (own, also, _) in pages_about(app).items()
    }
    _put(draft, files | paper_list.files(about))
    _write_for_machines(app, draft, site, pages, front)


def _put(draft: Path, files: dict[str, bytes]) -> None:
    """Write `files`, by their path in `draft`, where they are new, and remove the others of their folders."""
    for folder in FOLDERS:
        Path(draft, folder).mkdir(exist_ok=True)
        for path in Path(draft, folder).iterdir():
            if f"{folder}/{path.name}" not in files:
                path.unlink()
    for name, content in files.items():
        path = draft / name
        if not (path.is_file() and path.read_bytes() == content):
            path.write_bytes(content)


def _write_for_machines(
    app: Sphinx, draft: Path, site: Site, pages: list[Summary], front: Summary
) -> None:
    changed = {page.docname: page.changed for page in pages}
    listed = [
        (str(name), changed.get(str(name), front.changed))
        for name in app.env.config.external_site_map
        if str(name) in app.env.titles
    ]
    Path(draft, "sitemap.xml").write_text(structured_data.sitemap(site, listed), "utf8")
    Path(draft, "robots.txt").write_text(structured_data.robots(site), "utf8")
    Path(draft, "feed.xml").write_text(structured_data.feed(site, pages), "utf8")
    described = json.dumps(data_package.describe(site), indent=1, ensure_ascii=False)
    Path(draft, "data", "datapackage.json").write_text(described, "utf8")


def _embeds(app: Sphinx, site: Site, docname: str) -> dict[str, bytes]:
    """Each chart as a page of its own, which carries the results that outrank its page's."""
    lead, title = (
        store.load().outcomes.get(app.env.metadata.get(docname, {}).get("lead", "")),
        app.env.titles[docname].astext(),
    )
    return {
        f"embed/{chart.name}.html": embed.page(
            chart, site, docname, title, [said(outcome) for outcome in results_above(lead)]
        ).encode()
        for chart in charts_of(app, docname)
    }


def _write_takeaway(app: Sphinx, draft: Path, site: Site, docname: str) -> None:
    name = docname.rpartition("/")[2]
    notebook = Path(draft, "notebooks", f"{name}.ipynb")
    if notebook.is_file():
        text = Path(app.env.doc2path(docname)).read_text("utf8")
        notebook_pack.pack(
            notebook.with_suffix(".zip"), notebook.read_text("utf8"), text, site, docname
        )
