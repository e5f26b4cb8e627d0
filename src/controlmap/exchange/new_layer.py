"""What comes in as a new layer of a map project, which is made where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from controlmap.dates import format_instant, read_zone
from controlmap.edit import rewrite_files, swapped_beside
from controlmap.errors import InputError, OverlapError, Problem
from controlmap.exchange.actors import Cast
from controlmap.exchange.as_drawn import silences_of
from controlmap.exchange.claims import Said
from controlmap.exchange.incoming import (
    Brought,
    Incoming,
    areas_at_the_end,
    of_one_holder,
    outside,
)
from controlmap.exchange.naming import IDENTIFIER
from controlmap.exchange.origins import credits_of, refuse_unlisted, sources_for
from controlmap.exchange.when import Reckoning
from controlmap.format import (
    SETTINGS_FILE,
    Spliced,
    extended_settings,
    imported_file,
    lines_in,
    marks_of,
    new_settings,
    read_settings,
    write_layer,
    write_marks,
    write_sources,
)
from controlmap.history import history_of
from controlmap.model import ControlState, Layer, Note, Project, Source
from controlmap.plane import Grid
from controlmap.store import (
    Lock,
    Marks,
    as_read,
    finish_left,
    keep_written,
    locked,
    new_folder,
    open_project,
)
from controlmap.words import shell

__all__ = ["LANGUAGE", "empty_project", "grid_of", "in_civil_time_of", "put_layer", "refuse_taken"]
__all__ += ["settings_of", "target_held"]

PACKED_BEYOND_BYTES = 5_000_000
"""Layers larger than this are written as `.geojson.gz`."""

_EVENTS_FILE = "events.geojson"
LANGUAGE = "en"
"""Of a new map project, until somebody says otherwise in its controlmap.toml."""


def grid_of(target: Path, layer: str, grid: Grid | None) -> Grid:
    """Return the grid of the map project in a folder, or of one to be made, once it can take the layer.

    Raises
    ------
    InputError
        When the project has such a layer or file already, or the layer's id is none.
    """
    existing = _room_for(layer, target)
    return existing.grid if existing else grid or Grid(5)


def in_civil_time_of(target: Path, reckoning: Reckoning | None) -> Reckoning:
    """Return how dates are read that come into a folder: a map project that is there has its own civil time.

    Raises
    ------
    InputError
        When the settings that are there cannot be read.
    """
    there, reckoning = target / SETTINGS_FILE, reckoning or Reckoning()
    if not there.is_file():
        return reckoning
    return replace(reckoning, zone=read_zone(read_settings(there.read_bytes(), file=str(there)).time_zone))


def put_layer(
    target: Path, incoming: Incoming, note: Note, *, zone: ZoneInfo | None = None, dry_run: bool = False
) -> Brought:
    """Write a layer, and the actors and sources that it needs, once it is sure that the whole map builds.

    A map project that is made for it has the civil time of `zone`, by default UTC. A dry run writes nothing,
    and makes no folder.

    Raises
    ------
    InputError
        When the map would not build with it, or has such a layer or file by now. Nothing is written then.
    """
    layer = incoming.layer
    with target_held(target, dry_run=dry_run) as lock:
        # Cutting took its time: the map project may be another by now.
        existing = _room_for(layer, target, held=lock)
        languages = existing.settings.languages if existing else (LANGUAGE,)
        cast = incoming.cast(existing.settings.actors if existing else (), languages)
        known = existing.sources if existing else {}
        sources = sources_for(incoming.found.files, known)
        said = [said for said, _ in incoming.told]
        used = (name for one in said for name in one.sources)
        refuse_unlisted(used, known, sources.values())
        states = _stated(incoming, cast, sources)
        cited = {name for state in states for name in state.sources}
        # Of many thousand states there is one set in memory at a time.
        incoming = incoming._replace(told=(), by=())
        sound = as_read(states)
        states = sound or states
        data = write_layer(Layer(layer, "", {}, states), grid=incoming.grid)
        path = target / f"{layer}{'.geojson.gz' if len(data) > PACKED_BEYOND_BYTES else '.geojson'}"
        if existing:
            _refuse_unbuildable(existing, Layer(layer, path.name, {}, states))
            incoming.found.tell(swapped_beside((state.geometry for state in states), existing), layer)
            incoming.found.tell(outside(existing.settings.period, *incoming.period), layer)
        incoming.found.tell(of_one_holder(states, _to_fill(target)), layer)
        text = _settings(target, existing, path.name, cast, incoming, zone)
        # A map project that is made with its first layer begins with the entry on it.
        project = existing or empty_project(target, text)
        files = {path.name: data, SETTINGS_FILE: text.encode()}
        if incoming.found.as_drawn:
            files[imported_file(layer)] = write_marks(marks_of(states))
        if fresh := {one.id: one for one in sources.values() if one.id in cited - known.keys()}:
            files["sources.json"] = write_sources([*known.values(), *fresh.values()])
        marks = Marks.of(data)
        written = {path.name: Spliced(data, _first_of_each(data, said))} if sound else {}
        rewrite_files(project, files, note, held=lock, dry_run=dry_run, written=written)
        del data, files, written  # keeping takes as much again
        if existing is None and not dry_run and sound and incoming.topology is not None:
            keep_written(project, Layer(layer, path.name, {}, sound), marks, incoming.topology)
    return Brought(path, len(states), *areas_at_the_end(states), tuple(incoming.found.sentences()))


def _to_fill(target: Path) -> str:
    """Return how what states leave out of a layer becomes unknown ground."""
    command = shell("check", target, "--fix", "CM403")
    return f"give the layer an extent in controlmap.toml, and let `controlmap {command}` fill it"


@contextmanager
def target_held(target: Path, *, dry_run: bool) -> Iterator[Lock | None]:
    """Make the folder of a map project where there is none, and hold it; for a dry run only what is there.

    Raises
    ------
    BusyError
        When somebody else holds it, for as long as is waited.
    """
    if not dry_run:
        with new_folder(target), locked(target, exclusive=True) as lock:
            yield lock
        return
    finish_left(target)
    if (target / SETTINGS_FILE).exists():
        with locked(target, exclusive=False) as lock:
            yield lock
    else:
        yield None


def _stated(incoming: Incoming, cast: Cast, sources: Mapping[str, Source]) -> tuple[ControlState, ...]:
    """Return states that say what is said of their ground, on the files' word where nobody else is named."""
    named = {said: cast.named(said).properties() for said in dict.fromkeys(said for said, _ in incoming.told)}
    words = {by: tuple(dict.fromkeys(sources[file].id for file in by)) for by in dict.fromkeys(incoming.by)}
    return tuple(
        state.model_copy(update=named[said] if said.sources else {**named[said], "sources": words[by]})
        for (said, state), by in zip(incoming.told, incoming.by, strict=True)
    )


def _first_of_each(data: bytes, said: Sequence[Said]) -> bytes:
    """Return a layer file with those features alone that are the first to say what they say.

    Where all ground is valid, those few are all that has to be read to know that the file can be.
    """
    lines, seen = lines_in(data), set[Said]()
    if lines is None:
        return data
    told = zip(lines.features, said, strict=True)
    return lines.only(line for line, one in told if not (one in seen or seen.add(one)))


def empty_project(folder: Path, text: str) -> Project:
    """Return the map project that settings describe, before it has any ground."""
    settings = read_settings(text.encode())
    return Project(folder, settings, Grid.of_size(settings.grid), read_zone(settings.time_zone), ())


def _settings(
    target: Path,
    existing: Project | None,
    file: str,
    cast: Cast,
    incoming: Incoming,
    zone: ZoneInfo | None,
) -> str:
    """Return controlmap.toml with the layer and the new actors."""
    if existing is None:
        named = zone.key if zone else "UTC"
        return settings_of(incoming, cast, file, title=incoming.layer, time_zone=named)
    entry = {"id": incoming.layer, "file": file, "name": {existing.settings.languages[0]: incoming.layer}}
    before = (target / SETTINGS_FILE).read_text(encoding="utf-8")
    lists = {
        "actors": cast.new,
        "layers": [entry],
        "silence": silences_of(incoming.layer, incoming.found.as_drawn),
    }
    return extended_settings(before, **lists, file=str(target / SETTINGS_FILE))


def settings_of(incoming: Incoming, cast: Cast, file: str, *, title: str, time_zone: str) -> str:
    """Return the controlmap.toml of a map that has this layer only."""
    first, last = (format_instant(instant) for instant in incoming.period)
    head = {
        "format": 1,
        "title": {LANGUAGE: title},
        "time_zone": time_zone,
        "languages": [LANGUAGE],
        "grid": incoming.grid.size,
        "period": {"from": first, "through": last},
        **credits_of(incoming.found.files.values()),
    }
    layers = [{"id": incoming.layer, "file": file, "name": {LANGUAGE: title}}]
    silence = silences_of(incoming.layer, incoming.found.as_drawn)
    lists = {"actors": list(cast.new), "layers": layers, **({"silence": silence} if silence else {})}
    return new_settings({**head, **lists})


def _refuse_unbuildable(project: Project, layer: Layer) -> None:
    """Refuse a layer with which the map would not build: whose ground others hold already."""
    try:
        history_of(replace(project, layers=(*project.layers, layer)))
    except OverlapError as error:
        hint = 'Leave out what is there already, or set `overlaps` in controlmap.toml to "latest" or "joint".'
        first = " ".join(str(error).split("\n")[1:2]).strip()
        message = f"with the layer {layer.id!r} the map would not build: {first}"
        raise InputError(Problem(message, layer.file, hint=hint)) from None


def _room_for(layer: str, target: Path, *, held: Lock | None = None) -> Project | None:
    """Return the map project in a folder, if there is one, once it is sure that it can take the layer."""
    if not IDENTIFIER.fullmatch(layer):
        raise InputError(Problem(f"{layer!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    if held is None:
        finish_left(target)
    existing = open_project(target, held=held) if (target / SETTINGS_FILE).exists() else None
    if existing and any(entry.id == layer for entry in existing.settings.layers):
        hint = "Give the layer another id, or add days to it: `controlmap import snapshots … --append`."
        raise InputError(Problem(f"has a layer {layer!r} already", str(target / SETTINGS_FILE), hint=hint))
    refuse_taken(target, f"{layer}.geojson", f"{layer}.geojson.gz")
    return existing


def refuse_taken(target: Path, *files: str) -> None:
    """Refuse files for a new layer that are in the folder already, or are for another thing there.

    Raises
    ------
    InputError
        At the first one.
    """
    hint = "Give the layer another id."
    for name in files:
        if name == _EVENTS_FILE:
            raise InputError(Problem(f"{name} is the file of a map's events", property="layer", hint=hint))
        if os.path.lexists(target / name):
            raise InputError(Problem("is there already", str(target / name), hint=hint))
