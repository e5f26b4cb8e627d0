"""Chains of segments: borders from where they branch to where they branch again, or around."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from controlmap.plane.keys import Ints

__all__ = ["Chains", "chains", "firsts"]

_NONE = -1


class Chains(NamedTuple):
    """Chain i has the points `xy` (n, 2) from `start[i]` to `start[i + 1]`; a ring's last is its first."""

    xy: Ints
    start: Ints


class _Halves(NamedTuple):
    """Segments in both directions, by where they start (in the order of the points) and anticlockwise.

    `tail` and `head` are points, `twin` the same segment the other way; `before` and `after` what leads to
    it and on from it where nothing branches, else -1; `along` says whether it runs as its segment does.
    """

    tail: Ints
    head: Ints
    twin: Ints
    before: Ints
    after: Ints
    along: NDArray[np.bool_]


def chains(points: Ints, segments: Ints) -> Chains:
    """Return segments, pairs of rows of `points`, chained through every point in which just two meet.

    In the order and the directions that the line merger of JTS (M. Davis) gives them: first those from where
    borders branch or end, by their first points, and of one point anticlockwise from the east; then rings,
    from their first points. A chain runs as most of its segments do. It is done for all chains at once: each
    segment finds the first of its chain by jumping twice as far each time (J. C. Wyllie, "The complexity of
    parallel computations", 1979).
    """
    halves = _halves(points, segments)
    before = halves.before.copy()
    first, place = firsts(before)
    rings = _ring_starts(halves, first)
    before[rings] = _NONE
    around = np.flatnonzero(halves.before[first] != _NONE)
    first[around], place[around] = firsts(before, around)
    # Each chain is there from both its ends, and each ring in both directions: one of them is left out.
    last = np.flatnonzero(halves.after == _NONE)
    branching = np.sort(first[last][first[last] < halves.twin[last]])
    return _written(points, halves, np.concatenate([branching, rings]), first, place)


def _halves(points: Ints, segments: Ints) -> _Halves:
    count = len(segments)
    tail, head = segments.T.reshape(-1), segments[:, ::-1].T.reshape(-1)
    step = points[head] - points[tail]
    turn = np.arctan2(step[:, 1], step[:, 0]) % (2 * np.pi)
    order = np.lexsort((turn, tail))
    place = np.empty(2 * count, dtype=np.int64)
    place[order] = np.arange(2 * count)
    tail, head, twin = tail[order], head[order], place[(order + count) % max(2 * count, 1)]
    degree = np.bincount(tail, minlength=len(points))
    opening = np.cumsum(degree) - degree
    # Of the two that start where one ends, the one that is not its twin goes on.
    goes_on = degree[head] == 2
    after = np.where(goes_on, 2 * opening[head] + 1 - twin, _NONE)
    before = np.full(2 * count, _NONE)
    before[after[goes_on]] = np.flatnonzero(goes_on)
    return _Halves(tail, head, twin, before, after, order < count)


def firsts(before: Ints, some: Ints | None = None) -> tuple[Ints, Ints]:
    """Return the first of each one's chain, and how many lead to it; on a ring any, and any number."""
    first = np.where(before == _NONE, np.arange(len(before)), before)
    place = (before != _NONE).astype(np.int64)
    ahead = np.arange(len(before)) if some is None else some
    for _ in range(len(before).bit_length()):
        ahead = ahead[before[first[ahead]] != _NONE]
        if not ahead.size:
            break
        # All at once: what is read is as it was before.
        place[ahead], first[ahead] = place[ahead] + place[first[ahead]], first[first[ahead]]
    return (first, place) if some is None else (first[some], place[some])


def _ring_starts(halves: _Halves, first: Ints) -> Ints:
    """Return those with which rings start: at its first point the first one, and so in one direction only."""
    around = np.flatnonzero(halves.before[first] != _NONE)
    least, jump = np.arange(len(first)), halves.before.copy()
    for _ in range(len(around).bit_length()):
        least[around], jump[around] = np.minimum(least[around], least[jump[around]]), jump[jump[around]]
    starts = around[least[around] == around]
    # The other direction has the next one at that point.
    return starts[np.append(halves.tail[1:], _NONE)[starts] == halves.tail[starts]]


def _written(points: Ints, halves: _Halves, starts: Ints, first: Ints, place: Ints) -> Chains:
    number = np.full(len(first), _NONE)
    number[starts] = np.arange(len(starts))
    kept = np.flatnonzero(number[first] != _NONE)
    chain, place = number[first[kept]], place[kept]
    length = np.bincount(chain, minlength=len(starts))
    against = 2 * np.bincount(chain, weights=halves.along[kept], minlength=len(starts)) < length
    start = np.concatenate([[0], np.cumsum(length + 1)])
    row = start[chain] + np.where(against[chain], length[chain] - place, place)
    point = np.empty(start[-1], dtype=np.int64)
    point[row + np.where(against[chain], -1, 1)] = halves.head[kept]
    point[row] = halves.tail[kept]
    return Chains(points[point], start)
