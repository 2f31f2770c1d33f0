"""What authors say about their own text: `% allow`, `% from:` and `% ours`.

A comment above a paragraph, list, table, code cell or directive holds for all of it, and one above
a paragraph that ends in a colon also for the list below. In YAML the same stands after `#` and
holds for the next line, in a glossary after `..`. Front matter has fields of its own: `from:` names
what its texts rest on, `ours: true` says that the whole page is about the book itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from plainresults.rules.page import Page

OURS = "ours"
ALLOW = re.compile(r"allow\s+([\w-]+)(?::\s*(.*))?$")
FROM = re.compile(r"from:(.*)$")
COMMENT = re.compile(r"\s*(?:#|\.\.)\s+(.*)")
SHOWN = ("description", "card", "title", "topic")  # the fields of the front matter that readers see


def keys_in(text: str) -> list[str]:
    """The addresses in a text that lists them with commas."""
    return [key for key in re.split(r"[\s,]+", text) if key]


def named_in(comment: str) -> list[str]:
    """What a comment says that the text below rests on: addresses, or that it is ours."""
    comment = comment.strip()
    if match := FROM.match(comment):
        return keys_in(match[1])
    return [OURS] if re.match(rf"{OURS}\b", comment) else []


def read(page: Page, comment: str, at: int, lines: Iterable[int]) -> None:
    """Take in one `comment` that stands in line `at` and holds for `lines`."""
    comment = comment.strip()
    page.comments.append((at, comment))
    if (match := ALLOW.match(comment)) and match[2]:
        for line in lines:
            page.allowed.setdefault(line, set()).add(match[1])
    _rest(page, named_in(comment), at, lines)


def read_yaml(page: Page, first: int, lines: Iterable[str]) -> None:
    """Take in the comments among `lines` of YAML or of a glossary, which begin in line `first`."""
    waiting: list[tuple[str, int]] = []
    for at, line in enumerate(lines, first):
        if match := COMMENT.match(line):
            waiting.append((match[1], at))
        elif line.strip():
            for comment, above in waiting:
                read(page, comment, above, [at])
            waiting.clear()


def read_front_matter(page: Page) -> None:
    """Take in the fields `from` and `ours`."""
    shown = [page.meta_lines[name] for name in SHOWN if name in page.meta_lines]
    if isinstance(named := page.meta.get("from"), str):
        _rest(page, keys_in(named), page.meta_lines["from"], shown)
    page.is_ours = page.meta.get(OURS) is True


def _rest(page: Page, keys: list[str], at: int, lines: Iterable[int]) -> None:
    page.named += [(key, at) for key in keys if key != OURS]
    for line in lines if keys else ():
        page.rests.setdefault(line, []).extend(keys)
