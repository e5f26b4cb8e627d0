"""From surfaces to ground: cells of one story joined, and their outlines made simple together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.lattice import Lattice
from controlmap.derive.surface import Key, Surface

__all__ = ["SURE", "Chapters", "Region", "regions_of"]

SURE, LIKELY, SOFT = 2, 1, 0
_SURE_FROM, _LIKELY_FROM = 0.9, 0.6
_SIMPLER_CELLS = 1.4
_LEAST_CELLS = 6
"""Specks of fewer cells go to what surrounds them, unless a place lies in there."""

Chapters = tuple[tuple[int, Key, int], ...]
"""From which of the surface's dates on, who, and how sure: 2 sure, 1 likely, 0 hardly more than a guess."""


@dataclass(frozen=True, slots=True)
class Region:
    """A polygon in (lon, lat) and what happened there; it reaches a little over the zone's outline."""

    shape_lonlat: shapely.Geometry
    chapters: Chapters


def regions_of(surface: Surface, lattice: Lattice, far_km: float) -> list[Region]:
    """Return the regions of a surface, which cover its cells. What is further than `far_km` is not sure."""
    labels, told = _stories(surface, far_km)
    labels = _without_specks(labels, surface, lattice)
    shapes, found = _outlines(labels, surface.cells, lattice)
    return [
        Region(part, told[label])
        for shape, label in zip(shapes, found.tolist(), strict=True)
        for part in lattice.in_degrees(shape)
    ]


@dataclass(slots=True)
class _Trie:
    """Stories that begin alike share their beginnings: each node is a chapter after those of its parent."""

    chapters: list[Chapters] = field(default_factory=lambda: [()])
    known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def after(self, rows: NDArray[np.int64], keys: Sequence[Key]) -> NDArray[np.int64]:
        """Return the nodes of rows (parent, date, key, how sure)."""
        # As one number each, in the same order: rows are sorted as slowly as text.
        coded = np.ravel_multi_index(tuple(rows.T), tuple((rows.max(axis=0, initial=0) + 1).tolist()))
        _, first, which = np.unique(coded, return_index=True, return_inverse=True)
        nodes = [self._node(tuple(row), keys) for row in rows[first].tolist()]
        return np.array(nodes, dtype=np.int64)[which]

    def _node(self, row: tuple[int, ...], keys: Sequence[Key]) -> int:
        if row not in self.known:
            parent, date, key, sure = row
            self.known[row] = len(self.chapters)
            self.chapters.append((*self.chapters[parent], (date, keys[key], sure)))
        return self.known[row]


def _stories(surface: Surface, far_km: float) -> tuple[NDArray[np.int64], list[Chapters]]:
    """The story of each cell, by number, and what the numbers mean."""
    trie, count = _Trie(), len(surface.cells)
    node, since = np.zeros(count, np.int64), np.zeros(count, np.int64)
    total, dates = np.zeros(count), len(surface.dates)
    near = surface.near_km <= far_km
    for date in range(1, dates + 1):
        total += surface.probability(date - 1, slice(None))
        ended = (
            np.flatnonzero(surface.winner[date] != surface.winner[date - 1])
            if date < dates
            else np.arange(count)
        )
        mean = total[ended] / (date - since[ended])
        sure = np.where(
            (mean >= _SURE_FROM) & near[ended], SURE, np.where(mean >= _LIKELY_FROM, LIKELY, SOFT)
        )
        rows = np.column_stack([node[ended], since[ended], surface.winner[date - 1][ended], sure])
        node[ended] = trie.after(rows, surface.keys)
        total[ended], since[ended] = 0, date
    return node, trie.chapters


def _without_specks(labels: NDArray[np.int64], surface: Surface, lattice: Lattice) -> NDArray[np.int64]:
    """Give what is too small to be known apart to the neighbour that it has most of its edge with."""
    one, two = _neighbours(surface.cells, lattice)
    alike = labels[one] == labels[two]
    part = _components(len(labels), one[alike], two[alike])
    size = np.bincount(part, minlength=len(labels))
    points = [witness.lonlat for witness in surface.witnesses if witness.has_ground]
    at = surface.index_of(lattice.cells_at(np.array(points).reshape(-1, 2)))
    size[part[at]] += _LEAST_CELLS
    speck = size[part] < _LEAST_CELLS
    pairs = np.concatenate([np.column_stack([one, two]), np.column_stack([two, one])])
    edge = pairs[(labels[pairs[:, 0]] != labels[pairs[:, 1]]) & speck[pairs[:, 0]]]
    rows, times = np.unique(
        np.column_stack([part[edge[:, 0]], labels[edge[:, 1]]]), axis=0, return_counts=True
    )
    order = np.lexsort([rows[:, 1], -times, rows[:, 0]])
    _, first = np.unique(rows[order, 0], return_index=True)
    host = np.full(len(labels), -1)
    host[rows[order][first, 0]] = rows[order][first, 1]
    return np.where(speck & (host[part] >= 0), host[part], labels)


def _neighbours(cells: NDArray[np.int64], lattice: Lattice) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of cells beside each other, by index."""
    column = np.mod(cells, lattice.columns)
    pairs = []
    for to in (np.where(column == lattice.columns - 1, -1, cells + 1), cells + lattice.columns):
        index = np.minimum(np.searchsorted(cells, to), len(cells) - 1)
        one = np.flatnonzero(cells[index] == to)
        pairs.append((one, index[one]))
    return np.concatenate([pairs[0][0], pairs[1][0]]), np.concatenate([pairs[0][1], pairs[1][1]])


def _components(count: int, one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of some nodes the lowest that it is joined with, over any number of pairs."""
    root = np.arange(count)
    while True:
        a, b = root[one], root[two]
        if np.array_equal(a, b):
            return root
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        # Each node takes its root's root, until none is other than its own.
        while not np.array_equal(root, root[root]):
            root = root[root]


def _outlines(
    labels: NDArray[np.int64], cells: NDArray[np.int64], lattice: Lattice
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Polygons on the lattice round cells of one label that touch, simplified together, and their labels."""
    row, column = np.divmod(cells, lattice.columns)
    top, left = int(row.min()), int(column.min())
    window = np.full((int(row.max()) - top + 3, int(column.max()) - left + 3), -1, np.int64)
    window[row - top + 1, column - left + 1] = labels
    upright, level = np.argwhere(window[:, 1:] != window[:, :-1]), np.argwhere(window[1:] != window[:-1])
    starts = np.concatenate([upright[:, ::-1] + (1, 0), level[:, ::-1] + (0, 1)])
    ends = np.concatenate([upright[:, ::-1] + (1, 1), level[:, ::-1] + (1, 1)])
    edges = shapely.linestrings(np.stack([starts, ends], axis=1).astype(float))
    faces = shapely.get_parts(shapely.polygonize(np.atleast_1d(np.asarray(edges, dtype=object))))
    inside = np.floor(shapely.get_coordinates(shapely.point_on_surface(faces))).astype(np.int64)
    found = window[inside[:, 1], inside[:, 0]]
    faces, found = faces[found >= 0], found[found >= 0]
    order = np.lexsort([*shapely.bounds(faces).T, found])
    simple = shapely.coverage_simplify(faces[order], _SIMPLER_CELLS, simplify_boundary=False)
    return shapely.transform(simple, lambda xy: xy + np.array([left - 1, top - 1])), found[order]
