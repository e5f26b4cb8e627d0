"""The canonical, loss-free form of a layer: one feature a line, coordinates on the grid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from controlmap.dates import exact_text
from controlmap.model import ControlState, language_of
from controlmap.plane import Grid

__all__ = [
    "LayerContent",
    "feature_text",
    "feature_texts",
    "geometry_text",
    "json_text",
    "properties_of",
    "write_layer",
]

# `json.dumps` makes an encoder at each call, which takes longer than most texts.
_ENCODED = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_GROUND = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_TOGETHER = 1_000
"""States whose coordinates are written together: more would only take memory."""
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
    grounds = [state.geometry for state in layer.states]
    members = _with_bbox(layer.members, grounds, grid)
    head = "".join(f"{json_text(key)}: {json_text(value)}, " for key, value in members.items())
    lines = ",\n".join(feature_texts(layer.states, grid=grid))
    body = f"[\n{lines}\n]" if lines else "[]"
    return f'{{"type": "FeatureCollection", {head}"features": {body}}}\n'.encode()


def feature_text(state: ControlState, *, grid: Grid) -> str:
    """Return a control state as one line of GeoJSON."""
    return next(feature_texts([state], grid=grid))


def feature_texts(states: Sequence[ControlState], *, grid: Grid) -> Iterator[str]:
    """Yield control states as lines of GeoJSON; many in much less time than one by one."""
    for at in range(0, len(states), _TOGETHER):
        some = states[at : at + _TOGETHER]
        texts = _positions_of([state.geometry for state in some], grid)
        yield from (_feature(*one, grid) for one in zip(some, texts, strict=True))


def _feature(state: ControlState, coordinates: str, grid: Grid) -> str:
    """Return the line of a state, given the text of its coordinates."""
    foreign = {key: value for key, value in state.members.items() if key not in ("geometry", "properties")}
    members = {
        "type": '"Feature"',
        "id": json_text(int(state.id) if state.numeric_id else state.id),
        "geometry": _geometry(state.geometry, coordinates, grid, state.members.get("geometry", {})),
        "properties": json_text(_properties(state)),
        **{key: json_text(value) for key, value in _with_bbox(foreign, [state.geometry], grid).items()},
    }
    return _object(members)


def properties_of(state: ControlState) -> dict[str, Any]:
    """Return the properties of a control state as JSON has them: those that were set, in the file's order."""
    return _plain(_properties(state))


def geometry_text(geometry: shapely.Geometry, *, grid: Grid) -> str:
    """Return a geometry as GeoJSON, rounded to the grid, with outer rings anticlockwise."""
    (coordinates,) = _positions_of([geometry], grid)
    return _geometry(geometry, coordinates, grid, {})


def _geometry(geometry: shapely.Geometry, coordinates: str, grid: Grid, members: Mapping[str, Any]) -> str:
    texts = {
        "type": f'"{type(geometry).__name__}"',
        "coordinates": coordinates,
        **{key: json_text(value) for key, value in _with_bbox(members, [geometry], grid).items()},
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


def _positions_of(geometries: Sequence[shapely.Geometry], grid: Grid) -> list[str]:
    """Return the coordinates of geometries as texts, outer rings anticlockwise; those of ground together."""
    oriented = shapely.orient_polygons(np.array(geometries, dtype=object))
    kinds = shapely.get_type_id(oriented)
    if shapely.is_empty(oriented).any() or not np.isin(kinds, _GROUND).all():
        return [_coordinates(geometry, grid) for geometry in oriented]
    parts, whole = shapely.get_parts(oriented, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    lonlat = grid.to_degrees(grid.to_units(xy))
    texts = [_positions(lonlat[a:b]) for a, b in _runs(ring, len(rings))]
    texts = [f"[{','.join(texts[a:b])}]" for a, b in _runs(part, len(parts))]
    return [
        ",".join(texts[a:b]) if kind == _GROUND[0] else f"[{','.join(texts[a:b])}]"
        for kind, (a, b) in zip(kinds.tolist(), _runs(whole, len(oriented)), strict=True)
    ]


def _runs(of: NDArray[np.intp], count: int) -> Iterable[tuple[int, int]]:
    """Return where those of each begin and end, of things that lie one after the other."""
    return pairwise(np.searchsorted(of, np.arange(count + 1)).tolist())


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
