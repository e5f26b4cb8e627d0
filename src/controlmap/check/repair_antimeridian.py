"""Ground and lines that cross the antimeridian in one piece, cut there (RFC 7946, section 3.1.9)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from controlmap.format import build, check_geometry, check_lines

__all__ = ["cut_at_antimeridian", "cut_ground"]

_KINDS = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


def cut_at_antimeridian(value: Any, done: Counter[str]) -> Any:
    """Return a JSON value in which what crosses the antimeridian is cut; `done` counts the parts under CM215.

    A geometry in which something else is wrong too, or which cannot be cut soundly, stays as it is.
    """
    if isinstance(value, list):
        return [cut_at_antimeridian(item, done) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in _KINDS:
        return _cut(value, done)
    return {key: cut_at_antimeridian(member, done) for key, member in value.items()}


def cut_ground(ground_lonlat: shapely.Geometry) -> shapely.Geometry | None:
    """Return polygons cut where some cross the antimeridian; None where that cannot be done soundly."""
    parts, _ = _parts_of(ground_lonlat)
    cut = shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])
    sound = len(cut.geoms) == len(parts) and not any(check_lines(cut)) and shapely.is_valid(cut)
    return cut if sound else None


def _parts_of(whole: shapely.Geometry) -> tuple[list[shapely.Geometry], int]:
    """Return the parts of a geometry, those that cross the antimeridian cut, and how many those are."""
    parts = shapely.get_parts(whole)
    crossing = [any(check_lines(part)) for part in parts]
    cut = [piece for part, crosses in zip(parts, crossing, strict=True) for piece in _pieces(part, crosses)]
    return cut, sum(crossing)


def _cut(value: Mapping[str, Any], done: Counter[str]) -> Mapping[str, Any]:
    codes = {fault.code for fault in check_geometry(value, ())}
    if "CM215" not in codes or codes - {"CM215", "CM209", "CM210"}:
        return value
    parts, crossing = _parts_of(build(value))
    kind = value["type"].removeprefix("Multi")
    several = value["type"] != kind or len(parts) > 1
    coordinates = [json.loads(shapely.to_geojson(part))["coordinates"] for part in parts]
    new = {
        **value,
        "type": f"Multi{kind}" if several else kind,
        "coordinates": coordinates if several else coordinates[0],
    }
    # Around a pole the way that a ring takes may be anybody's guess: what comes out is looked at again.
    if any(check_geometry(new, ())) or not shapely.is_valid(build(new)):
        return value
    done["CM215"] += crossing
    return new


def _pieces(part: shapely.Geometry, crossing: bool) -> Iterator[shapely.Geometry]:
    """Yield what a polygon or line becomes.

    Edges are straight in longitude and latitude, as everywhere; where one meets the antimeridian, the
    latitude is rounded to 1e-7 degrees, the finest grid.
    """
    import antimeridian

    cut = part
    try:
        if crossing and isinstance(part, shapely.LineString):
            cut = antimeridian.fix_line_string(part, great_circle=False)
        elif crossing and isinstance(part, shapely.Polygon):
            cut = antimeridian.fix_polygon(part, fix_winding=True, great_circle=False)
    except ValueError:
        pass  # It stays as it is, and is found so.
    yield from shapely.get_parts(cut)
