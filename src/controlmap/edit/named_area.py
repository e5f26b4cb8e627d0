"""Ground as people name it: a file, a geometry, a place with a radius, an area of the map, all there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import shapely

from controlmap.edit.given_geometry import (
    GivenGeometry,
    geometry_of,
    naming_file,
    refuse_invalid,
    refuse_outside_range,
)
from controlmap.edit.swapped import INSIDE_SWAPPED, grounds_near, meets_ground, refuse_swapped_line
from controlmap.errors import InputError, Problem
from controlmap.history import history_of
from controlmap.model import (
    ControlState,
    Layer,
    Place,
    Project,
    fold,
    layer_called,
    period_of,
    place_named,
    places_named,
    region_called,
)
from controlmap.plane import Grid, all_within, areas_km2, slivers, swapped, union
from controlmap.words import listing, phrase

__all__ = ["NamedArea", "ground_of", "line_of", "named_area"]

_POINT = re.compile(r"(?P<lon>-?\d+(\.\d+)?)\s*,\s*(?P<lat>-?\d+(\.\d+)?)")


@dataclass(frozen=True, slots=True)
class NamedArea:
    """Ground that somebody asked for, and what their words were taken for.

    `lonlat` is the ground (lon, lat, on the grid), None for all there is. `place` is the place that was taken
    and `states` are the ids of the states whose ground was, where a name was given. `asked_km2` is what was
    asked for (None: all there is), `outside_km2` what of it lies outside the map, and is left out by edits.
    """

    lonlat: shapely.Geometry | None
    place: Place | None = None
    states: tuple[str, ...] = ()
    asked_km2: float | None = None
    outside_km2: float = 0.0

    def __repr__(self) -> str:
        taken = [repr(self.place.id)] if self.place else [repr(state) for state in self.states[:3]]
        asked = "all" if self.asked_km2 is None else f"{_rounded(self.asked_km2)} km²"
        return f"NamedArea({', '.join([*taken, asked])})"

    def to_json(self) -> dict[str, Any]:
        """Return what was taken as `{"place": …, "states": […], "asked_km2": …, "outside_km2": …}`."""
        place = self.place
        told = place and {"id": place.id, "name": place.name, "lon": place.lon, "lat": place.lat}
        asked = None if self.asked_km2 is None else round(self.asked_km2, 6)
        areas = {"asked_km2": asked, "outside_km2": round(self.outside_km2, 6)}
        return {"place": told, "states": list(self.states), **areas}

    def in_words(self) -> Iterator[str]:
        """Yield lines that say what was taken, and how much of it lies outside the map."""
        if self.place is not None:
            yield phrase(
                "{name} (id {id}), at {lon}, {lat}",
                name=self.place.name,
                id=self.place.id,
                lon=self.place.lon,
                lat=self.place.lat,
            )
        if self.states:
            yield phrase("the ground of {states}", states=listing(self.states))
        if self.asked_km2 and self.outside_km2:
            share = self.outside_km2 / self.asked_km2
            yield phrase(
                "{outside} of {asked} km² ({percent}) lie outside the map and were left out",
                outside=_rounded(self.outside_km2),
                asked=_rounded(self.asked_km2),
                percent=_percent(share),
            )


def named_area(
    project: Project,
    area: Any,
    *,
    radius_km: float | None = None,
    on: np.datetime64 | None = None,
) -> NamedArea:
    """Return the ground of a map that somebody means, and what their words were taken for.

    Takes what `ground_of` takes, and a `NamedArea` as it is.

    Raises
    ------
    InputError
        As `ground_of` does, when the radius is no number, and when all of the ground lies outside the map.
    """
    if isinstance(area, NamedArea):
        return area
    if not isinstance(radius_km, Real | None):
        raise InputError(
            Problem(phrase("a radius is a number of km; found {radius_km!r}", radius_km=radius_km))
        )
    meant = _meant_with(project, area, radius_km, on)
    if meant.lonlat is None:
        return meant
    with naming_file(area):
        asked = _on_grid(meant.lonlat, radius_km, project.grid)
        asked_km2, outside_km2 = float(areas_km2([asked])[0]), _outside_km2(project, asked)
        if outside_km2 >= asked_km2 * (1 - _ROUNDING):
            raise _all_outside(project, asked)
    return replace(meant, lonlat=asked, asked_km2=asked_km2, outside_km2=outside_km2)


def ground_of(
    project: Project,
    area: GivenGeometry | None,
    *,
    radius_km: float | None = None,
    on: np.datetime64 | None = None,
) -> shapely.Geometry | None:
    """Return the ground (lon, lat, on the grid) that somebody means; None means all there is.

    `area` is a polygonal geometry (also as GeoJSON or WKT, or in a file of one of these), the id of a state,
    the name of an area that is valid at `on`, `layer:ID`, `region:NAME`, `cell:LON,LAT` or `cell:PLACE` (the
    ground around a point that no border ever crosses), or `all`. A place, a point `LON,LAT`, or a line takes
    `radius_km`: all within that geodesic distance. With a radius a name is that of a place first, and of an
    area otherwise.
    Names are taken in any language, and only where nothing but capitals, marks and punctuation differ.

    Raises
    ------
    InputError
        When it names nothing, a radius is missing or goes around ground, or the geometry is not valid, lies
        outside -180 to 180, -90 to 90, or reaches the antimeridian or a pole with its radius.
    """
    meant = _meant_with(project, area, radius_km, on).lonlat
    with naming_file(area):
        return None if meant is None else _on_grid(meant, radius_km, project.grid)


def line_of(project: Project, line: GivenGeometry) -> shapely.Geometry:
    """Return the line (lon, lat, on the grid) that a geometry, GeoJSON, WKT or a file of these holds.

    Raises
    ------
    InputError
        When it is no line, or lies outside -180 to 180, -90 to 90.
    """
    found = geometry_of(line)
    if found is None or shapely.get_dimensions(found) != 1:
        raise InputError(
            Problem(phrase("a line is expected, as GeoJSON, WKT or a file; found {line}", line=_shown(line)))
        )
    with naming_file(line):
        refuse_outside_range(found)
        refuse_swapped_line(project, found)
    return project.grid.snap(found)


def _meant_with(project: Project, area: Any, radius_km: float | None, on: np.datetime64 | None) -> NamedArea:
    if radius_km is not None and isinstance(area, str) and places_named(area, project.places):
        return _place(project, area)
    meant = _meant(project, area, on)
    if radius_km is not None and (meant.lonlat is None or meant.states):
        raise _no_centre(area)
    return meant


def _meant(project: Project, area: Any, on: np.datetime64 | None) -> NamedArea:
    """Return what is meant, before it is put on the grid or a radius is drawn around it."""
    if area is None or (isinstance(area, str) and area == "all"):
        return NamedArea(None)
    if isinstance(area, str) and not area.strip():
        hint = "Name a place, an area or a state, or give a polygon; `all` is all there is."
        raise InputError(Problem("no ground is named", hint=hint))
    found = geometry_of(area)
    if found is not None:
        return NamedArea(found)
    for named in _NAMED:
        meant = named(project, str(area), on)
        if meant is not None:
            return meant
    return _place(project, str(area))


def _place(project: Project, name: str) -> NamedArea:
    place = place_named(name, project.places)
    if place.lon is None or place.lat is None:
        raise InputError(Problem(phrase("no point is known of {id}", id=place.id)))
    return NamedArea(shapely.Point(place.lon, place.lat), place=place)


def _on_grid(geometry: shapely.Geometry, radius_km: float | None, grid: Grid) -> shapely.Geometry:
    refuse_invalid(geometry)
    refuse_outside_range(geometry)
    if shapely.is_empty(geometry):
        raise _no_ground()
    if radius_km is None and shapely.get_dimensions(geometry) < 2:
        hint = "Say how far around it: --radius-km."
        raise InputError(Problem("a place, point or line is no ground by itself", hint=hint))
    if radius_km is not None and shapely.get_dimensions(geometry) == 2:
        raise _no_centre()
    if radius_km is not None and not 0 < radius_km < 1000:
        raise InputError(
            Problem(phrase("a radius of {radius_km:g} km is not between 0 and 1000", radius_km=radius_km))
        )
    area = geometry if radius_km is None else _within(geometry, radius_km)
    snapped = union([grid.snap(part) for part in shapely.get_parts(area)], grid)
    if shapely.is_empty(snapped):
        raise _no_ground()
    return snapped


def _within(geometry: shapely.Geometry, radius_km: float) -> shapely.Geometry:
    around = all_within(geometry, radius_km)
    if around is None:
        words = phrase("{radius_km:g} km around it reach the antimeridian or a pole", radius_km=radius_km)
        hint = "Draw the ground instead: a MULTIPOLYGON with a part on each side."
        raise InputError(Problem(words, hint=hint))
    return around


def _no_ground() -> InputError:
    return InputError(Problem("the ground is empty, or smaller than a unit of the grid"))


def _no_centre(area: Any = None) -> InputError:
    if not isinstance(area, str):
        return InputError(Problem("a radius goes around a place, a point or a line, not around ground"))
    words = (
        "a radius goes around a place, a point or a line, not around ground: {area!r} is ground of the map, "
        "and no place is called so"
    )
    return InputError(Problem(phrase(words, area=area)))


_ROUNDING = 1e-9
"""Share of an area by which two ways of summing it may differ."""


def _outside_km2(project: Project, asked: shapely.Geometry) -> float:
    """Return how much of some ground lies outside the map; slivers along its border do not count."""
    rest = asked
    for ground in grounds_near(project, asked):
        rest = shapely.difference(rest, ground, grid_size=project.grid.size)
    parts = shapely.get_parts(rest)
    wide = parts[~slivers(shapely.transform(parts, lambda xy: xy / project.grid.size))]
    return float(areas_km2(wide).sum()) if len(wide) else 0.0


def _all_outside(project: Project, asked: shapely.Geometry) -> InputError:
    """Return why ground is refused: longitude and latitude may be swapped, or it is somewhere else."""
    if meets_ground(project, swapped(asked)):
        hint = INSIDE_SWAPPED
    elif not (everything := [ground for layer in project.layers for ground in _grounds_of(layer)]):
        hint = "The map has no ground yet: its layers have neither states nor extents."
    else:
        west, south, east, north = shapely.total_bounds(everything).tolist()
        hint = phrase(
            "The map reaches from longitude {west:g} to {east:g}, from latitude {south:g} to {north:g}.",
            west=west,
            east=east,
            south=south,
            north=north,
        )
    return InputError(Problem("the ground lies outside the map", hint=hint))


def _grounds_of(layer: Layer) -> list[shapely.Geometry]:
    return [s.geometry for s in layer.states] if layer.extent_lonlat is None else [layer.extent_lonlat]


def _rounded(km2: float) -> str:
    return f"{km2:,.0f}" if km2 >= 10 else f"{km2:.2g}"


def _percent(share: float) -> str:
    whole = f"{share:.0%}".replace("%", " %")
    return "less than 1 %" if whole == "0 %" else whole


def _point(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    match = _POINT.fullmatch(name)
    return NamedArea(shapely.Point(float(match["lon"]), float(match["lat"]))) if match else None


def _state(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    found = next((s for layer in project.layers for s in layer.states if s.id == name), None)
    return None if found is None else NamedArea(found.geometry, states=(found.id,))


def _area(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    found = [
        state
        for layer in project.layers
        for state in layer.states
        if _is_called(state, name) and state.superseded_at is None and (on is None or _is_valid(state, on))
    ]
    if not found:
        return None
    return NamedArea(union([s.geometry for s in found], project.grid), states=tuple(s.id for s in found))


def _is_called(state: ControlState, name: str) -> bool:
    return any(fold(text) == fold(name) for text in state.text("area"))


def _is_valid(state: ControlState, on: np.datetime64) -> bool:
    start, end = period_of(state)
    return bool(start <= on < end)


def _layer(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    if not name.startswith("layer:"):
        return None
    layer = layer_called(name.removeprefix("layer:").strip(), project.layers)
    return NamedArea(_ground_of_layer(layer, project.grid))


def _region(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    if not name.startswith("region:"):
        return None
    return NamedArea(region_called(name.removeprefix("region:").strip(), project.regions).ground_lonlat)


def _ground_of_layer(layer: Layer, grid: Grid) -> shapely.Geometry:
    if layer.extent_lonlat is not None:
        return layer.extent_lonlat
    return shapely.union_all(_grounds_of(layer), grid_size=grid.size)


def _cell(project: Project, name: str, on: np.datetime64 | None) -> NamedArea | None:
    if not name.startswith("cell:"):
        return None
    where = name.removeprefix("cell:").strip()
    middle = _point(project, where, on) or _place(project, where)
    point = shapely.Point() if middle.lonlat is None else middle.lonlat
    refuse_outside_range(point)
    history = history_of(project, refuse_overlaps=False)
    cell = history.cell_under(*shapely.get_coordinates(point)[0].tolist())
    if cell < 0:
        raise InputError(Problem("there is no ground of the map at that point"))
    return replace(middle, lonlat=history.cells[cell])


_NAMED = (_point, _layer, _region, _cell, _state, _area)


def _shown(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) < 60 else f"{text[:57]}...")
