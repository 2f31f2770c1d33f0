"""The engine serves any study: no word of one is in its code, its templates or its lists."""

from __future__ import annotations

import re

from sample_books import ROOT

# Words of this repository's own study and of the trials of the test books.
WORDS = re.compile(
    r"opioid|naloxone|buprenorphine|overdose|fentanyl|stigma\b|HEALing|Communities That HEAL|SAMHSA"
    r"|Samet|Kentucky|Massachusetts|\bOhio\b|\bSPRINT\b|\bCODA\b|ELIANA|appendi[cx]|tisagenlecleucel"
    r"|leuk[a]?emia|NCT\d{8}(?<!00000000)",
    re.IGNORECASE,
)


def test_no_word_of_a_study_is_in_the_engine():
    """They come from a book's data, wording, templates and own charts."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in sorted((ROOT / "engine" / "src").rglob("*"))
        if path.is_file() and path.suffix not in (".pyc", ".woff2", ".png")
        for number, line in enumerate(path.read_text("utf8").splitlines(), 1)
        for match in [WORDS.search(line)]
        if match
    ]
    assert not found, found


def test_such_a_word_would_be_found():
    """The list of words is not empty by accident."""
    assert WORDS.search("the first SPRINT report") and not WORDS.search("NCT00000000")
