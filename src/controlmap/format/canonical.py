"""The canonical, loss-free form of a layer: one feature a line, coordinates on the grid."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from controlmap.dates import exact_text
from controlmap.model import ControlState, language_of
from controlmap.plane import Grid

__all__ = ["LayerContent", "feature_text", "geometry_text", "json_text", "properties_of", "write_layer"]

# `json.dumps` makes an encoder at each call, which takes longer than most texts.
_ENCODED = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_EXPONENT = re.compile(r"-?[\d.]+e-\d+")
_PROPERTIES = tuple(
    name for name, field in ControlState.model_fields.items() if name != "id" and not field.exclude
)


class LayerContent(Protocol):
    """What is written of a layer."""

    @property
    def states(self) -> Sequence[ControlState]:
        """The control states in the file's order."""
        ...

    @property
    def members(self) -> Mapping[str, Any]:
        """Foreign members of the collection."""
        ...


def write_layer(layer: LayerContent, *, grid: Grid) -> bytes:
    """Return a layer file: UTF-8, foreign members first, then one feature a line in the order of the states.

    Coordinates are rounded to `grid`. Properties that were absent stay absent. A `bbox` that was there is
    computed anew, so that it is never stale.
    """
    members = _with_bbox(layer.members, [state.geometry for state in layer.states], grid)
    head = "".join(f"{json_text(key)}: {json_text(value)}, " for key, value in members.items())
    lines = ",\n".join(feature_text(state, grid=grid) for state in layer.states)
    body = f"[\n{lines}\n]" if lines else "[]"
    return f'{{"type": "FeatureCollection", {head}"features": {body}}}\n'.encode()


def feature_text(state: ControlState, *, grid: Grid) -> str:
    """Return a control state as one line of GeoJSON."""
    foreign = {key: value for key, value in state.members.items() if key not in ("geometry", "properties")}
    members = {
        "type": '"Feature"',
        "id": json_text(int(state.id) if state.numeric_id else state.id),
        "geometry": geometry_text(state.geometry, grid=grid, members=state.members.get("geometry", {})),
        "properties": json_text(_properties(state)),
        **{key: json_text(value) for key, value in _with_bbox(foreign, [state.geometry], grid).items()},
    }
    return _object(members)


def properties_of(state: ControlState) -> dict[str, Any]:
    """Return the properties of a control state as JSON has them: those that were set, in the file's order."""
    return _plain(_properties(state))


def geometry_text(geometry: shapely.Geometry, *, grid: Grid, members: Mapping[str, Any] | None = None) -> str:
    """Return a geometry as GeoJSON, rounded to the grid, with outer rings anticlockwise."""
    oriented = shapely.orient_polygons(geometry)
    texts = {
        "type": f'"{type(geometry).__name__}"',
        "coordinates": _coordinates(oriented, grid),
        **{key: json_text(value) for key, value in _with_bbox(members or {}, [geometry], grid).items()},
    }
    return _object(texts)


def json_text(value: Any) -> str:
    """Return a JSON value on one line: whole numbers without a fraction, letters as they are."""
    return _ENCODED(_plain(value))


def _object(members: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json_text(key)}: {text}" for key, text in members.items()) + "}"


def _properties(state: ControlState) -> dict[str, Any]:
    """Return the properties that were set, known ones first in the format's order, then further ones."""
    known: dict[str, Any] = {}
    for name in _PROPERTIES:
        if name in state.model_fields_set:
            known[name] = getattr(state, name)
        if name in state.localized:
            known |= {key: text for key, text in state.translations.items() if language_of(key, (name,))}
    return {**known, **(state.model_extra or {}), **state.members.get("properties", {})}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):  # nearly all are
        return value
    if isinstance(value, np.datetime64):
        return exact_text(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _coordinates(geometry: shapely.Geometry, grid: Grid) -> str:
    if isinstance(geometry, shapely.MultiPolygon | shapely.MultiLineString | shapely.MultiPoint):
        return "[" + ",".join(_coordinates(part, grid) for part in geometry.geoms) + "]"
    if isinstance(geometry, shapely.Polygon):
        rings = [] if geometry.is_empty else [geometry.exterior, *geometry.interiors]
        return "[" + ",".join(_coordinates(ring, grid) for ring in rings) + "]"
    text = _positions(grid.to_degrees(grid.to_units(shapely.get_coordinates(geometry))))
    return text[1:-1] if isinstance(geometry, shapely.Point) else text


def _positions(lonlat: NDArray[np.float64]) -> str:
    text = orjson.dumps(lonlat, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    text = text.replace(".0,", ",").replace(".0]", "]")
    return _EXPONENT.sub(lambda match: f"{float(match[0]):.7f}".rstrip("0"), text) if "e" in text else text


def _with_bbox(
    members: Mapping[str, Any], geometries: Sequence[shapely.Geometry], grid: Grid
) -> dict[str, Any]:
    """Return members with their bbox, if they have one, computed anew; without ground it goes."""
    if "bbox" not in members:
        return dict(members)
    if not geometries:
        return {key: value for key, value in members.items() if key != "bbox"}
    bounds = grid.to_degrees(grid.to_units(shapely.total_bounds(np.array(geometries, dtype=object))))
    return {**members, "bbox": bounds.tolist()}
