"""Who loses ground to whom by an edit: told by the borders that it changes, and by no other.

Crossing a border, somebody's ground begins or ends for some time. Those borders of which an edit changes that
enclose the ground that passes, and nothing else. And where borders say the same as before of how many hold
ground, whoever that is, none of it is held by one more: nobody comes to overlap anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from itertools import combinations
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.model import ControlState, period_of
from controlmap.plane import (
    Grid,
    Ints,
    areas_km2,
    border_segments,
    distinct_rows,
    enclosed,
    on_other_ways,
    pack,
    paired,
    ranked,
    slivers,
    unpack,
    unpaired,
)

__all__ = ["passed_km2"]

Moves = Callable[[Sequence[ControlState], Sequence[ControlState]], set[tuple[str, str]]]
"""From whom to whom ground passes that some states held before, and others hold after."""


class _Changes(NamedTuple):
    """Borders (x, y, x, y) of which more hold ground on the left than before, or fewer on the right.

    With each comes who that is, and from which minute on; one stands there as often as it is so.
    """

    rows: Ints
    who: Ints
    when: Ints

    def only(self, chosen: NDArray) -> _Changes:
        """Return the chosen ones, or in a chosen order."""
        return _Changes(*(column[chosen] for column in self))


def passed_km2(
    out: Sequence[ControlState],
    put: Sequence[ControlState],
    kept: Sequence[ControlState],
    grid: Grid,
    moves: Moves,
) -> dict[tuple[str, str], float] | None:
    """Return who loses how many km² to whom where states are taken out and others put in, beside those kept.

    No ground may have two holders before. None where some may have two afterwards: that takes a closer look.
    """
    changes = _changes(out, put, grid)
    if _may_overlap(changes, put, kept, grid):
        return None
    cells = enclosed(distinct_rows(changes.rows))
    cells = np.asarray(shapely.transform(cells[~slivers(cells)], grid.to_degrees), dtype=object)
    moved: dict[tuple[str, str], float] = defaultdict(float)
    points = np.asarray(shapely.point_on_surface(cells), dtype=object)
    for area, old, new in zip(areas_km2(cells).tolist(), _at(points, out), _at(points, put), strict=True):
        for pair in moves(old, new):
            moved[pair] += area
    return dict(moved)


def _changes(out: Sequence[ControlState], put: Sequence[ControlState], grid: Grid) -> _Changes:
    """Return the borders of states that do not say the same after as before, whatever vertices they have."""
    states = [*out, *put]
    rings = shapely.orient_polygons(np.array([state.geometry for state in states], dtype=object))
    start, end, state = border_segments([*rings], grid)
    periods = np.array([period_of(one) for one in states], dtype="datetime64[m]").astype(np.int64)
    names = np.unique([one.controller for one in states], return_inverse=True)[1].reshape(-1)
    event, number = np.unique(
        np.stack([np.repeat(names, 2), periods.reshape(-1)]), axis=1, return_inverse=True
    )
    number = number.reshape(-1, 2)[state]
    more = np.where(state < len(out), -1, 1)
    # Where somebody's ground ends at an instant, there is less of it from then on.
    rows, of = _summed(start, end, [(number[:, 0], more), (number[:, 1], -more)], len(event[0]))
    changes = _Changes(rows, *event[:, of])
    return changes.only(on_other_ways(changes.rows, of))


def _summed(start: Ints, end: Ints, events: Sequence[tuple[Ints, Ints]], count: int) -> tuple[Ints, Ints]:
    """Return the rows that are left of each event where those there and back cancel out, and which it is."""
    place, points = ranked(pack(np.concatenate([start, end])))
    one, two = place.reshape(2, -1)
    segment, keys = ranked(paired(np.column_stack([np.minimum(one, two), np.maximum(one, two)])))
    turn = np.sign(two - one)
    number, known = ranked(np.concatenate([segment * count + of for of, _ in events]))
    sums = np.bincount(number, np.concatenate([turn * more for _, more in events])).astype(np.int64)
    left = np.repeat(np.arange(len(sums)), np.abs(sums))
    low, high = (
        unpack(points[unpaired(keys[known[left] // count]).reshape(-1)]).reshape(-1, 2, 2).transpose(1, 0, 2)
    )
    there = (sums[left] > 0)[:, None]
    return np.where(there, np.hstack([low, high]), np.hstack([high, low])), known[left] % count


def _at(points: NDArray[np.object_], states: Sequence[ControlState]) -> list[list[ControlState]]:
    """Return the states that hold each point at some time."""
    found: list[list[ControlState]] = [[] for _ in points]
    grounds = np.array([state.geometry for state in states], dtype=object)
    parts, of = shapely.get_parts(grounds, return_index=True)
    for point, part in zip(
        *shapely.STRtree(parts).query(points, predicate="intersects").tolist(), strict=True
    ):
        found[point].append(states[of[part]])
    return found


def _may_overlap(
    changes: _Changes, put: Sequence[ControlState], kept: Sequence[ControlState], grid: Grid
) -> bool:
    """Tell whether ground that more hold than before at some time may have several holders then."""
    instants, when = np.unique(changes.when, return_inverse=True)
    once = np.ones(len(when), dtype=np.int64)
    rows, at = _summed(changes.rows[:, :2], changes.rows[:, 2:], [(when.reshape(-1), once)], len(instants))
    if not len(rows):
        return False
    since = np.datetime64(int(instants[at].min()), "m")
    states = [state for state in (*put, *kept) if period_of(state).end > since]
    cells = np.asarray(shapely.transform(enclosed(distinct_rows(rows)), grid.to_degrees), dtype=object)
    grounds = np.array([state.geometry for state in states], dtype=object)
    cell, state = shapely.STRtree(grounds).query(cells)
    inside = shapely.relate_pattern(cells[cell], grounds[state], "T********")
    there: dict[int, list[ControlState]] = defaultdict(list)
    for one, two in zip(cell[inside].tolist(), state[inside].tolist(), strict=True):
        there[one].append(states[two])
    news = {id(state) for state in put}
    return any(_clash(some, news, since) for some in there.values())


def _clash(states: Sequence[ControlState], news: Set[int], since: np.datetime64) -> bool:
    """Tell whether two of some states, of which one is new, are different holders' at one time since then."""
    return any(
        one.controller != two.controller
        and not news.isdisjoint((id(one), id(two)))
        and (shared := period_of(one).meet(period_of(two))) is not None
        and shared.end > since
        for one, two in combinations(states, 2)
    )
