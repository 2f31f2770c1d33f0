"""The headings of a summary can be closed and opened, without a script; all are open at first."""

from __future__ import annotations

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class BookTranslator(HTML5Translator):
    """Writes each second-level section of a summary as a `details` element that starts open."""

    def _closable(self, node) -> bool:
        summary = "source" in self.builder.env.metadata.get(self.builder.current_docname, {})
        return summary and node.tagname == "section" and self.section_level == 2

    def visit_section(self, node) -> None:
        """Open the section, and the part of it that can be closed."""
        super().visit_section(node)
        if self._closable(node):
            self.body.append(f"{_link(node)}<details open>\n")

    def depart_section(self, node) -> None:
        """Close both."""
        if self._closable(node):
            self.body.append("</details>\n")
        super().depart_section(node)

    def visit_table(self, node) -> None:
        """A table can be scrolled on a small screen, by keyboard too, and is named for its section."""
        section = node.parent
        while section.parent is not None and not isinstance(section, nodes.section):
            section = section.parent
        title = section.next_node(nodes.title)
        self.body.append(
            f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {self.attval(title.astext() if title else "values")}">\n'
        )
        super().visit_table(node)

    def depart_table(self, node) -> None:
        """End the table and its frame."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_title(self, node) -> None:
        """The heading is what opens and closes."""
        if self._closable(node.parent):
            self.body.append("<summary>")
        super().visit_title(node)

    def add_permalink_ref(self, node, title) -> None:
        """Sphinx's own link stands inside the heading and would be part of its name."""
        if node.tagname != "section":
            super().add_permalink_ref(node, title)

    def depart_title(self, node) -> None:
        """End the heading."""
        super().depart_title(node)
        if self._closable(node.parent):
            self.body.append("</summary>\n")


def _link(section: nodes.section) -> Markup:
    """A small link to a section; it stands beside the heading and not in it, where a press would also close the section."""
    title = section.next_node(nodes.title).astext()
    return Markup(
        '<a class="to-here" href="#{}" aria-label="Link to this section: {}">#</a>'
    ).format(section["ids"][0], title)


def setup_component(app: Sphinx) -> None:
    """Use the writer above for HTML."""
    app.set_translator("html", BookTranslator)
