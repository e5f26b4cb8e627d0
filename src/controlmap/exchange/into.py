"""Write imported layers into map projects, making the project where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.exchange.snapshots import find_snapshots, read_snapshot, states_of_series
from controlmap.grid import Grid
from controlmap.model import UNKNOWN, ControlState
from controlmap.project import Layer, encoded_for, open_project, write_atomically, write_layer

__all__ = ["import_snapshots"]

PACKED_BEYOND_BYTES = 5_000_000
"""Layers larger than this are written as `.geojson.gz`."""

_SETTINGS = "controlmap.toml"
_COLOURS = ("#4878a8", "#d98c5f", "#6a9f6d", "#b07aa1", "#c2b04a", "#5fb0b7", "#a06a4f", "#8c8c8c")


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
) -> Path:
    """Turn a folder of dated GeoJSON snapshots into a layer of a map project, and return the layer's file.

    The project is made where `into` holds none; then `grid` (default 1e-5 degrees) is its grid. The other
    parameters are those of `find_snapshots`, `read_snapshot` and `states_of_series`.

    Raises
    ------
    InputError
        When a file cannot be used, or the project has such a layer already; nothing is written then.
    """
    target = Path(into)
    existing = open_project(target) if (target / _SETTINGS).exists() else None
    if existing and any(entry.id == layer for entry in existing.settings.layers):
        raise InputError(Problem(f"has a layer {layer!r} already", str(target / _SETTINGS)))
    used = existing.grid if existing else grid or Grid(5)
    found = find_snapshots(Path(folder), date_pattern)
    snapshots = (
        read_snapshot(s, grid=used, controller=controller, controller_from=controller_from) for s in found
    )
    states = states_of_series([s.date for s in found], snapshots, layer=layer, grid=used, gaps=gaps)
    path = _write(target, layer, states, used)
    known = {a.id for a in existing.settings.actors} if existing else set()
    _extend_settings(target, path.name, layer, [s.controller for s in states], known, used)
    return path


def _write(target: Path, layer: str, states: Sequence[ControlState], grid: Grid) -> Path:
    data = write_layer(Layer(layer, f"{layer}.geojson", {}, tuple(states)), grid=grid)
    ending = ".geojson.gz" if len(data) > PACKED_BEYOND_BYTES else ".geojson"
    path = target / f"{layer}{ending}"
    target.mkdir(parents=True, exist_ok=True)
    write_atomically(path, encoded_for(path, data))
    return path


def _extend_settings(
    target: Path, file: str, layer: str, controllers: Iterable[str], known: set[str], grid: Grid
) -> None:
    """Add the layer and the new actors at the end of controlmap.toml: tables may stand in any order."""
    path = target / _SETTINGS
    lines = [path.read_text(encoding="utf-8").rstrip()] if path.exists() else [_head(layer, grid)]
    actors = sorted(set(controllers) - known - {UNKNOWN})
    for number, actor in enumerate(actors, len(known)):
        colour = _COLOURS[number % len(_COLOURS)]
        lines.append(_table("actors", id=actor, name={"en": actor}, colour=colour))
    lines.append(_table("layers", id=layer, file=file, name={"en": layer}))
    write_atomically(path, ("\n\n".join(lines) + "\n").encode())


def _head(layer: str, grid: Grid) -> str:
    lines = ["format = 1", f"title = {{ en = {_quoted(layer)} }}", 'time_zone = "UTC"', 'languages = ["en"]']
    return "\n".join([*lines, f"grid = {grid.size:g}"])


def _table(kind: str, /, **members: str | dict[str, str]) -> str:
    rows = [f"{key} = {_inline(value)}" for key, value in members.items()]
    return "\n".join([f"[[{kind}]]", *rows])


def _inline(value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "{ " + ", ".join(f"{key} = {_quoted(text)}" for key, text in value.items()) + " }"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
