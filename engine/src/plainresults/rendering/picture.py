"""An SVG of Vega's as one picture with a name and a description, its colours open to CSS."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from xml.etree import ElementTree

from plainresults.rendering.palette import COLOURS, FONT

SVG = "http://www.w3.org/2000/svg"
# What one picture does not need: the roles of its shapes, and the font of each text.
NOISE = (
    *("role", "aria-label", "aria-roledescription", "aria-hidden"),
    *("class", "font-family", "pointer-events"),
)
DEFAULTS = {"opacity": "1", "transform": "translate(0,0)"}
MARGIN, LINE, SMALL, LETTER = 20, 17, 12, 6.6  # px: around a foot, its lines, type, a letter
ElementTree.register_namespace("", SVG)


def finish(svg: str, name: str, title: str, description: str) -> str:
    """`svg` with title and description inside; their ids are made from `name`."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for attribute in NOISE:
            element.attrib.pop(attribute, None)
        for attribute, value in DEFAULTS.items():
            if element.get(attribute) == value:
                del element.attrib[attribute]
        for attribute in ("d", "transform", "x2", "y2"):
            if attribute in element.attrib:  # a tenth of a px is enough
                element.set(attribute, re.sub(r"(\.\d)\d+", r"\1", element.attrib[attribute]))
        classes = [
            f"c{paint[0]}-{colour}"
            for paint in ("fill", "stroke")
            for colour, value in COLOURS.items()
            if element.get(paint, "").lower() == value
        ]
        if classes:
            element.set("class", " ".join(classes))
    _prune(root)
    named = {"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
    root.attrib |= {"role": "img"} | named
    root.set("font-family", FONT)
    for index, (tag, text) in enumerate((("title", title), ("desc", description))):
        node = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        node.text = text
        root.insert(index, node)
    return ElementTree.tostring(root, encoding="unicode")


def with_foot(svg: str, lines: Sequence[str]) -> str:
    """`svg` with small lines of text below it, such as its source, for use elsewhere."""
    root = ElementTree.fromstring(svg)
    width, height = (float(root.get(name, 0)) for name in ("width", "height"))
    lines = [part for line in lines for part in textwrap.wrap(line, int(width / LETTER))]
    for index, line in enumerate(lines):
        place = {"x": str(MARGIN), "y": f"{height + LINE * index + 4:g}"}
        look = {"font-size": f"{SMALL}px", "fill": COLOURS["soft"], "class": "cf-soft"}
        text = ElementTree.SubElement(root, f"{{{SVG}}}text", place | look)
        text.text = line
    ground = ElementTree.Element(f"{{{SVG}}}rect", {"width": "100%", "height": "100%"})
    ground.attrib |= {"fill": COLOURS["ground"], "class": "cf-ground"}
    root.insert([node.tag for node in root].index(f"{{{SVG}}}desc") + 1, ground)
    taller = height + LINE * len(lines) + MARGIN / 2
    root.set("height", f"{taller:g}")
    root.set("viewBox", f"0 0 {width:g} {taller:g}")
    return ElementTree.tostring(root, encoding="unicode")


def _prune(parent: ElementTree.Element) -> None:
    """Take out shapes that paint nothing and groups that hold or say nothing."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _prune(child)
        tag = child.tag.removeprefix(f"{{{SVG}}}")
        if tag == "g" and not child.attrib:
            kept += child
        elif (tag != "g" or len(child)) and (tag != "path" or _paints(child)):
            kept.append(child)
    parent[:] = kept


def _paints(shape: ElementTree.Element) -> bool:
    return any(shape.get(by, "none") not in ("none", "transparent") for by in ("fill", "stroke"))
