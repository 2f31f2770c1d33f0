"""Nodes, roles and directives made from templates and data, and the one way to report an unknown key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from plainresults.rendering import html

logger = logging.getLogger(__name__)
Messages = list[nodes.system_message]


def html_node(template: str, **context: Any) -> nodes.raw:
    """The HTML of a template as a node; its `keys` are those of the numbers that it shows."""
    with html.numbers_shown() as keys:
        text = html.render(template, **context)
    return nodes.raw("", text, format="html", keys=sorted(keys))


class DataDirective(SphinxDirective):
    """A directive that gives one template, filled from the data.

    A subclass defines `context`. A KeyError in it becomes an error at the author's line.
    """

    optional_arguments = 1
    final_argument_whitespace = True

    def context(self, argument: str) -> dict[str, Any]:
        """What the template of the directive's name needs; `argument` is what the author wrote."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """The template as a node."""
        try:
            context = self.context("".join(self.arguments))
            return [html_node(f"{self.name}.html", **context)]
        except KeyError as error:
            report(self, error)
            return []


class DataRole(SphinxRole):
    """A role that shows what `show` gives for its text; a KeyError becomes an error at its line."""

    def __init__(self, show: Callable[[str], list[nodes.Node]]) -> None:
        self.show = show

    def run(self) -> tuple[list[nodes.Node], Messages]:
        """The nodes, or the text in brackets."""
        try:
            return self.show(self.text), []
        except (KeyError, ValueError) as error:
            report(self, error)
            return [nodes.Text(f"[{self.text}?]")], []


def report(author: SphinxDirective | SphinxRole, error: Exception, line: int = 0) -> None:
    """Make what `error` says an error of the build, at the line of a directive or role, or at `line`."""
    place = (author.env.docname, line) if line else author.get_location()
    logger.error("%s", error.args[0], location=place, type="plainresults", subtype="key")


def directive(name: str, context: Callable[[str], dict[str, Any]]) -> Callable[[Sphinx], None]:
    """The `setup_component` of a directive whose template `<name>.html` is filled by `context`."""
    cls = type(name, (DataDirective,), {"context": lambda _, argument: context(argument)})
    return lambda app: app.add_directive(name, cls)


def role(name: str, show: Callable[[str], list[nodes.Node]]) -> Callable[[Sphinx], None]:
    """The `setup_component` of a role that shows what `show` gives for its text."""
    return lambda app: app.add_role(name, DataRole(show))
