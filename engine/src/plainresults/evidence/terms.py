"""The plain words of the pages for what the data call by the words of papers.

The engine's own are in `terms.yml`; a book changes some of them in its `wording/terms.yml`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainresults.errors import Faults
from plainresults.evidence import schema, yamlfile

ENGINE = Path(__file__).with_name("terms.yml")


@dataclass(frozen=True)
class Terms:
    """The words, each table by the key that the data use. See `terms.yml` for what each is for."""

    ranks: Mapping[str, str]
    rank_heads: Mapping[str, str]
    verdicts: Mapping[str, str]
    verdicts_of_change: Mapping[str, str]
    verdict_groups: Mapping[str, str]
    verdicts_explained: Mapping[str, str]
    unclear_without_a_gap: str
    p_explained: str
    certainty: Mapping[str, str]
    not_rated: str
    one_study: str
    seen_in: Mapping[str, str]
    no_comparison: str
    not_published: str
    not_reported: str
    whole_trial: str
    rules: Mapping[str, str]
    kinds: Mapping[str, str]
    sections: tuple[str, ...]


def read(path: Path) -> Terms:
    """The engine's words with those of the book's file at `path`, if it is there.

    Raises Faults for a key that the engine does not have, or a text where a table belongs.
    """
    words, _ = yamlfile.read(ENGINE)
    if path.is_file():
        if wrong := schema.faults(path, json.dumps(_shape(words))):
            raise Faults(wrong)
        own, _ = yamlfile.read(path)
        words = {key: _joined(text, own.get(key, {})) for key, text in words.items()}
    return Terms(**words | {"sections": tuple(words["sections"])})


def _shape(words: Any) -> dict[str, Any]:
    """The JSON schema of a book's file: the engine's keys, with texts for texts."""
    if isinstance(words, str):
        return {"type": "string"}
    if isinstance(words, list):
        count = len(words)
        return {"items": {"type": "string"}, "minItems": count, "maxItems": count}
    of_each = {key: _shape(value) for key, value in words.items()}
    other = False if words else {"type": "string"}  # a table of the book's own keys
    return {"type": "object", "properties": of_each, "additionalProperties": other}


def _joined(ours: Any, own: Any) -> Any:
    return ours | own if isinstance(ours, dict) else own or ours
