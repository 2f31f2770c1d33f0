"""What is wrong with a text that is not YAML, in an author's words.

The parser says at which line it gave up; most often a look at that line, and at the one above,
shows what the author meant.
"""

from __future__ import annotations

import re

import yaml

CONFLICT = re.compile(r"(?m)^(?:<{7}|>{7}|\|{7})(?: |$)")
SIGN = re.compile(r"^\s*(?:- )?(?:[^:\s]+:\s+)?([@`%&*!|>])(?!\s*$)")
QUOTED = re.compile(r""":\s+(?:"[^"]*"|'[^']*')\s*[^\s#,}\]]""")
NO_SPACE = re.compile(r"^\s*(?:- )?\w+:[^\s/]")
TWO_COLONS = re.compile(r"^\s*(?:- )?[^:\"']+:\s+[^\"'\[{][^:]*:(?:\s|$)")
Told = tuple[int, str, str]  # line of the text from 0, what is wrong, how to mend it


def explain(text: str, error: yaml.YAMLError) -> Told:
    """Line, what is wrong and how to mend it, for what the parser says of `text`."""
    rows = text.split("\n")
    if match := CONFLICT.search(text):
        remedy = "Keep one of the two versions, and delete the three lines of marks"
        return text.count("\n", 0, match.start()), "the marks of an unfinished merge", remedy
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        at = text.count("\n", 0, getattr(error, "position", 0) or 0)
        return at, "a character that does not show stands here", "Write this line anew"
    begun = getattr(error, "context_mark", None) or mark
    line = min(mark.line, len(rows) - 1)
    said = f"{getattr(error, 'context', '')}; {getattr(error, 'problem', '')}"
    return _by_look(rows, line, begun.line) or _by_message(said, line, begun.line)


def _by_look(rows: list[str], line: int, begun: int) -> Told | None:
    """What the lines themselves show."""
    row, above = rows[line], _above(rows, line)
    if re.match(r"\s*\t", row) or re.match(r"[ \t]*\t", rows[begun]):
        return line, "a tab stands here, and YAML takes none", "Put spaces in its place"
    odd = [at for at in range(line + 1) if rows[at].count('"') % 2]
    if len(odd) % 2:
        return odd[-1], "a quotation mark that opens here has no end", "Close it"
    if re.search(r":\s*(?:\[\]|\{\})\s*$", rows[above]) and line > above:
        empty = rows[above].strip()
        return above, f"“{empty}” is empty, and something stands below it", "Take its brackets away"
    if sign := SIGN.match(row):
        what = f"a text that begins with “{sign[1]}” needs quotes"
        return line, what, "Put double quotes around the whole text"
    for at in (line, above):
        if QUOTED.search(rows[at]):
            remedy = "Put double quotes around all of it, and no double quotes inside"
            return at, "a text goes on after its closing quotation mark", remedy
        if NO_SPACE.match(rows[at]):
            return at, "a space is missing after the colon", "Write “name: value”, with a space"
    if TWO_COLONS.match(row):
        return line, "a text with a colon in it needs quotes", "Put quotes around the whole text"
    return None


def _by_message(said: str, line: int, begun: int) -> Told:
    """What the parser's own words tell."""
    if "quoted scalar" in said:
        return begun, "a quotation mark that opens here has no end", "Close it"
    if "flow sequence" in said or "flow mapping" in said:
        return begun, "a bracket that opens here has no end", "Close it, with ] or }"
    if "expected ':'" in said:
        remedy = "Add the colon, or indent the line below the text that it belongs to"
        return begun, "this line is no “name: value”", remedy
    if "expected key" in said or "not allowed in this context" in said:
        remedy = "Begin it in the same column as the lines that it belongs to"
        return line, "this line is indented too much, or too little", remedy
    remedy = "Compare the indentation and the quotes with the lines above"
    return line, said.rpartition("; ")[2], remedy


def _above(rows: list[str], line: int) -> int:
    """The nearest line above with something in it."""
    for at in range(line - 1, -1, -1):
        if rows[at].strip() and not rows[at].lstrip().startswith("#"):
            return at
    return line
