"""Mistakes that an author can make: one line with file, line, what is wrong and how to mend it, and no traceback of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from plainresults.errors import Fault, Faults
from plainresults.evidence import store
from plainresults.preview import builder
from plainresults.rules import page_set_up, table_of_contents
from sample_books import NOTEBOOK, ROOT, Book

MAIN = "samet2024.opioid_deaths"
SUMMARY = f'---\nsource: samet2024\nlead: {MAIN}\ncard: "Words."\n---\n# A page?\n'


def faults_of(folder: Path, name: str, text: str | bytes) -> list[str]:
    """What is said of a page with this text."""
    (folder / f"{name}.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(fault) for fault in page_set_up.faults(folder, [name])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SUMMARY.replace("samet2024\n", "samet2023\n"),
            "page.md:2: source: there is no source “samet2023” in data/. Did you mean samet2024",
        ),
        (
            SUMMARY.replace(f"lead: {MAIN}", f"lead: {MAIN}x"),
            f"page.md:3: lead: there is no outcome “{MAIN}x” in data/. Did you mean {MAIN}",
        ),
        (
            SUMMARY.replace("source: samet2024\n", ""),
            "page.md:1: a summary needs “source” in the lines between the dashes. Write source: the key",
        ),
        (
            SUMMARY.replace('card: "Words."\n', ""),
            "page.md:1: a summary needs “card” in the lines between the dashes. Write card: the text",
        ),
        (SUMMARY.replace('"Words."', "12"), "page.md:4: a summary needs “card”"),
        (
            SUMMARY.replace("Words.", f"{{num}}`{MAIN}.contrl`"),
            f"page.md:4: card: there is no number “{MAIN}.contrl” in data/. Did you mean {MAIN}.control",
        ),
        (
            "---\nsource: [\n---\n# A\n",
            "page.md:3: this is not YAML: did not find expected node content",
        ),
        ("---\nkernelspec: {name: python3\n---\n# A\n", "page.md:3: this is not YAML"),
        (
            "---\nfile_format: mystnb\nkernelspec: {name: pyton3}\n---\n```{code-cell} ipython3\n1\n```\n",
            "page.md:1: there is no kernel “pyton3”. Write kernelspec: {name: python3",
        ),
        (
            "# A\n\n```{code-cell} ipython3\n1\n```\n",
            "page.md:3: a page with code cells has to say that it is a notebook. Begin the page",
        ),
        (
            NOTEBOOK + "\n```{code-cell} ipython3\n---\ntags: [\n---\n1\n```\n",
            "page.md:9: this is not YAML",
        ),
        (b"# A\n\n\xff\n", "page.md:3: this character is not in UTF-8. Save the file again"),
    ],
    ids=[
        "unknown source",
        "unknown lead",
        "no source",
        "no card",
        "a card that is no text",
        "unknown number in a card",
        "broken front matter",
        "broken kernel line",
        "unknown kernel",
        "a cell without front matter",
        "broken cell options",
        "not UTF-8",
    ],
)
def test_the_top_of_a_page_is_checked_with_its_line(tmp_path: Path, text, said):
    """Each planted mistake gives one line that begins with file and line and ends with what to do."""
    found = faults_of(tmp_path, "page", text)
    assert len(found) == 1 and said in found[0], found


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("_config.yml", "title: [\n", "_config.yml:2: this is not YAML"),
        (
            "_config.yml",
            "title: A\nexecute: force\n",
            "_config.yml:2: execute: 'force' is not of type 'object'. See",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: index\nparts:\n  - caption: [x\n",
            "_toc.yml:5: this is not YAML",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: index\nparts:\n  - captoin: x\n",
            "_toc.yml:4: “captoin” means nothing here. Did you mean caption?",
        ),
        ("_toc.yml", "", "_toc.yml:1: there are no fields here. Write lines"),
        (
            "_toc.yml",
            "format: jb-bok\nroot: index\n",
            "_toc.yml:1: the file has to begin with the kind of book and its first page. Write the two lines",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: index\nchapters:\n- file: 3\n",
            "_toc.yml:4: “3” is no name of a page. Write its path",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: index\nchapters:\n- file: index\n",
            "_toc.yml:4: “index” is listed twice. Keep one of the two; the first is in line 2",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: index\nchapters:\n- file: indx\n",
            "_toc.yml:4: “indx” is listed, but there is no file indx.md. Write the page",
        ),
    ],
)
def test_the_set_up_is_checked_with_its_line(tmp_path: Path, name, text, said):
    """Jupyter Book would show a traceback for most of these."""
    (tmp_path / "_config.yml").write_text("title: A\n", "utf8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf8")
    (tmp_path / "index.md").write_text("# A\n", "utf8")
    assert table_of_contents.set_up_faults(tmp_path) == []
    (tmp_path / name).write_text(text, "utf8")
    found = [str(fault) for fault in table_of_contents.set_up_faults(tmp_path)]
    assert len(found) == 1 and said in found[0], found


DATA = [
    (
        "a month that is none",
        "samet2024.yml",
        'from: "2021-07"',
        'from: "2021-17"',
        r"samet2024\.yml:\d+: .*'2021-17' does not match.* Good: ",
    ),
    (
        "a number that is none",
        "samet2024.yml",
        "value: 47.2",
        "value: .inf",
        r"samet2024\.yml:16: .*\.inf is no number",
    ),
    ("no fields", "samet2024.yml", None, "", r"samet2024\.yml:1: there are no fields here\. Write"),
    (
        "not UTF-8",
        "samet2024.yml",
        None,
        b"a: 1\nb: \xff\n",
        r"samet2024\.yml:2: this character is not in UTF-8\. Save",
    ),
    (
        "an entry without its comma",
        "sources.bib",
        "@article{samet2024,",
        "@article{samet2024",
        r"sources\.bib:1: an entry does not begin with its key and a comma\. Write",
    ),
    (
        "an entry without an address",
        "sources.bib",
        "  doi = {10.1016/j.drugalcdep.2020.108329},\n",
        "",
        r"sources\.bib:\d+: chandler2020 has no title, or neither doi nor url\. Add",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"), [d[1:] for d in DATA], ids=[d[0] for d in DATA]
)
def test_a_mistake_in_the_data_that_was_a_traceback_is_one_line(
    tmp_path: Path, name, old, new, said
):
    """What schema and checks of sense could not take is named like every other mistake."""
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    text = (folder / name).read_text("utf8")
    assert old is None or text.count(old) == 1
    changed = new if old is None else text.replace(old, new)
    (folder / name).write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    with pytest.raises(Faults, match=said) as caught:
        store.load(folder)
    assert all(isinstance(fault, Fault) and fault.line for fault in caught.value.faults)


SPHINX = [
    (
        "an unknown directive",
        "\n\n:::{fact-bx} x\n:::",
        3,
        "Unknown directive type: 'fact-bx'",
        "Did you mean fact-box?",
    ),
    (
        "an unknown role",
        "\n\n{nuum}`x`",
        3,
        'Unknown interpreted text role "nuum"',
        "Did you mean num?",
    ),
    (
        "a box without its outcome",
        "\n\n:::{fact-box}\n:::",
        3,
        "Directive 'fact-box': 1 argument(s) required",
        "Write the key of an outcome after it: :::{fact-box} samet2024.opioid_deaths",
    ),
    (
        "a page that is not there",
        "\n\n[x](indx.md)",
        3,
        "cross-reference target not found: 'indx.md'",
        "Did you mean index.md?",
    ),
    (
        "a term that is not explained",
        "\n\n{term}`nothing`",
        3,
        "term not in glossary: 'nothing'",
        "Add it to chapters/glossary.md.",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"), [s[1:] for s in SPHINX], ids=[s[0] for s in SPHINX]
)
def test_what_sphinx_says_comes_with_its_remedy(book: Book, text, line, what, remedy):
    """One problem, at its line, with the nearest name or what to write; built in a fork, as the preview does."""
    book.write("index.md", f"# A page{text}\n")
    report = builder.build(book.folder)
    assert not report.good and "Traceback" not in report.said, report.said
    ((file, number, said),) = report.problems
    assert (file, number) == ("index.md", line)
    assert what in said and said.endswith(remedy), said


def test_two_charts_of_one_name_are_named_with_the_cell(book: Book):
    """Their files would overwrite each other."""
    cell = "```{{code-cell}} ipython3\n{}\n```\n"
    one = f'from plainresults import charts, data\ncharts.compare_groups(data.outcome("{MAIN}"))'
    two = f'import dataclasses\ndataclasses.replace(charts.compare_groups(data.outcome("{MAIN}")), subtitle="x")'
    book.write("index.md", NOTEBOOK + "# A page\n\n" + cell.format(one) + "\n" + cell.format(two))
    report = builder.build(book.folder)
    assert report.problems == [
        (
            "index.md",
            13,
            "a chart that differs from this one is called compare-groups-opioid-deaths.csv too. "
            "Give one of the two its own name",
        )
    ], report.said


def test_a_cell_that_stops_shows_the_authors_line_and_no_more(book: Book):
    """Its message, its line, and the line's own text; nothing of what Python called inside."""
    book.write(
        "index.md",
        NOTEBOOK + "# A page\n\n```{code-cell} ipython3\nfrom plainresults import charts, data\n\n"
        'charts.compare_groups(data.outcome("samet2024.opioid_death"))\n```\n',
    )
    report = builder.build(book.folder)
    ((file, line, said),) = report.problems
    assert (file, line) == ("index.md", 10)
    assert said.startswith(
        "this cell stopped with KeyError: there is no outcome “samet2024.opioid_death” in data/. Did you mean samet2024.opioid_deaths"
    )
    assert said.endswith(
        '? Mend the cell, or the data that it names: charts.compare_groups(data.outcome("samet2024.opioid_death"))'
    )
    assert "Traceback" not in report.said


def test_a_mistake_in_the_set_up_stops_make_site_in_one_line(book: Book):
    """The same check stands before a build and before the preview's."""
    book.write("_config.yml", "title: [\n")
    report = builder.build(book.folder)
    assert not report.good and "Traceback" not in report.said, report.said
    assert report.problems[0][:2] == ("_config.yml", 2)
    assert (ROOT / "Makefile").read_text("utf8").count("plainresults site") == 1
