"""`python -m hcs check` prints every broken rule; `python -m hcs measure FILE` the reading level of a text."""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run one command; gives the exit code, 1 when anything is to be mended."""
    match arguments:
        case ["check"]:
            return _check()
        case ["measure", file]:
            return _measure(Path(file))
    print(__doc__, file=sys.stderr)
    return 2


def _check() -> int:
    from hcs import rules
    from hcs.fault import count_of

    found = rules.check()
    for problem in found:
        print(problem)
    print(f"{count_of(found)} found by {len(rules.all_rules())} rules.")
    return 1 if found else 0


def _measure(file: Path) -> int:
    from hcs.rules.reader import read_page
    from hcs.rules.reading import measure

    print(measure(read_page(file.read_text("utf8"), file.name)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
