"""Faces: the ground between arcs, and which switches lead to it, found by squares and joined across seams.

Whatever lies in a square is told by the arcs that come to it. So faces are found in the least squares first;
then in those of four times the ground, of which only arcs are left that have a side without a face; until all
is one square. Each square has switches counted from one of its faces; where that stands is told by the arcs
at its seams. The result is the same however the ground is divided.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.chains import Chains
from controlmap.plane.enclosed import OUTSIDE, Rings, enclosed_by, values_of
from controlmap.plane.keys import Ints, distinct, pack
from controlmap.plane.tiles import Cutting, Square, Tile, levels

__all__ = [
    "Faces",
    "Walls",
    "faces_between",
    "in_form",
    "polygons_of",
    "rank_of",
    "sides",
]

Cover = frozenset[int]
Switches = tuple[int, ...]
"""A cover that is put by: as sets those of all faces would take several times the memory of the faces."""


class Walls(NamedTuple):
    """Arcs, and what each one switches: of arc i `switch[first[i] : first[i + 1]]`."""

    arcs: Chains
    switch: Ints
    first: Ints

    def only(self, rows: Ints) -> Walls:
        """Return some of them."""
        xy, start = values_of(self.arcs.xy, self.arcs.start, rows)
        return Walls(Chains(xy, start), *values_of(self.switch, self.first, rows))

    def switches(self, arc: int) -> Cover:
        """Return what an arc switches."""
        return frozenset(self.switch[self.first[arc] : self.first[arc + 1]].tolist())


class Faces(NamedTuple):
    """Faces in a stable order; the one left and right (n, 2) of each arc, or OUTSIDE; and what is on in each.

    `cover` says for each face which item of `covers` it has.
    """

    cells: NDArray[np.object_]
    beside: Ints
    cover: Ints
    covers: tuple[Switches, ...]


class Standing(NamedTuple):
    """Faces that are known, and which one is on each side (n, 2) of each arc; OUTSIDE where none is known."""

    cells: NDArray[np.object_]
    beside: Ints


class _Here(NamedTuple):
    """What is worked on of a square: arcs that come to it, and which of their sides have no face yet."""

    square: Square
    walls: Walls
    free: NDArray[np.bool_]


class _Found(NamedTuple):
    """Faces that were found together; `region` tells which hang together.

    What is on in each, `covers[cover]`, is counted from the first of its region.
    """

    cells: Rings
    beside: Ints
    region: Ints
    cover: Ints
    covers: list[Switches]


def faces_between(walls: Walls, how: Cutting, standing: Standing | None = None) -> Faces:
    """Return the faces between arcs that enclose ground; `how` says who finds them, in what squares.

    Those that are `standing` are not looked for.
    """
    if standing is None:
        nowhere = np.full((len(walls.arcs.start) - 1, 2), OUTSIDE)
        standing = Standing(np.empty(0, dtype=object), nowhere)
    beside, found = standing.beside.copy(), list[_Found]()
    count = len(standing.cells)
    for level in reversed(_levels(walls.arcs, how.most)):
        work = _left(level, beside == OUTSIDE)
        here = (_Here(tile.square, walls.only(tile.rows), free) for tile, free in work)
        for (tile, _), part in zip(work, how.each(_faces_in, here), strict=True):
            arc, side = np.nonzero(part.beside != OUTSIDE)
            beside[tile.rows[arc], side] = part.beside[arc, side] + count
            count += len(part.region)
            found.append(part)
    return _in_order(_joined(walls, beside, standing, found))


def _levels(arcs: Chains, most: int) -> list[list[Tile]]:
    """Return squares of arcs, by their sizes, of which none has too many vertices unless it is divided."""
    if len(arcs.start) < 2:
        return []
    low, high = (least.reduceat(arcs.xy, arcs.start[:-1]) for least in (np.minimum, np.maximum))
    return levels(low, high, np.diff(arcs.start), most)


def _left(level: list[Tile], free: NDArray[np.bool_]) -> list[tuple[Tile, NDArray[np.bool_]]]:
    """Return squares with the arcs that have a side without a face, and which sides those are."""
    rows = ((square, rows[free[rows].any(axis=1)]) for square, rows in level)
    return [(Tile(square, some), free[some]) for square, some in rows if len(some)]


def _faces_in(here: _Here) -> _Found:
    """Find the faces in a square: no arc is missing within them, as those would come to the square too."""
    found = enclosed_by(here.walls.arcs)
    within = [found.low >= here.square.low, found.high <= here.square.high]
    new = np.all(np.concatenate(within, axis=1), axis=1)
    # Faces that were found in a part of the square are found again, or several as one.
    new[found.beside[~here.free & (found.beside != OUTSIDE)]] = False
    number = np.append(np.where(new, np.cumsum(new) - 1, OUTSIDE), OUTSIDE)
    beside = number[found.beside]
    return _Found(found.rings(new), beside, *_walked(int(new.sum()), beside, here.walls))


def polygons_of(arcs: Chains) -> NDArray[np.object_]:
    """Return what arcs enclose: rings begin with their first points by (x, y), interiors are on the left."""
    arc = np.repeat(np.arange(len(arcs.start) - 1), np.diff(arcs.start))
    lines = np.asarray(shapely.linestrings(arcs.xy.astype(float), indices=arc))
    return in_form(shapely.get_parts(shapely.polygonize(lines)))


def in_form(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons whose rings begin with their first points, their interiors on the left."""
    return np.asarray(shapely.orient_polygons(shapely.normalize(polygons)), dtype=object)


def sides(arcs: Chains, cells: NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return the cells left and right of each arc: those whose rings run along with it, or against it."""
    rings, cell = shapely.get_rings(cells, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    keys = pack(xy.astype(np.int64))
    same = ring[1:] == ring[:-1]
    start, end, cell = keys[:-1][same], keys[1:][same], cell[ring[:-1][same]]
    nodes = distinct(start)
    steps = _step(nodes, start, end)
    order = np.argsort(steps)
    first, second = pack(arcs.xy[arcs.start[:-1]]), pack(arcs.xy[arcs.start[:-1] + 1])
    along, against = _step(nodes, first, second), _step(nodes, second, first)
    return _look_up(steps[order], along, cell[order]), _look_up(steps[order], against, cell[order])


def _step(nodes: Ints, start: Ints, end: Ints) -> Ints:
    """One integer a step from a point to another; negative where one is not among the nodes."""
    return _place(nodes, start) << 32 | _place(nodes, end)


def _place(nodes: Ints, points: Ints) -> Ints:
    return _look_up(nodes, points, np.arange(len(nodes)))


def _look_up(keys: Ints, wanted: Ints, values: Ints) -> Ints:
    if len(keys) == 0:
        return np.full(len(wanted), OUTSIDE)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], OUTSIDE)


def _walked(count: int, beside: Ints, walls: Walls) -> tuple[Ints, Ints, list[Switches]]:
    """Walk from face to face: tell which hang together, and what is on in each, from the first of those."""
    inner = np.flatnonzero((beside != OUTSIDE).all(axis=1))
    # Lists, as numpy takes longer to cut out a few numbers than the walk does with them.
    switch, begins = walls.switch.tolist(), walls.first.tolist()
    doors: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for arc, (one, two) in zip(inner.tolist(), beside[inner].tolist(), strict=True):
        doors[one].append((two, arc))
        doors[two].append((one, arc))
    region, on = [OUTSIDE] * count, [Cover()] * count
    for first in range(count):
        ahead = [first] if region[first] == OUTSIDE else []
        region[first] = first if ahead else region[first]
        while ahead:
            here = ahead.pop()
            for there, arc in doors[here]:
                if region[there] == OUTSIDE:
                    switched = switch[begins[arc] : begins[arc + 1]]
                    region[there], on[there] = first, on[here].symmetric_difference(switched)
                    ahead.append(there)
    numbers: dict[tuple[int, Cover], int] = {}
    cover = [numbers.setdefault(one, len(numbers)) for one in zip(region, on, strict=True)]
    covers = [tuple(on) for _, on in numbers]
    return np.array(region, dtype=np.int64), np.array(cover, dtype=np.int64), covers


def _joined(walls: Walls, beside: Ints, standing: Standing, found: list[_Found]) -> Faces:
    """Return all faces, with what is on in them counted from the outside."""
    counted_here = [
        _walked(len(standing.cells), standing.beside, walls),
        *((part.region, part.cover, part.covers) for part in found),
    ]
    cells = np.array([len(region) for region, _, _ in counted_here], dtype=np.int64)
    covers = np.array([len(several) for _, _, several in counted_here], dtype=np.int64)
    firsts = zip(counted_here, np.cumsum(cells) - cells, np.cumsum(covers) - covers, strict=True)
    shifted = [(region + first, cover + first_cover) for (region, cover, _), first, first_cover in firsts]
    region, cover = (np.concatenate(parts) for parts in zip(*shifted, strict=True))
    on = _on(walls, beside, region, cover, [one for _, _, several in counted_here for one in several])
    polygons = Rings.joined([part.cells for part in found]).polygons()
    return Faces(np.concatenate([standing.cells, polygons]), beside, cover, on)


def _on(
    walls: Walls, beside: Ints, region: Ints, cover: Ints, counted: list[Switches]
) -> tuple[Switches, ...]:
    """Return what is on in each cover, counted from the outside and not from the first of its region."""
    seeds = _seeds(walls, beside, region, cover, counted)
    named, of = np.unique(cover, return_index=True)
    of_region = zip(region[of].tolist(), named.tolist(), strict=True)
    return tuple(tuple(sorted(seeds[r].symmetric_difference(counted[c]))) for r, c in of_region)


def _seeds(walls: Walls, beside: Ints, region: Ints, cover: Ints, covers: list[Switches]) -> dict[int, Cover]:
    """Return what is on in the first face of each region, found by walking over the arcs between regions."""
    of = np.append(region, OUTSIDE)[beside]
    doors: dict[int, list[tuple[int, int]]] = {}
    for arc in np.flatnonzero(of[:, 0] != of[:, 1]).tolist():
        one, two = of[arc].tolist()
        doors.setdefault(one, []).append((two, arc))
        doors.setdefault(two, []).append((one, arc))
    counted = [*covers, ()]
    number = np.append(cover, len(covers))[beside]
    seeds, ahead = {OUTSIDE: Cover()}, [OUTSIDE]
    while ahead:
        here = ahead.pop()
        for there, arc in doors.get(here, ()):
            if there not in seeds:
                left, right = (counted[n] for n in number[arc].tolist())
                across = walls.switches(arc).symmetric_difference(left)
                seeds[there] = seeds[here] ^ across.symmetric_difference(right)
                ahead.append(there)
    return seeds


def _in_order(faces: Faces) -> Faces:
    """Return faces by their bounds, area, and the first steps of their rings, which no two have in common."""
    cells = faces.cells
    order = rank_of(cells)
    place = np.full(len(cells) + 1, OUTSIDE)
    place[order] = np.arange(len(cells))
    numbers: dict[Switches, int] = {}
    renamed = np.full(len(faces.covers), OUTSIDE)
    cover = faces.cover[order]
    named, first = np.unique(cover, return_index=True)
    for one in named[np.argsort(first)].tolist():
        renamed[one] = numbers.setdefault(faces.covers[one], len(numbers))
    return Faces(cells[order], place[faces.beside], renamed[cover], tuple(numbers))


def rank_of(cells: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the order of cells by their bounds, area, and the first steps of their rings."""
    steps = _first_steps(cells)
    return np.lexsort((*steps[::-1], shapely.area(cells), *shapely.bounds(cells).T[::-1]))


def _first_steps(cells: NDArray[np.object_]) -> Ints:
    """Return the first two points (x, y, x, y) of each face's outer ring, a column each."""
    xy, cell = shapely.get_coordinates(cells, return_index=True)
    first = np.searchsorted(cell, np.arange(len(cells)))
    return np.stack([*xy[first].T, *xy[first + 1].T])
