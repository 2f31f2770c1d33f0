"""`plainresults new book` and `plainresults update`: a whole book from the engine's template.

Copier asks, writes the files and remembers the answers. An update writes again what is the same in
every book (requirements, workflow); what authors write in is left as it is.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from plainresults.book import Book

TEMPLATE = Path(__file__).with_name("book_template")
ANSWERS = ".copier-answers.yml"
MISSING = 'This needs copier, which makes files from templates: pip install "plainresults[new]"'


def new_book(folder: Path, defaults: bool, given: dict[str, Any] | None = None) -> list[str]:
    """Make a book in `folder`, which must be new or empty; gives the names of its files.

    With `defaults` nothing is asked. Raises FileExistsError when something is there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty. Choose another name")
    _copier().run_copy(
        str(TEMPLATE), folder, data={**(given or {}), **_version()}, defaults=defaults, quiet=True
    )
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def update(book: Book) -> list[str]:
    """Write again what the template owns in `book`; gives the files that changed.

    Raises FileNotFoundError for a book that `new book` did not make.
    """
    if not (book.root / ANSWERS).is_file():
        raise FileNotFoundError(
            f"{ANSWERS} is not there: “plainresults new book” has not made this book"
        )
    before = _texts(book.root)
    known = yaml.safe_load((book.root / ANSWERS).read_text("utf8"))
    answers = {name: value for name, value in known.items() if not name.startswith("_")}
    _copier().run_copy(
        str(TEMPLATE),
        book.root,
        data=answers | _version(),
        defaults=True,
        overwrite=True,
        quiet=True,
    )
    after = _texts(book.root)
    return sorted(name for name, text in after.items() if before.get(name) != text)


def _texts(root: Path) -> dict[str, bytes]:
    """What is in the files that the template owns."""
    owned = [root / "requirements.txt", *(root / ".github").rglob("*.yml")]
    return {str(path.relative_to(root)): path.read_bytes() for path in owned if path.is_file()}


def _version() -> dict[str, str]:
    return {"version": version("plainresults")}


def _copier() -> Any:
    try:
        import copier
    except ImportError as error:
        raise ValueError(MISSING) from error
    return copier
