"""What may be a slip in a place: a name that is another's, longitude and latitude in each other's place."""

from __future__ import annotations

from collections.abc import Iterator

from controlmap.edit.swapped import fits_ground_swapped, swapped_among
from controlmap.model import Place, Project, places_named

__all__ = ["odd_about"]


def odd_about(place: Place, project: Project) -> Iterator[str]:
    """Yield sentences on what may be a slip in a place that a map gets, or has otherwise than before."""
    others = {name: other for name, other in project.places.items() if name != place.id}
    for other in places_named(place.name, others):
        yield f"{other.name} (id {other.id}) is another place of that name: name each by its id"
    if fits_ground_swapped(place, project) or swapped_among([place], others.values()):
        at = f"at {place.lon:g}, {place.lat:g}"
        yield f"{place.name} (id {place.id}): longitude and latitude swapped? it lies outside the map, {at}"
