"""The contrast of two colours of a page, as WCAG 2.2 defines it."""

from __future__ import annotations

from playwright.sync_api import Page

VALUE = "(name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"


def contrast(page: Page, one: str, other: str) -> float:
    """How much two colours of the style sheet, such as `--ink`, differ: from 1 to 21."""
    return ratio(page.evaluate(VALUE, one), page.evaluate(VALUE, other))


def ratio(one: str, other: str) -> float:
    """The same for two colours as #rrggbb or #rgb."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white."""
    digits = colour.removeprefix("#")
    width = len(digits) // 3
    parts = [int(digits[i : i + width] * (3 - width), 16) / 255 for i in range(0, 3 * width, width)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
