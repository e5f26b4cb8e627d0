"""What may be a slip in a place: another's name, longitude and latitude swapped, a point far off the map."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from controlmap.edit.swapped import fits_ground_swapped, region_of, swapped_among
from controlmap.model import Place, Project, places_named

__all__ = ["odd_about"]

_NEAR_KM = 50
"""A small map may well name places so far around it."""


def odd_about(place: Place, project: Project) -> Iterator[str]:
    """Yield sentences on what may be a slip in a place that a map gets, or has otherwise than before."""
    others = {name: other for name, other in project.places.items() if name != place.id}
    for other in places_named(place.name, others):
        yield f"{other.name} (id {other.id}) is another place of that name: name each by its id"
    at = f"at {place.lon:g}, {place.lat:g}" if place.lon is not None else ""
    if fits_ground_swapped(place, project) or swapped_among([place], others.values()):
        yield f"{place.name} (id {place.id}): longitude and latitude swapped? it lies outside the map, {at}"
    elif told := _far_off(place, project):
        yield f"{place.name} (id {place.id}): is that where it is? {at}, it lies {told}"


def _far_off(place: Place, project: Project) -> str | None:
    """Return in words how far a place lies off the map, where that is farther than the map is across."""
    region = region_of(project.layers)
    if region is None or place.lon is None or place.lat is None:
        return None
    west, south, east, north = shapely.bounds(region).tolist()
    # The map may reach across the antimeridian, or the place lie on its other side.
    points = [shapely.Point(place.lon + turn, place.lat) for turn in (-360, 0, 360)]
    nearest = min(points, key=lambda point: shapely.distance(region, point))
    if shapely.intersects(region, nearest):
        return None
    import pyproj  # of most places nothing is to be said: they do without

    ends = shapely.get_coordinates(shapely.shortest_line(region, nearest))
    geod = pyproj.Geod(ellps="WGS84")
    away_km = geod.inv(*ends[0], *ends[1])[2] / 1000
    if away_km <= max(geod.inv(west, south, east, north)[2] / 1000, _NEAR_KM):
        return None
    return f"{away_km:,.0f} km from the map, which reaches from {west:g}, {south:g} to {east:g}, {north:g}"
