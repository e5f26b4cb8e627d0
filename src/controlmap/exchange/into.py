"""Write imported layers into map projects, making the project where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from controlmap.dates import format_instant, read_zone
from controlmap.edit import rewrite_files
from controlmap.errors import InputError, Problem
from controlmap.exchange.ahead import read_ahead
from controlmap.exchange.naming import IDENTIFIER, colour
from controlmap.exchange.snapshots import find_snapshots, read_snapshot, states_of_series
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    new_settings,
    no_collection,
    read_settings,
    refuse,
    write_layer,
)
from controlmap.model import UNKNOWN, Layer, Note, Project
from controlmap.plane import Grid
from controlmap.store import (
    GIT_ATTRIBUTES,
    GIT_ATTRIBUTES_FILE,
    Lock,
    locked,
    new_folder,
    open_project,
    slug,
    write_atomically,
)

__all__ = ["import_snapshots"]

PACKED_BEYOND_BYTES = 5_000_000
"""Layers larger than this are written as `.geojson.gz`."""

_LANGUAGE = "en"
"""Of a new map project: snapshots do not say theirs."""
_EVENTS_FILE = "events.geojson"


@no_collection()
def import_snapshots(
    folder: str | Path,
    into: str | Path,
    *,
    layer: str,
    controller: str,
    controller_from: str | None = None,
    date_pattern: str | None = None,
    gaps: str = "carry",
    grid: Grid | None = None,
    note: Note | None = None,
) -> Path:
    """Turn a folder of dated GeoJSON snapshots into a layer of a map project, and return the layer's file.

    It is one edit; `note` is what the journal is to say. The project is made where `into` holds none; then
    `grid` (default 1e-5 degrees) is its grid. The other parameters are those of `find_snapshots`,
    `read_snapshot` and `states_of_series`.

    Raises
    ------
    InputError
        When a file cannot be used, two actors' names make one id, or the project has such a layer or such a
        file already, or takes no layer at the end of its controlmap.toml; nothing is written then.
    """
    for what, name in (("layer", layer), ("controller", controller)):
        if not IDENTIFIER.fullmatch(name):
            raise InputError(Problem(f"{name!r} is no id: a to z, 0 to 9, - and _ are taken", property=what))
    target = Path(into)
    existing = _room_for(layer, target)
    used = existing.grid if existing else grid or Grid(5)
    found = find_snapshots(Path(folder), date_pattern)
    reading = partial(read_snapshot, grid=used, controller=controller, controller_from=controller_from)
    snapshots = read_ahead(reading, found)
    dates = [s.date for s in found]
    told = states_of_series(dates, snapshots, layer=layer, grid=used, gaps=gaps)
    names = _actor_ids({state.controller for state in told})
    states = [state.model_copy(update={"controller": names[state.controller]}) for state in told]
    data = write_layer(Layer(layer, "", {}, tuple(states)), grid=used)
    with new_folder(target), locked(target, exclusive=True) as lock:
        # Cutting took its time: the map project may be another by now.
        existing = _room_for(layer, target, held=lock)
        path = target / f"{layer}{'.geojson.gz' if len(data) > PACKED_BEYOND_BYTES else '.geojson'}"
        before = (target / SETTINGS_FILE).read_text(encoding="utf-8") if existing else None
        known = {a.id for a in existing.settings.actors} if existing else {UNKNOWN}
        actors = {actor: name for name, actor in names.items() if actor not in known}
        language = existing.settings.languages[0] if existing else _LANGUAGE
        tables = _actors(actors, len(known), language)
        entries = [{"id": layer, "file": path.name, "name": {language: layer}}]
        if before is None:
            text = new_settings({**_head(layer, used, dates), "actors": tables, "layers": entries})
        else:
            text = extended_settings(before, actors=tables, layers=entries, file=str(target / SETTINGS_FILE))
        # A map project that is made with its first layer begins with the entry on it.
        project = existing or _empty(target, text)
        files = {path.name: data, SETTINGS_FILE: text.encode()}
        rewrite_files(project, files, note or Note("import snapshots"), held=lock)
        if existing is None:
            with suppress(OSError):  # the map is made without it too
                write_atomically(target / GIT_ATTRIBUTES_FILE, GIT_ATTRIBUTES)
    return path


def _empty(folder: Path, text: str) -> Project:
    settings = read_settings(text.encode())
    return Project(folder, settings, Grid.of_size(settings.grid), read_zone(settings.time_zone), ())


def _room_for(layer: str, target: Path, *, held: Lock | None = None) -> Project | None:
    """Return the map project in a folder, if there is one, once it is sure that it can take the layer."""
    existing = open_project(target, held=held) if (target / SETTINGS_FILE).exists() else None
    if existing and any(entry.id == layer for entry in existing.settings.layers):
        raise InputError(Problem(f"has a layer {layer!r} already", str(target / SETTINGS_FILE)))
    hint = "Give the layer another id."
    for name in (f"{layer}.geojson", f"{layer}.geojson.gz"):
        if name == _EVENTS_FILE:
            raise InputError(Problem(f"{name} is the file of a map's events", property="layer", hint=hint))
        if os.path.lexists(target / name):
            raise InputError(Problem("is there already", str(target / name), hint=hint))
    return existing


def _actor_ids(names: Iterable[str]) -> dict[str, str]:
    """Ids for the names that files give actors, by name."""
    ids = {name: _actor_id(name) for name in sorted(names)}
    named = {actor: name for name, actor in ids.items()}
    hint = "Rename one of them in the files."
    problems = [
        Problem(f"{name!r} and {named[actor]!r} would both become the actor {actor!r}", hint=hint)
        for name, actor in ids.items()
        if named[actor] != name
    ]
    refuse(problems)
    return ids


def _actor_id(name: str) -> str:
    """Id for the name that a file gives an actor: the name if it can be one, else its letters and digits."""
    found = name if IDENTIFIER.fullmatch(name) else slug(name)
    if not found:
        hint = "Rename it in the files to letters a to z, digits, - and _."
        raise InputError(Problem(f"no actor's id can be made of {name!r}", hint=hint))
    return found


def _actors(actors: Mapping[str, str], listed: int, language: str) -> list[dict[str, Any]]:
    """Return a table for each new actor (name by id), after as many as are listed."""
    return [
        {"id": actor, "name": {language: name}, "colour": colour(number)}
        for number, (actor, name) in enumerate(actors.items(), listed)
    ]


def _head(layer: str, grid: Grid, dates: Sequence[np.datetime64]) -> dict[str, Any]:
    """Return what a new controlmap.toml says before its actors and layers."""
    first, last = format_instant(dates[0]), format_instant(dates[-1])
    return {
        "format": 1,
        "title": {_LANGUAGE: layer},
        "time_zone": "UTC",
        "languages": [_LANGUAGE],
        "grid": grid.size,
        "period": {"from": first, "through": last},
    }
