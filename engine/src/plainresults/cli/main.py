"""The commands, one table of them: `plainresults --help` shows each with its help.

What a command needs is imported when it runs, so that `plainresults --help` and `check` stay quick.
A command ends with exit code 0, or 1 after it has said what is wrong.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import click

from plainresults.book import current
from plainresults.errors import Fault, Faults, count_of

PATH = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """Plain-language books about health research."""


@commands.command()
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text")
@click.option("--publish", is_flag=True, help="Also what a draft may have and a site may not.")
def check(form: str, publish: bool) -> int:
    """Hold every text to its data and to the rules, without a build."""
    from plainresults import rules

    found = rules.check(publish=publish)
    print(rules.shown(found, form))
    return 1 if found else 0


@commands.command()
@click.argument("page", default="")
@click.option("--role", default="author", show_default=True, help="In which role you read.")
@click.option("--signed", default="", help="Where the signed sheet of a person outside is kept.")
@click.option("--list", "listed", is_flag=True, help="Print the open sentences as YAML to fill in.")
@click.option("--sheet", is_flag=True, help="Print them as a web page, to read on paper.")
@click.option("--form", is_flag=True, hidden=True)
@click.option("--answers", type=PATH, help="Take the answers of a list that was filled in.")
@click.option("--words", is_flag=True, help="Let in words instead of sentences.")
def review(page: str, role: str, signed: str, answers: Path | None, **how: bool) -> None:
    """Read each open sentence of a page beside its facts, and let it in or not."""
    from plainresults.cli import review

    if answers:
        print(review.take(answers, signed))
    elif how["words"]:
        print(review.words_worksheet() if how["listed"] else f"{review.ask_words()} let in.")
    elif not page:
        print(review.status())
    elif how["listed"]:
        print(review.worksheet(page, role), end="")
    elif how["sheet"] or how["form"]:
        print(review.sheet(page, role, how["form"]))
    else:
        print(f"{review.ask(page, role, signed)} sentences were answered as {role}.")


@commands.command()
@click.argument("file", type=PATH)
def measure(file: Path) -> None:
    """Measure the reading level of a text in Markdown."""
    from plainresults.rules import reader, reading_level

    print(reading_level.measure(reader.read_page(file.read_text("utf8"), file.name)))


@commands.command()
def site() -> int:
    """Build the site, after a look at _config.yml and _toc.yml."""
    from plainresults.sphinx.build import build

    return build(current().root)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for other machines.")
@click.option("--port", type=int, default=8000, show_default=True, help="0 takes any free one.")
def preview(host: str, port: int) -> int:
    """Show the site on this machine and build it again at every save."""
    from plainresults.preview import server

    return server.run(current().root, host, port)


@commands.command()
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
def changed(old: Path, new: Path) -> None:
    """List the pages and numbers that differ between two built sites."""
    from plainresults.cli import site_changes

    print(site_changes.listed(old, new))


@commands.command()
def update() -> None:
    """Bring what is the same in every book up to the engine that is installed."""
    from plainresults.cli import new_book

    print("\n".join(new_book.update(current())) or "Everything is as the engine has it.")


@commands.command()
def migrate() -> None:
    """Bring data files of an older form to today's, in place, and say what changed."""
    from plainresults.cli import migrate

    done = migrate.migrate(current().data)
    print("\n".join(done) if done else "Every data file has today's form.")


@commands.command()
def schema() -> None:
    """Print the schemas of data files as a page: each field, examples, standard names."""
    from plainresults.evidence import schema_page

    print(schema_page.page(), end="")


@commands.command("publish-values")
def publish_values() -> None:
    """Take new numbers, told changes, pages and charts in as the published ones."""
    from plainresults.evidence import history, moved, store
    from plainresults.rules import table_of_contents

    count = history.publish(store.load())
    embeds = (current().root / "_build" / "html").glob("embed/*.html")
    pages = [name.removesuffix(".md") for name in table_of_contents.pages(current().root)]
    moved.publish([*pages, *(moved.EMBED + embed.stem for embed in embeds)])
    print(
        f"{count} values are now the published ones, and {len(pages)} pages; commit data/history/."
    )


@commands.command()
@click.argument("file", type=PATH)
@click.option("--out", type=PATH, default=Path("my-dashboard"), show_default=True)
@click.option("--title", default="Dashboard", show_default=True)
def dashboard(file: Path, out: Path, title: str) -> None:
    """Make a page of your own table, a CSV file; counts from one to nine are hidden."""
    from plainresults.cli import own_dashboard

    page = own_dashboard.write(file, out, title)
    print(f"Done. Open {page} in a browser. Counts from one to nine are not in it.")


@commands.group()
def new() -> None:
    """Begin a summary, a number, a fact, a source, a chart, or a whole book."""


class SummaryCommand(click.Command):
    """`new summary`: one option for each thing that a summary has to know."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options, from the table that asks for the same things on the terminal."""
        from plainresults.cli.new_summary import ASKED

        options = [
            click.Option([f"--{name}"], help=about["ask"], default=None)
            for name, about in ASKED.items()
        ]
        return [*options, *super().get_params(ctx)]


@new.command()
@click.argument("folder", type=PATH)
@click.option("--defaults", is_flag=True, help="Ask nothing; every answer is an example.")
def book(folder: Path, defaults: bool) -> None:
    """Make a whole book in a new folder, which builds at once."""
    from plainresults.cli import new_book

    files = new_book.new_book(folder, defaults)
    print(f"Made {len(files)} files in {folder}. Next: cd {folder} && plainresults site")


@new.command(cls=SummaryCommand)
def summary(**given: Any) -> None:
    """Make a summary's data file, entry, chapter and line in _toc.yml."""
    from plainresults.cli import new_summary

    ask = input if sys.stdin.isatty() else None
    left = new_summary.write_summary(current().root, new_summary.answers(given, ask))
    print("Made. It builds as it is; still to be written:", *left, sep="\n")
    new_summary.write_snippets(current().root)


class EntryCommand(click.Command):
    """`new number` and its like: the arguments of the function of `new_entry` of the same name."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """One argument for each, in order."""
        from plainresults.cli import new_entry

        names = list(inspect.signature(getattr(new_entry, self.name or "")).parameters)[1:]
        return [*(click.Argument([name]) for name in names), *super().get_params(ctx)]

    def invoke(self, ctx: click.Context) -> None:
        """Write it, and say where."""
        from plainresults.cli import new_entry

        path = getattr(new_entry, self.name or "")(current().root, **ctx.params)
        print(f"Written into {current().shown(path)}. Read it there, then: plainresults check")


for _name, _help in {
    "number": "Enter a number: moss2021.schools 40 schools “Schools in the study” “Table 1”.",
    "fact": "Enter what a source says: moss2021.draw “A draw chose the schools.” Methods.",
    "source": "Add a source to data/sources.bib.",
    "chart": "Put a chart on a page: chapters/days compare_groups moss2021.missed_days.",
}.items():
    new.add_command(EntryCommand(_name, help=_help))


@commands.command()
def snippets() -> None:
    """Write what helps an editor into .vscode/: schemas, and the address of every number."""
    from plainresults.cli import new_summary

    new_summary.write_snippets(current().root)


def main(arguments: list[str] | None = None) -> int:
    """Run the command that was asked for; gives the exit code.

    What an author can get wrong is said in sentences on standard error, without a traceback.
    """
    try:
        return commands.main(arguments, "plainresults", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except OSError as error:
        at = error.filename
        print(f"{at}: {error.strerror}." if at else error, file=sys.stderr)
        return 1
    except (Fault, Faults, ValueError) as error:
        print(error, file=sys.stderr)
        if isinstance(error, Faults):
            print(f"\nNothing was written: {count_of(error.faults)} to mend.", file=sys.stderr)
        return 1
