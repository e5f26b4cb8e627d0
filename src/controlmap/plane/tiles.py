"""Tiles: squares of ground in which few segments lie, so that each can be worked on by itself.

A tile holds whole segments, also those that only come by: what is computed from two of them comes out alike
in every tile that has both. What is found at a point belongs to the one tile whose square holds it. So all
tiles together find what one tile of everything would, however the ground is divided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from controlmap.plane.keys import Ints

__all__ = ["BY_TURNS", "SEGMENTS_A_TILE", "Cutting", "Each", "Square", "Tile", "levels", "tiles"]

_T = TypeVar("_T")
_R = TypeVar("_R")

SEGMENTS_A_TILE = 50_000
"""Segments that a tile is to have at most: some tens of megabytes while it is worked on."""
_HALO = 3
"""Grid units around a square within which a segment belongs to it."""
_LEAST = 64
"""Grid units: no square is divided that has shorter sides."""
_WORTH = 0.8
"""A division counts if no quarter has more than this share of the segments."""


class Each(Protocol):
    """How a function is applied to many values, with results in their order: `map`, or many processes."""

    def __call__(self, work: Callable[[_T], _R], values: Iterable[_T], /) -> Iterable[_R]:
        """Yield what `work` makes of each value."""
        ...


def _in_turn(work: Callable[[_T], _R], values: Iterable[_T], /) -> Iterable[_R]:
    return map(work, values)


class Cutting(NamedTuple):
    """How work is divided: who does it, and how many segments a tile is to have at most."""

    each: Each = _in_turn
    most: int = SEGMENTS_A_TILE


BY_TURNS = Cutting()
"""One tile after the other, in this process."""


class Square(NamedTuple):
    """Ground from a low corner, which it has, to a high one, which it has not; in grid units."""

    low: Ints
    high: Ints

    def holds(self, points: Ints) -> NDArray[np.bool_]:
        """Tell of each point (n, 2) whether it lies in the square."""
        return np.all((points >= self.low) & (points < self.high), axis=1)

    def quarters(self) -> list[Square]:
        """Return the square in four; none where its sides are short."""
        if (self.high - self.low).min() < _LEAST:
            return []
        x, y = np.array([self.low, (self.low + self.high) // 2, self.high]).T
        return [
            Square(np.array([x[i], y[j]]), np.array([x[i + 1], y[j + 1]])) for i in (0, 1) for j in (0, 1)
        ]


class Tile(NamedTuple):
    """A square, and the segments, as rows, that come to it."""

    square: Square
    rows: Ints


def tiles(ends: Ints, most: int = SEGMENTS_A_TILE) -> Iterator[Tile]:
    """Yield tiles of segments (n, 2, 2), in grid units, of which each has `most` if it can be divided so far.

    Squares are quartered where many segments lie. Each point within two units of a segment lies in one of
    them, to which that segment comes.
    """
    if len(ends) == 0:
        return
    square = Square(ends.min(axis=(0, 1)) - _HALO, ends.max(axis=(0, 1)) + _HALO)
    ahead = [Tile(square, np.arange(len(ends)))]
    while ahead:
        tile = ahead.pop()
        quarters = tile.square.quarters() if len(tile.rows) > most else []
        parts = [Tile(square, tile.rows[_come_to(square, ends[tile.rows])]) for square in quarters]
        if parts and max(len(part.rows) for part in parts) <= _WORTH * len(tile.rows):
            ahead += [part for part in parts if len(part.rows)]
        else:
            yield tile


def levels(low: Ints, high: Ints, weight: Ints, most: int) -> list[list[Tile]]:
    """Return squares with the boxes, from `low` to `high` (n, 2), that come to them: of all, then quarters.

    Where boxes weigh more than `most` together their square is quartered, if it can be.
    """
    found = [[Tile(Square(low.min(axis=0), high.max(axis=0)), np.arange(len(low)))]]
    while found[-1]:
        found.append([part for tile in found[-1] for part in _quarters(tile, low, high, weight, most)])
    return found[:-1]


def _quarters(tile: Tile, low: Ints, high: Ints, weight: Ints, most: int) -> list[Tile]:
    heavy = weight[tile.rows].sum()
    parts: list[Tile] = []
    for square in tile.square.quarters() if heavy > most else []:
        boxed = (high[tile.rows] >= square.low).all(axis=1) & (low[tile.rows] <= square.high).all(axis=1)
        parts.append(Tile(square, tile.rows[boxed]))
    least = parts and max(weight[part.rows].sum() for part in parts) <= _WORTH * heavy
    return [part for part in parts if len(part.rows)] if least else []


def _come_to(square: Square, ends: Ints) -> NDArray[np.intp]:
    """Return the segments that come within the halo of a square, by its axes and then their own normals."""
    low, high = square.low - _HALO, square.high + _HALO
    a, b = ends[:, 0], ends[:, 1]
    # An axis at a time: numpy takes ten times as long to find the least along a short one.
    boxed = [
        (np.maximum(a[:, i], b[:, i]) >= low[i]) & (np.minimum(a[:, i], b[:, i]) <= high[i]) for i in (0, 1)
    ]
    near = np.flatnonzero(boxed[0] & boxed[1])
    step = (b[near] - a[near]).astype(float)
    away = (low + high) / 2 - a[near]
    aside = np.abs(step[:, 0] * away[:, 1] - step[:, 1] * away[:, 0])
    return near[aside <= np.abs(step[:, ::-1]) @ ((high - low) / 2) + 1]
