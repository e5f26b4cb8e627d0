"""GeoJSON files beside the layers: events, background, extents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.model import Event, validated
from controlmap.project.document import Document, Fault
from controlmap.project.geojson import RawFeature, check_collection, is_error, raw_features, schema_fault
from controlmap.project.geometry import build
from controlmap.project.ground import settle
from controlmap.project.strict_json import read_json

__all__ = ["Base", "BaseFeature", "parse_base", "parse_events", "parse_extent"]


@dataclass(frozen=True, slots=True)
class BaseFeature:
    """A feature of the background: any geometry, in degrees as written, and its properties."""

    id: str | None
    geometry: shapely.Geometry
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Base:
    """A background file: what kind of thing it draws, who must be named for it, its features."""

    kind: str
    attribution: str | None
    features: tuple[BaseFeature, ...] = ()


def parse_base(data: bytes, *, file: str) -> tuple[tuple[BaseFeature, ...], list[Problem]]:
    """Return the features of a background file that have a geometry, and all problems."""
    document, raw, faults = _features(data, file)
    if document is None:
        return (), faults
    features = [
        BaseFeature(_id(feature), build(feature.value["geometry"]), feature.value["properties"] or {})
        for feature in raw
        if feature.value["geometry"] is not None
    ]
    return tuple(features), document.problems(faults)


def parse_events(data: bytes, *, file: str, zone: ZoneInfo) -> tuple[tuple[Event, ...], list[Problem]]:
    """Return the events of a file that could be read, and all problems."""
    document, raw, faults = _features(data, file)
    if document is None:
        return (), faults
    events: dict[str, Event] = {}
    for feature in raw:
        try:
            event = _event(feature, zone)
        except InputError as error:
            faults += [schema_fault(problem, feature) for problem in error.problems]
            continue
        if event.id in events:
            message = f"the id {event.id!r} stands at an earlier feature already"
            faults.append(Fault((*feature.path, "id"), "CM121", message, feature.label))
        events.setdefault(event.id, event)
    return tuple(events.values()), document.problems(faults)


def parse_extent(
    data: bytes, *, file: str, ids: Sequence[str], grid: Grid
) -> tuple[shapely.Geometry | None, list[Problem]]:
    """Return the union of the features with these ids, or of all when none is named, on the grid."""
    document, raw, faults = _features(data, file)
    if document is None:
        return None, faults
    known = {_id(feature): feature for feature in raw}
    for missing in (name for name in ids if name not in known):
        faults.append(Fault((), "CM504", f"has no feature with the id {missing!r}, which an extent names"))
    chosen = [known[name] for name in ids if name in known] if ids else list(raw)
    ground = [f for f in chosen if (f.value["geometry"] or {}).get("type") in ("Polygon", "MultiPolygon")]
    for feature in (f for f in chosen if f not in ground):
        path = (*feature.path, "geometry")
        faults.append(Fault(path, "CM202", "an extent is a Polygon or MultiPolygon", feature.label))
    parts, more = settle(ground, grid)
    union = shapely.union_all([part for part in parts if part is not None], grid_size=grid.size)
    return grid.snap(union), document.problems([*faults, *more])


def _features(data: bytes, file: str) -> tuple[Document | None, list[RawFeature], list[Any]]:
    """Return a file's sound features; without a document, the third item is its problems."""
    try:
        document = read_json(data, file=file)
    except InputError as error:
        return None, [], list(error.problems)
    faults = check_collection(document)
    broken = {fault.path[:2] for fault in faults if is_error(fault)}
    return document, [feature for feature in raw_features(document) if feature.path not in broken], faults


def _id(feature: RawFeature) -> str | None:
    found = feature.value.get("id")
    return None if found is None else str(found)


def _event(feature: RawFeature, zone: ZoneInfo) -> Event:
    geometry = feature.value["geometry"]
    point = None if geometry is None else build(geometry)
    if point is not None and not isinstance(point, shapely.Point):
        raise InputError(Problem("an event is a Point or null", property="geometry", code="CM202"))
    # The id stands on the feature alone; one among the properties does not replace it.
    own = {key: value for key, value in (feature.value["properties"] or {}).items() if key != "id"}
    ids = {"id": feature.value["id"]} if "id" in feature.value else {}
    return validated(Event, {**own, **ids, "geometry": point}, zone=zone)
