"""Longitude and latitude in each other's place: ground, lines and places that the map says must be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.errors import InputError, Problem
from controlmap.model import Layer, Place, Project, bounds_of, recorded_near
from controlmap.plane import fits_swapped, reads_swapped, swapped

__all__ = [
    "INSIDE_SWAPPED",
    "fits_ground_swapped",
    "grounds_near",
    "meets_ground",
    "refuse_swapped",
    "refuse_swapped_delta",
    "refuse_swapped_line",
    "region_of",
    "swapped_among",
    "swapped_beside",
]

INSIDE_SWAPPED = "With latitude and longitude swapped it lies inside: longitude comes first."
_SWAPPED = "lies outside the map, and inside it with longitude and latitude swapped"
_HINT = "Longitude comes first, then latitude."

_REST = 3.0
"""Places lie together that are no farther from the middle than so many times as far as half of them."""
_FEWEST = 4
"""Places of which most can lie together."""


def refuse_swapped(grounds: Iterable[shapely.Geometry], layer: Layer, file: str) -> None:
    """Refuse ground (lon, lat) for a layer that has some where only swapping the two brings it there.

    Raises
    ------
    InputError
        When all of it together lies outside the layer so.
    """
    region = region_of([layer])
    if region is not None and reads_swapped(grounds, region):
        raise InputError(Problem(_SWAPPED, file, hint=_HINT, code="CM214"))


def refuse_swapped_delta(project: Project, delta: Delta, file: str) -> None:
    """Refuse a delta that brings ground into a layer as `refuse_swapped` does not let it in.

    Raises
    ------
    InputError
        When the ground that is new to one of its layers is swapped.
    """
    for layer in project.layers:
        known = {placed.state.geometry for placed in delta.removed.get(layer.id, ())}
        given = (placed.state.geometry for placed in delta.added.get(layer.id, ()))
        refuse_swapped([ground for ground in given if ground not in known], layer, file)


def swapped_beside(grounds: Iterable[shapely.Geometry], project: Project) -> Iterator[str]:
    """Yield that a new layer's ground lies among the other layers' only with its coordinates swapped."""
    region = region_of(project.layers)
    if region is not None and reads_swapped(grounds, region):
        yield f"longitude and latitude swapped? it {_SWAPPED}"


def refuse_swapped_line(project: Project, line: shapely.Geometry) -> None:
    """Refuse a line or point (lon, lat) outside the map, where swapping the two brings it there.

    Raises
    ------
    InputError
        When it does.
    """
    if meets_ground(project, swapped(line)) and not meets_ground(project, line):
        is_point = shapely.get_dimensions(line) == 0
        what = "the point lies outside the map" if is_point else "the line lies outside the map"
        raise InputError(Problem(what, hint=INSIDE_SWAPPED))


def fits_ground_swapped(place: Place, project: Project) -> bool:
    """Tell whether a place lies around none of the map's ground, and would with its coordinates swapped."""
    region, point = region_of(project.layers), _point(place)
    return region is not None and point is not None and fits_swapped(point, region)


def swapped_among(new: Sequence[Place], known: Iterable[Place]) -> list[Place]:
    """Return which new places lie far from all others, and among them with their coordinates swapped."""
    placed = [place for place in (*new, *known) if place.lon is not None]
    if len(placed) < _FEWEST:
        return []
    lonlat = np.array([(place.lon, place.lat) for place in placed])
    away = np.hypot(*(lonlat - np.median(lonlat, axis=0)).T)
    near = lonlat[away <= _REST * np.median(away)]
    rest = shapely.box(*near.min(axis=0), *near.max(axis=0))
    extent = float(np.hypot(*np.diff(np.reshape(rest.bounds, (2, 2)), axis=0)[0]))
    points = [(place, point) for place in new if (point := _point(place)) is not None]
    return [one for one, at in points if shapely.distance(at, rest) > extent and fits_swapped(at, rest)]


def _point(place: Place) -> shapely.Point | None:
    return None if place.lon is None or place.lat is None else shapely.Point(place.lon, place.lat)


def region_of(layers: Iterable[Layer]) -> shapely.Geometry | None:
    """Return the box around the ground of layers, None where they have none."""
    around = (
        bounds_of(layer.states) if layer.extent_lonlat is None else shapely.bounds([layer.extent_lonlat])
        for layer in layers
    )
    boxes = np.concatenate([np.empty((0, 4)), *around])
    if not len(boxes):
        return None
    return shapely.box(*np.nanmin(boxes[:, :2], axis=0), *np.nanmax(boxes[:, 2:], axis=0))


def meets_ground(project: Project, geometry: shapely.Geometry) -> bool:
    """Tell whether a geometry (lon, lat) meets what the map covers."""
    return any(shapely.intersects(ground, geometry) for ground in grounds_near(project, geometry))


def grounds_near(project: Project, near: shapely.Geometry) -> Iterator[shapely.Geometry]:
    """Yield what the map covers near some ground: a layer's extent, or the ground of its states there."""
    for layer in project.layers:
        if layer.extent_lonlat is not None:
            yield layer.extent_lonlat
            continue
        boxed = [state.geometry for state in recorded_near(layer.states, shapely.bounds(near))]
        there = [ground for ground in boxed if shapely.intersects(ground, near)]
        if there:
            yield shapely.union_all(there, grid_size=project.grid.size)
