"""The look of pictures: colours by role, sizes, and the theme that Vega-Lite takes."""

from __future__ import annotations

from typing import Any

# Each colour has one role in the whole book. Inside a page the class takes over (site.css), so that
# one picture serves light, dark, print and forced colours.
COLOURS = {
    "ink": "#2a2622",
    "soft": "#62594f",
    "line": "#cbbfae",
    "ground": "#fffdf8",
    "accent": "#0d4f50",
    "first": "#0a6b6b",
    "second": "#b0642a",
    "third": "#6b6a2f",
    "public": "#34568b",
    "goal": "#7a3f8f",
}
WIDE, NARROW = 640, 320  # px
TEXT = 14  # px; 12 is the least that people can read, and a phone shrinks the picture a little
FONT = "Helvetica, Arial, sans-serif"
THEME: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": 0,
    "view": {"stroke": None},
    "text": {"fontSize": TEXT, "color": COLOURS["ink"]},
    "axis": {
        "titleFontWeight": "normal",
        **{f"{part}FontSize": TEXT for part in ("label", "title")},
        **{f"{part}Color": COLOURS["soft"] for part in ("label", "title")},
        **{f"{part}Color": COLOURS["line"] for part in ("grid", "domain", "tick")},
    },
    "title": {
        "fontSize": TEXT + 5,
        "subtitleFontSize": TEXT,
        "color": COLOURS["ink"],
        "subtitleColor": COLOURS["soft"],
    },
}
