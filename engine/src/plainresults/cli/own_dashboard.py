"""A health department's own table as a page of its own: one HTML file, with no script and no request to anyone."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from plainresults.charts.own_dashboard import Part, parts
from plainresults.evidence import site
from plainresults.evidence.series import MISSING
from plainresults.rendering import vega
from plainresults.rendering.html import ROOT_MARK, asset, render

STYLES = (("templates", "county.css"), ("static", "dashboard.css"))


def write(path: Path, folder: Path, title: str = "Dashboard") -> Path:
    """Write the page and what readers can download; gives the page's path. Faults when the file has mistakes."""
    found = parts(path)
    style = "".join(asset(*style).read_text("utf8") for style in STYLES)
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(
        render(
            "county.html",
            title=title,
            parts=[(part, _figure(part, folder / "charts")) for part in found],
            style=style,
            digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            MISSING=MISSING,
            site=site.load(),
        ).replace(ROOT_MARK, ""),
        "utf8",
    )
    return page


def _figure(part: Part, charts: Path) -> str:
    """The HTML of a measure's figure, whose files are written to the folder `charts`."""
    if not part.figure:
        return ""
    extras = part.figure._repr_mimebundle_()[1]["plainresults"]
    for name, text in extras["files"].items():
        Path(charts, name).write_text(text, "utf8")
        if name.endswith(".svg"):
            Path(charts, name).with_suffix(".png").write_bytes(vega.png(text))
    return "".join(chart["html"] for chart in extras["charts"])
