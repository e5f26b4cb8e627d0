"""Which tile has which segments: most lie in one wholly, and are never copied to be told so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from controlmap.plane import Ints
from controlmap.render.tiled.borders import AT_ONCE, Borders, batches, parts_of
from controlmap.render.tiled.levels import Level, place_in_row

__all__ = ["Batch", "Spread", "batched", "spread_over"]


class Spread(NamedTuple):
    """Segments by the place of the tile that they lie in wholly; what lies in none comes last.

    Those of place p are `rows[first[p] : first[p + 1]]`.
    """

    rows: Ints
    first: Ints

    @property
    def others(self) -> Ints:
        """Those that lie in no tile wholly."""
        return self.rows[self.first[-1] :]


class Batch(NamedTuple):
    """Some tiles that stand together in the file: their places, the segments in them, and what else is.

    `rows` are segments that lie in these tiles wholly, each in that of the place `row_place`; `others` says
    which of the things are theirs that were given by place.
    """

    places: Ints
    rows: Ints
    row_place: Ints
    others: slice


def spread_over(borders: Borders, level: Level, room: int = 0) -> Spread:
    """Return which tile has which segments, of those that keep `room` steps off its edges."""
    place = np.empty(len(borders.left), dtype=np.int32)
    for part in parts_of(len(place)):
        place[part] = _places(borders.chosen(part), level, room)
    counts = np.bincount(place, minlength=level.across**2 + 1)
    return Spread(np.argsort(place, kind="stable"), np.append(0, np.cumsum(counts[:-1])))


def _places(borders: Borders, level: Level, room: int) -> Ints:
    """Return the place of the tile that holds each segment wholly; one past the last where none does."""
    low, high = (of(borders.start, borders.end) for of in (np.minimum, np.maximum))
    first, last = ((at // level.span).clip(0, level.across - 1) for at in (low - room, high + room))
    return np.where((first == last).all(axis=1), place_in_row(first), level.across**2)


def batched(spread: Spread, other_place: Ints, also: Ints) -> Iterator[Batch]:
    """Yield all tiles that have something, so many at a time as hold what is worked on at once.

    `other_place` are the places of further things, in rising order, `also` further places that have tiles.
    """
    sizes = np.diff(spread.first) + np.bincount(other_place, minlength=len(spread.first) - 1)
    has = sizes > 0
    has[also] = True
    places = np.flatnonzero(has)
    for some in batches(sizes[places], AT_ONCE):
        here = places[some]
        begin, end = (int(spread.first[at]) for at in (here[0], here[-1] + 1))
        own = np.diff(spread.first)[here]
        low, high = np.searchsorted(other_place, [here[0], here[-1] + 1])
        yield Batch(here, spread.rows[begin:end], np.repeat(here, own), slice(int(low), int(high)))
