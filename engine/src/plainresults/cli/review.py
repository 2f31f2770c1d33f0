"""`plainresults review`: one reads each open sentence beside its facts and lets it in, or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from plainresults.book import current
from plainresults.errors import Fault, nearest
from plainresults.evidence import yamlfile
from plainresults.rendering import html
from plainresults.rules import known_words, ledger, review
from plainresults.rules.corpus import Corpus
from plainresults.rules.page import Page
from plainresults.rules.review import Item

ASK = "[y]es, [n]o, [s]kip, [q]uit, or a note on what is wrong: "
ASK_WORD = "[e]veryday, e[x]plained in the glossary, a [n]ame, [s]kip, [q]uit: "
WORD_KINDS = {"e": "everyday", "x": "explained", "n": "names"}


def found(book: Corpus, name: str) -> Page:
    """The page called `name`. ValueError with the nearest names when there is none."""
    try:
        return review.page_named(book, name)
    except KeyError as error:
        names = [page.file.removeprefix("chapters/").rpartition(".")[0] for page in book.pages]
        raise ValueError(f"{error.args[0]}. {nearest(name, names, '')}") from None


def status() -> str:
    """A line for each page: how many sentences it has, and how many of them are checked by whom."""
    lines = []
    for name, total, bare, checks in review.status(Corpus.read()):
        done = ", ".join(f"{role} {count}" for role, count in checks.items() if count)
        rest = f"; {bare} rest on nothing" if bare else ""
        lines.append(f"{name}: {total} sentences, checked by: {done or 'nobody'}{rest}")
    return "\n".join([*lines, "Name a page to review it: plainresults review vegetables"])


def ask(name: str, role: str, signed: str, read: Callable[[str], str] = input) -> int:
    """Go through the open sentences of a page; each answer is kept at once. Gives their number."""
    book = Corpus.read()
    page, day = found(book, name), review.day_of(role, _today(), signed)
    waiting, answered = review.items(book, page, role), 0
    for index, item in enumerate(waiting, 1):
        print(f"\n{index} of {len(waiting)}  {told(item)}")
        said = read(ASK).strip()
        if said.lower() in ("q", "quit"):
            break
        if said.lower() in ("", "s", "skip"):
            continue
        if said.lower() in ("n", "no"):
            said = read("What is wrong? ").strip() or "no"
        answered += review.answer(book, page, {item.statement.id: said}, role, day)
    _bare(page)
    return answered


def told(item: Item) -> str:
    """One sentence with what it rests on, as text."""
    where = f"{item.statement.file}:{item.statement.place[0]}  ({item.why})"
    lines = [where, "", f"    {item.shown}", ""]
    lines += [f"  after: {item.statement.before}"] if item.statement.before else []
    if item.statement.is_ours:
        lines.append("  ours: advice, a link, or words on this book; nothing about a result")
    for ground in item.grounds:
        lines += [f"  rests on {ground.key}: {ground.says}", f"    {ground.origin}"]
        lines += [f"    keep in mind: {text}" for text in ground.caution]
    lines += [f"  hint: {hint}" for hint in item.hints]
    return "\n".join(lines)


def worksheet(name: str, role: str) -> str:
    """The open sentences of a page as YAML, each with an empty answer to fill in."""
    book = Corpus.read()
    lines = [f"page: {name}", f"role: {role}", "answers:  # yes, no, or what is wrong"]
    for item in review.items(book, found(book, name), role):
        lines += ["", *(f"# {line}".rstrip() for line in told(item).split("\n"))]
        fields = {"id": item.statement.id, "sentence": item.shown, "answer": None}
        lines += [
            yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=10**6).strip()
        ]
    return "\n".join([*lines, ""])


def take(path: Path, signed: str) -> str:
    """Put the answers of a worksheet into the ledger, or its words into the vocabulary.

    Each answer names its sentence by fingerprint and by its words, and both have to be those of
    today. Raises Fault for the first that does not fit; then nothing is recorded.
    """
    text = sys.stdin.read() if str(path) == "-" else path.read_text("utf8")
    content, lines = yamlfile.parse(text, path)
    if "words" in content:
        return _take_words(content["words"], path, lines)
    role = content.get("role", "")
    day = review.day_of(role, _today(), signed or str(content.get("signed") or ""))
    book = Corpus.read()
    page = found(book, str(content.get("page", "")))
    waiting = {item.statement.id: item.shown for item in review.items(book, page, role)}
    given: dict[str, Any] = {}
    for index, one in enumerate(content.get("answers") or ()):
        if one.get("answer") in (None, ""):
            continue
        key, sentence = str(one.get("id")), " ".join(str(one.get("sentence")).split())
        if waiting.get(key) != sentence:
            what = f"“{sentence}” is no sentence of {page.file} that waits for this check"
            remedy = f"Make the list anew: plainresults review {content['page']} --list"
            raise Fault(path, lines.get(("answers", index), 1), what, remedy)
        given[key] = one["answer"]
    count = review.answer(book, page, given, role, day)
    return f"{count} of {len(waiting)} open sentences of {page.file} were answered as {role}."


def _take_words(words: dict[str, Any], path: Path, lines: dict[Any, int]) -> str:
    chosen = {word: kind for word, kind in words.items() if kind}
    for word, kind in chosen.items():
        if kind not in known_words.KINDS:
            remedy = f"The kinds are: {', '.join(known_words.KINDS)}"
            raise Fault(path, lines.get(("words", word), 1), f"“{kind}” is no kind", remedy)
    known_words.let_in(current().root, chosen)
    return f"{len(chosen)} words were let in."


def ask_words(read: Callable[[str], str] = input) -> int:
    """Go through the new words of the book, each in its sentence. Gives how many were let in."""
    count = 0
    for new in _new_words():
        plainer = f" (plainer: {new.plainer})" if new.plainer else ""
        print(f"\n{new.word}{plainer}\n  {new.file}:{new.place[0]}  {new.sentence}")
        said = read(ASK_WORD).strip().lower()[:1]
        if said == "q":
            break
        if said in WORD_KINDS:
            known_words.let_in(current().root, {new.word: WORD_KINDS[said]})
            count += 1
    return count


def words_worksheet() -> str:
    """The new words of the book as YAML, each with its sentence and an empty kind to fill in."""
    lines = [f"words:  # {', '.join(known_words.KINDS)}; leave out what should not be in the book"]
    for new in _new_words():
        plainer = f"; plainer: {new.plainer}" if new.plainer else ""
        lines += [f"  # {new.file}:{new.place[0]}{plainer}: {new.sentence}", f'  "{new.word}":']
    return "\n".join([*lines, ""])


def _new_words() -> Iterable[known_words.NewWord]:
    book = Corpus.read()
    first: dict[str, known_words.NewWord] = {}
    for page in book.pages:
        for new in known_words.new_words(page, book):
            first.setdefault(new.word, new)
    return first.values()


def sheet(name: str, role: str, form: bool = False) -> str:
    """The open sentences of a page as a web page: to print, or with `form` to answer there."""
    book = Corpus.read()
    page = found(book, name)
    return html.render(
        "review.html",
        name=name,
        role=role,
        roles=ledger.ROLES,
        signed=role in ledger.SIGNED,
        items=review.items(book, page, role),
        bare=review.unsupported(page),
        form=form,
    )


def _bare(page: Page) -> None:
    if bare := review.unsupported(page):
        print(f"\n{len(bare)} sentences of {page.file} rest on nothing; mark them first:")
        print("\n".join(f"{page.file}:{one.place[0]}: {one.shown}" for one in bare))


def _today() -> str:
    return date.today().isoformat()
