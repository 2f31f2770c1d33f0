"""The directive `{dashboard}`: the form that draws a chosen view of the public tables.

Its style and its script load on this page only. Without JavaScript it says where the same charts are.
"""

from plainresults.sphinx.html_nodes import directive

setup_component = directive("dashboard", lambda _: {})
