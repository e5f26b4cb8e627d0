"""RFC 7946 objects: features, their members, and what is wrong with their structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import getitem
from typing import Any

from controlmap.errors import Problem
from controlmap.format.coordinates import GEOMETRY_TYPES, all_sound, check_geometry
from controlmap.format.document import Document, Fault, Path, feature_label, keys_in
from controlmap.format.reading_rules import RULES

__all__ = [
    "RawFeature",
    "check_collection",
    "check_geojson",
    "foreign_members",
    "is_error",
    "raw_features",
    "schema_fault",
]

# Members that define a type (RFC 7946, section 7.1): an object of another type must not have them.
_DEFINING = {
    "FeatureCollection": {"features"},
    "Feature": {"geometry", "properties"},
    **{kind: {"coordinates"} for kind in GEOMETRY_TYPES},
    "GeometryCollection": {"geometries"},
}
_KNOWN = {"type", "id", "geometry", "properties", "features", "coordinates", "geometries"}
_WGS84 = ("crs84", "epsg:4326", "epsg::4326")


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A feature as written: `value` is its JSON object, `label` its id or number for messages."""

    path: Path
    label: str
    value: dict[str, Any]


def check_geojson(document: Document, *, at: Path = ()) -> list[Fault]:
    """Return what RFC 7946 finds wrong with a GeoJSON object, `at` a path of a document; warnings too.

    Three codes go beyond the structure that it asks for: CM113, CM206 and CM215 hold coordinates to WGS 84.
    """
    return list(_check_object(reduce(getitem, at, document.value), at))


def check_collection(document: Document) -> list[Fault]:
    """Return what is wrong with a document that is to be one FeatureCollection."""
    faults = check_geojson(document)
    kind = document.value.get("type") if isinstance(document.value, dict) else None
    if isinstance(kind, str) and kind in _DEFINING and kind != "FeatureCollection":
        faults.append(Fault((), "CM114", f"is a single {kind}, not a FeatureCollection"))
    return faults


def is_error(fault: Fault) -> bool:
    """Tell whether a fault keeps what it is about from being used."""
    return RULES[fault.code].severity == "error"


def raw_features(document: Document) -> list[RawFeature]:
    """Return the features of a FeatureCollection, those alone that are objects.

    What another thing calls its features is none: nobody has looked at what is in them.
    """
    value = document.value
    is_collection = isinstance(value, dict) and value.get("type") == "FeatureCollection"
    features = value.get("features") if is_collection else ()
    return [
        RawFeature(("features", i), feature_label(feature, i), feature)
        for i, feature in enumerate(features if isinstance(features, list) else ())
        if isinstance(feature, dict)
    ]


def foreign_members(value: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a GeoJSON object that its standard does not define, and its bbox."""
    return {key: member for key, member in value.items() if key not in _KNOWN}


def schema_fault(problem: Problem, feature: RawFeature) -> Fault:
    """Return what the schema finds wrong with a feature's properties, with its path in the document."""
    keys = keys_in(problem.property or "")
    outer = () if keys[:1] in (("id",), ("geometry",)) else ("properties",)
    path = (*feature.path, *outer, *keys)
    return Fault(
        path, problem.code or "CM124", problem.message, feature.label, problem.property, problem.hint
    )


def _check_object(value: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, "CM110", "is JSON, but not a GeoJSON object")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in _DEFINING:
        wrong = f"has the type {kind!r}, which GeoJSON does not have" if "type" in value else "has no 'type'"
        yield Fault((*path, "type"), "CM110", wrong)
        return
    if kind in GEOMETRY_TYPES:
        yield from _check_geometry(value, path)
        return
    yield from _check_members(value, kind, path)
    if kind == "FeatureCollection":
        yield from _check_features(value, path)
    else:
        yield from _check_feature(value, path, feature_label(value, 0))


def _check_features(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    features = value.get("features")
    if not isinstance(features, list):
        yield Fault((*path, "features"), "CM110", "a FeatureCollection needs a list 'features'")
        return
    for first in range(0, len(features), _TOGETHER):
        some = features[first : first + _TOGETHER]
        sound = all_sound([feature.get("geometry") for feature in some if isinstance(feature, dict)])
        for i, feature in enumerate(some, first):
            inside, label = (*path, "features", i), feature_label(feature, i)
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                yield Fault(inside, "CM110", "is not a Feature", feature=label)
                continue
            yield from _labelled(_check_members(feature, "Feature", inside), label)
            yield from _check_feature(feature, inside, label, sound=sound)


_TOGETHER = 256
"""Features whose geometries are looked at together: enough to pay, and few enough not to take memory."""


def _check_feature(value: dict[str, Any], path: Path, label: str, *, sound: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with a feature; `sound` says that nothing is with its coordinates."""
    for name in ("geometry", "properties"):
        if name not in value:
            yield Fault(path, "CM110", f"a Feature needs the member {name!r}", feature=label)
    if not isinstance(value.get("properties"), dict | None):
        yield Fault((*path, "properties"), "CM110", "properties are an object or null", feature=label)
    if "id" in value and (isinstance(value["id"], bool) or not isinstance(value["id"], str | int | float)):
        yield Fault((*path, "id"), "CM110", "an id is a text or a number", feature=label)
    if value.get("geometry") is not None:
        yield from _labelled(_check_geometry(value["geometry"], (*path, "geometry"), sound=sound), label)


def _check_geometry(value: Any, path: Path, *, sound: bool = False) -> Iterator[Fault]:
    if not sound:
        yield from check_geometry(value, path)
    if isinstance(value, dict) and value.get("type") in GEOMETRY_TYPES:
        yield from _check_members(value, value["type"], path)


def _labelled(faults: Iterable[Fault], label: str) -> Iterator[Fault]:
    return (replace(fault, feature=label) for fault in faults)


def _check_members(value: dict[str, Any], kind: str, path: Path) -> Iterator[Fault]:
    for name in sorted(_FOREIGN[kind] & value.keys()):
        yield Fault((*path, name), "CM111", f"a {kind} cannot have the member {name!r}")
    if "bbox" in value and not _is_bbox(value["bbox"]):
        yield Fault((*path, "bbox"), "CM112", "a bbox is a list of four or six numbers")
    if "crs" in value and not _is_wgs84(value["crs"]):
        hint = "Convert the coordinates to WGS 84 longitude and latitude, and leave `crs` out."
        yield Fault((*path, "crs"), "CM113", "names another coordinate system than WGS 84", hint=hint)


_FOREIGN = {kind: set().union(*_DEFINING.values()) - own for kind, own in _DEFINING.items()}
"""Members that define another type than each."""


def _is_bbox(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (4, 6) and set(map(type, value)) <= {int, float}


def _is_wgs84(crs: Any) -> bool:
    """Tell whether the old `crs` member names WGS 84; what cannot be understood does not."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and name.lower().endswith(_WGS84)
