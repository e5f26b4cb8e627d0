"""Layer files: GeoJSON of control states, read with every problem gathered and every coordinate snapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from controlmap.collection import no_collection
from controlmap.errors import InputError, Problem
from controlmap.format.document import Fault
from controlmap.format.geojson import (
    RawFeature,
    check_collection,
    foreign_members,
    is_error,
    raw_features,
    schema_fault,
)
from controlmap.format.json import read_json
from controlmap.format.languages import language_faults
from controlmap.format.pieces import pieces_of
from controlmap.format.problems import gathering
from controlmap.format.snapping import settle
from controlmap.model import SPELLED, UNKNOWN, ControlState, validated
from controlmap.plane import Grid

__all__ = ["ParsedLayer", "parse_layer"]


# Fields of the model that are no properties of the feature.
RESERVED = ("id", "geometry", "members", "numeric_id", SPELLED)


_NO_GROUND = shapely.Polygon()


_PAIRS = (
    ("valid_from", "valid_to", "CM302", "the period is empty or runs backwards"),
    ("recorded_at", "superseded_at", "CM303", "the record is superseded before it was made"),
)


@dataclass(frozen=True, slots=True)
class ParsedLayer:
    """The control states of a layer file, in its order, and the foreign members of its collection."""

    states: Sequence[ControlState] = ()
    members: dict[str, Any] = field(default_factory=dict)


@gathering(ParsedLayer())
@no_collection()
def parse_layer(
    data: bytes, *, file: str, grid: Grid, zone: ZoneInfo, languages: Sequence[str] = ()
) -> tuple[ParsedLayer, list[Problem]]:
    """Return the control states that could be read, and all problems, warnings too.

    A feature with an error is left out of the states. `languages` are those of the map, as far as known.
    """
    read = partial(_parse, file=file, grid=grid, zone=zone, languages=languages)
    whole = _joined(map(read, pieces_of(data)))
    # What is wrong is told of the file, not of a piece.
    return read(data) if whole is None else (whole, [])


def _joined(pieces: Iterator[tuple[ParsedLayer, list[Problem]]]) -> ParsedLayer | None:
    """Return a layer of its pieces, the first of them its head; None where anything is to be told of it."""
    states: list[ControlState] = []
    members: dict[str, Any] | None = None
    try:
        for layer, problems in pieces:
            members = layer.members if members is None else members
            # A line that closes the list of features would say something about the whole.
            if problems or layer.members != members:
                return None
            states += layer.states
    except InputError:
        return None
    alone = len({state.id for state in states}) == len(states)
    return ParsedLayer(tuple(states), members) if members is not None and alone else None


def _parse(
    data: bytes, *, file: str, grid: Grid, zone: ZoneInfo, languages: Sequence[str]
) -> tuple[ParsedLayer, list[Problem]]:
    document = read_json(data, file=file)
    faults = check_collection(document)
    raw = raw_features(document)
    states, more = _read_states(raw, [fault for fault in faults if is_error(fault)], grid, zone, languages)
    members = foreign_members(document.value) if isinstance(document.value, dict) else {}
    return ParsedLayer(states, members), document.problems([*faults, *more])


def _read_states(
    raw: Sequence[RawFeature],
    errors: Sequence[Fault],
    grid: Grid,
    zone: ZoneInfo,
    languages: Sequence[str],
) -> tuple[tuple[ControlState, ...], list[Fault]]:
    """Return the states of the features without an error, and what else is wrong with all of them."""
    unshaped = {fault.path[:2] for fault in errors}
    types = list(_check_types([feature for feature in raw if feature.path not in unshaped]))
    unshaped |= {fault.path[:2] for fault in types}
    sound = [feature for feature in raw if feature.path not in unshaped]
    grounds, invalid = settle(sound, grid)
    ground = {feature.path: geometry for feature, geometry in zip(sound, grounds, strict=True)}
    faults = [*types, *invalid, *_check_ids(raw)]
    states = {}
    for feature in raw:
        states[feature.path], wrong = _state(feature, ground.get(feature.path), zone)
        faults += [*wrong, *language_faults(feature, ControlState, languages)]
    broken = unshaped | {fault.path[:2] for fault in faults if is_error(fault)}
    return tuple(state for path, state in states.items() if state and path not in broken), faults


def _state(
    feature: RawFeature, geometry: shapely.Geometry | None, zone: ZoneInfo
) -> tuple[ControlState | None, list[Fault]]:
    """Return the control state of a feature; properties named like a field of their own go to its members."""
    properties = feature.value.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    data = {
        **{key: value for key, value in properties.items() if key not in RESERVED},
        "id": feature.label,
        "geometry": geometry or _NO_GROUND,
        "members": _members(feature.value, {k: v for k, v in properties.items() if k in RESERVED}),
        "numeric_id": isinstance(feature.value.get("id"), int),
    }
    try:
        state = validated(ControlState, data, zone=zone)
    except InputError as error:
        wrong = [schema_fault(problem, feature) for problem in error.problems]
        return None, [*wrong, *_check_periods(_dated(data, error.problems, zone), feature)]
    return state, list(_check_periods(state, feature))


def _dated(data: Mapping[str, Any], problems: Sequence[Problem], zone: ZoneInfo) -> ControlState:
    """Return a state that has the dates of one that cannot be used, as far as they can be read."""
    wrong = {(problem.property or "").split(".")[0] for problem in problems}
    dates = {key: data[key] for pair in _PAIRS for key in pair[:2] if key in data and key not in wrong}
    needed = {"id": "dated", "geometry": _NO_GROUND, "controller": UNKNOWN, "valid_to": None}
    # Where it is not known since when, no end is too early.
    return validated(ControlState, {**needed, "valid_from": "-9999-01-01", **dates}, zone=zone)


def _members(feature: dict[str, Any], clashing: dict[str, Any]) -> dict[str, Any]:
    geometry = feature.get("geometry")
    inner = foreign_members(geometry) if isinstance(geometry, dict) else {}
    extra = {"geometry": inner, "properties": clashing}
    return {**foreign_members(feature), **{key: value for key, value in extra.items() if value}}


def _check_ids(raw: Sequence[RawFeature]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, feature in enumerate(raw, 1):
        found = feature.value.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int) or not str(found).strip():
            wrong = "has no id" if found is None else f"has {found!r} for an id"
            yield Fault(feature.path, "CM120", f"{wrong}: a text or a whole number is needed", feature.label)
        elif first.setdefault(str(found), number) != number:
            message = f"the id {found!r} stands at feature number {first[str(found)]} already"
            yield Fault((*feature.path, "id"), "CM121", message, feature.label)


def _check_types(features: Sequence[RawFeature]) -> Iterator[Fault]:
    for feature in features:
        geometry = feature.value["geometry"]
        path = (*feature.path, "geometry")
        if geometry is None or not (_holds(geometry.get("coordinates")) or geometry.get("geometries")):
            what = "null" if geometry is None else "empty"
            yield Fault(path, "CM201", f"the geometry is {what}: a control state has ground", feature.label)
        elif geometry["type"] not in ("Polygon", "MultiPolygon"):
            message = f"a {geometry['type']} is no ground: Polygon or MultiPolygon is expected"
            yield Fault((*path, "type"), "CM202", message, feature.label)


def _holds(coordinates: Any) -> bool:
    """Tell whether there is a position in coordinates: lists in lists may all be empty."""
    return any(map(_holds, coordinates)) if isinstance(coordinates, list) else coordinates is not None


def _check_periods(state: ControlState, feature: RawFeature) -> Iterator[Fault]:
    for first, last, code, message in _PAIRS:
        start, end = getattr(state, first), getattr(state, last)
        if start is not None and end is not None and end <= start:
            path = (*feature.path, "properties", last)
            yield Fault(path, code, message, feature.label, last)
