"""hand/<layer>.geojson: what people drew by hand, to be joined with what follows from the reports."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.format.geojson import RawFeature, check_collection, is_error, raw_features, schema_fault
from controlmap.format.json import read_json
from controlmap.format.snapping import settle
from controlmap.model import HandFeature, validated
from controlmap.plane import Grid

__all__ = ["parse_hand"]


def parse_hand(
    data: bytes, *, file: str, grid: Grid, zone: ZoneInfo
) -> tuple[list[HandFeature], list[Problem]]:
    """Return the hand features of a file that could be read, and all problems."""
    try:
        document = read_json(data, file=file)
    except InputError as error:
        return [], list(error.problems)
    faults = check_collection(document)
    broken = {fault.path[:2] for fault in faults if is_error(fault)}
    raw = [feature for feature in raw_features(document) if feature.path not in broken]
    drawn = [feature for feature in raw if feature.value["geometry"] is not None]
    shapes, more = settle(drawn, grid)
    faults += more
    shape_of = {feature.path: shape for feature, shape in zip(drawn, shapes, strict=True)}
    features = []
    for feature in raw:
        try:
            features.append(_feature(feature, shape_of.get(feature.path), zone))
        except InputError as error:
            faults += [schema_fault(problem, feature) for problem in error.problems]
    return features, document.problems(faults)


def _feature(feature: RawFeature, shape_lonlat: shapely.Geometry | None, zone: ZoneInfo) -> HandFeature:
    properties = feature.value["properties"] or {}
    identity = {"id": feature.value["id"]} if "id" in feature.value else {}
    return validated(HandFeature, {**properties, **identity, "geometry": shape_lonlat}, zone=zone)
