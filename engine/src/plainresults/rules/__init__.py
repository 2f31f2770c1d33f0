"""Rules of honest and plain reporting, checked by machine. There is no Sphinx in here.

`check()` reads every page and data file and gives every problem. A rule is one function marked with
`@rule("its-name")`, anywhere in this package; its docstring is the reason that authors and readers
see. Words that rules look for, and what they let pass, stand in `wording/`, each with a reason.
"""

from plainresults.rules.checking import check, set_up_problems
from plainresults.rules.corpus import Corpus
from plainresults.rules.report import shown
from plainresults.rules.rule import Problem, all_rules

__all__ = ["Corpus", "Problem", "all_rules", "check", "set_up_problems", "shown"]
