"""Where two edits meet: ground of which both change what is said of one instant.

Features tell too much: a state that two edits touch in opposite corners is on both sides of both deltas. So
the ground is compared, stretch of time by stretch of time, by what is said of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.model import ControlState, Period, period_of
from controlmap.plane import Grid, slivers

__all__ = ["Touched", "meeting", "touched"]

_WHEN_AND_WHERE = {"id", "valid_from", "valid_to", "recorded_at", "superseded_at"}


class Touched(NamedTuple):
    """Ground (lon, lat) of which something else is said in a stretch of time."""

    period: Period
    ground: shapely.Geometry


def touched(delta: Delta, grid: Grid) -> list[Touched]:
    """Return the ground of which a delta says something else than before, and when."""
    sides = [_by_saying(side.values()) for side in (delta.removed, delta.added)]
    return [
        one
        for saying in dict.fromkeys([*sides[0], *sides[1]])
        for one in _differing(sides[0].get(saying, []), sides[1].get(saying, []), grid)
    ]


def meeting(ours: Iterable[Touched], theirs: Iterable[Touched], grid: Grid) -> list[Touched]:
    """Return the ground that both touch at the same instants; lines and slivers do not count."""
    others = list(theirs)
    pairs = ((one, two, one.period.meet(two.period)) for one in ours for two in others)
    shared = (
        (period, _wide(shapely.intersection(one.ground, two.ground, grid_size=grid.size), grid))
        for one, two, period in pairs
        if period is not None and shapely.intersects(one.ground, two.ground)
    )
    return [Touched(period, ground) for period, ground in shared if not shapely.is_empty(ground)]


def _by_saying(groups: Iterable[Sequence]) -> dict[str, list[ControlState]]:
    """Return the states on record by all that they say but where and when."""
    found: dict[str, list[ControlState]] = defaultdict(list)
    for placed in (p for group in groups for p in group):
        if placed.state.superseded_at is None:
            found[_saying(placed.state)].append(placed.state)
    return found


def _saying(state: ControlState) -> str:
    said = state.model_dump(mode="json", exclude=_WHEN_AND_WHERE)
    return json.dumps([said, state.translations], sort_keys=True, default=str)


def _differing(before: list[ControlState], after: list[ControlState], grid: Grid) -> Iterator[Touched]:
    """Yield where and when states that say the same are there before or after only."""
    instants = sorted({instant for state in (*before, *after) for instant in period_of(state)})
    for period in (Period(*bounds) for bounds in pairwise(instants)):
        old, new = (_ground(states, period, grid) for states in (before, after))
        ground = _wide(shapely.symmetric_difference(old, new, grid_size=grid.size), grid)
        if not shapely.is_empty(ground):
            yield Touched(period, ground)


def _ground(states: Iterable[ControlState], period: Period, grid: Grid) -> shapely.Geometry:
    valid = [state.geometry for state in states if period_of(state).meet(period)]
    return shapely.union_all(valid, grid_size=grid.size) if valid else shapely.Polygon()


def _wide(ground: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    """Return the polygons of some ground that are no slivers: there a border only got a vertex."""
    parts = shapely.get_parts(ground)
    parts = parts[shapely.get_dimensions(parts) == 2]
    if not len(parts):
        return shapely.MultiPolygon()
    units = shapely.transform(parts, lambda lonlat: lonlat / grid.size)
    return shapely.MultiPolygon(parts[~slivers(units)].tolist())
