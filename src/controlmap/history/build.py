"""Make the history of layers of control states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.arguments import checked
from controlmap.dates import OPEN_END, Instant, end_of, first_minute, instant_of
from controlmap.errors import InputError, OverlapError, Problem
from controlmap.history.covers import Covers
from controlmap.history.history import History
from controlmap.history.on_record import RecordTimes
from controlmap.history.slits import without_slits
from controlmap.history.stretches import Minutes, Stretches, stretches_of, with_rows
from controlmap.history.timeline import (
    NO_RECORD,
    Overlap,
    Resolve,
    between_controllers,
    joint,
    latest,
    lines_in,
    minute_of,
    minutes_of,
)
from controlmap.model import ControlState, KnownDates, known_dates
from controlmap.plane import (
    BY_TURNS,
    Cutting,
    Grid,
    Ints,
    Topology,
    cut_again,
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


@checked
def build_history(
    layers: Sequence[Ground],
    *,
    grid: Grid | None = None,
    start: Instant | None = None,
    end: Instant | None = None,
    known_on: Instant | None = None,
    overlaps: Literal["error", "latest", "joint"] = "error",
    actors: Sequence[str] = (),
    refuse_overlaps: bool = True,
    topology: Topology | None = None,
    before: Topology | None = None,
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
    `topology` is what `areas_of` these layers cut the ground into, where that is known: all their states in
    order, on record or not. Ground that nothing on record covers then has the layer -1, and is no part of the
    map. `before` is what areas with mostly the same borders cut the ground into, on the same grid: it is cut
    sooner then. `zone` is that of its civil time, to which instants with an offset are converted. `how` says
    who cuts the ground, in tiles of how many segments.

    Raises
    ------
    InputError
        When `start`, `end` or `known_on` is no instant.
    OverlapError
        With overlaps "error", when there are any between different controllers and they are refused.
    InputError
        When there is no state, or an argument is something else than is said here.

    Examples
    --------
    >>> from controlmap.history import Ground
    >>> layers = [Ground(layer.id, layer.states) for layer in project.project.layers]
    >>> controlmap.build_history(layers, grid=project.project.grid, end="2024-03-21")
    History(valley; 2024-02-01 until 2024-03-21; 3 cells, 4 spells)
    """
    grid = grid or Grid()
    first, last, known_on = (None if t is None else instant_of(t, zone) for t in (start, end, known_on))
    cutting = _states_in(layers)
    on_record = RecordTimes.of([layers[i].states[n] for i, n in cutting]).on_record(known_on)
    if not on_record.any():
        raise InputError(Problem("there is no control state to make a history of"))
    if topology is None:
        cutting = [cutting[i] for i in np.flatnonzero(on_record).tolist()]
        on_record = np.ones(len(cutting), dtype=bool)
        areas = areas_of(layers, cutting)
        topology = cut_ground(areas, grid, how) if before is None else cut_again(areas, before, grid, how)
    ground = partition_of(layers, topology, grid, cutting)
    swept = sweep(ground, on_record, period=(first, last), how=how)
    terms = Terms(overlaps, tuple(actors), zone, refuse_overlaps=refuse_overlaps)
    return history_in(ground, swept, terms)


@dataclass(frozen=True, slots=True)
class Partition:
    """What states of layers and their extents cut the ground into, and which of them cover it.

    `covers` has the states (numbers) that lie on the ground of each of the topology's covers, `within` the
    number of the first layer whose extent does, or how many layers there are. `owner` is the layer of each
    state, `minutes` are when it begins and ends.
    """

    grid: Grid
    layers: tuple[str, ...]
    states: tuple[ControlState, ...]
    owner: Ints
    minutes: list[Minutes]
    topology: Topology
    covers: Covers
    within: Ints


class Swept(NamedTuple):
    """Which states of a partition are on record, in which period, and which lie on each cover when."""

    on_record: NDArray[np.bool_]
    period: tuple[np.datetime64, np.datetime64]
    found: Stretches


class Terms(NamedTuple):
    """How several states on one ground are read, and the zone of civil time: see `build_history`."""

    overlaps: str
    actors: tuple[str, ...] = ()
    zone: ZoneInfo | None = None
    refuse_overlaps: bool = True


def partition_of(
    layers: Sequence[Ground], topology: Topology, grid: Grid, cutting: Sequence[_Cut] | None = None
) -> Partition:
    """Return a partition, given what states of layers, by default all, and extents cut the ground into."""
    cutting = _states_in(layers) if cutting is None else cutting
    states = tuple(layers[i].states[n] for i, n in cutting)
    extents = [i for i, layer in enumerate(layers) if layer.extent_lonlat is not None]
    topology = with_slits(topology)
    covers = Covers.of(topology.cover_runs)
    is_state = np.arange(len(states) + len(extents)) < len(states)
    layer_of_extent = np.concatenate([np.full(len(states), NO_RECORD), np.array(extents, dtype=np.int64)])
    return Partition(
        grid=grid,
        layers=tuple(layer.id for layer in layers),
        states=states,
        owner=np.array([i for i, _ in cutting], dtype=np.int64),
        minutes=minutes_of(states),
        topology=topology,
        covers=covers.only(is_state),
        within=covers.only(~is_state).least(layer_of_extent, len(layers)),
    )


def sweep(
    ground: Partition,
    on_record: NDArray[np.bool_],
    *,
    period: tuple[np.datetime64 | None, np.datetime64 | None] = (None, None),
    before: Swept | None = None,
    how: Cutting = BY_TURNS,
) -> Swept:
    """Return which of the states that are on record lie on each cover when.

    `period` is the map's, as far as it is set. What was found `before` of others of the partition's states
    holds for each cover that has none of the states in which the two differ.
    """
    counting = np.flatnonzero(on_record).tolist()
    bounds = period_of([ground.states[i] for i in counting], *period)
    covers, within = ground.covers.only(on_record), (minute_of(bounds[0]), minute_of(bounds[1]))

    def stretches(chosen: Ints) -> Stretches:
        return stretches_of(covers.each(chosen), ground.minutes, within, how)

    if before is None or not _bounded_alike(ground, on_record, bounds, before):
        return Swept(on_record, bounds, stretches(np.arange(len(covers.first) - 1)))
    others = np.flatnonzero(ground.covers.with_any(on_record != before.on_record))
    found = with_rows(before.found, others, stretches(others)) if len(others) else before.found
    return Swept(on_record, bounds, found)


def _bounded_alike(
    ground: Partition,
    on_record: NDArray[np.bool_],
    bounds: tuple[np.datetime64, np.datetime64],
    before: Swept,
) -> bool:
    """Tell whether all that is on record in two sweeps begins and ends within both of their periods.

    Of what goes beyond, the longer one shows more.
    """
    if bounds == before.period:
        return True
    both = np.flatnonzero(on_record & before.on_record).tolist()
    open_end = minute_of(OPEN_END)
    instants = (at for i in both for at in ground.minutes[i] if at != open_end)
    sooner = min(minute_of(bounds[1]), minute_of(before.period[1]))
    return bounds[0] == before.period[0] and max(instants, default=sooner - 1) < sooner


def history_in(ground: Partition, swept: Swept, terms: Terms) -> History:
    """Return the history of those states of a partition that are on record.

    Raises
    ------
    OverlapError, ValueError
        As `build_history` does.
    """
    start, end = swept.period
    states, owner = [*ground.states], ground.owner.tolist()
    resolve = _resolution(terms.overlaps, states, owner, terms.actors)
    lines = lines_in(swept.found, ground.states, start=start, end=end, resolve=resolve)
    topology = _without_loose_rounding(ground.topology, ground.covers.with_any(swept.on_record))
    used = np.isin(lines.cover, topology.covers[~topology.is_rounding])
    found = [overlap for overlap, counts in zip(lines.overlaps, used.tolist(), strict=True) if counts]
    disputed = between_controllers(found, states)
    if disputed and terms.overlaps == "error" and terms.refuse_overlaps:
        known = known_dates(states)
        raise OverlapError(_in_words(overlap, states, known) for overlap in disputed)
    # Those on record are numbered anew, and joint ones follow.
    made = len(states) - len(ground.states)
    counting = np.append(swept.on_record, np.ones(made, dtype=bool))
    number = np.append(np.cumsum(counting) - 1, NO_RECORD)
    chosen = np.flatnonzero(counting)
    nobodys = len(ground.layers)
    of_states = ground.covers.only(swept.on_record).least(ground.owner, nobodys)
    layer = np.where(ground.within < nobodys, ground.within, of_states)
    spell_start, first = values_of(lines.start, lines.first, topology.covers)
    history = History(
        grid=ground.grid,
        layers=ground.layers,
        states=tuple(states[i] for i in chosen.tolist()),
        state_layer=np.array(owner, dtype=np.int64)[chosen],
        start=start,
        end=end,
        topology=topology,
        cell_layer=np.where(layer < nobodys, layer, NO_RECORD)[topology.covers],
        spell_cell=np.repeat(np.arange(len(topology.cells)), np.diff(first)),
        spell_start=spell_start.astype("datetime64[m]"),
        spell_state=number[values_of(lines.state, lines.first, topology.covers)[0]],
        overlaps=tuple(replace(one, states=tuple(number[[*one.states]].tolist())) for one in found),
        zone=terms.zone,
        joined=made,
    )
    return without_slits(history)


_Cut = tuple[int, int]
"""A state: the index of its layer, and its own in that layer."""


def areas_of(layers: Sequence[Ground], cutting: Sequence[_Cut] | None = None) -> list[shapely.Geometry]:
    """Return the ground of states of layers, by default of all, and after it the extents (lon, lat)."""
    cutting = _states_in(layers) if cutting is None else cutting
    extents = [layer.extent_lonlat for layer in layers if layer.extent_lonlat is not None]
    return [*(layers[i].states[n].geometry for i, n in cutting), *extents]


def _states_in(layers: Sequence[Ground]) -> list[_Cut]:
    return [(i, n) for i, layer in enumerate(layers) for n in range(len(layer.states))]


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


def _in_words(overlap: Overlap, states: Sequence[ControlState], known: KnownDates) -> str:
    named = listing(f"{states[i].id} ({states[i].controller})" for i in overlap.states)
    return phrase(
        "{named} from {start} until {end}",
        named=named,
        start=known.text(overlap.start),
        end=known.text(overlap.end),
    )
