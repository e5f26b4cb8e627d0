"""Ground as people name it: a file, a geometry, a place with a radius, an area of the map, all there is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.format import build, check_geojson, check_range, is_error, read_json
from controlmap.history import Ground, build_history
from controlmap.model import Layer, Project, place_called, places_called
from controlmap.plane import Grid, union
from controlmap.store import read_data

__all__ = ["ground_of", "line_of"]

_POINT = re.compile(r"(?P<lon>-?\d+(\.\d+)?)\s*,\s*(?P<lat>-?\d+(\.\d+)?)")
_WKT = re.compile(r"\s*(MULTI)?(POINT|LINESTRING|POLYGON)\b|\s*GEOMETRYCOLLECTION\b", re.IGNORECASE)
_QUARTER_SEGMENTS = 32
"""Sides of a circle, over four: the area is right to 0.04 %."""
_ANTIMERIDIAN = shapely.linestrings([[(180, lat / 10), (180, (lat + 1) / 10)] for lat in range(-900, 900)])
"""From pole to pole, in steps that hardly bend in a projection around a middle nearby."""
_STEP_KM = 11.2
"""A tenth of a degree of latitude, at most."""


def ground_of(
    project: Project,
    area: str | Path | Mapping[str, Any] | shapely.Geometry | None,
    *,
    radius_km: float | None = None,
    on: np.datetime64 | None = None,
) -> shapely.Geometry | None:
    """Return the ground (lon, lat, on the grid) that somebody means; None means all there is.

    `area` is a polygonal geometry (also as GeoJSON or WKT, or in a GeoJSON file), the id of a state, the name
    of an area that is valid at `on`, `layer:ID`, `cell:LON,LAT` or `cell:PLACE` (the ground around a point
    that no border ever crosses), or `all`. A place, a point `LON,LAT`, or a line takes `radius_km`: all
    within that geodesic distance. With a radius a name is that of a place first, and of an area otherwise.

    Raises
    ------
    InputError
        When it names nothing, a radius is missing or goes around ground, or the geometry is not valid, lies
        outside -180 to 180, -90 to 90, or reaches the antimeridian or a pole with its radius.
    """
    if radius_km is not None and isinstance(area, str) and places_called(area, project.places):
        meant = _place(project, area)
    else:
        meant = _meant(project, area, on)
    if meant is None and radius_km is not None:
        raise _no_centre()
    return None if meant is None else _on_grid(meant, radius_km, project.grid)


def line_of(project: Project, line: str | Path | Mapping[str, Any] | shapely.Geometry) -> shapely.Geometry:
    """Return the line (lon, lat, on the grid) that a geometry, GeoJSON, WKT or a GeoJSON file holds.

    Raises
    ------
    InputError
        When it is no line, or lies outside -180 to 180, -90 to 90.
    """
    found = _geometry(line)
    if found is None or shapely.get_dimensions(found) != 1:
        raise InputError(Problem(f"a line is expected, as GeoJSON, WKT or a file; found {_shown(line)}"))
    _refuse_outside(found)
    return project.grid.snap(found)


def _meant(project: Project, area: Any, on: np.datetime64 | None) -> shapely.Geometry | None:
    if area is None or area == "all":
        return None
    found = _geometry(area)
    if found is not None:
        return found
    for named in _NAMED:
        found = named(project, str(area), on)
        if found is not None:
            return found
    return _place(project, str(area))


def _place(project: Project, name: str) -> shapely.Geometry:
    place = place_called(name, project.places)
    if place.lon is None or place.lat is None:
        raise InputError(Problem(f"no point is known of {place.id}"))
    return shapely.Point(place.lon, place.lat)


def _geometry(value: Any) -> shapely.Geometry | None:
    """Return the geometry that a value is or holds, None where it is a name."""
    if isinstance(value, shapely.Geometry):
        return value
    if isinstance(value, Mapping):
        return _from_geojson(json.dumps(value).encode(), "the geometry")
    if hasattr(value, "__geo_interface__"):
        return _geometry(value.__geo_interface__)
    if isinstance(value, Path) or Path(str(value)).suffix in (".geojson", ".json"):
        return _from_geojson(read_data(Path(value), str(value)), str(value))
    if str(value).lstrip().startswith("{"):
        return _from_geojson(str(value).encode(), "the geometry")
    return _from_wkt(str(value)) if _WKT.match(str(value)) else None


def _from_wkt(text: str) -> shapely.Geometry:
    try:
        return shapely.from_wkt(text)
    except shapely.errors.GEOSException as error:
        raise InputError(Problem(f"is no WKT: {error}")) from None


def _from_geojson(data: bytes, name: str) -> shapely.Geometry:
    document = read_json(data, file=name)
    faults = [fault for fault in check_geojson(document) if is_error(fault)]
    if faults:
        raise InputError(document.problems(faults))
    parts = [build(value) for value in _geometries(document.value)]
    for part in parts:
        _refuse_invalid(part, name)
    if not parts:
        raise InputError(Problem("holds no geometry", name))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _geometries(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the geometries in a GeoJSON object of any type."""
    if value["type"] == "FeatureCollection":
        for feature in value["features"]:
            yield from _geometries(feature)
    elif value["type"] == "Feature":
        yield from [] if value["geometry"] is None else _geometries(value["geometry"])
    else:
        yield value


def _refuse_invalid(geometry: shapely.Geometry, name: str | None = None) -> None:
    if not shapely.is_valid(geometry):
        reason = shapely.is_valid_reason(geometry).lower()
        raise InputError(Problem(f"the geometry is not valid: {reason}", name))


def _refuse_outside(geometry: shapely.Geometry) -> None:
    for fault in check_range(shapely.get_coordinates(geometry), ()):
        raise InputError(Problem(fault.message, hint=fault.hint))


def _on_grid(geometry: shapely.Geometry, radius_km: float | None, grid: Grid) -> shapely.Geometry:
    _refuse_invalid(geometry)
    _refuse_outside(geometry)
    if shapely.is_empty(geometry):
        raise _no_ground()
    if radius_km is None and shapely.get_dimensions(geometry) < 2:
        hint = "Say how far around it: --radius-km."
        raise InputError(Problem("a place, point or line is no ground by itself", hint=hint))
    if radius_km is not None and shapely.get_dimensions(geometry) == 2:
        raise _no_centre()
    if radius_km is not None and not 0 < radius_km < 1000:
        raise InputError(Problem(f"a radius of {radius_km:g} km is not between 0 and 1000"))
    area = geometry if radius_km is None else _within(geometry, radius_km)
    snapped = union([grid.snap(part) for part in shapely.get_parts(area)], grid)
    if shapely.is_empty(snapped):
        raise _no_ground()
    return snapped


def _no_ground() -> InputError:
    return InputError(Problem("the ground is empty, or smaller than a unit of the grid"))


def _no_centre() -> InputError:
    return InputError(Problem("a radius goes around a place, a point or a line, not around ground"))


def _within(geometry: shapely.Geometry, radius_km: float) -> shapely.Geometry:
    """Return what lies within a distance, measured in an azimuthal equidistant projection around the middle.

    Distances from the middle are exact in it (J. P. Snyder, "Map projections: a working manual", 1987,
    p. 191).
    """
    import pyproj

    middle = shapely.centroid(geometry)
    lon, lat = shapely.get_coordinates(middle)[0].tolist()
    local = pyproj.CRS.from_dict({"proj": "aeqd", "lon_0": lon, "lat_0": lat, "datum": "WGS84"})
    there = pyproj.Transformer.from_crs("OGC:CRS84", local, always_xy=True)
    metres = shapely.transform(geometry, _moving(there.transform))
    around = shapely.buffer(metres, radius_km * 1000, quad_segs=_QUARTER_SEGMENTS)
    antimeridian = shapely.transform(_ANTIMERIDIAN, _moving(there.transform))
    # Opposite the middle the projection is torn apart: there a short step has become a long one.
    unbroken = antimeridian[shapely.length(antimeridian) < _STEP_KM * 2000]
    if shapely.intersects(around, unbroken).any():
        raise InputError(Problem(f"{radius_km:g} km around it reach the antimeridian or a pole"))
    back = pyproj.Transformer.from_crs(local, "OGC:CRS84", always_xy=True)
    return shapely.transform(around, _moving(back.transform))


def _moving(transform: Callable) -> Callable[[np.ndarray], np.ndarray]:
    return lambda xy: np.column_stack(transform(xy[:, 0], xy[:, 1]))


def _point(project: Project, name: str, on: np.datetime64 | None) -> shapely.Geometry | None:
    match = _POINT.fullmatch(name)
    return shapely.Point(float(match["lon"]), float(match["lat"])) if match else None


def _state(project: Project, name: str, on: np.datetime64 | None) -> shapely.Geometry | None:
    return next((s.geometry for layer in project.layers for s in layer.states if s.id == name), None)


def _area(project: Project, name: str, on: np.datetime64 | None) -> shapely.Geometry | None:
    found = [
        state.geometry
        for layer in project.layers
        for state in layer.states
        if name in (state.area, state.area_ar)
        and state.superseded_at is None
        and (on is None or (state.valid_from <= on and (state.valid_to is None or on < state.valid_to)))
    ]
    return union(found, project.grid) if found else None


def _layer(project: Project, name: str, on: np.datetime64 | None) -> shapely.Geometry | None:
    if not name.startswith("layer:"):
        return None
    layer = next((x for x in project.layers if x.id == name.removeprefix("layer:")), None)
    if layer is None:
        raise InputError(Problem(f"there is no layer {name.removeprefix('layer:')!r}"))
    return _ground_of_layer(layer, project.grid)


def _ground_of_layer(layer: Layer, grid: Grid) -> shapely.Geometry:
    if layer.extent_lonlat is not None:
        return layer.extent_lonlat
    return shapely.union_all([s.geometry for s in layer.states], grid_size=grid.size)


def _cell(project: Project, name: str, on: np.datetime64 | None) -> shapely.Geometry | None:
    if not name.startswith("cell:"):
        return None
    point = _meant(project, name.removeprefix("cell:"), on)
    if point is None or shapely.get_type_id(point) != 0 or shapely.is_empty(point):
        raise InputError(Problem("a cell is named by a point or a place"))
    _refuse_outside(point)
    grounds = [Ground(x.id, x.states, x.extent_lonlat) for x in project.layers]
    if all(state.superseded_at is not None for layer in project.layers for state in layer.states):
        raise InputError(Problem("no control state of the map is on record"))
    history = build_history(grounds, grid=project.grid, overlaps="latest")
    cell = history.cell_under(*shapely.get_coordinates(point)[0].tolist())
    if cell < 0:
        raise InputError(Problem("there is no ground of the map at that point"))
    return history.cells[cell]


_NAMED = (_point, _layer, _cell, _state, _area)


def _shown(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) < 60 else f"{text[:57]}...")
