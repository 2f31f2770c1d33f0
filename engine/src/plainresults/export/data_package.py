"""The dataset's description for machines: a Frictionless Data Package beside `numbers.csv`."""

from __future__ import annotations

from plainresults.evidence import store, terms
from plainresults.export.summary import LICENCE, Site

# What each column of numbers.csv holds: name, type, meaning, rules.
FIELDS = (
    (
        "key",
        "string",
        "The number's address, unique in the dataset",
        {"required": True, "unique": True},
    ),
    ("value", "number", "The value, not rounded", {"required": True}),
    ("low", "number", "Low end of the 95% confidence interval, where the source prints one", {}),
    ("high", "number", "High end of the 95% confidence interval, where the source prints one", {}),
    ("p", "number", "P value, where the source prints one", {"minimum": 0, "maximum": 1}),
    ("unit", "string", "What one of it is", {"required": True}),
    ("label", "string", "What the number says, in plain words", {"required": True}),
    (
        "rank",
        "string",
        "What the plan of the study or paper calls the result",
        {"enum": list(terms.RANKS)},
    ),
    ("verdict", "string", "What the comparison allows us to say", {"enum": list(terms.VERDICTS)}),
    ("source", "string", "The source's key in this package's list of sources", {"required": True}),
    ("doi", "string", "The source's DOI, where it has one", {}),
    ("where", "string", "The place in the source", {"required": True}),
    ("seen_in", "string", "What we read", {"required": True, "enum": list(terms.SEEN_IN)}),
    ("checked", "date", "Day of the last comparison with the source", {"required": True}),
    ("worked_out", "string", "How we worked the number out; empty when the source prints it", {}),
    ("shown", "string", "The number as pages show it", {"required": True}),
)


def describe(site: Site) -> dict:
    """The content of `datapackage.json`."""
    known = store.load()
    fields = [
        {
            "name": name,
            "type": kind,
            "description": text,
            **({"constraints": rules} if rules else {}),
        }
        for name, kind, text, rules in FIELDS
    ]
    used = {number.source.key: number.source for number in known.numbers.values()}
    return {
        "profile": "tabular-data-package",
        "name": "healing-in-plain-words",
        "title": f"The numbers of “{site.title}”",
        "description": "Published results of the HEALing Communities Study, each with its meaning and its place in its source. Independent; not an official NIH dataset.",
        "version": known.version,
        "homepage": site.base,
        "licenses": [
            {"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}
        ],
        "contributors": [{"title": site.author, "role": "author"}],
        "sources": [
            {
                "title": f"{source.key}: {source.title}",
                **({"path": source.link} if source.link else {}),
            }
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
                "schema": {"fields": fields, "primaryKey": "key", "missingValues": [""]},
            }
        ],
    }
