"""How long a build takes, beside plain Jupyter Book on the same chapters: `make bench`.

Each round builds both from nothing, one after the other, so that a noisy machine disturbs both alike.
Plain means the default set-up and theme; the chapters' numbers stay unresolved there, which costs it no time.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
PLAIN = "title: The same chapters\nonly_build_toc_files: true\nexecute: {execute_notebooks: force}\n"


def copy(folder: Path, plain: bool) -> Path:
    """The book in a folder of its own; `plain` leaves out everything but its chapters and what they call."""
    parts = ["chapters", "data", "hcs", "_templates"] + ([] if plain else ["_static"])
    for part in parts:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("index.md", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, folder)
    if plain:
        (folder / "_config.yml").write_text(PLAIN, "utf8")
    return folder


def build(folder: Path) -> float:
    """Seconds for one build."""
    start = time.perf_counter()
    subprocess.run([Path(sys.executable).with_name("jupyter-book"), "build", ".", "-q"], cwd=folder, capture_output=True,
                   env=os.environ | {"PYTHONPATH": str(folder)}, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print a table of medians, in seconds, and the ratio of the two."""
    times: dict[str, list[float]] = {f"{kind}, {step}": [] for step in ("cold", "no change") for kind in ("plain", "ours")}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            books = {kind: copy(Path(place, kind), kind == "plain") for kind in ("plain", "ours")}
            for step in ("cold", "no change"):
                for kind, folder in books.items():
                    times[f"{kind}, {step}"].append(build(folder))
    print("| Build | Plain Jupyter Book | This book | Ratio |\n|---|---|---|---|")
    for step in ("cold", "no change"):
        plain, ours = (statistics.median(times[f"{kind}, {step}"]) for kind in ("plain", "ours"))
        print(f"| {step} | {plain:.1f} s | {ours:.1f} s | {plain / ours:.2f} |")


if __name__ == "__main__":
    main()
