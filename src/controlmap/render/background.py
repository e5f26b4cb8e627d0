"""The background as a page is told of it: what it is of, and its shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.model import (
    Base,
    LocalizedText,
    Text,
)

__all__ = [
    "BASE_DECIMALS",
    "background",
    "parts_of",
]

BASE_DECIMALS = 4
_SHAPES = ("point", "line", "line", "polygon")


def _shape(geometry: shapely.Geometry) -> str:
    """What the first part of a geometry is drawn as."""
    return _SHAPES[int(shapely.get_type_id(shapely.get_parts(geometry)[0]))]


def background(base: Base, first: str) -> dict[str, Any]:
    """Return what a page is told of a background, but for its points."""
    return {
        "kind": base.kind,
        "attribution": base.attribution,
        "features": [
            {
                "name": _base_name(feature.properties, first),
                "class": feature.properties.get("class"),
                "rank": feature.properties.get("rank"),
                "shape": _shape(feature.geometry),
                "parts": len(parts_of(feature.geometry)),
            }
            for feature in base.features
        ],
    }


def _base_name(properties: Mapping[str, Any], first: str) -> Text | None:
    """Return a feature's name by language; `name` may be in a local one, so `name_LANG` goes before it."""
    name = LocalizedText.of(properties, "name")
    return {**name.by_language(first), **dict(name.others)} or None


def parts_of(geometry: shapely.Geometry) -> NDArray[np.object_]:
    """Points, lines or rings that a geometry is made of.

    Holes run against their shells, so that shapes that overlap are whole where they are filled as one.
    """
    parts = shapely.get_parts(geometry)
    return shapely.get_rings(shapely.orient_polygons(parts)) if _shape(geometry) == "polygon" else parts
