"""The texts in a book's own code and templates that readers see, as pages for the rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from plainresults.evidence import yamlfile
from plainresults.rules.page import Page
from plainresults.rules.reader import Reader

NUMBER = re.compile(r'\{\{ ?number\("([^"]+)"\)[^}]*\}\}')
LOOKED_UP = re.compile(r"\{\{.*?\}\}", re.DOTALL)
NOT_SHOWN = re.compile(r"\{[%#].*?[%#]\}|<[^>]*>", re.DOTALL)


def read_all(root: Path) -> list[Page]:
    """The texts of the book at `root` in `study/` and `_templates/`."""
    pages = []
    for path in sorted([*root.glob("study/**/*.py"), *root.glob("_templates/**/*.html")]):
        texts = _of_code if path.suffix == ".py" else _of_template
        file, source = path.relative_to(root).as_posix(), yamlfile.text_of(path)
        reader = Reader("", file)
        reader.page.lines, reader.page.is_list = source.split("\n"), True
        for text, line in texts(source):
            if re.search(r"\w\s+\w", text):
                reader.text(text, line, "data", "code")
        pages.append(reader.page)
    return pages


def _of_code(source: str) -> Iterator[tuple[str, int]]:
    """Each text of Python code with its line, “…” for what is filled in.

    What documents the code, and what it says when it stops, no reader sees.
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return  # the build reports code that does not run
    passed_over: set[ast.AST] = set()
    for node in nodes:
        if isinstance(node, ast.Raise):
            passed_over.update(ast.walk(node))
        elif isinstance(node, ast.Expr):
            passed_over.add(node.value)
        elif node in passed_over:
            continue
        elif isinstance(node, ast.JoinedStr):
            passed_over.update(node.values)
            yield "".join(_part(one) for one in node.values), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno


def _part(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "…"


def _of_template(source: str) -> Iterator[tuple[str, int]]:
    """Each line of a template without its tags; values keep their address."""
    text = LOOKED_UP.sub("…", NUMBER.sub(r"{num}`\1`", source))
    text = NOT_SHOWN.sub(lambda found: " " + "\n" * found[0].count("\n"), text)
    for line, words in enumerate(text.split("\n"), 1):
        yield " ".join(words.split()), line
