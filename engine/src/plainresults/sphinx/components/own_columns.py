"""The directive `{own-columns}`: the columns of a table of one's own, from the rules that check it."""

from plainresults.evidence import own_table
from plainresults.sphinx.html_nodes import directive

setup_component = directive("own-columns", lambda _: {"columns": own_table.columns()})
