"""hand/<layer>.geojson: what people drew by hand, to be joined with what follows from the reports."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import shapely

from controlmap.errors import InputError, Problem
from controlmap.format.document import Fault
from controlmap.format.geojson import RawFeature, check_collection, is_error, raw_features, schema_fault
from controlmap.format.json import read_json
from controlmap.format.languages import language_faults
from controlmap.format.problems import gathering
from controlmap.format.snapping import settle
from controlmap.model import HandFeature, validated
from controlmap.plane import Grid

__all__ = ["HAND_FOLDER", "hand_file", "parse_hand"]

HAND_FOLDER = "hand"
_SOME_GROUND = shapely.box(0, 0, 1, 1)


def hand_file(layer_id: str) -> str:
    """Return the name of the file, in the map project's folder, with what was drawn by hand for a layer."""
    return f"{HAND_FOLDER}/{layer_id}.geojson"


@gathering(())
def parse_hand(
    data: bytes, *, file: str, grid: Grid, zone: ZoneInfo, languages: Sequence[str] = ()
) -> tuple[tuple[HandFeature, ...], list[Problem]]:
    """Return the hand features of a file that could be read, and all problems; `languages` are the map's."""
    document = read_json(data, file=file)
    faults = check_collection(document)
    unshaped = {fault.path[:2] for fault in faults if is_error(fault)}
    raw = raw_features(document)
    drawn = [f for f in raw if f.path not in unshaped and f.value["geometry"] is not None]
    shapes, more = settle(drawn, grid)
    faults += more
    shape_of = {feature.path: shape for feature, shape in zip(drawn, shapes, strict=True)}
    broken = unshaped | {fault.path[:2] for fault in more}
    features: dict[str, HandFeature] = {}
    for feature in raw:
        # Ground that is wrong has been told: what else there is to tell of the feature goes on without.
        shape = _SOME_GROUND if feature.path in broken else shape_of.get(feature.path)
        try:
            found = _feature(feature, shape, zone)
        except InputError as error:
            faults += [schema_fault(problem, feature) for problem in error.problems]
            continue
        faults += language_faults(feature, HandFeature, languages)
        if feature.path not in broken and features.setdefault(found.id, found) is not found:
            message = f"the id {found.id!r} stands at an earlier feature already"
            faults.append(Fault((*feature.path, "id"), "CM121", message, feature.label, "id"))
    return tuple(features.values()), document.problems(faults)


def _feature(feature: RawFeature, shape_lonlat: shapely.Geometry | None, zone: ZoneInfo) -> HandFeature:
    found = feature.value.get("properties")
    properties = found if isinstance(found, dict) else {}
    identity = {"id": feature.value["id"]} if "id" in feature.value else {}
    return validated(HandFeature, {**properties, **identity, "geometry": shape_lonlat}, zone=zone)
