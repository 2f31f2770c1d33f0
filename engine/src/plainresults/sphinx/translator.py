"""How nodes become HTML: links from the page's own place, sections that close without a script."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from plainresults.rendering import html

VEGA_HASH = "book-hash:vega.js"  # in the HTML of a chart that can be explored


class BookTranslator(HTML5Translator):
    """Writes each second-level section of a summary as a `details` element that starts open."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._page = self.builder.current_docname
        self._is_summary = "source" in self.builder.env.metadata.get(self._page, {})

    def add_html(self, text: str) -> None:
        """Write HTML whose links lead to the site's root, see `html.ROOT_MARK`."""
        root, base = "../" * self._page.count("/"), self.config.html_baseurl
        text = html.resolved(text, root, base)
        if VEGA_HASH in text:
            integrity = self.builder.integrity_of_vega()  # type: ignore[attr-defined]  # see publish
            text = text.replace(VEGA_HASH, integrity)
        self.body.append(text)

    def visit_raw(self, node: nodes.raw) -> None:
        """The HTML of a template or of a chart."""
        if "html" in node.get("format", "").split():
            self.body.append(self.starttag(node, "div", suffix="") if node["classes"] else "")
            self.add_html(node.astext())
            self.body.append("</div>" if node["classes"] else "")
        raise nodes.SkipNode

    def visit_section(self, node: nodes.section) -> None:
        """Open the section, and the part of it that can be closed."""
        super().visit_section(node)
        if self._closable(node):
            self.body.append(f"{_link(node)}<details open>\n")

    def depart_section(self, node: nodes.section) -> None:
        """Close both."""
        if self._closable(node):
            self.body.append("</details>\n")
        super().depart_section(node)

    def visit_table(self, node: nodes.Element) -> None:
        """A table can be scrolled, by keyboard too, and is named for its section."""
        section = node.parent
        while section.parent is not None and not isinstance(section, nodes.section):
            section = section.parent
        title = section.next_node(nodes.title)
        tables = list(section.findall(nodes.table))
        which = f", {tables.index(node) + 1} of {len(tables)}" if len(tables) > 1 else ""
        name = self.attval(f"{title.astext() if title else 'values'}{which}")
        self.body.append(
            f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {name}">\n'
        )
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """End the table and its frame."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_title(self, node: nodes.Element) -> None:
        """The heading is what opens and closes."""
        if self._closable(node.parent):
            self.body.append("<summary>")
        super().visit_title(node)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Sphinx's own link stands inside the heading and would be part of its name."""
        if node.tagname != "section":
            super().add_permalink_ref(node, title)

    def depart_title(self, node: nodes.Element) -> None:
        """End the heading."""
        super().depart_title(node)
        if self._closable(node.parent):
            self.body.append("</summary>\n")

    def _closable(self, node: nodes.Node | None) -> bool:
        return self._is_summary and isinstance(node, nodes.section) and self.section_level == 2


def _link(section: nodes.section) -> Markup:
    """A small link to a section, beside the heading: inside it, a press would also close the section."""
    title = next(section.findall(nodes.title)).astext()
    return Markup(
        '<a class="to-here" href="#{}" aria-label="Link to this section: {}">#</a>'
    ).format(section["ids"][0], title)


def setup_component(app: Sphinx) -> None:
    """Use the writer above for HTML."""
    app.set_translator("html", BookTranslator)
