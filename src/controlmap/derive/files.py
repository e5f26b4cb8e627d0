"""The derivation of a whole map project: hand features from `hand/<layer>.geojson`, layers written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import shapely

from controlmap.derive.areas import derive_states
from controlmap.derive.evaluation import evaluate
from controlmap.derive.faces import zones_of
from controlmap.derive.seeds import Unheard, gather_seeds, seeds_near, unheard
from controlmap.derive.sites import sites_of
from controlmap.errors import InputError, Problem
from controlmap.format import EVALUATION_FILE, SETTINGS_FILE, ParsedLayer, refuse, write_layer
from controlmap.model import (
    HOLD_BACK,
    Base,
    ControlState,
    Evaluation,
    HandFeature,
    Layer,
    Method,
    Project,
    Report,
    Voices,
    layer_called,
)
from controlmap.store import Lock, evidence_of, find_folder, inspect_project, keep_evaluation, locked

__all__ = [
    "derive_project",
    "derived_files",
    "evaluate_folder",
    "evaluate_project",
    "layers_asked",
    "lines_of",
    "open_to_derive",
    "unheard_reports",
]

_RANKED = ("river", "road")
_MAIN_RANK = 2


def open_to_derive(path: str | Path, *, held: Lock | None = None) -> Project:
    """Return a map project whose layers need not be there yet, nor be sound: they are to be written anew.

    Nor need what is kept of an evaluation.

    `held` is the lock of its folder, where the caller holds one already.

    Raises
    ------
    InputError
        With all problems of all other files, when one of them is an error.
    """
    project, problems = inspect_project(path, held=held)
    anew = {EVALUATION_FILE, *(layer.file for layer in project.layers)}
    refuse(problem for problem in problems if problem.file not in anew)
    return project


def derived_files(project: Project, states: Mapping[str, Sequence[ControlState]]) -> dict[str, bytes]:
    """Return what layers hold with derived states, by file, unpacked; foreign members stay."""
    return {
        layer.file: write_layer(ParsedLayer(tuple(states[layer.id]), dict(layer.members)), grid=project.grid)
        for layer in project.layers
        if layer.id in states
    }


def derive_project(
    project: Project, layer_id: str | None = None, *, method: Method = "kriging"
) -> dict[str, list[ControlState]]:
    """Return the control states that places, reports and hand features give for each layer, or for one.

    All layers are cut together, whichever is asked for, so that they share their borders. The map's
    background has the lines that hold back: rivers, lakes, main roads, borders of governorates and drawn
    lines.

    Raises
    ------
    InputError
        When there is no such layer, or when the map project has no period or a layer no extent.
    """
    asked = {layer.id for layer in layers_asked(project, layer_id)}
    start = _start(project)
    found = derive_states(
        _extents(project),
        project.places.values(),
        project.reports,
        _hand(project),
        start=start,
        grid=project.grid,
        method=method,
        lines_lonlat=lines_of(project.base),
        voices=_voices(project),
        names={actor.id: actor.name for actor in project.settings.actors},
        languages=project.settings.languages,
        strings=project.settings.strings,
    )
    return {layer: states for layer, states in found.items() if layer in asked}


def layers_asked(project: Project, layer: str | None) -> Sequence[Layer]:
    """Return the layers that are to be derived: the one that is named by id or name, or all.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    return project.layers if layer is None else [layer_called(layer, project.layers, SETTINGS_FILE)]


def unheard_reports(project: Project) -> dict[Unheard, list[Report]]:
    """Return the reports of which a derivation makes nothing, by why."""
    places = project.places.values()
    seeds = gather_seeds(places, project.reports, project.grid)
    return unheard(places, project.reports, seeds, shapely.union_all(list(_extents(project).values())))


def evaluate_project(project: Project, *, method: Method = "kriging") -> list[Evaluation]:
    """Return how well the areas of a map project foretell reports that are left out, by how much is left out.

    Raises
    ------
    InputError
        When the map project has no period or a layer no extent.
    """
    start = _start(project)
    zones = zones_of(feature for feature in _hand(project) if feature.role == "baseline")
    ground = shapely.union_all(list(_extents(project).values()))
    seeds = seeds_near(gather_seeds(project.places.values(), project.reports, project.grid), ground)
    sites = sites_of(seeds, zones, start, _voices(project), {}, {})
    return evaluate(ground, sites, zones, [*lines_of(project.base)], start, method=method)


def evaluate_folder(path: str | Path, *, method: Method = "kriging", keep: bool = False) -> list[Evaluation]:
    """Return what `evaluate_project` does of the map project in a folder.

    With `keep` it is written beside the map too, as `evaluation.json`, with digests of the evidence as it
    was when it was read.

    Raises
    ------
    InputError
        When the evidence cannot be read, the map project has no period or a layer no extent.
    """
    folder = find_folder(path)
    with locked(folder, exclusive=False) if folder.is_dir() else nullcontext() as lock:
        project = open_to_derive(folder, held=lock)
        evidence = evidence_of(project)
    evaluations = evaluate_project(project, method=method)
    if keep:
        keep_evaluation(project, evaluations, method, evidence)
    return evaluations


def _start(project: Project) -> np.datetime64:
    problems = list(_lacking(project))
    period = project.settings.period
    if problems or period is None:
        raise InputError(problems)
    return period.start


def _extents(project: Project) -> dict[str, shapely.Geometry]:
    return {layer.id: layer.extent_lonlat for layer in project.layers if layer.extent_lonlat is not None}


def _hand(project: Project) -> list[HandFeature]:
    return sorted((one for drawn in project.hand.values() for one in drawn), key=lambda one: one.id)


def _voices(project: Project) -> Voices:
    return Voices.of(project.sources, project.settings.actors)


def lines_of(bases: Iterable[Base]) -> Iterator[shapely.Geometry]:
    """Yield the lines (lon, lat) of a background that hold back: of rivers and roads the main ones."""
    for base in bases:
        if base.kind in HOLD_BACK:
            for feature in base.features:
                rank = feature.properties.get("rank")
                if base.kind not in _RANKED or not isinstance(rank, int) or rank <= _MAIN_RANK:
                    yield feature.geometry


def _lacking(project: Project) -> Iterator[Problem]:
    file = "controlmap.toml"
    if project.settings.period is None:
        yield Problem("areas are derived from a day on: `period` is missing", file, property="period")
    for layer in project.layers:
        if layer.extent_lonlat is None:
            yield Problem(f"layer {layer.id!r} has no extent to share out", file, property="layers")
