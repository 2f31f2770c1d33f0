"""How long from a save to the new page in the preview: `python tests/bench_preview.py [chapters] [rounds]`.

Chapters of prose with numbers from the data; the time ends when an open page is told to load again.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = "# Chapter {name}\n\nIn one year it was {{num}}`samet2024.opioid_deaths.{arm}` of all.\n"


def make(folder: Path, chapters: int) -> None:
    """A book of so many chapters; every second one shows the value that is changed."""
    for part in ("data", "wording", "study", "_templates", "_static"):
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
    for name in ("requirements.txt", "LICENSE", "LICENSE-TEXTS.md", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    config = (ROOT / "_config.yml").read_text("utf8")
    config = config.replace("  config:\n", "  config:\n    plainresults_rules: false\n")
    (folder / "_config.yml").write_text(config, "utf8")
    (folder / "data" / "history" / "addresses.txt").unlink()  # and these are its addresses
    for name in ("study", "search"):  # they name pages of the real book
        path = folder / "data" / f"{name}.yml"
        path.write_text(re.sub(r"chapters/[\w-]+", "index", path.read_text("utf8")), "utf8")
    (folder / "index.md").write_text("# A book\n", "utf8")
    (folder / "chapters").mkdir()
    for i in range(chapters):
        (folder / "chapters" / f"c{i}.md").write_text(
            TEXT.format(name=f"c{i}", arm=("control", "intervention")[i % 2]), "utf8"
        )
    listed = "".join(f"      - file: chapters/c{i}\n" for i in range(chapters))
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nparts:\n  - caption: Summaries\n    chapters:\n{listed}",
        "utf8",
    )


def listen(port: int):
    """The preview's news, from its state at this moment on."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    line.request("GET", "/preview-events", headers={"Host": f"127.0.0.1:{port}"})
    return line.getresponse()


def news(answer) -> dict:
    """The next news of the preview; EOFError when it has ended."""
    while not (line := answer.readline()).startswith(b"data: "):
        if not line:
            raise EOFError("the preview has ended")
    return json.loads(line[6:])


def main(chapters: int = 20, rounds: int = 7) -> None:
    """Print the median, least and greatest time of each kind of change."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make(folder, chapters)
        process = subprocess.Popen(
            [sys.executable, "-m", "plainresults", "preview", "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
        answer = listen(port)
        times: dict[str, list[float]] = {}

        def change(name: str, files: dict[str, str]) -> None:
            time.sleep(
                1.5 if files else 0
            )  # nobody saves faster, and the rules have been looked at by then
            built = news(listen(port))["built"] if files else 0
            start = time.perf_counter()
            for file, text in files.items():
                (folder / file).write_text(text, "utf8")
            while (said := news(answer))["built"] <= built:
                if said["problems"] and said["problems"][0][1]:
                    raise SystemExit(said)
            times.setdefault(name, []).append(time.perf_counter() - start)

        change("first build", {})
        values = (folder / "data" / "samet2024.yml").read_text("utf8")
        for i in range(rounds):
            change(
                "a chapter saved",
                {
                    "chapters/c3.md": TEXT.format(name="c3", arm="control")
                    + f"\nAnother sentence{'!' * i}.\n"
                },
            )
            change(
                "the data changed",
                {
                    "data/samet2024.yml": values.replace(
                        "had not begun before", f"had not begun{'!' * (i + 1)} before", 1
                    )
                },
            )
            toc = (folder / "_toc.yml").read_text("utf8")
            change(
                "a chapter added",
                {
                    f"chapters/new{i}.md": TEXT.format(name=f"new{i}", arm="control"),
                    "_toc.yml": f"{toc}      - file: chapters/new{i}\n",
                },
            )
        process.terminate()
    print(f"| {chapters} chapters | median | from | to |\n|---|---|---|---|")
    for name, found in times.items():
        print(
            f"| {name} | {statistics.median(found):.2f} s | {min(found):.2f} s | {max(found):.2f} s |"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
