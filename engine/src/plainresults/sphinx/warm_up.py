"""What a build imports and prepares, done once in a process from which builds are forked."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import warnings

import nbformat
from myst_nb.core.render import load_mime_renders, load_renderer
from pygments.lexers import get_lexer_by_name
from sphinx.application import builtin_extensions

import plainresults
from plainresults.rendering import html

# By the names that bring in the rest.
LIBRARIES = [
    "alabaster",
    "docutils.languages.en",
    "docutils.parsers.rst.directives.admonitions",
    "docutils.parsers.rst.directives.tables",
    "ipykernel.connect",
    "ipykernel.kernelspec",
    "jinja2.ext",
    "jsonschema",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "jupyter_cache",
    "jupyter_client.manager",
    "myst_nb.sphinx_",
    "myst_nb.sphinx_ext",
    "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.domain",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "nbconvert",
    "pybtex.database",
    "sphinx.builders.html.transforms",
    "sphinx.builders.latex.transforms",
    "sphinx.environment.collectors.toctree",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design.extension",
    "sphinx_external_toc.collectors",
    "sphinx_external_toc.events",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.serializinghtml",
    "textstat",
    "unittest",
    "xml.dom.minidom",
]


def warm_up() -> None:
    """Import what a build needs, and the engine, and have at hand what the libraries keep."""
    own = [module.name for module in pkgutil.walk_packages(plainresults.__path__, "plainresults.")]
    for name in (*LIBRARIES, *builtin_extensions, *own):
        if name != "plainresults.__main__":
            with contextlib.suppress(ImportError), warnings.catch_warnings(action="ignore"):
                importlib.import_module(name)
    nbformat.v4.new_notebook()  # a schema's checker, the rules of a language, plug-ins
    get_lexer_by_name("ipython3").get_tokens("")
    load_renderer("default")
    load_mime_renders()
    html.load_templates()
