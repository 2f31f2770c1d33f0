"""A small map as SVG, drawn from outlines: areas with a label, and places inside them.

It needs no script and asks no other site. Degrees become px by the equirectangular projection at
the middle latitude (Snyder, Map Projections: A Working Manual, 1987, p. 90), which keeps the shape
of areas that lie near each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

WIDTH, EDGE, LINE = 380, 14, 16  # px: width of the picture, its margin, a line of text
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Map:
    """How degrees become px, so that all `rings` fit into the picture."""

    west: float
    north: float
    squeeze: float
    scale: float
    height: float

    @classmethod
    def of(cls, rings: Sequence[Ring]) -> Map:
        """The map that shows these rings, `WIDTH` px wide."""
        xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
        squeeze = cos(radians((min(ys) + max(ys)) / 2))
        scale = (WIDTH - 2 * EDGE) / ((max(xs) - min(xs)) * squeeze)
        return cls(min(xs), max(ys), squeeze, scale, (max(ys) - min(ys)) * scale + 2 * EDGE)

    def place(self, point: Sequence[float]) -> tuple[float, float]:
        """Where a longitude and latitude stand in the picture."""
        x = EDGE + (point[0] - self.west) * self.squeeze * self.scale
        return x, EDGE + (self.north - point[1]) * self.scale

    def path(self, rings: Sequence[Ring]) -> str:
        """Rings as the `d` of an SVG path."""
        drawn = (("L".join("{:.1f},{:.1f}".format(*self.place(p)) for p in r)) for r in rings)
        return "".join(f"M{ring}Z" for ring in drawn)

    def label(self, at: Sequence[float], lines: Sequence[str]) -> list[tuple[str, float, float]]:
        """Each line of a label with the middle of its foot; the first stands at `at` in degrees."""
        x, y = self.place(at)
        return [(line, round(x, 1), round(y + LINE * n, 1)) for n, line in enumerate(lines)]


def rings_of(shapes: Mapping[str, Any], **wanted: str) -> list[Ring]:
    """The outer rings of the feature of a GeoJSON whose properties are the `wanted` ones."""
    found: list[Ring] = []
    for feature in shapes["features"]:
        if wanted.items() <= feature["properties"].items():
            shape = feature["geometry"]
            many = shape["coordinates"] if "Multi" in shape["type"] else [shape["coordinates"]]
            found += [part[0] for part in many]
    return found
