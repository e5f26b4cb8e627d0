"""Layers that GDAL saved in place (ogr2ogr, QGIS, geopandas), said in the format's words again.

Such a file has ids among the properties, text where lists were, timestamps where days were, and every
property in every feature, mostly null. What it says is the same.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from controlmap.check.check_input import Subject
from controlmap.errors import InputError
from controlmap.format import as_ours, json_text, parse_layer, read_json, severity, write_layer
from controlmap.model import ControlState, Layer

__all__ = ["in_our_words", "written"]

_SIGNS = re.compile(
    rb'"id"\s*:\s*(?:null|"(?:[^"\\]|\\.)*"|-?\d+)\s*[,}]|\d\d:\d\d:\d\d|\d{4}/\d\d/\d\d', re.ASCII
)
"""What such a file holds somewhere, and other files need not be read again for."""
_NEEDED = frozenset(name for name, field in ControlState.model_fields.items() if field.is_required())
_WRITTEN_BY_GDAL = re.compile(r"\d\d:\d\d:\d\d|\d{4}/\d\d/\d\d|^\s*(\[.*\]|\(\d+:.*\))\s*$", re.DOTALL)
_OWN = ("crs", "xy_coordinate_resolution")
"""Members of a collection that GDAL writes, besides a name."""
_FID = ("fid", "ogc_fid")

_WORDS = {
    "id": "takes {} out of the properties (CM120)",
    "list": "makes {} of text (CM124)",
    "instant": "makes {} of timestamps: a midnight is a day",
    "nothing": "leaves out {} that are null",
    "member": "leaves out {} that GDAL writes",
}
_COUNTED = {"id": "id", "list": "list", "instant": "date", "nothing": "property", "member": "member"}


def in_our_words(subject: Subject) -> tuple[Subject, dict[str, tuple[str, ...]]]:
    """Return what there is to check with such layers read anew, and in words what is different, by file."""
    told: dict[str, tuple[str, ...]] = {}
    for layer in subject.project.layers:
        done: Counter[str] = Counter()
        value = _translated(subject, layer, done)
        if done:
            told[layer.file] = tuple(_in_words(kind, count) for kind, count in done.items())
            subject = _with_data(subject, layer, written(value, subject, layer))
    return subject, told


def written(value: Any, subject: Subject, layer: Layer) -> bytes:
    """Return a mended collection in canonical form if it can be read now, else one feature a line."""
    text = json.dumps(value, ensure_ascii=False)
    project = subject.project
    content, problems = parse_layer(text.encode(), file=layer.file, grid=project.grid, zone=project.zone)
    if all(severity(problem) != "error" and problem.code != "CM209" for problem in problems):
        return write_layer(content, grid=project.grid)
    head = {key: member for key, member in value.items() if key != "features"}
    lines = ",\n".join(json_text(feature) for feature in value["features"])
    return f'{json_text(head)[:-1]}, "features": [\n{lines}\n]}}\n'.encode()


def _translated(subject: Subject, layer: Layer, done: Counter[str]) -> Any:
    """Return a layer's collection in the format's words; nothing is done where GDAL did not write it."""
    try:
        data = subject.data(layer.file)
        value = read_json(data, file=layer.file).value if _SIGNS.search(data) else None
    except InputError:
        return None
    if not isinstance(value, dict) or not isinstance(features := value.get("features"), list):
        return None
    if not any(map(_is_foreign, features)):
        return None
    head = {key: value[key] for key in value if not _is_gdals(key, value, layer.file)}
    done["member"] += len(value) - len(head)
    made = {**head, "features": [_feature(feature, done) for feature in features]}
    done -= Counter()  # without what was done nowhere
    return made


def _is_gdals(key: str, value: Mapping[str, Any], file: str) -> bool:
    stem = PurePath(file).name.split(".")[0]
    return key in _OWN or (key == "name" and (value[key] == stem or "crs" in value))


def _is_foreign(feature: Any) -> bool:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return False
    texts = (_text(properties[name]) for name in _DATED_OR_LISTED if name in properties)
    return "id" in properties or any(_WRITTEN_BY_GDAL.search(text) for text in texts)


_DATED_OR_LISTED = ("valid_from", "valid_to", "recorded_at", "superseded_at", "sources", "others")


def _text(value: Any) -> str:
    """Return a text, or the one in a list of one."""
    if isinstance(value, list) and len(value) == 1:
        return _text(value[0])
    return value if isinstance(value, str) else ""


def _feature(feature: Any, done: Counter[str]) -> Any:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return feature
    name = feature.get("id", properties.get("id"))
    moved = "id" in properties and properties["id"] in (name, None)
    done["id"] += moved and "id" not in feature
    gone = (*_FID, "id") if moved else _FID
    kept = {key: value for key, value in properties.items() if key not in gone}
    said = {key: _value(key, value, done) for key, value in kept.items()}
    filled = {key: value for key, value in said.items() if value is not None or key in _NEEDED}
    done["nothing"] += len(said) - len(filled)
    head = {"type": feature.get("type"), **({} if name is None else {"id": name})}
    return {**head, **feature, **({} if name is None else {"id": name}), "properties": filled}


def _value(key: str, value: Any, done: Counter[str]) -> Any:
    if key not in _DATED_OR_LISTED or not _WRITTEN_BY_GDAL.search(_text(value)):
        return value
    made = as_ours(key, value)
    done["list" if isinstance(made, list) else "instant"] += made != value
    return made


def _with_data(subject: Subject, layer: Layer, data: bytes) -> Subject:
    """Return what there is to check as it would be if a layer's file held other bytes."""
    project = subject.project
    content, found = parse_layer(
        data, file=layer.file, grid=project.grid, zone=project.zone, languages=project.settings.languages
    )
    anew = replace(layer, states=content.states, members=content.members)
    layers: Iterable[Layer] = (anew if one.id == layer.id else one for one in project.layers)
    others = [problem for problem in subject.problems if problem.file != layer.file]
    return replace(
        subject,
        project=replace(project, layers=tuple(layers)),
        problems=(*others, *found),
        anew={**subject.anew, layer.file: data},
    )


def _in_words(kind: str, count: int) -> str:
    noun = _COUNTED[kind]
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return _WORDS[kind].format(f"{count} {noun if count == 1 else plural}")
