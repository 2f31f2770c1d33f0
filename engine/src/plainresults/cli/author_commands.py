"""The commands of an author at work: `site`, `preview`, `new summary`, `snippets`, `changed`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from plainresults.book import current
from plainresults.execution import forkserver


def add_site(commands: argparse._SubParsersAction) -> None:
    """The command behind `make site`."""
    commands.add_parser(
        "site", help="build the site, after a look at _config.yml and _toc.yml"
    ).set_defaults(run=_site)


def _site(_asked: argparse.Namespace) -> int:
    """What `jupyter-book build .` does, which would show a mistake in the set-up as a traceback."""
    from plainresults.errors import told
    from plainresults.rules.table_of_contents import set_up_faults

    if faults := set_up_faults(current().root):
        print(told(faults), file=sys.stderr)
        return 1
    forkserver.begin_if_work_is_ahead(current().root)
    from jupyter_book.cli.main import main

    try:
        main(["build", str(current().root), "-q"], standalone_mode=False)
    except RuntimeError:  # Sphinx has said why; Jupyter Book would add a traceback of its own
        return 1
    return 0


def add_preview(commands: argparse._SubParsersAction) -> None:
    """The command behind `make preview`."""
    command = commands.add_parser(
        "preview", help="show the site here and build it again at every save"
    )
    command.add_argument(
        "--port",
        type=int,
        default=8000,
        help="port on 127.0.0.1 (default: %(default)s; 0 takes any)",
    )
    command.set_defaults(run=_preview)


def _preview(asked: argparse.Namespace) -> int:
    from plainresults.preview import server

    server.run(current().root, asked.port)
    return 0


def add_changed(commands: argparse._SubParsersAction) -> None:
    """The command that compares two built sites."""
    command = commands.add_parser(
        "changed", help="list the pages and numbers that differ between two built sites"
    )
    command.add_argument("old", type=Path)
    command.add_argument("new", type=Path)
    command.set_defaults(run=_changed)


def _changed(asked: argparse.Namespace) -> int:
    from plainresults.cli.site_changes import listed

    print(listed(asked.old, asked.new))
    return 0


def add_new(commands: argparse._SubParsersAction) -> None:
    """The command that begins a summary, and the one that helps an editor complete keys."""
    from plainresults.cli.new_summary import ASKED

    command = commands.add_parser(
        "new", help="begin a summary: its data file, entry, chapter and line in _toc.yml"
    )
    command.add_argument("what", choices=["summary"])
    for name, (question, default, _) in ASKED.items():
        command.add_argument(
            f"--{name}", help=question + (f" (default: {default})" if default else "")
        )
    command.set_defaults(run=_new)
    commands.add_parser(
        "snippets", help="write .vscode/keys.code-snippets, which completes keys"
    ).set_defaults(run=_snippets)


def _new(asked: argparse.Namespace) -> int:
    from plainresults.cli.new_summary import answers, write_summary
    from plainresults.errors import Fault

    try:
        left = write_summary(
            current().root, answers(vars(asked), input if sys.stdin.isatty() else None)
        )
    except (ValueError, FileExistsError, Fault) as error:
        print(error, file=sys.stderr)
        return 1
    print("Made. It builds as it is; still to be written:", *left, sep="\n")
    return _snippets(asked)


def _snippets(_asked: argparse.Namespace) -> int:
    from plainresults.cli.new_summary import snippets
    from plainresults.evidence import store

    known = store.load()
    (current().root / ".vscode").mkdir(exist_ok=True)
    (current().root / ".vscode" / "keys.code-snippets").write_text(
        snippets(
            {
                "num": list(known.numbers),
                "words": [
                    f"{key}.{part}"
                    for key in known.outcomes
                    for part in ("range", "verdict", "rank")
                ],
            }
        ),
        "utf8",
    )
    return 0
