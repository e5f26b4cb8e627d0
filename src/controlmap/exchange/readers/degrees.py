"""Coordinates of other systems as degrees, and longitudes that are counted on beyond 180."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.rows import Rows
from controlmap.plane import projected

if TYPE_CHECKING:
    from pyproj import Transformer

__all__ = ["LIMITS", "in_degrees", "refuse_endless", "within_180"]

LIMITS = (360.0, 90.0)
"""Longitudes are counted to here by some; what lies beyond is no degrees."""
_WHOLE_WAY = 360.0
_NO_POSITION = "is no position: a coordinate is a finite number"


def in_degrees(geometry: shapely.Geometry, transformer: Transformer) -> shapely.Geometry:
    """Return a geometry with its vertices taken to longitude and latitude by a transformer (always x, y)."""
    return shapely.transform(geometry, lambda xy: projected(transformer, xy))


def refuse_endless(
    shapes: Iterable[shapely.Geometry | None],
    file: str | None,
    of: Callable[[int], tuple[int | None, str]],
    wrong: str = _NO_POSITION,
) -> None:
    """Refuse geometries with a coordinate that is NaN or infinite: they are nowhere, and may pass as valid.

    `of` gives the line and the label of a geometry by its number, `wrong` is what is said of the first such
    position of each.

    Raises
    ------
    InputError
        With all of them.
    """
    lonlat, numbers = shapely.get_coordinates(np.array([*shapes], dtype=object), return_index=True)
    endless = np.flatnonzero(~np.isfinite(lonlat).all(axis=1))
    if not endless.size:
        return
    firsts = endless[np.unique(numbers[endless], return_index=True)[1]]
    found = [(lonlat[i].tolist(), *of(int(numbers[i]))) for i in firsts]
    raise InputError(
        Problem(f"{position} {wrong}", file, line, feature=label) for position, line, label in found
    )


def within_180(rows: Rows) -> Rows:
    """Return rows with longitudes from -180 to 180, where a file counts them on: 0 to 360, or 170 to 190.

    What crosses the antimeridian is cut there (RFC 7946, section 3.1.9). A file whose longitudes span more
    than one way round the world, or that is in no degrees, says nothing clear, and stays as it is.
    """
    if not rows.rows:
        return rows
    shapes = np.array([row.geometry for row in rows.rows], dtype=object)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    beyond = west < -180 or east > 180
    if (
        not beyond
        or max(-west, east) > LIMITS[0]
        or east - west > _WHOLE_WAY
        or max(-south, north) > LIMITS[1]
    ):
        return rows
    done: Counter[str] = Counter()
    moved = tuple(row._replace(geometry=_moved(row.geometry, done)) for row in rows.rows)
    span = f"longitudes run from {west:g} to {east:g}: "
    told = span + ", ".join(f"{number} {what}" for what, number in sorted(done.items(), reverse=True))
    return replace(rows, rows=moved, told=(*rows.told, told))


def _moved(geometry: shapely.Geometry | None, done: Counter[str]) -> shapely.Geometry | None:
    """Return a geometry in the one world that lies between -180 and 180, and count what was done to it."""
    if geometry is None or shapely.is_empty(geometry):
        return geometry
    west, _, east, _ = shapely.bounds(geometry).tolist()
    if west >= -180 and east <= 180:
        return geometry
    first, last = _world(west), _world(east)
    if east == 180 + _WHOLE_WAY * (last - 1):
        last -= 1  # it ends at the antimeridian, and does not cross it
    if first == last:
        done["moved by 360 degrees"] += 1
        return _shifted(geometry, -_WHOLE_WAY * first)
    if not shapely.is_valid(geometry):
        return geometry
    parts = [
        part
        for world in range(first, last + 1)
        for part in shapely.get_parts(_shifted(_within(geometry, world), -_WHOLE_WAY * world))
        if shapely.get_dimensions(part) == shapely.get_dimensions(geometry)
    ]
    done["cut at the antimeridian"] += 1
    return _gathered(parts)


def _world(longitude: float) -> int:
    """Return how many times round the world a longitude is: 0 from -180 to under 180."""
    return int(np.floor((longitude + 180) / _WHOLE_WAY))


def _within(geometry: shapely.Geometry, world: int) -> shapely.Geometry:
    west = -180 + _WHOLE_WAY * world
    return shapely.intersection(geometry, shapely.box(west, -LIMITS[1], west + _WHOLE_WAY, LIMITS[1]))


def _shifted(geometry: shapely.Geometry, by: float) -> shapely.Geometry:
    return shapely.transform(geometry, lambda lonlat: np.add(lonlat, (by, 0.0)))


def _gathered(parts: list[shapely.Geometry]) -> shapely.Geometry:
    """Return parts of one kind as one geometry."""
    kinds = {0: shapely.MultiPoint, 1: shapely.MultiLineString, 2: shapely.MultiPolygon}
    return kinds[int(shapely.get_dimensions(parts[0]))](parts)
