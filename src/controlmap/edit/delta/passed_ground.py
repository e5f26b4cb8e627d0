"""Who loses ground to whom by an edit: told by the borders that it changes, and by no other.

Crossing a border, somebody's ground begins or ends for some time. Those borders of which an edit changes that
enclose the ground that passes, and nothing else. And where borders say the same as before of how many hold
ground, whoever that is, none of it is held by one more: nobody comes to overlap anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.model import ControlState, bounds_of, chosen, on_record, period_of, periods_of
from controlmap.plane import (
    Grid,
    Ints,
    Net,
    areas_km2,
    border_segments,
    distinct_rows,
    enclosed,
    meeting_patches,
    net_borders,
    slivers,
    without_same_ways,
)

__all__ = ["passed_km2"]

Moves = Callable[[Sequence[ControlState], Sequence[ControlState]], set[tuple[str, str]]]
"""From whom to whom ground passes that some states held before, and others hold after."""


def passed_km2(
    out: Sequence[ControlState],
    put: Sequence[ControlState],
    kept: Sequence[ControlState],
    grid: Grid,
    moves: Moves,
) -> dict[tuple[str, str], float] | None:
    """Return who loses how many km² to whom where states are taken out and others put in, beside those kept.

    No ground may have two holders before; all that are taken out or put in are on record, of those kept only
    such count. None where several states may hold some of it afterwards, were they of one actor: that takes a
    closer look.
    """
    net, when = _changes(out, put, grid)
    if _may_overlap(net, when, put, kept, grid):
        return None
    cells = enclosed(distinct_rows(net.rows))
    cells = np.asarray(shapely.transform(cells[~slivers(cells)], grid.to_degrees), dtype=object)
    moved: dict[tuple[str, str], float] = defaultdict(float)
    points = np.asarray(shapely.point_on_surface(cells), dtype=object)
    for area, old, new in zip(areas_km2(cells).tolist(), _at(points, out), _at(points, put), strict=True):
        for pair in moves(old, new):
            moved[pair] += area
    return dict(moved)


def _changes(out: Sequence[ControlState], put: Sequence[ControlState], grid: Grid) -> tuple[Net, Ints]:
    """Return borders on whose one side more or fewer hold ground than before, and from which minute on.

    Each holder and instant is an area of its own, whatever vertices it has.
    """
    states = [*out, *put]
    rings = shapely.orient_polygons(np.array([state.geometry for state in states], dtype=object))
    start, end, state = border_segments([*rings], grid)
    periods = np.array([period_of(one) for one in states], dtype="datetime64[m]").astype(np.int64)
    names = np.unique([one.controller for one in states], return_inverse=True)[1].reshape(-1)
    (_, when), number = np.unique(
        np.stack([np.repeat(names, 2), periods.reshape(-1)]), axis=1, return_inverse=True
    )
    begins, ends = number.reshape(-1, 2)[state].T
    more = np.where(state < len(out), -1, 1)
    # Where somebody's ground ends at an instant, there is less of it from then on.
    net = net_borders(
        np.concatenate([start, start]),
        np.concatenate([end, end]),
        np.concatenate([begins, ends]),
        np.concatenate([more, -more]),
    )
    net = without_same_ways(net)
    return net, when[net.area]


def _at(points: NDArray[np.object_], states: Sequence[ControlState]) -> list[list[ControlState]]:
    """Return the states that hold each point at some time."""
    found: list[list[ControlState]] = [[] for _ in points]
    grounds = np.array([state.geometry for state in states], dtype=object)
    parts, of = shapely.get_parts(grounds, return_index=True)
    pairs = shapely.STRtree(parts).query(points, predicate="intersects")
    for point, state in zip(pairs[0].tolist(), of[pairs[1]].tolist(), strict=True):
        found[point].append(states[state])
    return found


def _may_overlap(
    net: Net, when: Ints, put: Sequence[ControlState], kept: Sequence[ControlState], grid: Grid
) -> bool:
    """Tell whether ground that more hold than before at some time may have several holders then."""
    instants, number = np.unique(when, return_inverse=True)
    more = net_borders(net.rows[:, :2], net.rows[:, 2:], number.reshape(-1), net.times)
    if not len(more.rows):
        return False
    since = np.datetime64(int(instants[more.area].min()), "m")
    cells = np.asarray(shapely.transform(enclosed(distinct_rows(more.rows)), grid.to_degrees), dtype=object)
    boxes = bounds_of(kept)
    near = meeting_patches(boxes[:, :2], boxes[:, 2:], shapely.bounds(cells))
    lasting = on_record(kept) & (periods_of(kept)[1] > since)
    others = chosen(kept, np.flatnonzero(near & lasting))
    states = [*(one for one in put if period_of(one).end > since), *others]
    grounds = np.array([state.geometry for state in states], dtype=object)
    cell, state = shapely.STRtree(grounds).query(cells)
    inside = shapely.relate_pattern(cells[cell], grounds[state], "T********")
    there: dict[int, list[ControlState]] = defaultdict(list)
    for one, two in zip(cell[inside].tolist(), state[inside].tolist(), strict=True):
        there[one].append(states[two])
    news = {id(state) for state in put}
    return any(_clash(some, news, since) for some in there.values())


def _clash(states: Sequence[ControlState], news: Set[int], since: np.datetime64) -> bool:
    """Tell whether two of some states, one of them new, hold ground at one time since then, of whomever."""
    return any(
        not news.isdisjoint((id(one), id(two)))
        and (shared := period_of(one).meet(period_of(two))) is not None
        and shared.end > since
        # A border between two that neither gains may run through what is gained by others.
        and shapely.relate_pattern(one.geometry, two.geometry, "T********")
        for one, two in combinations(states, 2)
    )
