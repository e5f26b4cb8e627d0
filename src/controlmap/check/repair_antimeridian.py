"""Ground and lines that cross the antimeridian in one piece, cut there (RFC 7946, section 3.1.9)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from controlmap.format import build, check_geometry, check_lines

__all__ = ["cut_at_antimeridian"]

_KINDS = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


def cut_at_antimeridian(value: Any, done: Counter[str]) -> Any:
    """Return a JSON value in which what crosses the antimeridian is cut; `done` counts the parts under CM215.

    A geometry in which something else is wrong too stays as it is.
    """
    if isinstance(value, list):
        return [cut_at_antimeridian(item, done) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in _KINDS:
        return _cut(value, done)
    return {key: cut_at_antimeridian(member, done) for key, member in value.items()}


def _cut(value: Mapping[str, Any], done: Counter[str]) -> Mapping[str, Any]:
    codes = {fault.code for fault in check_geometry(value, ())}
    if "CM215" not in codes or codes - {"CM215", "CM209", "CM210"}:
        return value
    parts = [piece for part in shapely.get_parts(build(value)) for piece in _pieces(part, done)]
    kind = value["type"].removeprefix("Multi")
    several = value["type"] != kind or len(parts) > 1
    coordinates = [json.loads(shapely.to_geojson(part))["coordinates"] for part in parts]
    return {
        **value,
        "type": f"Multi{kind}" if several else kind,
        "coordinates": coordinates if several else coordinates[0],
    }


def _pieces(part: shapely.Geometry, done: Counter[str]) -> Iterator[shapely.Geometry]:
    """Yield what a polygon or line becomes.

    Edges are straight in longitude and latitude, as everywhere; where one meets the antimeridian, the
    latitude is rounded to 1e-7 degrees, the finest grid.
    """
    import antimeridian

    if not any(check_lines(part)):
        yield part
        return
    done["CM215"] += 1
    if isinstance(part, shapely.LineString):
        yield from shapely.get_parts(antimeridian.fix_line_string(part, great_circle=False))
    elif isinstance(part, shapely.Polygon):
        yield from shapely.get_parts(antimeridian.fix_polygon(part, fix_winding=True, great_circle=False))
