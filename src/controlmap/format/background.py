"""GeoJSON files beside the layers: events, background, extents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.format.coordinates import build
from controlmap.format.document import Document, Fault
from controlmap.format.geojson import RawFeature, check_collection, is_error, raw_features, schema_fault
from controlmap.format.json import read_json
from controlmap.format.languages import language_faults
from controlmap.format.problems import gathering
from controlmap.format.snapping import settle
from controlmap.model import BaseFeature, Event, validated
from controlmap.plane import Grid

__all__ = ["parse_base", "parse_events", "parse_extent"]


@gathering(())
def parse_base(data: bytes, *, file: str) -> tuple[tuple[BaseFeature, ...], list[Problem]]:
    """Return the features of a background file that have a geometry, and all problems."""
    document, raw, faults = _features(data, file)
    features = [
        BaseFeature(_id(feature), geometry, feature.value["properties"] or {})
        for feature in raw
        if (geometry := _geometry(feature)) is not None
    ]
    return tuple(features), document.problems(faults)


@gathering(())
def parse_events(
    data: bytes, *, file: str, zone: ZoneInfo, languages: Sequence[str] = ()
) -> tuple[tuple[Event, ...], list[Problem]]:
    """Return the events of a file that could be read, and all problems; `languages` are the map's."""
    document, sound, faults = _features(data, file)
    shaped = {feature.path for feature in sound}
    events: dict[str, Event] = {}
    for feature in raw_features(document):
        # What is wrong with a feature's structure has been told: its properties are looked at all the same.
        point = _geometry(feature) if feature.path in shaped else None
        try:
            event = _event(feature, point, zone)
        except InputError as error:
            faults += [schema_fault(problem, feature) for problem in error.problems]
            continue
        faults += language_faults(feature, Event, languages)
        if feature.path in shaped and events.setdefault(event.id, event) is not event:
            message = f"the id {event.id!r} stands at an earlier feature already"
            faults.append(Fault((*feature.path, "id"), "CM121", message, feature.label))
    return tuple(events.values()), document.problems(faults)


@gathering(None)
def parse_extent(
    data: bytes, *, file: str, ids: Sequence[str], grid: Grid
) -> tuple[shapely.Geometry | None, list[Problem]]:
    """Return the union of the features with these ids, or of all when none is named, on the grid."""
    document, raw, faults = _features(data, file)
    named = set(ids)
    chosen = [feature for feature in raw if not ids or _id(feature) in named]
    ground = [feature for feature in chosen if _is_ground(feature)]
    faults += [
        Fault((*feature.path, "geometry"), "CM202", "an extent is a Polygon or MultiPolygon", feature.label)
        for feature in chosen
        if not _is_ground(feature)
    ]
    there = {_id(feature) for feature in raw}
    wanted = [f"feature with the id {name!r}" for name in ids if name not in there]
    wanted += [] if raw else ["feature"]
    faults += [Fault((), "CM504", f"has no {what}, which an extent needs") for what in wanted]
    parts, invalid = settle(ground, grid)
    union = shapely.union_all([part for part in parts if part is not None], grid_size=grid.size)
    return grid.snap(union), document.problems([*faults, *invalid])


def _is_ground(feature: RawFeature) -> bool:
    geometry = feature.value["geometry"]
    return geometry is not None and geometry["type"] in ("Polygon", "MultiPolygon")


@lru_cache(maxsize=1)
def _read(data: bytes, file: str) -> tuple[Document, Sequence[RawFeature], Sequence[Fault]]:
    """Return a FeatureCollection, those of its features that are sound, and what is wrong with it."""
    document = read_json(data, file=file)
    faults = check_collection(document)
    broken = {fault.path[:2] for fault in faults if is_error(fault)}
    return document, [feature for feature in raw_features(document) if feature.path not in broken], faults


def _features(data: bytes, file: str) -> tuple[Document, Sequence[RawFeature], list[Fault]]:
    """Return the same, with faults that others can be added to.

    Extents of many layers and regions stand in one file, which is asked for each of them in turn.
    """
    document, raw, faults = _read(data, file)
    return document, raw, [*faults]


def _id(feature: RawFeature) -> str | None:
    found = feature.value.get("id")
    return None if found is None else str(found)


def _geometry(feature: RawFeature) -> shapely.Geometry | None:
    """Return a feature's geometry; one without coordinates is none (RFC 7946, section 3.1)."""
    value = feature.value["geometry"]
    geometry = None if value is None else build(value)
    return None if geometry is None or geometry.is_empty else geometry


def _event(feature: RawFeature, point: shapely.Geometry | None, zone: ZoneInfo) -> Event:
    wrong: list[Problem] = []
    if not isinstance(point, shapely.Point | None):
        wrong, point = [Problem("an event is a Point or null", property="geometry", code="CM202")], None
    found = feature.value.get("properties")
    # The id stands on the feature alone; one among the properties does not replace it.
    own = {key: value for key, value in found.items() if key != "id"} if isinstance(found, dict) else {}
    ids = {"id": feature.value["id"]} if "id" in feature.value else {}
    try:
        event = validated(Event, {**own, **ids, "geometry": point}, zone=zone)
    except InputError as error:
        raise InputError([*wrong, *error.problems]) from None
    if wrong:
        raise InputError(wrong)
    return event
