"""Outlines and lines as arcs: each stretch that several of them share stands once, as in TopoJSON.

An arc ends where those who share it part: at a vertex that not all who pass it pass between the same two
neighbours (M. Bostock, "How To Infer Topology", 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.keys import Ints, pack, ranked, unpack

__all__ = ["Arcs", "shared_arcs"]

Way = list[int]
"""Arcs one after the other, by index; `~i` is arc i backwards."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs as rows of points (n, 2), and what is made of them.

    `shapes` has the parts of each geometry, and of each part its ways: the outer ring of a polygon and its
    holes, or a line's one way.
    """

    arcs: list[Ints]
    shapes: list[list[list[Way]]]

    def points_of(self, way: Way) -> Ints:
        """Return the points (n, 2) of a way; those at which arcs meet stand once."""
        pieces = [self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in way]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


class _Path(NamedTuple):
    """A ring, whose last point is not told again, or a line: from where to where among all points."""

    start: int
    end: int
    closed: bool


def shared_arcs(geometries: Sequence[shapely.Geometry]) -> Arcs:
    """Return polygons and lines, whose coordinates are whole numbers of some unit, as the arcs they share.

    Geometries that have no parts have no ways; points have none either.
    """
    shapes = [[_lines(part) for part in shapely.get_parts(geometry).tolist()] for geometry in geometries]
    lines = [line for shape in shapes for part in shape for line in part]
    paths, points = _paths(lines)
    place, keys = ranked(pack(points))
    ways = _ways(paths, place, _junctions(paths, place, len(keys)))
    known: dict[bytes, int] = {}
    pieces: list[Ints] = []
    found = iter([[_named(piece, known, pieces) for piece in way] for way in ways])
    named = [[[next(found) for _ in part] for part in shape] for shape in shapes]
    vertices = unpack(keys)
    return Arcs([vertices[piece] for piece in pieces], named)


def _lines(part: shapely.Geometry) -> list[shapely.Geometry]:
    if shapely.is_empty(part) or isinstance(part, shapely.Point):
        return []
    return [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]


def _paths(lines: Sequence[shapely.Geometry]) -> tuple[list[_Path], Ints]:
    paths, runs, start = [], [np.empty((0, 2), dtype=np.int64)], 0
    for line in lines:
        run = np.rint(shapely.get_coordinates(line)).astype(np.int64)
        closed = isinstance(line, shapely.LinearRing)
        run = run[:-1] if closed else run
        paths.append(_Path(start, start + len(run), closed))
        runs.append(run)
        start += len(run)
    return paths, np.concatenate(runs)


def _junctions(paths: Sequence[_Path], place: Ints, count: int) -> NDArray[np.bool_]:
    """Tell of each distinct point whether arcs end there: a line does, or two go on in different ways."""
    before, after = np.roll(place, 1), np.roll(place, -1)
    junction = np.zeros(count, dtype=bool)
    for start, end, closed in paths:
        before[start], after[end - 1] = place[end - 1], place[start]
        if not closed:
            junction[[place[start], place[end - 1]]] = True
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.lexsort((high, low, place))
    same = place[order][1:] == place[order][:-1]
    differs = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    junction[place[order][1:][same & differs]] = True
    return junction


def _ways(paths: Sequence[_Path], place: Ints, junction: NDArray[np.bool_]) -> Iterator[list[Ints]]:
    """Yield the pieces of each path between junctions; a ring without any begins at its least point."""
    for start, end, closed in paths:
        path = place[start:end]
        if closed:
            stops = np.flatnonzero(junction[path])
            path = np.roll(path, -(stops[0] if len(stops) else np.argmin(path)))
            path = np.append(path, path[0])
        stops = np.flatnonzero(junction[path])
        bounds = [0, *stops[(stops > 0) & (stops < len(path) - 1)].tolist(), len(path) - 1]
        yield [path[a : b + 1] for a, b in pairwise(bounds)]


def _named(piece: Ints, known: dict[bytes, int], pieces: list[Ints]) -> int:
    """Return the index of an arc, or `~index` where it is known the other way round."""
    forward, backward = piece.tobytes(), piece[::-1].tobytes()
    if forward in known:
        return known[forward]
    if backward in known:
        return ~known[backward]
    known[forward] = len(pieces)
    pieces.append(piece)
    return known[forward]
