"""Who is on record when: stretches of time of many covers, found by chunks of covers, by whoever.

All is whole numbers until the end: minutes since 1970, and states by number.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from controlmap.plane import Cutting, Ints

__all__ = ["NO_RECORD", "Minutes", "Stretches", "stretches_of", "swept", "with_rows"]

NO_RECORD = -1
"""Stands for the state of ground that no record speaks of."""

Minutes = tuple[int, int]
"""When a state begins and ends, in whole minutes since 1970."""


class Stretches(NamedTuple):
    """Stretches of time in which the same states are on record, cover after cover.

    `counts` has how many there are of each cover, `since` their first minutes. `state` is the one on record,
    or NO_RECORD; of several it is NO_RECORD - 1 - a row of `several`. `edges` has for each stretch with
    several what writes its begin and its end: twice the number of a state that begins then, or one more of
    one that ends; -1 for the begin and -2 for the end of the period.
    """

    counts: Ints
    since: Ints
    state: Ints
    edges: Ints
    several: list[tuple[int, ...]]


def stretches_of(
    covers: Sequence[Sequence[int]], minutes: Sequence[Minutes], within: Minutes, how: Cutting
) -> Stretches:
    """Return the stretches of covers, each of the states (numbers) on one ground, within a period."""
    find = partial(_stretches_in, within=within)
    found = [*how.each(find, _chunks(covers, minutes, how.most))]
    several = list(dict.fromkeys(row for part in found for row in part.several))
    number = {row: i for i, row in enumerate(several)}
    return Stretches(
        counts=np.concatenate([part.counts for part in found]),
        since=np.concatenate([part.since for part in found]),
        state=np.concatenate([_renumbered(part, number) for part in found]),
        edges=np.concatenate([part.edges for part in found]),
        several=several,
    )


def with_rows(found: Stretches, rows: Ints, others: Stretches) -> Stretches:
    """Return stretches in which some covers (numbers) have those of others in place of their own."""
    several = list(dict.fromkeys([*found.several, *others.several]))
    number = {row: i for i, row in enumerate(several)}
    first = [np.cumsum(one.counts) - one.counts for one in (found, others)]
    counts, begin = found.counts.copy(), first[0]
    counts[rows], begin[rows] = others.counts, first[1] + len(found.since)
    before = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) + np.repeat(begin - before, counts)
    since, edges = (
        np.concatenate([getattr(found, name), getattr(others, name)]) for name in ("since", "edges")
    )
    state = np.concatenate([found.state, _renumbered(others, number)])
    of_edge = np.cumsum(state < NO_RECORD) - 1
    chosen = state[at]
    return Stretches(counts, since[at], chosen, edges[of_edge[at[chosen < NO_RECORD]]], several)


def _renumbered(part: Stretches, number: dict[tuple[int, ...], int]) -> Ints:
    rows = np.array([number[row] for row in part.several], dtype=np.int64)
    state = part.state.copy()
    many = state < NO_RECORD
    state[many] = NO_RECORD - 1 - rows[NO_RECORD - 1 - state[many]]
    return state


class _Chunk(NamedTuple):
    covers: list[list[int]]
    minutes: dict[int, Minutes]


def _chunks(covers: Sequence[Sequence[int]], minutes: Sequence[Minutes], most: int) -> Iterator[_Chunk]:
    """Yield covers, some at a time, with when their states begin and end."""
    reach = np.cumsum([1 + len(cover) for cover in covers]) // most
    for some in np.split(np.arange(len(covers)), np.flatnonzero(np.diff(reach)) + 1):
        chosen = [sorted(covers[i]) for i in some.tolist()]
        yield _Chunk(chosen, {i: minutes[i] for i in sorted({i for cover in chosen for i in cover})})


def _stretches_in(chunk: _Chunk, within: Minutes) -> Stretches:
    since, state, edges, count = [], [], [], []
    several: dict[tuple[int, ...], int] = {}
    for cover in chunk.covers:
        before = len(since)
        for begin, end, active, written in swept(cover, chunk.minutes, within):
            many = len(active) > 1
            row = several.setdefault(tuple(active), len(several)) if many else 0
            since.append(begin)
            state.append(NO_RECORD - 1 - row if many else active[0] if active else NO_RECORD)
            if many:
                edges.append((written[begin], written[end]))
        count.append(len(since) - before)
    numbers = _ints(edges).reshape(-1, 2)
    return Stretches(_ints(count), _ints(since), _ints(state), numbers, list(several))


def _ints(numbers: Iterable[object]) -> Ints:
    return np.array(numbers, dtype=np.int64)


def swept(
    cover: Sequence[int], minutes: dict[int, Minutes], within: Minutes
) -> Iterator[tuple[int, int, list[int], dict[int, int]]]:
    """Yield each stretch: its first minute, that after its last, the states on record, what writes when.

    `cover` rises. What begins before the period begins with it. Of several ways to write an instant the first
    one counts. The list and the mapping are the same ones each time.
    """
    first, last = within
    changes: dict[int, list[tuple[int, bool]]] = {}
    written: dict[int, int] = {}
    for i in cover:
        begin, end = minutes[i]
        if first < begin < last:
            written.setdefault(begin, 2 * i)
        if first < end < last:
            written.setdefault(end, 2 * i + 1)
        if max(begin, first) < end:
            changes.setdefault(max(begin, first), []).append((i, True))
            changes.setdefault(end, []).append((i, False))
    at = [first, *sorted(written), last]
    written |= {first: -1, last: -2}
    active: list[int] = []
    for since, until in pairwise(at):
        for i, begins in changes.get(since, ()):
            (insort if begins else list.remove)(active, i)
        yield since, until, active, written
