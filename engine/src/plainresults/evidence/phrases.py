"""How words are put together in sentences, for data, pages and charts."""

from __future__ import annotations

from collections.abc import Sequence


def first_upper(text: str) -> str:
    """`text` with a capital letter in front, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def first_lower(text: str) -> str:
    """`text` with a small letter in front, as inside a sentence."""
    return text[:1].lower() + text[1:]


def listed(names: Sequence[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
