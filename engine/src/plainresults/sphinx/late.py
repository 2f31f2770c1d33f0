"""What a page shows of other pages: made when all pages are read, and written again when it changes.

A component calls `add` for its kind of content. A `late` node, left by a `LateDirective`, holds its
place in the text; what stands around the text of every page is told to `add_around`. After reading,
the key of each kind is compared with the one of the last build, so that exactly the pages are
written again whose late content is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective


class late(nodes.General, nodes.Element):  # noqa: N801  # docutils names nodes in small letters
    """The place of content of one `kind`; `arguments` are those of its directive."""


class Place(NamedTuple):
    """Where late content stands: on the page `page`, in the place of `node`."""

    app: Sphinx
    page: str
    node: late


class Kind(NamedTuple):
    """How the content of a place is made, and a text that changes whenever the content would."""

    make: Callable[[Place], nodes.Node]
    key: Callable[[Place], str | None]


class LateDirective(SphinxDirective):
    """A directive whose content is made late; its kind has the directive's name."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """The place of the content."""
        return [late(kind=self.name, arguments=self.arguments)]


_kinds: dict[str, Kind] = {}
_around: dict[str, Callable[[Sphinx], Mapping[str, object]]] = {}


def add(
    kind: str, make: Callable[[Place], nodes.Node], key: Callable[[Place], str | None] | None = None
) -> None:
    """Add a kind of content. Without `key`, the content itself is compared.

    A key of None leaves the page as it is in this build.
    """
    _kinds[kind] = Kind(make, key or (lambda place: make(place).astext()))


def directive(
    name: str, make: Callable[[Place], nodes.Node], key: Callable[[Place], str | None] | None = None
) -> Callable[[Sphinx], None]:
    """The `setup_component` of a directive whose content is made late; see `add`."""
    add(name, make, key)
    return lambda app: app.add_directive(name, LateDirective)


def add_around(kind: str, of_pages: Callable[[Sphinx], Mapping[str, object]]) -> None:
    """Add a kind of content that stands outside the text; `of_pages` gives that of each page."""
    _around[kind] = of_pages


def _note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the places of a page."""
    _kept(app.env, "places")[app.env.docname] = list(doctree.findall(late))


def _forget(_app: Sphinx, env: BuildEnvironment, page: str) -> None:
    _kept(env, "places").pop(page, None)


def _outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose late content is another one than in the last build."""
    was, now = dict(_kept(env, "keys")), dict(_keys(app, env))
    changed = {place[0] for place, key in now.items() if key and was.get(place) != key}
    _kept(env, "keys").update({place: key for place, key in now.items() if key})
    return sorted(changed)


def _keys(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[tuple[str, str], str | None]]:
    for page, places in _kept(env, "places").items():
        for node in places:
            key = _kinds[node["kind"]].key(Place(app, page, node))
            yield (page, node["kind"]), key and _short(key)
    for kind, of_pages in _around.items():
        for page, content in of_pages(app).items():
            yield (page, kind), _short(repr(content))


def _fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    for node in list(doctree.findall(late)):
        node.replace_self(_kinds[node["kind"]].make(Place(app, page, node)))


def _kept(env: BuildEnvironment, what: str) -> dict[Any, Any]:
    """A table that is kept with Sphinx's environment from build to build."""
    table: dict[Any, Any] = vars(env).setdefault(f"plainresults_late_{what}", {})
    return table


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def setup_component(app: Sphinx) -> None:
    """Register the node and when it is noted, compared and filled."""
    app.add_node(late)
    app.connect("doctree-read", _note, priority=800)
    app.connect("env-purge-doc", _forget)
    app.connect("env-updated", _outdated)
    app.connect("doctree-resolved", _fill)
