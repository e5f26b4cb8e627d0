"""The derivation of a whole map project: hand features from `hand/<layer>.geojson`, layers written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import shapely

from controlmap.derive.areas import derive_states
from controlmap.derive.hand import HandFeature
from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.model import UNKNOWN, ControlState, validated
from controlmap.project import ParsedLayer, Project, inspect_project, write_layer
from controlmap.project.files import read_data
from controlmap.project.geojson import RawFeature, check_collection, is_error, raw_features, schema_fault
from controlmap.project.ground import settle
from controlmap.project.rules import refuse
from controlmap.project.strict_json import read_json

__all__ = ["derive_project", "derived_files", "open_to_derive", "parse_hand", "read_hand"]


def open_to_derive(path: str | Path) -> Project:
    """Return a map project whose layers need not be there yet, nor be sound: they are to be written anew.

    Raises
    ------
    InputError
        With all problems of all other files, when one of them is an error.
    """
    project, problems = inspect_project(path)
    anew = {layer.file for layer in project.layers}
    refuse(problem for problem in problems if problem.file not in anew)
    return project


def derived_files(project: Project, states: Mapping[str, Sequence[ControlState]]) -> dict[str, bytes]:
    """Return what layers hold with derived states, by file, unpacked; foreign members stay."""
    return {
        layer.file: write_layer(ParsedLayer(tuple(states[layer.id]), dict(layer.members)), grid=project.grid)
        for layer in project.layers
        if layer.id in states
    }


def derive_project(project: Project, layer_id: str | None = None) -> dict[str, list[ControlState]]:
    """Return the control states that places, reports and hand features give for each layer, or for one.

    All layers are cut together, whichever is asked for, so that they share their borders.

    Raises
    ------
    InputError
        When there is no such layer, when the map project has no period or a layer no extent, or when a hand
        feature cannot be used.
    """
    problems = list(_lacking(project, layer_id))
    period = project.settings.period
    if problems or period is None:
        raise InputError(problems)
    extents = {layer.id: layer.extent_lonlat for layer in project.layers if layer.extent_lonlat is not None}
    found = derive_states(
        extents,
        project.places.values(),
        project.reports,
        read_hand(project),
        start=period.start,
        grid=project.grid,
        leans={source.id: source.lean for source in project.sources.values() if source.lean},
        names={actor.id: actor.name for actor in project.settings.actors},
    )
    return {layer: states for layer, states in found.items() if layer_id in (None, layer)}


def _lacking(project: Project, layer_id: str | None) -> Iterator[Problem]:
    file = "controlmap.toml"
    if layer_id is not None and layer_id not in {layer.id for layer in project.layers}:
        yield Problem(f"there is no layer {layer_id!r}", file, property="layers")
    if project.settings.period is None:
        yield Problem("areas are derived from a day on: `period` is missing", file, property="period")
    for layer in project.layers:
        if layer.extent_lonlat is None:
            yield Problem(f"layer {layer.id!r} has no extent to share out", file, property="layers")


def read_hand(project: Project) -> list[HandFeature]:
    """Return the hand features of all layers.

    Raises
    ------
    InputError
        With all that is wrong with the files, and every actor and source that they name and nobody lists.
    """
    features: list[HandFeature] = []
    problems: list[Problem] = []
    for layer in project.layers:
        file = f"hand/{layer.id}.geojson"
        path = project.folder / file
        if path.exists():
            found, more = parse_hand(read_data(path, file), file=file, grid=project.grid, zone=project.zone)
            problems += [*more, *_unlisted(found, project, file), *_taken(found, features, file)]
            features += found
    refuse(problems)
    return features


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


def _unlisted(features: list[HandFeature], project: Project, file: str) -> Iterator[Problem]:
    actors = {UNKNOWN, *(actor.id for actor in project.settings.actors)}
    for feature in features:
        named = (
            ("controller", feature.controller),
            ("to", feature.to),
            *(("others", o) for o in feature.others),
        )
        for key, actor in named:
            if actor is not None and actor not in actors:
                message = f"controlmap.toml lists no actor {actor!r}"
                yield Problem(message, file, feature=feature.id, property=key, code="CM501")
        for source in feature.sources:
            if source not in project.sources:
                message = f"sources.json lists no source {source!r}"
                yield Problem(message, file, feature=feature.id, property="sources", code="CM502")


def _taken(features: list[HandFeature], earlier: list[HandFeature], file: str) -> Iterator[Problem]:
    seen = {feature.id for feature in earlier}
    for feature in features:
        if feature.id in seen:
            yield Problem(f"the id {feature.id!r} stands twice", file, feature=feature.id, code="CM121")
        seen.add(feature.id)
