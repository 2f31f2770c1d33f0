"""The book's commands: `python -m hcs dashboard my.csv --out folder`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hcs.fault import Faults


def add_dashboard(commands: argparse._SubParsersAction) -> None:
    """The command that makes a dashboard of a health department's own table."""
    command = commands.add_parser("dashboard", help="make a page of your own table", description="Make a dashboard page of a CSV file.")
    command.add_argument("file", type=Path, help="your table, in the form that chapters/build-a-dashboard explains")
    command.add_argument("--out", type=Path, default=Path("my-dashboard"), help="folder for the page (default: %(default)s)")
    command.add_argument("--title", default="Overdose dashboard", help="title of the page (default: %(default)s)")
    command.set_defaults(run=make_dashboard)


def make_dashboard(asked: argparse.Namespace) -> int:
    """Write the page, or print every mistake in the file."""
    from hcs import countypage  # which takes a while to load

    try:
        page = countypage.write(asked.file, asked.out, asked.title)
    except Faults as faults:
        print(f"{faults}\n\nNothing was written: mend the {len(faults.faults)} problems above.", file=sys.stderr)
        return 1
    print(f"Done. Open {page} in a browser. Counts from one to nine are not in it.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command that was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m hcs")
    commands = parser.add_subparsers(required=True, metavar="command")
    add_dashboard(commands)
    asked = parser.parse_args(arguments)
    return asked.run(asked)


if __name__ == "__main__":
    sys.exit(main())
