"""The book's commands: `python -m hcs new summary`, `preview`, `snippets`; each explains itself with --help."""

from __future__ import annotations

import argparse
import sys

from hcs.fault import ROOT


def add_preview(commands: argparse._SubParsersAction) -> None:
    """The command behind `make preview`."""
    command = commands.add_parser("preview", help="show the site here and build it again at every save")
    command.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: %(default)s; 0 takes any)")
    command.set_defaults(run=_preview)


def _preview(asked: argparse.Namespace) -> int:
    from hcs import preview

    preview.run(ROOT, asked.port)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command that was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m hcs")
    commands = parser.add_subparsers(required=True, metavar="command")
    add_preview(commands)
    asked = parser.parse_args(arguments)
    return asked.run(asked)


if __name__ == "__main__":
    sys.exit(main())
