"""Which pages are out of date: those that were made from something that has other content now.

Sphinx goes by the times of files and knows of few of them. Here, all that is looked at while a page
is read is noted with fingerprints (see `execution.dependencies`), and compared by the next build.
What a page shows of others is compared by `late`.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from plainresults.evidence import access
from plainresults.execution import dependencies
from plainresults.execution.sources import fingerprint_of
from plainresults.sphinx.places import executed


def pages(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """What each page was read from."""
    found: dict[str, dict[str, str]] = vars(env).setdefault("plainresults_pages", {})
    return found


def _outdated(
    _app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], _removed: set[str]
) -> list[str]:
    """Pages to read again; takes those out of `changed` that only look newer."""
    stale = {name for name, noted in pages(env).items() if not dependencies.same(noted)}
    for name in changed - stale:
        if name in pages(env) and Path(env.doctreedir, f"{name}.doctree").is_file():
            changed.discard(name)
    return sorted(stale - added)


def _begin_reading(_app: Sphinx, _docname: str, _source: list[str]) -> None:
    access.NOTED.clear()


def _end_reading(app: Sphinx, _doctree: nodes.document) -> None:
    env, name = app.env, app.env.docname
    for path in (env.doc2path(name), *env.dependencies[name]):
        dependencies.note_path(Path(app.srcdir, path))
    if (ran := executed(app, name)).is_file():  # MyST-NB has just written it
        access.note(f"file:{ran}", fingerprint_of(ran.read_bytes()))
    pages(env)[name] = dependencies.fingerprints(access.NOTED)


def _forget_page(_app: Sphinx, env: BuildEnvironment, name: str) -> None:
    pages(env).pop(name, None)


def setup_component(app: Sphinx) -> None:
    """Take over from Sphinx what it decides by time."""
    dependencies.forget()
    dependencies.watch()
    app.connect("env-get-outdated", _outdated)
    app.connect("source-read", _begin_reading, priority=1)
    app.connect("doctree-read", _end_reading, priority=900)
    app.connect("env-purge-doc", _forget_page)
