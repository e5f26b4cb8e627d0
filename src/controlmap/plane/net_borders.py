"""What is left of borders where areas are taken out and others put in: there and back cancel each other out.

A border that was cut where it crossed others keeps its vertices, and who draws it anew knows nothing of them.
The two lie within half a unit of each other: they would come out alike, were the one led through the vertices
of the other. So they cancel out as well.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, pack, paired, ranked, unpack, unpaired
from controlmap.plane.meetings import enters
from controlmap.plane.noding import Borders, node

__all__ = ["Net", "net_borders", "noded_net", "without_same_ways"]

_STEPS = 64
"""Pieces of a border that are followed at most: to follow it farther is dearer than to cut it."""


class Net(NamedTuple):
    """Borders (x, y, x, y) in grid units of areas, each the border of one by its number, so many times.

    They run around what an area gains, on their left, or loses, on their right.
    """

    rows: Ints
    area: Ints
    times: Ints

    def only(self, chosen: NDArray[np.bool_]) -> Self:
        """Return the chosen ones."""
        return type(self)(*(column[chosen] for column in self))


def net_borders(start: Ints, end: Ints, area: Ints, times: Ints) -> Net:
    """Return what is left of borders, each once, where those of one area cancel out that run there and back.

    They run from `start` to `end` (n, 2), each so many `times`; -1 is once the other way.
    """
    place, points = ranked(pack(np.concatenate([start, end])))
    one, two = place.reshape(2, -1)
    segment, keys = ranked(paired(np.column_stack([np.minimum(one, two), np.maximum(one, two)])))
    count = int(area.max(initial=0)) + 1
    number, known = ranked(segment * count + area)
    sums = np.bincount(number, np.sign(two - one) * times, minlength=len(known)).astype(np.int64)
    left = np.flatnonzero(sums)
    ends = unpack(points[unpaired(keys[known[left] // count]).reshape(-1)]).reshape(-1, 4)
    rows = np.where((sums[left] > 0)[:, None], ends, ends[:, [2, 3, 0, 1]])
    return Net(rows, known[left] % count, np.abs(sums[left]))


def without_same_ways(net: Net) -> Net:
    """Return borders without those that go to and fro on one way, through other vertices.

    What is left of them closes as all do.
    """
    kept = np.ones(len(net.rows), dtype=bool)
    once = net.times == 1
    kept[once] = _on_other_ways(net.rows[once], net.area[once])
    return net.only(kept)


def noded_net(net: Net) -> Net:
    """Return borders cut so that two meet at ends only: what then lies on each other is added up.

    Where two cross within a unit they go one way for that unit. One of before and one of after then part what
    is lost from what is gained, and are not nothing, as they would be if they counted as one area's outline.
    """
    noded = node(Borders.of(net.rows[:, :2], net.rows[:, 2:], np.arange(len(net.rows))))
    piece, row = noded.pairs.T
    start, end = noded.ends[piece].transpose(1, 0, 2)
    # The pieces of a border go its way, in x and in y.
    way = net.rows[row, 2:] - net.rows[row, :2]
    turned = (((end - start) * way).sum(axis=1) < 0)[:, None]
    return net_borders(
        np.where(turned, end, start), np.where(turned, start, end), net.area[row], net.times[row]
    )


def _on_other_ways(rows: Ints, area: Ints) -> NDArray[np.bool_]:
    """Tell which rows others do not lead back along, nor do they lead others so."""
    ways = _ways_back(rows, area)
    row, step = (np.concatenate([np.empty(0, dtype=np.int64), *side]) for side in zip(*ways, strict=True))
    # Rows that lie on each other may be led along one, or along each other: those are left to be cut.
    led = np.bincount(row, minlength=len(rows)) > 0
    free = (np.bincount(step, minlength=len(rows)) == 1) & ~led
    led[row[~free[step]]] = False
    found = ~led
    found[step[led[row]]] = False
    return found


def _ways_back(rows: Ints, area: Ints) -> list[tuple[Ints, Ints]]:
    """Return pairs of a row from whose end others lead back to its start, along it, and of one of these."""
    begin, end = _keys(rows, area)
    order = np.argsort(begin, kind="stable")
    rising = begin[order]
    row, at = np.arange(len(rows)), end
    ways, there = [(row[:0], row[:0])], np.zeros(len(rows), dtype=bool)
    for _ in range(_STEPS):
        first = np.searchsorted(rising, at)
        count = np.searchsorted(rising, at, side="right") - first
        ahead = np.repeat(np.arange(len(row)), count)
        step = order[np.arange(len(ahead)) - np.repeat(np.cumsum(count) - count - first, count)]
        back = _goes_back(rows[row[ahead]], rows[step])
        ahead, step = ahead[back], step[back]
        # Where several go on, or none does, there is no one way to follow.
        alone = np.bincount(ahead, minlength=len(row))[ahead] == 1
        row, step = row[ahead[alone]], step[alone]
        ways.append((row, step))
        at, done = end[step], end[step] == begin[row]
        there[row[done]] = True
        row, at = row[~done], at[~done]
        if not len(row):
            break
    return [(row[there[row]], step[there[row]]) for row, step in ways]


def _keys(rows: Ints, area: Ints) -> tuple[Ints, Ints]:
    """Return a number for the start of each row and one for its end: the same for a point of one area."""
    points = ranked(pack(rows.reshape(-1, 2)))[0].reshape(-1, 2)
    start, end = (points * (area.max(initial=0) + 1) + area[:, None]).T
    return start, end


def _goes_back(rows: Ints, steps: Ints) -> NDArray[np.bool_]:
    """Tell of steps whether each goes against its row, to a point that the row passes or starts at."""
    a, b, p = rows[:, :2], rows[:, 2:], steps[:, 2:]
    back = ((p - steps[:, :2]) * (a - b)).sum(axis=1) > 0
    return back & ((p == a).all(axis=1) | enters(a, b, p))
