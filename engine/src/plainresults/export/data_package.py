"""The dataset's description for machines: a Frictionless Data Package beside `numbers.csv`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plainresults.evidence import store
from plainresults.evidence.model import RANKS, SEEN_IN, VERDICTS
from plainresults.evidence.site import Site
from plainresults.export import analysis_results
from plainresults.export.summary import LICENCE

SCHEMA = Path(__file__).with_name("numbers.schema.json")  # what each column of numbers.csv holds
WORDS = {"rank": RANKS, "verdict": VERDICTS, "seen_in": SEEN_IN}


def columns() -> list[str]:
    """The columns of numbers.csv."""
    return [field["name"] for field in json.loads(SCHEMA.read_text("utf8"))["fields"]]


def describe(site: Site) -> dict[str, Any]:
    """The content of `datapackage.json`."""
    known = store.load()
    schema = json.loads(SCHEMA.read_text("utf8"))
    for field in schema["fields"]:
        if field["name"] in WORDS:
            field["constraints"]["enum"] = list(WORDS[field["name"]])
    used = {number.source.key: number.source for number in known.numbers.values()}
    return {
        "profile": "tabular-data-package",
        "name": site.slug,
        "title": f"The numbers of “{site.title}”",
        "description": f"Published results of the {site.study}, each with its meaning "
        f"and its place in its source. {site.notice}",
        "version": known.version,
        "homepage": site.base,
        "licenses": [
            {"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}
        ],
        "contributors": [{"title": site.author, "role": "author"}],
        "sources": [
            {"title": f"{source.key}: {source.title}"}
            | ({"path": source.link} if source.link else {})
            for source in used.values()
        ],
        "resources": [
            {
                "name": "numbers",
                "path": "numbers.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema,
            },
            {
                "name": "analysis-results",
                "title": "One row for each statistic, in the columns of CDISC's Analysis Results Data",
                "path": "analysis-results.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "type": "string"} for name in analysis_results.COLUMNS
                    ]
                },
            },
        ],
    }
