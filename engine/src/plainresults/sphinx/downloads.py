"""The files beside the pages: handouts, citations, cards, the dataset, site map and feed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from plainresults.book import current
from plainresults.evidence import site, store, tables
from plainresults.export import (
    analysis_results,
    citation,
    data_package,
    fhir,
    handout,
    paper_list,
    plain_text,
    social_card,
    structured_data,
)
from plainresults.export.summary import Summary
from plainresults.rendering import html, vega
from plainresults.sphinx.components.papers import pages_about
from plainresults.sphinx.frame import in_order
from plainresults.sphinx.outputs import Files, Outputs
from plainresults.sphinx.summaries import summaries, summary_of


def publish(app: Sphinx, outputs: Outputs) -> None:
    """Every file beside the pages; charts have to be published before."""
    pages = [summary_of(app, name) for name in summaries(app)]
    front = summary_of(app, app.config.root_doc)
    for page in pages:
        outputs.put(f"cite/{page.name}.bib", citation.bibtex(page))
        outputs.put(f"cite/{page.name}.ris", citation.ris(page))
        outputs.put(plain_text.path(page), plain_text.markdown(page))
        _add_handout(outputs, page)
    for page in (front, *pages):
        svg = social_card.svg(page)
        make = partial(_card, f"cards/{page.name}.png", svg)
        outputs.made_slowly(f"card {page.name}", outputs.key(svg), make)
    about = {
        key: [site.load().address(name) for name in own + also]
        for key, (own, also, _) in pages_about(app).items()
    }
    for path, content in paper_list.files(about).items():
        outputs.put(path, content)
    _publish_data(outputs)
    _publish_for_machines(app, outputs, pages, front)


def _add_handout(outputs: Outputs, page: Summary) -> None:
    path = page.charts and Path(outputs.folder, f"charts/{page.charts[0].name}.svg")
    picture = path.read_text("utf8") if path else ""
    shown = handout.content(page, bool(picture))
    template = html.asset("templates", handout.TEMPLATE).read_text("utf8")
    make = partial(_handout, page, picture)
    key = outputs.key(shown, picture, template, page.changed)  # which is the day of the PDF
    outputs.made_slowly(f"handout {page.name}", key, make)


def _handout(page: Summary, picture: str) -> Files:
    return {f"handouts/{page.name}.pdf": handout.pdf(page, picture)}


def _card(path: str, svg: str) -> Files:
    return {path: vega.png(svg, scale=1)}


def _publish_data(outputs: Outputs) -> None:
    """The numbers as JSON, one a line, and as CSV; the public tables that are described, and their views."""
    known = store.load()
    rows = [number.row() for number in known.numbers.values()]
    lines = ",\n".join(json.dumps(row, default=_plain, ensure_ascii=False) for row in rows)
    version = json.dumps(known.version)
    outputs.put("data/numbers.json", f'{{"version": {version}, "numbers": [\n{lines}\n]}}\n')
    outputs.put("data/numbers.csv", _csv(data_package.columns(), rows))
    statistics = analysis_results.rows(known.outcomes.values())
    outputs.put("data/analysis-results.csv", _csv(analysis_results.COLUMNS, statistics))
    for outcome in known.outcomes.values():
        resource = json.dumps(fhir.evidence(outcome, site.load().base), ensure_ascii=False)
        outputs.put(f"data/fhir/{outcome.key}.json", resource)
    described = json.dumps(data_package.describe(site.load()), indent=1, ensure_ascii=False)
    outputs.put("data/datapackage.json", described)
    outputs.put("data/dashboard.json", tables.as_json())
    for path in tables.load().files:
        outputs.put(path.relative_to(current().root).as_posix(), path.read_bytes())


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _publish_for_machines(
    app: Sphinx, outputs: Outputs, pages: list[Summary], front: Summary
) -> None:
    home, changed = site.load(), {page.docname: page.changed for page in pages}
    days = [(name, changed.get(name, front.changed)) for name in in_order(app)]
    outputs.put("sitemap.xml", structured_data.sitemap(home, days))
    outputs.put("robots.txt", structured_data.robots(home))
    outputs.put("llms.txt", plain_text.index(home, front, pages))
    outputs.put("feed.xml", structured_data.feed(home, pages))
