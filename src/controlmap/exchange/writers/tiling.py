"""Ground, lines and points as they are at each zoom of a map on the web, cut into its square tiles.

All is put together of arcs that those who share them have in common, and it is the arcs that are made simpler
and rounded: a border stays the same line on both its sides at every zoom, without gap or overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane import Arcs, Grid, shared_arcs

__all__ = ["EXTENT", "LIMIT", "Tile", "deepest", "tiles_of"]

EXTENT = 4096
"""Units of a tile's side; `vector_tile.proto` has it for the usual."""
LIMIT = 85.05112877980659
"""The latitude at which the world of web maps ends: it is a square."""
_BUFFER = 64
"""Units that a tile has beyond its sides, so that no outline shows there."""
_COARSE = 4.0
"""Units by which an arc may be off: half a pixel of a tile that is drawn 512 pixels wide."""
_DEEPEST, _MOST = 10, 1500
"""A unit is some ten metres there; tiles of a larger map are fewer, and its deepest zoom less deep."""

Shapes = NDArray[np.object_]


class Tile(NamedTuple):
    """A tile by zoom, column and row from the north-west, with rows' indices and what of them is in it.

    Coordinates are units from the tile's north-west corner, y downwards.
    """

    zoom: int
    x: int
    y: int
    rows: NDArray[np.intp]
    shapes: Shapes


def deepest(geometries: Sequence[shapely.Geometry]) -> int:
    """Return the deepest zoom that is worth its number of tiles: 10, or less where ground is wide."""
    parts = shapely.get_parts(np.array(geometries, dtype=object))
    west = shapely.bounds(parts)[:, 0] < 0
    # East and west apart: a map across the antimeridian lies at both ends of the world.
    spans = [_span(parts[half]) for half in (west, ~west) if half.any()]
    for zoom in range(_DEEPEST, 0, -1):
        if sum((wide * 2**zoom + 1) * (high * 2**zoom + 1) for wide, high in spans) <= _MOST:
            return zoom
    return 0


def _span(parts: Shapes) -> tuple[float, float]:
    west, south, east, north = shapely.total_bounds(parts)
    wide, high = np.abs(np.diff(_world(np.array([[west, south], [east, north]])), axis=0))[0].tolist()
    return wide, high


def tiles_of(geometries: Sequence[shapely.Geometry], grid: Grid, deepest: int) -> Iterator[Tile]:
    """Yield the tiles of rows in longitude and latitude, the whole world's first."""
    units = [shapely.transform(one, lambda xy: grid.to_units(xy).astype(np.float64)) for one in geometries]
    arcs = shared_arcs(units)
    worlds = [_world(grid.to_degrees(arc)) for arc in arcs.arcs]
    for zoom in range(deepest + 1):
        side = EXTENT * 2**zoom
        at_zoom = Arcs(
            [_simple(world * side, 0.0 if zoom == deepest else _COARSE) for world in worlds], arcs.shapes
        )
        shapes = np.array(
            [_put_together(one, at_zoom, i, side) for i, one in enumerate(geometries)], dtype=object
        )
        yield from _cut(zoom, 0, 0, 2**zoom, np.arange(len(shapes)), shapes)


def _world(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return positions as shares of the world of web maps, from its north-west corner."""
    latitude = np.radians(np.clip(lonlat[:, 1], -LIMIT, LIMIT))
    return np.column_stack([(lonlat[:, 0] + 180) / 360, (1 - np.arcsinh(np.tan(latitude)) / np.pi) / 2])


def _simple(arc: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """Return an arc made simpler, on whole units, each point once; its ends stay."""
    kept = shapely.get_coordinates(
        shapely.simplify(shapely.linestrings(arc), tolerance, preserve_topology=False)
    )
    points = np.rint(kept).astype(np.int64)
    new = np.any(np.diff(points, axis=0, prepend=points[:1] - 1) != 0, axis=1)
    return points[new]


def _put_together(geometry: shapely.Geometry, arcs: Arcs, row: int, side: int) -> shapely.Geometry:
    if isinstance(geometry, shapely.Point):
        return shapely.Point(_world(shapely.get_coordinates(geometry))[0] * side)
    parts = [[arcs.points_of(way) for way in part] for part in arcs.shapes[row]]
    if isinstance(geometry, shapely.LineString | shapely.MultiLineString):
        return shapely.MultiLineString([line for (line,) in parts if len(line) > 1])
    rings = [[ring for ring in part if len(ring) > 3] for part in parts if len(part[0]) > 3]
    made = shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in rings])
    return made if made.is_valid else _mended(made)


def _mended(ground: shapely.Geometry) -> shapely.Geometry:
    """Return ground whose rings came to touch or cross where they were rounded: what is left of it."""
    valid = shapely.set_precision(shapely.make_valid(ground), 1)
    return shapely.MultiPolygon([part for part in _polygons(valid) if part.area > 0])


def _polygons(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    for part in shapely.get_parts(geometry).tolist():
        if isinstance(part, shapely.Polygon):
            yield part
        elif isinstance(part, shapely.MultiPolygon):
            yield from _polygons(part)


def _cut(zoom: int, x: int, y: int, wide: int, rows: NDArray[np.intp], shapes: Shapes) -> Iterator[Tile]:
    """Yield those of `wide` times `wide` tiles that something lies in, quarter by quarter."""
    left, top, side = x * EXTENT, y * EXTENT, wide * EXTENT
    near = shapely.box(left - _BUFFER, top - _BUFFER, left + side + _BUFFER, top + side + _BUFFER)
    met = shapely.intersects(shapes, near)
    rows, shapes = rows[met], shapes[met]
    if not len(rows):
        return
    beyond = ~shapely.within(shapes, near)
    shapes[beyond] = shapely.clip_by_rect(shapes[beyond], *near.bounds)
    if wide == 1:
        there = ~shapely.is_empty(shapes)
        yield Tile(
            zoom, x, y, rows[there], shapely.transform(shapes[there], lambda xy: np.rint(xy - (left, top)))
        )
        return
    half = wide // 2
    for row in (0, half):
        for column in (0, half):
            yield from _cut(zoom, x + column, y + row, half, rows, shapes.copy())
