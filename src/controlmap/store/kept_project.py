"""What a map project's ground is cut into, and a layer as read: kept from one command to the next."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b, sha256
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from controlmap.collection import no_collection
from controlmap.errors import ControlmapError, Problem
from controlmap.format import Lines, ParsedLayer, lines_in
from controlmap.history import History, Overlap, history_of
from controlmap.model import ControlState, Layer, Picked, Project, on_record, told
from controlmap.plane import BY_TURNS, Cutting, Grid, Topology
from controlmap.store.files import read_lying, unpacked
from controlmap.store.kept import Arrays, keep, kept, key_of, worth_keeping
from controlmap.store.kept_geometry import Grounds, of_geometry
from controlmap.store.kept_sense import hangs_together, makes_sense, understood
from controlmap.store.kept_states import of_states, to_states
from controlmap.store.kept_values import of_instant, of_json, ragged, to_instant, to_json, to_lists

__all__ = ["Marks", "as_read", "keep_written", "kept_history", "kept_layer"]

_MARK = 16
"""Bytes that tell lines apart."""
_FRESH_OF = 16
"""A layer is kept anew once more than one in so many of its features had to be read."""
_HISTORY = "history"
_TOPOLOGY = ("covers", "arc_xy", "arc_start", "arc_left", "arc_right")
_NUMBERS = ("state_layer", "cell_layer", "spell_cell", "spell_start", "spell_state")
_WORKED_OUT = ("cell_area_km2",)
"""What a history works out when it is asked, and most commands ask."""


class Marks(NamedTuple):
    """What tells a layer's file from others, and each of its lines, where features stand one a line."""

    digest: str
    lines: list[bytes]

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Return those of a file (unpacked)."""
        lines = lines_in(data)
        return cls(sha256(data).hexdigest(), [*map(_mark, lines.features)] if lines else [])


@no_collection()
def kept_layer(
    folder: Path,
    layer: str,
    lies: bytes,
    parse: Callable[[bytes], tuple[ParsedLayer, list[Problem]]],
    *,
    file: str,
    grid: Grid,
    zone: ZoneInfo,
    languages: Sequence[str],
) -> tuple[tuple[ParsedLayer, str], list[Problem]]:
    """Return what a layer's file holds that lies so, as it was kept, or as it is read; then it is kept.

    With it comes the SHA-256 of the file, unpacked. Features whose lines are those that they were kept with
    are not read again: only new ones are. A layer of which anything is to be told is read each time.

    Raises
    ------
    InputError
        When the file cannot be unpacked.
    """
    key, name = key_of(grid, zone.key, tuple(languages)), f"layer-{layer}"
    found, seal = kept(folder, name, key), sha256(lies).digest()
    whole = understood(found, lambda arrays: _as_kept(arrays, "lies", seal))
    if whole is not None:
        return whole, []
    data = _unpacked(lies, file)
    digest = sha256(data).digest()
    whole = understood(found, lambda arrays: _as_kept(arrays, "digest", digest))
    if whole is not None:
        return whole, []
    lines = lines_in(data)
    marks = [*map(_mark, lines.features)] if lines else []
    read_on = lines and understood(found, lambda arrays: _read_on(arrays, lines, marks, parse))
    read, fresh = read_on or (None, 0)
    if read is None:
        read, problems = parse(data)
        if problems:
            return (read, digest.hex()), problems
        fresh = len(marks) or 1
    # What is kept serves for long: each feature that stays is found in it.
    if fresh * _FRESH_OF > len(marks):
        _keep_layer(folder, name, key, read, seal, Marks(digest.hex(), marks))
    return (read, digest.hex()), []


def as_read(states: Sequence[ControlState]) -> tuple[ControlState, ...] | None:
    """Return states as they are read once they are written; None where some ground is not valid as it is."""
    grounds = shapely.orient_polygons(np.array([state.geometry for state in states], dtype=object))
    if not shapely.is_valid(grounds).all():
        return None
    return tuple(_as_read(state, ground) for state, ground in zip(states, grounds, strict=True))


def keep_written(project: Project, layer: Layer, marks: Marks, topology: Topology) -> None:
    """Keep the one layer of a new map project, as it was written, and the history of its ground.

    `marks` are those of its file; its states are as they will be read, and `topology` is what they cut the
    ground into. It is as if all were read and cut anew. Where little ground is, nothing is kept.
    """
    if not worth_keeping(len(topology.arc_xy)):
        return
    with contextlib.suppress(ControlmapError):  # whoever reads it, or builds it, is told
        lies = read_lying(project.folder / layer.file, layer.file)
        if sha256(_unpacked(lies, layer.file)).hexdigest() != marks.digest:  # somebody has edited it since
            return
        key = key_of(project.grid, project.zone.key, tuple(project.settings.languages))
        read = ParsedLayer(layer.states)
        _keep_layer(project.folder, f"layer-{layer.id}", key, read, sha256(lies).digest(), marks)
        known = replace(project, layers=(replace(layer, digest=marks.digest),))
        kept_history(known, topology=topology)


def _unpacked(lies: bytes, file: str) -> bytes:
    """Return what a file holds that lies so on the disk."""
    return unpacked(lies, file) if file.endswith(".gz") else lies


def _as_read(state: ControlState, ground: shapely.Geometry) -> ControlState:
    """Return a state with all fields set that reading sets."""
    named = {"members": state.members, "numeric_id": state.numeric_id}
    return state.model_copy(update={"geometry": ground, **named})


def _keep_layer(folder: Path, name: str, key: bytes, layer: ParsedLayer, seal: bytes, marks: Marks) -> None:
    if worth_keeping(_vertices(layer.states)):
        keep(folder, name, key, lambda: _of_layer(layer, seal, marks))


def _as_kept(found: Arrays, name: str, digest: bytes) -> tuple[ParsedLayer, str] | None:
    """Return a layer as it was kept, and the digest of its file, where that is known by another or by it."""
    if found[name].tobytes() != digest:
        return None
    return ParsedLayer(to_states(found), to_json(found["members"])), found["digest"].tobytes().hex()


def _read_on(
    found: Arrays,
    lines: Lines,
    marks: Sequence[bytes],
    parse: Callable[[bytes], tuple[ParsedLayer, list[Problem]]],
) -> tuple[ParsedLayer | None, int]:
    """Return a layer whose lines are read where none is kept so, and how many; None where that cannot be."""
    kept_marks = found["marks"].tobytes()
    places = {kept_marks[at : at + _MARK]: at // _MARK for at in range(0, len(kept_marks), _MARK)}
    fresh = [line for line, mark in zip(lines.features, marks, strict=True) if mark not in places]
    if len(fresh) * 2 > len(marks):
        return None, 0
    news, problems = parse(lines.only(fresh))
    if problems or len(news.states) != len(fresh):
        return None, 0
    known = to_states(found)
    more = count(len(known))
    numbers = [places[mark] if mark in places else next(more) for mark in marks]
    states = Picked([known, news.states], np.array(numbers, dtype=np.int64))
    alone = len({*told(states, "id").each()}) == len(states)
    return (ParsedLayer(states, news.members), len(fresh)) if alone else (None, 0)


def _mark(line: bytes) -> bytes:
    """Return what tells a feature's line from others."""
    return blake2b(line, digest_size=_MARK).digest()


def _of_layer(layer: ParsedLayer, seal: bytes, marks: Marks) -> Arrays | None:
    states, members = of_states(layer.states), of_json(layer.members)
    if states is None or members is None:
        return None
    which = {"lies": seal, "digest": bytes.fromhex(marks.digest), "marks": b"".join(marks.lines)}
    return {**states, "members": members, **{name: np.frombuffer(d, np.uint8) for name, d in which.items()}}


@no_collection()
def kept_history(project: Project, how: Cutting = BY_TURNS, *, topology: Topology | None = None) -> History:
    """Return the history of a map project as it was read from its folder, kept or made; then it is kept.

    `how` says who cuts the ground, in tiles of how many segments; `topology` is what it is cut into, where
    that is known. Of what is kept of the project as it was before an edit, only borders that stayed are used.

    Raises
    ------
    InputError, OverlapError
        As `history_of` does.
    """
    key, digest = key_of(project.grid), _digest(project)
    found = kept(project.folder, _HISTORY, key)
    whole = understood(found, lambda arrays: _history(project, arrays, digest))
    if whole is not None:
        return whole
    before = understood(found, _topology) if topology is None else None
    history = history_of(project, topology=topology, before=before, how=how)
    if worth_keeping(_vertices(history.recorded)):
        keep(project.folder, _HISTORY, key, lambda: _of_history(history, digest))
    return history


def _digest(project: Project) -> bytes:
    """Return what tells a project's histories apart: all that `history_of` looks at."""
    settings, period = project.settings, project.settings.period
    layers = [(layer.id, layer.digest, _outline(layer)) for layer in project.layers]
    times = None if period is None else (repr(period.start), repr(period.end))
    order = (settings.overlaps, tuple(settings.actor_ids))
    return key_of(layers, project.grid, project.zone.key, times, order)


def _outline(layer: Layer) -> bytes | None:
    return None if layer.extent_lonlat is None else shapely.to_wkb(layer.extent_lonlat)


def _vertices(states: Sequence[ControlState]) -> int:
    return int(shapely.get_num_coordinates([state.geometry for state in states]).sum())


def _of_history(history: History, digest: bytes) -> Arrays | None:
    joint = of_states(history.states[len(history.recorded) :])
    periods = [of_instant(instant) for one in history.overlaps for instant in (one.start, one.end)]
    topology = history.topology
    cells = of_geometry(topology.cells)
    if joint is None or cells is None or None in periods:
        return None
    return {
        "digest": np.frombuffer(digest, np.uint8),
        "period": np.array([history.start, history.end], dtype="datetime64[m]"),
        **{name: getattr(topology, name) for name in _TOPOLOGY},
        **{name: getattr(history, name) for name in (*_NUMBERS, *_WORKED_OUT)},
        **cells,
        **ragged(topology.cover_runs, "cover_runs"),
        **ragged((one.states for one in history.overlaps), "overlaps"),
        "overlapping": np.array(periods, dtype=np.int64).reshape(-1, 4),
        **{f"joint {name}": array for name, array in joint.items()},
    }


def _topology(found: Arrays) -> Topology | None:
    """Return what the ground was cut into; None where it makes no sense."""
    arrays: dict[str, Any] = dict(found)
    cells = Grounds(found)
    topology = Topology(
        cells=cells.every(),
        cover_runs=tuple(to_lists(found, "cover_runs")),
        **{name: arrays[name] for name in _TOPOLOGY},
    )
    return topology if hangs_together(topology) else None


def _history(project: Project, found: Arrays, digest: bytes) -> History | None:
    """Return a history as it was kept, if it is that of a digest; None where it makes no sense."""
    topology = _topology(found) if found["digest"].tobytes() == digest else None
    if topology is None:
        return None
    joint = to_states({name[6:]: array for name, array in found.items() if name.startswith("joint ")})
    arrays: dict[str, Any] = dict(found)
    periods = (map(to_instant, *arrays["overlapping"][:, side].T.tolist()) for side in ([0, 1], [2, 3]))
    overlaps = zip(to_lists(found, "overlaps"), *periods, strict=True)
    history = History(
        grid=project.grid,
        layers=tuple(layer.id for layer in project.layers),
        states=_on_record([layer.states for layer in project.layers], joint),
        start=arrays["period"][0],
        end=arrays["period"][1],
        topology=topology,
        **{name: arrays[name] for name in _NUMBERS},
        overlaps=tuple(Overlap(*one) for one in overlaps),
        zone=project.zone,
        joined=len(joint),
        actors=project.settings.actors,
    )
    vars(history).update({name: found[name] for name in _WORKED_OUT})
    return history if makes_sense(history) else None


def _on_record(layers: Sequence[Sequence[ControlState]], joint: Sequence[ControlState]) -> Picked:
    """Return the states of layers that were never superseded, and after them the joint ones."""
    stands = [*map(on_record, layers), np.ones(len(joint), dtype=bool)]
    return Picked([*layers, joint], np.flatnonzero(np.concatenate(stands)))
