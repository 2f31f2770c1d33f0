"""The book's commands: `plainresults check`, `measure`, `dashboard`, and those of `author_commands`; `--help` explains each."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from plainresults.cli.author_commands import add_changed, add_new, add_preview, add_site
from plainresults.errors import Faults, count_of
from plainresults.evidence import history, store


def add_check(commands: argparse._SubParsersAction) -> None:
    """The command that holds every text to its data."""
    command = commands.add_parser(
        "check",
        help="print every broken rule",
        description="Hold every text to its data and to the rules.",
    )
    command.set_defaults(run=check)


def check(_asked: argparse.Namespace) -> int:
    """Print every problem, one a line, and their count; 1 when there is any."""
    from plainresults import rules

    found = rules.check()
    for problem in found:
        print(problem)
    print(f"{count_of(found)} found by {len(rules.all_rules())} rules.")
    return 1 if found else 0


def add_measure(commands: argparse._SubParsersAction) -> None:
    """The command that measures how hard any text is to read."""
    command = commands.add_parser(
        "measure",
        help="measure the reading level of a text",
        description="Measure the reading level of a text.",
    )
    command.add_argument("file", type=Path, help="a text in Markdown")
    command.set_defaults(run=measure)


def measure(asked: argparse.Namespace) -> int:
    """Print the reading level of the file."""
    from plainresults.rules.reader import read_page
    from plainresults.rules.reading_level import measure as measure_page

    print(measure_page(read_page(asked.file.read_text("utf8"), asked.file.name)))
    return 0


def add_dashboard(commands: argparse._SubParsersAction) -> None:
    """The command that makes a dashboard of a health department's own table."""
    command = commands.add_parser(
        "dashboard",
        help="make a page of your own table",
        description="Make a dashboard page of a CSV file.",
    )
    command.add_argument(
        "file", type=Path, help="your table, in the form that chapters/build-a-dashboard explains"
    )
    command.add_argument(
        "--out",
        type=Path,
        default=Path("my-dashboard"),
        help="folder for the page (default: %(default)s)",
    )
    command.add_argument(
        "--title", default="Overdose dashboard", help="title of the page (default: %(default)s)"
    )
    command.set_defaults(run=make_dashboard)


def make_dashboard(asked: argparse.Namespace) -> int:
    """Write the page, or print every mistake in the file."""
    from plainresults.charts import own_dashboard  # which takes a while to load

    try:
        page = own_dashboard.write(asked.file, asked.out, asked.title)
    except Faults as faults:
        print(
            f"{faults}\n\nNothing was written: {count_of(faults.faults)} to mend, see above.",
            file=sys.stderr,
        )
        return 1
    print(f"Done. Open {page} in a browser. Counts from one to nine are not in it.")
    return 0


def add_publish_values(commands: argparse._SubParsersAction) -> None:
    """The command that takes today's values in as the published ones."""
    command = commands.add_parser(
        "publish-values", help="take new numbers and told changes in as the published ones"
    )
    command.set_defaults(run=publish_values)


def publish_values(_asked: argparse.Namespace) -> int:
    """Refresh `published.csv`, or say what has to be told first."""
    try:
        count = history.publish(store.load())
    except Faults as found:
        print(f"{found}\n\nNothing was written.", file=sys.stderr)
        return 1
    print(f"{count} values are now the published ones; commit data/history/published.csv.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command that was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(prog="plainresults")
    commands = parser.add_subparsers(required=True, metavar="command")
    for add in (add_check, add_measure, add_dashboard):
        add(commands)
    for add in (add_publish_values, add_site, add_preview, add_new, add_changed):
        add(commands)
    asked = parser.parse_args(arguments)
    return asked.run(asked)
