"""Why ground is not divided: the line misses it, or stops short of its border, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from controlmap.dates import as_known, format_instant
from controlmap.errors import Problem
from controlmap.model import ControlState, KnownDates
from controlmap.words import distance, phrase

__all__ = ["why_not_cut", "why_not_parted", "why_not_then"]


def why_not_cut(ground: shapely.Geometry, line: shapely.Geometry, whose: str) -> list[Problem]:
    """Return why a line (lon, lat) cuts nothing off ground; `whose` it is stands in the messages."""
    if not shapely.intersects(ground, line):
        return [
            Problem(
                phrase(
                    "the line misses the ground of {whose} by {apart}",
                    whose=whose,
                    apart=_apart(ground, line),
                )
            )
        ]
    loose = [*_loose_ends(ground, line, whose)]
    touching = Problem(
        phrase("the line does not divide the ground of {whose}: it only touches the border", whose=whose)
    )
    return loose or [touching]


def why_not_parted(state: ControlState, ground: shapely.Geometry) -> Problem:
    """Return why other ground (lon, lat) cuts nothing off that of a state."""
    if shapely.covers(ground, state.geometry):
        return Problem(phrase("{id} is not divided: the ground covers all of it", id=state.id))
    return Problem(
        phrase(
            "{id} is not divided: the ground lies {apart} from it",
            id=state.id,
            apart=_apart(state.geometry, ground),
        )
    )


def why_not_then(state: ControlState, instant: np.datetime64, known: KnownDates) -> Problem:
    """Return why a state is not divided at an instant."""
    start, end = format_instant(as_known(state.valid_from, state.known_to)), state.valid_to
    told = {"id": state.id, "instant": format_instant(instant), "start": start}
    if end is None:
        return Problem(phrase("{id} is not divided at {instant}: it is valid from {start} on", **told))
    words = "{id} is not divided at {instant}: it is valid from {start} until {end}"
    return Problem(phrase(words, **told, end=known.end_text(end)))


def _loose_ends(ground: shapely.Geometry, line: shapely.Geometry, whose: str) -> Iterator[Problem]:
    """Yield a problem for each end of a line that lies inside the ground."""
    border = shapely.boundary(ground)
    for part in shapely.get_parts(shapely.line_merge(line)):
        for end in shapely.get_parts(shapely.boundary(part)):
            if shapely.contains_properly(ground, end):
                lon, lat = shapely.get_coordinates(end)[0].tolist()
                hint = "Draw it across the border, and a little beyond."
                words = (
                    "the line ends inside the ground of {whose}, at {lon:g}, {lat:g}, {apart} from its border"
                )
                told = phrase(words, whose=whose, lon=lon, lat=lat, apart=_apart(border, end))
                yield Problem(told, hint=hint)


def _apart(one: shapely.Geometry, two: shapely.Geometry) -> str:
    """Return in words how far two geometries are apart: the geodesic between points nearest in degrees."""
    import pyproj

    (lon, lat), (other_lon, other_lat) = shapely.get_coordinates(shapely.shortest_line(one, two)).tolist()
    metres = pyproj.Geod(ellps="WGS84").inv(lon, lat, other_lon, other_lat)[2]
    return distance(metres)
