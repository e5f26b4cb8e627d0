"""TopoJSON 1.0: an object for each sheet, of arcs that all of them share, so that a border stands once.

Positions are whole units of the map's grid, so that what is read is what was written. Outer rings run with
the clock: d3, with which most draw TopoJSON, takes the ground on a ring's right to be inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.exchange.sheets import Item, Sheet
from controlmap.exchange.writers.geojson import about_members
from controlmap.format import json_text
from controlmap.plane import Grid, Ints, shared_arcs

__all__ = ["topology_text", "write_topojson"]

Parts = list[list[list[int]]]


def write_topojson(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write a topology with an object for each sheet."""
    path.write_text(topology_text(sheets), encoding="utf-8", newline="\n")
    return []


def topology_text(sheets: Sequence[Sheet]) -> str:
    """Return a topology of all sheets, an arc and a geometry a line, with what it says of itself in front."""
    grid, items = sheets[0].grid, [item for sheet in sheets for item in sheet.items]
    found = shared_arcs([_in_units(item.geometry, grid) for item in items])
    shapes = iter(found.shapes)
    transform = {"scale": _scale([item.geometry for item in items], grid), "translate": [0, 0]}
    head = {**about_members(sheets[0].about), "transform": transform}
    members = "".join(f"{json_text(name)}: {json_text(value)}, " for name, value in head.items())
    arcs = ",\n".join(json_text(_steps(arc)) for arc in found.arcs)
    objects = ",\n".join(f"{json_text(sheet.name)}: {_object(sheet, shapes)}" for sheet in sheets)
    return f'{{"type": "Topology", {members}"arcs": [\n{arcs}\n], "objects": {{\n{objects}\n}}}}\n'


_EDGES = (180.0, 90.0)


def _scale(geometries_lonlat: Sequence[shapely.Geometry | None], grid: Grid) -> list[float]:
    """Return what units are multiplied by, so that no product is rounded beyond the edge of the world."""
    bounds = np.abs(shapely.bounds(np.array(geometries_lonlat, dtype=object))).reshape(-1, 2)
    at_edge = (bounds == _EDGES).any(axis=0)
    beyond = np.multiply(grid.to_units(np.array(_EDGES)), grid.size) > _EDGES
    return np.where(at_edge & beyond, np.nextafter(grid.size, 0), grid.size).tolist()


def _in_units(geometry: shapely.Geometry | None, grid: Grid) -> shapely.Geometry:
    if geometry is None:
        return shapely.GeometryCollection()
    turned = shapely.orient_polygons(geometry, exterior_cw=True)
    return shapely.transform(turned, lambda lonlat: grid.to_units(lonlat).astype(np.float64))


def _steps(arc: Ints) -> list[list[int]]:
    """Return an arc's first position, and how far each further one lies from the one before."""
    return np.diff(arc, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist()


def _object(sheet: Sheet, shapes: Iterator[Parts]) -> str:
    lines = ",\n".join(json_text(_geometry(item, next(shapes), sheet.grid)) for item in sheet.items)
    return f'{{"type": "GeometryCollection", "geometries": [\n{lines}\n]}}'


def _geometry(item: Item, parts: Parts, grid: Grid) -> dict[str, Any]:
    said = {} if item.id is None else {"id": item.id}
    return {**_ground(item.geometry, parts, grid), **said, "properties": item.fields}


def _ground(geometry: shapely.Geometry | None, parts: Parts, grid: Grid) -> dict[str, Any]:
    if geometry is None:
        return {"type": None}
    kind = type(geometry).__name__
    if isinstance(geometry, shapely.Point):
        return {"type": kind, "coordinates": grid.to_units(shapely.get_coordinates(geometry))[0].tolist()}
    ways: Any = (
        parts if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon) else [one for (one,) in parts]
    )
    return {"type": kind, "arcs": ways if kind.startswith("Multi") else ways[0]}
