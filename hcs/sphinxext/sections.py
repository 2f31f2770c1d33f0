"""The headings of a summary can be closed and opened, without a script; all are open at first."""

from __future__ import annotations

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
            self.body.append("<details open>\n")

    def depart_section(self, node) -> None:
        """Close both."""
        if self._closable(node):
            self.body.append("</details>\n")
        super().depart_section(node)

    def visit_title(self, node) -> None:
        """The heading is what opens and closes."""
        if self._closable(node.parent):
            self.body.append("<summary>")
        super().visit_title(node)

    def depart_title(self, node) -> None:
        """End the heading."""
        super().depart_title(node)
        if self._closable(node.parent):
            self.body.append("</summary>\n")


def setup_component(app: Sphinx) -> None:
    """Use the writer above for HTML."""
    app.set_translator("html", BookTranslator)
