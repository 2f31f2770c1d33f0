"""The long check of the published site: `make audit`. A table at the end, and failure on any miss.

Lighthouse on every page, as on a phone; Pa11y as a second opinion on accessibility; the Nu HTML
checker for pages and style sheets. All from a server of this machine that compresses.
`make audit-record` also weighs a chapter beside the same chapter in default Jupyter Book and writes
what it measured to data/measured/.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from plainresults.evidence import site
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(ROOT / "engine" / "tests")]

from bench import PLAIN  # noqa: E402
from browser import PROGRAM, launch  # noqa: E402
from page_promises import barriers  # noqa: E402
from wire import served, weigh  # noqa: E402

SITE = ROOT / "_build" / "html"
RECORD = ROOT / "data" / "measured" / "beside-jupyter-book.json"
CHAPTER = site.page("main_result").removesuffix(".html")
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NO_ERRORS = ("“paint-order”",)  # in CSS and in every browser, but not in the checker's older list
CHARTS = "figure.chart, .cell_output"  # where a chart stands, here and in default Jupyter Book


def measure(address: str, pages: list[str], what: str = "both") -> dict[str, dict]:
    """For each page: `scores`, `failed` audits and `barriers`; said aloud while it goes on."""
    command = ["node", "measure.mjs", PROGRAM, what, *(f"{address}/{page}" for page in pages)]
    found = {}
    with subprocess.Popen(command, cwd=HERE, text=True, stdout=subprocess.PIPE) as running:
        for line in running.stdout:
            result = json.loads(line)
            page = result["address"].removeprefix(f"{address}/")
            found[page] = result
            print(
                f"  {page}: {', '.join(str(score) for score in result['scores'].values())}",
                flush=True,
            )
    if running.returncode or set(found) != set(pages):
        sys.exit(f"The audit itself failed; no result for {sorted(set(pages) - set(found))}.")
    return found


def checked(files: list[Path], *options: str) -> dict[str, list[str]]:
    """The errors that the Nu HTML checker finds, by the path of the file in the site."""
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", VNU, "--format", "json", "--errors-only", *options, *files],
        capture_output=True,
        text=True,
    )
    errors = {path.relative_to(SITE).as_posix(): [] for path in files}
    for message in json.loads(done.stderr or '{"messages": []}')["messages"]:
        name = (
            message["url"].partition("_build/html/")[2] if "url" in message else next(iter(errors))
        )
        if not any(known in message["message"] for known in NO_ERRORS):
            errors[name].append(f"line {message.get('lastLine', '?')}: {message['message']}")
    if done.returncode and not done.stderr.strip().startswith("{"):
        sys.exit(f"The HTML checker failed: {done.stderr[-500:]}")
    return errors


def misses(result: dict, errors: list[str]) -> list[str]:
    """What keeps a page from passing, in words."""
    low = [
        f"Lighthouse {name} is {result['scores'][name]}, not {goal}"
        for name, goal in GOALS.items()
        if result["scores"][name] < goal
    ]
    low += [f"Lighthouse: {', '.join(result['failed'])}"] if low and result["failed"] else []
    return (
        low
        + [f"Pa11y: {barrier}" for barrier in result["barriers"]]
        + [f"HTML: {error}" for error in errors]
    )


def plain_book(folder: Path) -> Path:
    """The site of the chapter as default Jupyter Book makes it, with Altair's own charts."""
    for part in ("chapters", "data", "study", "wording"):
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
    text = (ROOT / f"{CHAPTER}.md").read_text("utf8")
    Path(folder, f"{CHAPTER}.md").write_text(
        re.sub(r"(?m)^(charts\.\w+\(.*\))$", r"\1.draw(640)", text), "utf8"
    )
    Path(folder, "_config.yml").write_text(PLAIN, "utf8")
    Path(folder, "_toc.yml").write_text(f"format: jb-book\nroot: {CHAPTER}\n", "utf8")
    subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-q"],
        cwd=folder,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(folder)},
        check=True,
    )
    return folder / "_build" / "html"


def seen(browser, address: str) -> dict[str, int]:
    """How many `barriers` axe-core finds, and how many `charts` show without JavaScript."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        found = len(barriers(page))
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        boxes = [
            picture.bounding_box()
            for picture in page.locator(f":is({CHARTS}) :is(svg, canvas, img)").all()
            if picture.is_visible()
        ]
    return {
        "barriers": found,
        "charts": sum(box["width"] > 200 and box["height"] > 100 for box in boxes),
    }


def record(ours: dict) -> None:
    """Measure the chapter in both books and write what was found."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        sites = {"ours": SITE, "plain": plain_book(Path(place))}
        browser = launch(playwright)
        rows = {}
        for kind, folder in sites.items():
            with served(folder) as address:
                scores = (
                    ours
                    if kind == "ours"
                    else measure(address, [f"{CHAPTER}.html"], "lighthouse")[f"{CHAPTER}.html"]
                )
                rows[kind] = (
                    asdict(weigh(browser, address, f"{CHAPTER}.html"))
                    | seen(browser, f"{address}/{CHAPTER}.html")
                    | scores["scores"]
                )
        browser.close()
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(
        json.dumps(
            {"chapter": CHAPTER, "measured": time.strftime("%Y-%m-%d"), "books": rows}, indent=1
        )
        + "\n",
        "utf8",
    )
    print(f"Written: {RECORD.relative_to(ROOT)}")


def main() -> None:
    """Run all checks, print the table, and end with failure when anything was missed."""
    files = sorted(SITE.rglob("*.html"))
    pages = [
        path.relative_to(SITE).as_posix() for path in files if path.parent.name != "embed"
    ]  # those are for frames, not for search engines
    print(
        f"Lighthouse (speed, accessibility, practices, search) and Pa11y on {len(pages)} pages:",
        flush=True,
    )
    with served(SITE) as address:
        found = measure(address, pages)
    errors = checked(files, "--skip-non-html")
    styles = checked(sorted(Path(SITE, "_static").glob("*.css")), "--css")
    wrong = {
        page: misses(found[page], errors[page]) if page in found else errors[page]
        for page in errors
    } | {name: [f"CSS: {e}" for e in some] for name, some in styles.items()}
    print(f"\n{'page':40}{'perf':>6}{'a11y':>6}{'best':>6}{'SEO':>6}{'Pa11y':>7}{'HTML':>6}")
    for page in pages:
        print(
            f"{page:40}"
            + "".join(f"{found[page]['scores'][name]:>6}" for name in GOALS)
            + f"{len(found[page]['barriers']):>7}{len(errors[page]):>6}"
        )
    print(f"Style sheets: {len(styles)}, errors: {sum(map(len, styles.values()))}")
    for name, some in wrong.items():
        for text in some:
            print(f"MISSED {name}: {text}")
    if any(wrong.values()):
        sys.exit(1)
    if "--record" in sys.argv:
        record(found[f"{CHAPTER}.html"])


if __name__ == "__main__":
    main()
