"""Layer files: GeoJSON of control states, read with every problem gathered and every coordinate snapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.model import ControlState, validated
from controlmap.project.files import read_data
from controlmap.project.geojson import RawFeature, check_geojson, foreign_members, raw_features, schema_fault
from controlmap.project.ground import settle
from controlmap.project.rules import RULES, refuse
from controlmap.project.strict_json import Document, Fault, read_json

__all__ = ["ParsedLayer", "parse_layer", "read_layer"]

# Fields of the model that are no properties of the feature.
RESERVED = ("id", "geometry", "members", "numeric_id")
_PAIRS = (
    ("valid_from", "valid_to", "CM302", "the period is empty or runs backwards"),
    ("recorded_at", "superseded_at", "CM303", "the record is superseded before it was made"),
)


@dataclass(frozen=True, slots=True)
class ParsedLayer:
    """The control states of a layer file, in its order, and the foreign members of its collection."""

    states: tuple[ControlState, ...] = ()
    members: dict[str, Any] = field(default_factory=dict)


def read_layer(path: Path, *, grid: Grid, zone: ZoneInfo, file: str | None = None) -> ParsedLayer:
    """Return the control states of a `.geojson` or `.geojson.gz` file.

    `file` is the name that problems give it; coordinates are snapped to `grid`, offsets of instants converted
    to `zone`.

    Raises
    ------
    InputError
        With all that is wrong with the file.
    """
    name = file or path.name
    layer, problems = parse_layer(read_data(path, name), file=name, grid=grid, zone=zone)
    refuse(problems)
    return layer


def parse_layer(data: bytes, *, file: str, grid: Grid, zone: ZoneInfo) -> tuple[ParsedLayer, list[Problem]]:
    """Return the control states that could be read, and all problems, warnings too.

    A feature with an error is left out of the states.
    """
    try:
        document = read_json(data, file=file)
    except InputError as error:
        return ParsedLayer(), list(error.problems)
    faults = [*_check_collection(document), *check_geojson(document)]
    broken = {fault.path[:2] for fault in faults if RULES[fault.code].severity == "error"}
    if any(path[:1] != ("features",) or len(path) < 2 for path in broken):
        return ParsedLayer(), document.problems(faults)
    raw = raw_features(document)
    states, more = _read_states(raw, broken, grid, zone)
    return ParsedLayer(states, foreign_members(document.value)), document.problems([*faults, *more])


def _check_collection(document: Document) -> Iterator[Fault]:
    kind = document.value.get("type") if isinstance(document.value, dict) else None
    if kind in ("Feature", "Polygon", "MultiPolygon", "GeometryCollection"):
        yield Fault((), "CM114", f"is a single {kind}, not a FeatureCollection")


def _read_states(
    raw: Sequence[RawFeature], broken: set[Any], grid: Grid, zone: ZoneInfo
) -> tuple[tuple[ControlState, ...], list[Fault]]:
    faults = [*_check_ids(raw), *_check_ground_types(raw, broken)]
    skipped = broken | {fault.path[:2] for fault in faults if fault.code != "CM120" and fault.code != "CM121"}
    sound = [feature for feature in raw if feature.path not in skipped]
    geometries, ground_faults = settle(sound, grid)
    faults += ground_faults
    states = []
    ground = dict(zip((f.path for f in sound), geometries, strict=True))
    for feature in raw:
        try:
            state = _state(feature, ground.get(feature.path), zone)
        except InputError as error:
            faults += [schema_fault(problem, feature) for problem in error.problems]
            continue
        periods = list(_check_periods(state, feature))
        faults += periods
        if not periods and ground.get(feature.path) is not None:
            states.append(state)
    bad_ids = {fault.path[:2] for fault in faults if fault.code in ("CM120", "CM121")}
    if bad_ids:
        keep = {f.label for f in raw if f.path not in bad_ids}
        states = [state for state in states if state.id in keep]
    return tuple(states), faults


def _state(feature: RawFeature, geometry: shapely.Geometry | None, zone: ZoneInfo) -> ControlState:
    """Return the control state of a feature; what its properties share a name with goes to its members."""
    properties = feature.value.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    own = {key: value for key, value in properties.items() if key not in RESERVED}
    found = feature.value.get("id")
    data = {
        **own,
        "id": feature.label,
        "geometry": geometry or shapely.Polygon(),
        "members": _members(feature.value, {k: v for k, v in properties.items() if k in RESERVED}),
        "numeric_id": isinstance(found, int),
    }
    return validated(ControlState, data, zone=zone)


def _members(feature: dict[str, Any], clashing: dict[str, Any]) -> dict[str, Any]:
    geometry = feature.get("geometry")
    inner = foreign_members(geometry) if isinstance(geometry, dict) else {}
    extra = {"geometry": inner, "properties": clashing}
    return {**foreign_members(feature), **{key: value for key, value in extra.items() if value}}


def _check_ids(raw: Sequence[RawFeature]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for number, feature in enumerate(raw, 1):
        found = feature.value.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int) or not str(found).strip():
            message = (
                "has no id"
                if "id" not in feature.value
                else f"has {found!r} for an id: a text or a whole number is expected"
            )
            yield Fault(feature.path, "CM120", message, feature.label)
            continue
        if str(found) in seen:
            message = f"the id {found!r} stands at feature number {seen[str(found)]} already"
            yield Fault((*feature.path, "id"), "CM121", message, feature.label)
        seen.setdefault(str(found), str(number))


def _check_ground_types(raw: Sequence[RawFeature], broken: set[Any]) -> Iterator[Fault]:
    for feature in raw:
        if feature.path in broken:
            continue
        geometry = feature.value["geometry"]
        path = (*feature.path, "geometry")
        if geometry is None or not (geometry.get("coordinates") or geometry.get("geometries")):
            what = "null" if geometry is None else "empty"
            yield Fault(path, "CM201", f"the geometry is {what}: a control state has ground", feature.label)
        elif geometry["type"] not in ("Polygon", "MultiPolygon"):
            message = f"a {geometry['type']} is no ground: Polygon or MultiPolygon is expected"
            yield Fault((*path, "type"), "CM202", message, feature.label)


def _check_periods(state: ControlState, feature: RawFeature) -> Iterator[Fault]:
    for first, last, code, message in _PAIRS:
        start, end = getattr(state, first), getattr(state, last)
        if start is not None and end is not None and end <= start:
            path = (*feature.path, "properties", last)
            yield Fault(path, code, message, feature.label, last)
