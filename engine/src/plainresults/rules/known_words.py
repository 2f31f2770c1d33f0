"""The book's vocabulary: every word that its pages use has been let in once.

`wording/vocabulary.yml` has three kinds, each with a line of words for each letter: `everyday`,
`explained` (the glossary explains it) and `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from plainresults.evidence import yamlfile
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Block, Page, Piece, Place
from plainresults.rules.rule import rule
from plainresults.rules.wording import wording

KINDS = {
    "everyday": "a word of everyday speech",
    "explained": "a word that the glossary explains",
    "names": "a name, or a word that only names have",
}
WORD = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*")
HEAD = "# Every word that the pages use, let in once by `plainresults review --words`.\n"


@dataclass(frozen=True)
class NewWord:
    """A word that nobody has let in, where it first stands, and the sentence around it."""

    word: str
    file: str
    place: Place
    sentence: str

    @property
    def plainer(self) -> str:
        """A plainer word where one is known, or how it is spelled; else nothing."""
        for term in wording("jargon")["plain"]:
            if re.fullmatch(term["avoid"], self.word, re.IGNORECASE):
                return str(term["say"])
        return plainer_words().get(self.word, "")


@rule("new-word", 73, kind="ledger")
def new_word(page: Page, book: Corpus) -> Iterator[Any]:
    """Jargon, slurs and typing errors are new words before they are anything else. So each word is
    let in once, as everyday, as explained in the glossary or as a name, by somebody who saw it."""
    for new in new_words(page, book):
        say = f"say “{new.plainer}”, or " if new.plainer else ""
        what = f"“{new.word}” is a word that this book has not used before"
        yield new.place, what, f"{say}let it in: plainresults review --words"


def new_words(page: Page, book: Corpus) -> Iterator[NewWord]:
    """The words of a page that are not let in, each where it first stands."""
    seen = known(book.root)
    unexplained = seen.get("explained", frozenset()) - _explained(book)
    taken = (frozenset().union(*seen.values()) if seen else frozenset()) - unexplained
    found: set[str] = set()
    for block in page.blocks:
        for piece in block.pieces:
            for match in WORD.finditer(piece.text) if piece.kind in ("text", "term") else ():
                word = match[0].lower().replace("’", "'")
                if word not in taken and word not in found and len(word) > 1:
                    found.add(word)
                    place = (piece.line, piece.column + match.start())
                    yield NewWord(word, page.file, place, _around(block, piece, match.start()))


def _around(block: Block, piece: Piece, at: int) -> str:
    """The sentence that the letter `at` of a piece stands in."""
    start = next(
        start for start, one in zip(block.starts, block.pieces, strict=True) if one is piece
    )
    inside = (one for one in block.sentences if one.start <= start + at < one.end)
    return next((sentence.text.strip() for sentence in inside), block.text)


def known(root: Path) -> dict[str, frozenset[str]]:
    """The words that are let in, by kind."""
    path = root / "wording" / "vocabulary.yml"
    content = yamlfile.read(path)[0] if path.is_file() else {}
    return {kind: frozenset(" ".join(content.get(kind, {}).values()).split()) for kind in KINDS}


def let_in(root: Path, words: dict[str, str]) -> None:
    """Add words, each with its kind, to the vocabulary."""
    have = {kind: set(old) for kind, old in known(root).items()}
    for word, kind in words.items():
        have[kind].add(word)
    lines = [HEAD]
    for kind, meaning in KINDS.items():
        lines.append(f"{kind}:  # {meaning}\n")
        letters: dict[str, list[str]] = {}
        for word in sorted(have[kind]):
            letters.setdefault(word[0], []).append(word)
        lines += [f"  '{letter}': {_quoted(' '.join(of))}\n" for letter, of in letters.items()]
        if not letters:
            lines[-1] = f"{kind}: {{}}  # {meaning}\n"
    (root / "wording" / "vocabulary.yml").write_text("".join(lines), "utf8")


def _quoted(text: str) -> str:
    return '"' + text + '"'


def _explained(book: Corpus) -> frozenset[str]:
    """Every word of a term that the glossary explains, with its plural."""
    words = WORD.findall(" ".join(book.glossary))
    return frozenset(form for word in words for form in (word, f"{word}s", f"{word}es"))


@cache
def plainer_words() -> dict[str, str]:
    """The engine's list of long words with a plainer one."""
    text = files("plainresults.rules").joinpath("plainer_words.yml").read_text("utf8")
    return {str(word): str(say) for word, say in yaml.safe_load(text).items()}
