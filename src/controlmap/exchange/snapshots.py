"""Dated full restatements as a layer of control states with periods.

The snapshots are cut together, one after the other, and each stretch of time in which ground stays with one
controller becomes part of one state; so the states share their borders and never overlap in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely

from controlmap.dates import day_or_minute, end_of, precision_of
from controlmap.model import ControlState
from controlmap.plane import Grid, Topology, areas_of, cut_series

__all__ = ["comes_and_goes", "cut_states", "states_of_cut", "told_until", "with_gaps"]

Spell = tuple[int, int, int]
"""Numbers of the first snapshot, of the one after the last, and of the actor."""

_Snapshot = TypeVar("_Snapshot")

_ONE_DAY = np.timedelta64(1440, "m")


def cut_states(
    dates: Sequence[np.datetime64],
    snapshots: Iterable[Mapping[str, shapely.Geometry]],
    *,
    layer: str,
    grid: Grid,
    gaps: str,
) -> tuple[list[ControlState], Topology]:
    """Return the control states that dated snapshots tell, and what they cut the ground into.

    `snapshots` give for each of `dates` the ground (lon, lat) by controller, in force until the next one, and
    are read one at a time. `gaps` says what a missing day means: "carry" the one before it, or "unknown".
    """
    starts, filled = with_gaps(dates, snapshots, {}, gaps)
    topology, actors = cut_series(filled, len(starts), grid)
    return states_of_cut(topology, actors, starts, layer=layer, grid=grid)


def states_of_cut(
    topology: Topology, actors: Sequence[str], starts: Sequence[np.datetime64], *, layer: str, grid: Grid
) -> tuple[list[ControlState], Topology]:
    """Return the control states of a series that is cut, as `cut_states` does; `starts` is its dates."""
    spells = _spells(topology, len(starts))
    states = [
        ControlState(
            id=f"{layer}-{number:05d}",
            geometry=shapely.transform(ground, grid.to_degrees),
            controller=actors[actor],
            valid_from=starts[start],
            valid_to=starts[end] if end < len(starts) else None,
        )
        for number, ((start, end, actor), ground) in enumerate(_grounds(topology, spells), 1)
    ]
    return states, replace(topology, cover_runs=_state_runs(topology, spells))


def comes_and_goes(states: Sequence[ControlState], topology: Topology) -> bool:
    """Tell whether ground that some state covers is covered by none for a time, from the first date on."""
    first = min(state.valid_from for state in states)
    used = np.unique(topology.covers[~topology.is_rounding]).tolist()
    return any(_is_broken([states[i] for i in areas_of(topology.cover_runs[n])], first) for n in used)


def _is_broken(states: Sequence[ControlState], first: np.datetime64) -> bool:
    """Tell whether states on one ground, none of them at once, do not follow upon each other."""
    in_order = sorted(states, key=lambda state: state.valid_from)
    ends = [first, *(state.valid_to for state in in_order)]
    starts = [*(state.valid_from for state in in_order), None]
    return any(end != start for end, start in zip(ends, starts, strict=True))


def with_gaps(
    dates: Sequence[np.datetime64], snapshots: Iterable[_Snapshot], nothing: _Snapshot, gaps: str
) -> tuple[list[np.datetime64], Iterable[_Snapshot]]:
    """Return dates and snapshots, with `nothing` on the first missing day where `gaps` are "unknown"."""
    if gaps != "unknown":
        return list(dates), snapshots
    ends = [told_until(date) for date in dates]
    gap_after = [end < after for end, after in zip(ends, dates[1:], strict=False)] + [False]
    starts = [
        t
        for date, end, gap in zip(dates, ends, gap_after, strict=True)
        for t in [date, day_or_minute(end)][: 1 + gap]
    ]
    both = zip(snapshots, gap_after, strict=True)
    return starts, (one for snapshot, gap in both for one in [snapshot, nothing][: 1 + gap])


def told_until(date: np.datetime64) -> np.datetime64:
    """Return the first minute of which a snapshot says nothing: after its year, month or day, or 24 hours."""
    return date + _ONE_DAY if precision_of(date) == "minute" else end_of(date)


def _spells(topology: Topology, count: int) -> dict[Spell, list[int]]:
    """From which snapshot until which one an actor held ground, in order, and the covers of that ground."""
    spells: dict[Spell, list[int]] = defaultdict(list)
    for cover, runs in enumerate(topology.cover_runs):
        for first, after in zip(runs[::2], runs[1::2], strict=True):
            actor, start = divmod(first, count + 1)
            spells[start, start + after - first, actor].append(cover)
    return dict(sorted(spells.items()))


def _grounds(
    topology: Topology, spells: Mapping[Spell, list[int]]
) -> Iterator[tuple[Spell, shapely.Geometry]]:
    """Each spell with its ground, in grid units."""
    order = np.argsort(topology.covers, kind="stable")
    first = np.searchsorted(topology.covers[order], np.arange(len(topology.cover_runs) + 1))
    for spell, covers in spells.items():
        cells = np.concatenate([order[first[c] : first[c + 1]] for c in covers])
        yield spell, shapely.coverage_union_all(topology.cells[cells])


def _state_runs(topology: Topology, spells: Mapping[Spell, list[int]]) -> tuple[tuple[int, ...], ...]:
    """The states (spells by number) of each cover, as runs."""
    runs: list[list[int]] = [[] for _ in topology.cover_runs]
    for number, covers in enumerate(spells.values()):
        for cover in covers:
            if runs[cover][-1:] == [number]:
                runs[cover][-1] = number + 1
            else:
                runs[cover] += (number, number + 1)
    return tuple(map(tuple, runs))
