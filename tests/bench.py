"""How long a build takes, beside plain Jupyter Book on the same chapters: `make bench`.

Makes books of several sizes and builds each both ways, one after the other, so that a noisy machine disturbs both
alike; prints the table and writes it into the README. Plain means Jupyter Book's own set-up and theme: the
chapters' numbers stay unresolved there, which costs it no time, and no downloads are made;
the rules for authors are off in ours. The bound is what
is left if nothing is repeated: all cells in one process, everything imported once, and then the rendering.
`python tests/bench.py 12:3 100:1 1000:1` chooses sizes and rounds.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from bench_preview import listen, news

ROOT = Path(__file__).resolve().parent.parent
PLAIN_UP_TO = 100  # chapters; beyond, plain Jupyter Book takes an hour for one build
PLAIN = "title: The same chapters\nonly_build_toc_files: true\nexecute: {execute_notebooks: force, timeout: 300}\n"
FRONT = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n---\n"
HEADINGS = (
    "The Problem",
    "The Goal",
    "What the Researchers Did",
    "What They Found",
    "Why It Matters",
    "What Now?",
)
OUTCOME = """  {name}:
    title: Deaths in group {name}
    plain: deaths in group {name}
    rank: SECONDARY
    statistic: rate
    counted: deaths
    per: {{number: 100000, of: adults}}
    who: Adults who were counted
    period: {{from: "2021-07", to: "2022-06"}}
    arms:
      intervention: {{value: {one}}}
      control: {{value: {other}}}
    comparison: {{type: rate ratio, value: 0.90, low: 0.80, high: 1.01}}
    lower_is: better
    where: Abstract
"""
ONE_PROCESS = """import re, sys
from pathlib import Path
for path in sorted(Path("chapters").glob("*.md")):
    names = {}
    for code in re.findall(r"```{code-cell} ipython3\\n(.*?)```", path.read_text(), re.S):
        *first, last = code.strip().splitlines()
        exec("\\n".join(first), names)
        getattr(eval(last, names), "_repr_mimebundle_", dict)()
"""


def generate(folder: Path, chapters: int, plain: bool) -> Path:
    """A book of `chapters` chapters, with a chart each and a source for every ten."""
    for part in ("data", "wording", "study", "_templates", "_static", "engine/src"):
        left = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / part, folder / part, ignore=left)
    (folder / "data" / "history" / "addresses.txt").unlink()  # and these are its addresses
    for name in ("study", "search"):  # they name pages of the real book
        path = folder / "data" / f"{name}.yml"
        text = re.sub(r"chapters/(?!search)[\w-]+", "index", path.read_text("utf8"))
        path.write_text(text, "utf8")
    folder.joinpath("chapters").mkdir()
    for source in range((chapters + 9) // 10):
        _source(folder, source, range(source * 10, min(source * 10 + 10, chapters)))
    names = [f"chapters/page-{number}" for number in range(chapters)]
    for number, name in enumerate(names):
        Path(folder, f"{name}.md").write_text(_chapter(number), "utf8")
    for fixed in ("glossary", "numbers", "sources"):
        Path(folder, "chapters", f"{fixed}.md").write_text(f"# {fixed}\n", "utf8")
    shutil.copy(ROOT / "chapters" / "search.md", folder / "chapters")
    for name in ("requirements.txt", "CITATION.cff", "LICENSE", "LICENSE-TEXTS.md"):
        shutil.copy(ROOT / name, folder)
    Path(folder, "index.md").write_text("# A book\n\nSome words.\n", "utf8")
    names += [f"chapters/{fixed}" for fixed in ("glossary", "numbers", "sources", "search")]
    Path(folder, "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n  - caption: All\n    chapters:\n"
        + "".join(f"      - file: {name}\n" for name in names),
        "utf8",
    )
    Path(folder, "_config.yml").write_text(
        PLAIN
        if plain
        else ROOT.joinpath("_config.yml")
        .read_text("utf8")
        .replace("  config:\n", "  config:\n    plainresults_rules: false\n"),
        "utf8",
    )
    return folder


def _key(source: int) -> str:
    return f"study{_letters(source)}2024"


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in f"{number:04}")


def _source(folder: Path, source: int, members: range) -> None:
    outcomes = [
        OUTCOME.format(
            name=f"deaths_{_letters(n)}", one=round((40 + n / 10) * 0.9, 2), other=40 + n / 10
        )
        for n in members
    ]
    Path(folder, "data", f"{_key(source)}.yml").write_text(
        f'design: randomized\nchecked: "2026-11-21"\nseen_in: abstract\noutcomes:\n{"".join(outcomes)}',
        "utf8",
    )
    with Path(folder, "data", "sources.bib").open("a", encoding="utf8") as bib:
        bib.write(
            f"\n@article{{{_key(source)},\n  author = {{Doe, Jo}},\n  title = {{A study}},\n  journal = {{A journal}},\n  year = {{2024}},\n"
            f"  doi = {{10.1000/{source}}},\n  url = {{https://doi.org/10.1000/{source}}},\n  lead = {{Jo Doe}}\n}}\n"
        )


def _chapter(number: int) -> str:
    outcome = f"{_key(number // 10)}.deaths_{_letters(number)}"
    call = (
        f'charts.compare_groups(data.outcome("{outcome}"))'
        if number % 2
        else f'charts.show_intervals(data.outcomes("{outcome}"))'
    )
    cells = f'```{{code-cell}} ipython3\nfrom plainresults import charts, data\n\n{call}\n```\n\n```{{code-cell}} ipython3\ndata.number("{outcome}.control").text\n```\n'
    text = (
        "Some people were in the program and some waited. It was {num}`"
        + outcome
        + ".control` for those who waited.\n\n"
    )
    return (
        FRONT
        + f"# What happened in group {number}?\n\n"
        + "".join(
            f"## {heading}\n\n{text * 2}{cells if heading == 'What They Found' else ''}\n"
            for heading in HEADINGS
        )
    )


def build(folder: Path) -> float:
    """Seconds for one build, with the command that an author of such a book types."""
    plain = Path(folder, "_config.yml").read_text("utf8") == PLAIN
    return seconds(
        folder,
        [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-q"]
        if plain
        else [sys.executable, "-m", "plainresults", "site"],
    )


def seconds(folder: Path, command: list) -> float:
    """Seconds for one command; what it said is shown when it fails."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        started = subprocess.Popen(
            command,
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(folder / "engine" / "src")},
        )
        _, status, used = os.wait4(started.pid, 0)
        said.seek(0)
        if status:
            sys.exit(f"{said.read()[-3000:]}\n{folder}: the build failed")
    MEMORY[folder] = max(MEMORY[folder], used.ru_maxrss >> 10)
    return time.perf_counter() - start


def save_in_preview(folder: Path) -> dict[str, float]:
    """Seconds from a save to the news that the page is new, while the preview of the book runs; medians of three."""
    preview = subprocess.Popen(
        [sys.executable, "-m", "plainresults", "preview", "--port", "0"],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(folder / "engine" / "src")},
    )
    port = int(preview.stdout.readline().rpartition(":")[2].partition("/")[0])
    answer, times = listen(port), {}
    built = 0
    for file, old, new in [("", "", "")] + SAVES * 3:
        time.sleep(1.5 if file else 0)
        start = time.perf_counter()
        if file:
            change(
                folder / file,
                *((old, new) if old in Path(folder, file).read_text("utf8") else (new, old)),
            )
        while (said := news(answer))["built"] <= built:
            if said["problems"] and said["problems"][0][1]:
                sys.exit(f"{folder}: the preview stopped at {said['problems']}")
        built = said["built"]
        times.setdefault(file, []).append(time.perf_counter() - start)
    preview.terminate()
    preview.wait()
    return {
        f"ours, {step}": statistics.median(times[file])
        for step, (file, _, _) in zip(SAVED, SAVES, strict=True)
    }


def change(path: Path, old: str, new: str) -> None:
    """Change the first place where `old` stands."""
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf8")


STEPS = {
    "cold": lambda folder: None,
    "no change": lambda folder: None,
    "one word": lambda folder: change(
        folder / "chapters" / "page-1.md", "Some people", "Many people"
    ),
    "one value": lambda folder: change(
        folder / "data" / f"{_key(0)}.yml", "control: {value: 40.1}", "control: {value: 40.2}"
    ),
    "one chart function": lambda folder: change(
        folder / "engine/src/plainresults/charts/rates.py",
        "Bar chart from zero,",
        "Bars from zero,",
    ),
}
SAVED = ("one word, in preview", "one value, in preview")
SAVES = [
    ("chapters/page-1.md", "Many people", "More people"),
    (f"data/{_key(0)}.yml", "control: {value: 40.2}", "control: {value: 40.3}"),
]
MEMORY = defaultdict(int)  # the most memory that a process of a book's builds has taken, in MB


def bound(folder: Path) -> float:
    """All cells in one process, then a build that only renders; `folder` has been built before."""
    cells = seconds(folder, [sys.executable, "-c", ONE_PROCESS])
    for name in (".doctrees", "draft", "html", "jupyter_execute"):
        shutil.rmtree(folder / "_build" / name)
    return cells + build(folder)


def measure(size: int) -> dict[str, float]:
    """Seconds for each step of each kind of build, by "kind, step"."""
    kinds = ["plain", "ours"] if size <= PLAIN_UP_TO else ["ours"]
    with tempfile.TemporaryDirectory() as place:
        books = {kind: generate(Path(place, kind), size, kind == "plain") for kind in kinds}
        times = {}
        for step, prepare in STEPS.items():
            for kind, folder in books.items():
                prepare(folder)
                times[f"{kind}, {step}"] = build(folder)
                print(
                    f"{size} chapters, {kind}, {step}: {times[f'{kind}, {step}']:.1f} s", flush=True
                )
        times |= save_in_preview(books["ours"]) | {
            f"{kind}, {step}": times[f"{kind}, {step.partition(',')[0]}"]
            for kind in kinds[:-1]
            for step in SAVED
        }
        times["memory"] = MEMORY[books["ours"]]
        if size <= PLAIN_UP_TO:
            times["bound, cold"] = bound(books["ours"])
    return times


def row(size: int, step: str, rounds: list[dict[str, float]]) -> str:
    """One line of the table."""

    def shown(kind: str) -> str:
        found = sorted(times[f"{kind}, {step}"] for times in rounds if f"{kind}, {step}" in times)
        spread = f" ({found[0]:.1f} to {found[-1]:.1f})" if len(found) > 1 else ""
        return f"{statistics.median(found):.1f} s{spread}" if found else "–"

    def ratio(kind: str, to: str) -> str:
        found = [
            times[f"{kind}, {step}"] / times[f"{to}, {step}"]
            for times in rounds
            if {f"{kind}, {step}", f"{to}, {step}"} <= set(times)
        ]
        return f"{statistics.median(found):.1f}" if found else "–"

    stale = (
        ", old page"
        if step.startswith("one ")
        and not step.startswith("one word")
        and "plain, cold" in rounds[0]
        else ""
    )
    return f"| {size} | {step} | {shown('plain')}{stale} | {shown('ours')} | {ratio('plain', 'ours')} | {shown('bound')} | {ratio('ours', 'bound')} |"


def main() -> None:
    """Measure, print the table, and write it between the README's two marks."""
    wanted = [
        tuple(map(int, text.split(":"))) for text in sys.argv[1:] or ("12:3", "100:1", "1000:1")
    ]
    lines = [
        "| Chapters | Build | Plain Jupyter Book | This book | Plain ÷ ours | Bound | Ours ÷ bound |",
        "|---|---|---|---|---|---|---|",
    ]
    most = {}
    for size, rounds in wanted:
        measured = [measure(size) for _ in range(rounds)]
        most[size] = max(times["memory"] for times in measured)
        lines += [row(size, step, measured) for step in (*STEPS, *SAVED)]
    parts = ", ".join(
        f"{name} {version(name)}"
        for name in (
            "jupyter-book",
            "sphinx",
            "myst-nb",
            "ipykernel",
            "altair",
            "vl-convert-python",
        )
    )
    lines += [
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {parts}. Rounds: "
        + ", ".join(f"{rounds} with {size} chapters" for size, rounds in wanted)
        + "; median, and lowest to highest. "
        "The most memory that a build of ours took: "
        + ", ".join(f"{memory} MB with {size} chapters" for size, memory in most.items())
        + ".",
    ]
    table = "\n".join(lines)
    print(table)
    readme = ROOT / "README.md"
    readme.write_text(
        re.sub(
            r"(<!-- bench -->\n).*?(<!-- end of bench -->)",
            lambda m: f"{m[1]}{table}\n{m[2]}",
            readme.read_text("utf8"),
            flags=re.S,
        ),
        "utf8",
    )


if __name__ == "__main__":
    main()
