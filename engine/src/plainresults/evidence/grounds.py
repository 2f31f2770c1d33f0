"""What stands behind an address, in words, with a fingerprint that changes with its content.

`ground("moss2021.schools")` serves whoever has to judge a sentence that rests on the address:
a reviewer, and a reader who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from plainresults.evidence import access, store, tables
from plainresults.evidence.model import Fact, Number, Outcome, Source

WORDS = ("range", "verdict", "rank")  # what the role {words} takes from an outcome


@dataclass(frozen=True)
class Ground:
    """What one address holds: what it says, where that was read, what to keep in mind.

    `print` stays the same as long as what the address says does. A new day of checking, a place
    named better, and the rank, which rules of their own look after, do not change it.
    """

    key: str
    says: str
    origin: str
    source: Source | None
    caution: tuple[str, ...]
    print: str
    is_fact: bool = False


def ground(key: str) -> Ground | None:
    """What `key` holds: a fact, a number, an outcome, words of one, or a figure of a table."""
    known = store.load()
    if fact := known.facts.get(key):
        return _of_fact(fact)
    if number := known.numbers.get(key):
        return _of_number(number)
    above, _, part = key.rpartition(".")
    if outcome := known.outcomes.get(above if part in WORDS else key):
        return _of_outcome(key, outcome)
    return _of_table(key)


def known_addresses() -> list[str]:
    """Every address that a sentence can name, but for the figures of tables."""
    known = store.load()
    words = (f"{key}.{part}" for key in known.outcomes for part in WORDS)
    return [*known.facts, *known.outcomes, *known.numbers, *words]


def _of_fact(fact: Fact) -> Ground:
    content = _print(fact.says, fact.seen_in, *fact.caution)
    return Ground(fact.key, fact.says, fact.origin, fact.source, fact.caution, content, True)


def _of_number(number: Number) -> Ground:
    part, outcome = number.part, number.outcome
    ends = f" ({part.low} to {part.high})" if part.low is not None else ""
    says = f"{part.label}: {number.text}{ends} ({part.unit})"
    meaning = outcome.title if outcome else part.label
    content = _print(number.text, ends, part.unit, meaning, number.seen_in)
    caution = outcome.caution if outcome else ()
    return Ground(number.key, says, number.origin, number.source, caution, content)


def _of_outcome(key: str, outcome: Outcome) -> Ground:
    values = _printed().get(outcome.key, [])
    listed = "; ".join(f"{name} {value}" for name, value in values)
    says = f"{outcome.title}, {outcome.who}, {outcome.period}: {outcome.verdict_in_words}. {listed}"
    keep = (*outcome.caution, *(f"Not known: {text}" for text in outcome.unknown))
    shared = (outcome.title, outcome.who, outcome.verdict)
    main = outcome.comparison
    compared = [str(end) for end in (main.value, main.low, main.high)] if main else []
    behind = [*map(str, values), *keep] if key == outcome.key else compared
    content = _print(*shared, *behind)
    origin = f"{outcome.source.short}, {outcome.where}."
    return Ground(key, says.rstrip("; "), origin, outcome.source, keep, content)


@access.kept
def _printed() -> dict[str, list[tuple[str, str]]]:
    """The values that the source prints, by outcome, each with the end of its address."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, number in sorted(dict.items(store.load().numbers)):
        if (outcome := number.outcome) and not number.part.how:
            name = key.removeprefix(f"{outcome.key}.")
            found.setdefault(outcome.key, []).append((name, number.text))
    return found


def _of_table(key: str) -> Ground | None:
    try:
        text = tables.when(key[:-5]) if key.endswith(".when") else tables.stat(key).text
    except (KeyError, ValueError):
        return None
    return Ground(key, f"{key}: {text}", "A public table of this book.", None, (), _print(text))


def _print(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:8]
