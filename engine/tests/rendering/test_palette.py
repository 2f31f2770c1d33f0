"""The colours of pictures: one role each, and the same in the style sheets that take over inside a page."""

from __future__ import annotations

import re

import pytest
from plainresults.rendering.html import asset
from plainresults.rendering.palette import COLOURS

SHEETS = asset("static", "site.css").read_text("utf8") + asset("static", "dashboard.css").read_text(
    "utf8"
)
DARK = "".join(re.findall(r"prefers-color-scheme: dark\) \{(.*?)\}\s*\}", SHEETS, re.S))
LIGHT = SHEETS.replace(DARK, "")
VARIABLE = {"ground": "raised"}  # a chart lies on a raised ground
ROLES = ["first", "second", "third", "public", "goal", "accent"]


def value(sheet: str, role: str) -> str:
    """The colour that a style sheet gives a role."""
    return re.search(rf"--{VARIABLE.get(role, role)}: (#[0-9a-f]+)", sheet)[1]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", [role for role in COLOURS if role not in ("line", "accent")])
def test_a_colour_of_a_picture_is_that_of_the_page(role):
    """A class takes over inside a page, and in light it changes nothing."""
    assert value(LIGHT, role) == COLOURS[role]
    assert f".cf-{role}" in SHEETS and f".cs-{role}" in SHEETS


def test_no_two_roles_share_a_colour():
    """So that a colour means the same wherever it stands, in light and in dark."""
    for sheet in (LIGHT, DARK):
        colours = [value(sheet, role) for role in ROLES]
        assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "accent"])
def test_a_bar_stands_out_from_its_ground(role):
    """At least 3 to 1, as WCAG asks of what carries meaning; text in that colour 4.5 to 1 in dark."""
    assert contrast(value(LIGHT, role), value(LIGHT, "ground")) >= 3
    assert contrast(value(DARK, role), value(DARK, "ground")) >= 4.5
