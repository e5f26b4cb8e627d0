"""Make the history of layers of control states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import Instant, end_of, first_minute, format_instant, instant_of
from controlmap.errors import OverlapError
from controlmap.history.history import History
from controlmap.history.slits import without_slits
from controlmap.history.timeline import (
    NO_RECORD,
    Overlap,
    Resolve,
    between_controllers,
    joint,
    latest,
    lines_of,
)
from controlmap.model import ControlState
from controlmap.plane import (
    BY_TURNS,
    Cutting,
    Grid,
    Topology,
    areas_of,
    cut_ground,
    neighbours,
    values_of,
    with_slits,
)
from controlmap.words import listing, phrase

_ONE_DAY = np.timedelta64(1440, "m")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a history is made from: one layer's states, and its extent where that is fixed."""

    id: str
    states: Sequence[ControlState]
    extent_lonlat: shapely.Geometry | None = None


def build_history(
    layers: Sequence[Ground],
    *,
    grid: Grid | None = None,
    start: Instant | None = None,
    end: Instant | None = None,
    known_on: Instant | None = None,
    overlaps: str = "error",
    actors: Sequence[str] = (),
    refuse_overlaps: bool = True,
    topology: Topology | None = None,
    zone: ZoneInfo | None = None,
    how: Cutting = BY_TURNS,
) -> History:
    """Return the history of layers: cells, spells and arcs.

    The map's period is from `start` until `end` (exclusive); without them it runs from the first change to a
    day after the last, or to the end of its month or year where no more is known. `known_on` keeps only the
    states that were on record at that instant, or at the end of that day, month or year. `overlaps` says what
    two states of different controllers on the same ground at the same instant mean: "error", "latest" (the
    one that comes first by `precedence`, with the ids `actors` in the order of their rank) or "joint".
    Without `refuse_overlaps`, "error" is read as "latest", and `History.overlaps` has what would be refused.
    `topology` is what `cut_by` these layers is, where that is known: all their states in order, on record or
    not. Ground that nothing on record covers then has the layer -1, and is no part of the map. `zone` is that
    of its civil time, to which instants with an offset are converted. `how` says who cuts the ground, in
    tiles of how many segments.

    Raises
    ------
    InputError
        When `start`, `end` or `known_on` is no instant.
    OverlapError
        With overlaps "error", when there are any between different controllers and they are refused.
    ValueError
        When there is no state, or `overlaps` is something else.

    Examples
    --------
    >>> from controlmap.history import Ground
    >>> layers = [Ground(layer.id, layer.states) for layer in project.project.layers]
    >>> controlmap.build_history(layers, grid=project.project.grid, end="2024-03-21")
    History(valley; 2024-02-01 until 2024-03-21; 3 cells, 4 spells)
    """
    grid = grid or Grid()
    first, last, known_on = (None if t is None else instant_of(t, zone) for t in (start, end, known_on))
    kept = _on_record(layers, known_on)
    states, owner = [layers[i].states[n] for i, n in kept], [i for i, _ in kept]
    if not states:
        raise ValueError("there is no control state to make a history of")
    start, end = period_of(states, first, last)
    cutting = kept if topology is None else _states_in(layers)
    if topology is None:
        topology = _cut_by(layers, cutting, grid, how)
    topology = with_slits(topology)
    # States and extents that the ground was cut by, as numbers of what counts.
    number = {cut: i for i, cut in enumerate(kept)}
    state_of = {i: number[cut] for i, cut in enumerate(cutting) if cut in number}
    extent_of = dict(
        enumerate((i for i, layer in enumerate(layers) if layer.extent_lonlat is not None), len(cutting))
    )
    known = len(states)
    covers, extents = (_among(topology, number_of) for number_of in (state_of, extent_of))
    topology = _without_loose_rounding(topology, np.array([bool(cover) for cover in covers], dtype=bool))
    resolve = _resolution(overlaps, states, owner, actors)
    lines = lines_of(covers, states, start=start, end=end, resolve=resolve, how=how)
    used = np.isin(lines.cover, topology.covers[~topology.is_rounding])
    found = [overlap for overlap, counts in zip(lines.overlaps, used.tolist(), strict=True) if counts]
    disputed = between_controllers(found, states)
    if disputed and overlaps == "error" and refuse_overlaps:
        raise OverlapError(_in_words(overlap, states) for overlap in disputed)
    cell_layer = [
        min(inside, default=min((owner[i] for i in cover), default=NO_RECORD))
        for cover, inside in zip(covers, extents, strict=True)
    ]
    spell_start, first = values_of(lines.start, lines.first, topology.covers)
    history = History(
        grid=grid,
        layers=tuple(layer.id for layer in layers),
        states=tuple(states),
        state_layer=np.array(owner, dtype=np.int64),
        start=start,
        end=end,
        topology=topology,
        cell_layer=np.array(cell_layer, dtype=np.int64)[topology.covers],
        spell_cell=np.repeat(np.arange(len(topology.cells)), np.diff(first)),
        spell_start=spell_start.astype("datetime64[m]"),
        spell_state=values_of(lines.state, lines.first, topology.covers)[0],
        overlaps=tuple(found),
        zone=zone,
        joined=len(states) - known,
    )
    return without_slits(history)


def _among(topology: Topology, number_of: Mapping[int, int]) -> list[list[int]]:
    """Return the numbers of those areas of each cover that have one."""
    return [[number_of[i] for i in areas_of(runs) if i in number_of] for runs in topology.cover_runs]


def cut_by(layers: Sequence[Ground], grid: Grid, how: Cutting = BY_TURNS) -> Topology:
    """Return what all the states of layers, on record or not, and their extents cut the ground into."""
    return _cut_by(layers, _states_in(layers), grid, how)


_Cut = tuple[int, int]
"""A state: the index of its layer, and its own in that layer."""


def _cut_by(layers: Sequence[Ground], cutting: Sequence[_Cut], grid: Grid, how: Cutting) -> Topology:
    extents = [layer.extent_lonlat for layer in layers if layer.extent_lonlat is not None]
    return cut_ground([*(layers[i].states[n].geometry for i, n in cutting), *extents], grid, how)


def _states_in(layers: Sequence[Ground]) -> list[_Cut]:
    return [(i, n) for i, layer in enumerate(layers) for n in range(len(layer.states))]


def _on_record(layers: Sequence[Ground], known_on: np.datetime64 | None) -> list[_Cut]:
    """States on record at an instant, by default those never superseded."""

    def stands(state: ControlState) -> bool:
        return state.superseded_at is None if known_on is None else state.known_on(known_on)

    return [(i, n) for i, n in _states_in(layers) if stands(layers[i].states[n])]


def period_of(
    states: Iterable[ControlState], start: np.datetime64 | None, end: np.datetime64 | None
) -> tuple[np.datetime64, np.datetime64]:
    """Return the first minute of a map's period, and that after its last, as `build_history` tells it."""
    by_unit: dict[np.dtype[np.datetime64], list[np.datetime64]] = {}
    for instant in (t for s in states for t in (s.valid_from, s.valid_to) if t is not None):
        by_unit.setdefault(instant.dtype, []).append(instant)
    begins, lasts = ([limit(some) for some in map(np.array, by_unit.values())] for limit in (np.min, np.max))
    # A month and its first day begin together, and do not end together.
    ends = (max(end_of(t), first_minute(t) + _ONE_DAY) for t in lasts)
    begin = min(begins) if start is None else start
    return first_minute(begin), max(ends) if end is None else first_minute(end)


def _resolution(
    overlaps: str, states: list[ControlState], owner: list[int], actors: Sequence[str]
) -> Resolve:
    if overlaps not in ("error", "latest", "joint"):
        raise ValueError(f"overlaps takes error, latest, joint; found {overlaps!r}")
    return joint(states, owner, actors) if overlaps == "joint" else latest(states, actors)


def _without_loose_rounding(topology: Topology, claimed: NDArray[np.bool_]) -> Topology:
    """Return a topology in which rounding that no state ever claims goes with what it has most border with.

    `claimed` says of each cover whether a state is in it. What is loose so lies between a layer's extent and
    its states, where one has a vertex and the other has none: it is no ground that nobody holds.
    """
    loose = topology.is_rounding & ~claimed[topology.covers]
    if not loose.any():
        return topology
    beside, covers = neighbours(topology, loose), topology.covers.copy()
    for cell in np.flatnonzero(loose).tolist():
        covers[cell] = next(
            (covers[other] for other in beside.get(cell, ()) if not loose[other]), covers[cell]
        )
    return replace(topology, covers=covers)


def _in_words(overlap: Overlap, states: Sequence[ControlState]) -> str:
    named = listing(f"{states[i].id} ({states[i].controller})" for i in overlap.states)
    return phrase(
        "{named} from {start} until {end}",
        named=named,
        start=format_instant(overlap.start),
        end=format_instant(overlap.end),
    )
