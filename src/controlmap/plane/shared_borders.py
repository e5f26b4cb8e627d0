"""Borders woven into each other: where a new line meets a border, all who share it get the same vertex.

A crossing falls on a grid point beside the border, up to half a unit off. Were it put into one of two
neighbours only, a sliver would open between them; so it goes into every area that has the same segment.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.area_balance import along, balanced
from controlmap.plane.crossings import crossing_points
from controlmap.plane.grid import Grid
from controlmap.plane.hairless import freed
from controlmap.plane.keys import Ints
from controlmap.plane.noding import Borders, node, node_along, passing, undirected
from controlmap.plane.outlines import MARGIN, Areas, Outlines, areas_around, parts_around, rows_near, rows_of
from controlmap.plane.rows import among_rows, coming_to
from controlmap.plane.ways import (
    Segment,
    all_led,
    each_its_own,
    following,
    key_of,
    passing_ways,
    steps_of,
)

__all__ = ["new_borders", "weave", "woven_with"]

_MOST_TIMES = 4
"""Where a line runs along other borders instead it is woven anew: it may meet others there."""
Balance = Callable[[list[Ints], Ints, Ints], list[Ints]]


def weave(
    areas_lonlat: Sequence[shapely.Geometry],
    lines_lonlat: Sequence[shapely.Geometry],
    grid: Grid,
    *,
    within: NDArray[np.bool_],
    limits_lonlat: Sequence[shapely.Geometry] = (),
    drawn: bool = False,
    exact: bool = False,
    hairless: bool = False,
    met_lonlat: Sequence[shapely.Geometry] = (),
) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Return areas and new lines (or the borders of new ground) with a vertex wherever the two kinds meet.

    All are polygonal or linear, in degrees (lon, lat), on the grid. Of the new lines those segments count
    that come to the areas `within`. They cross borders where that bends them least, and bends leave the areas
    on both sides of a border as large as they were (see `balance`). A border that stands in several areas is
    led the same way in all of them; `limits_lonlat` are further areas that borders run along, and are not
    led. With `drawn` the lines are borders that areas have already, and others have not met yet. With `exact`
    they cross where they are drawn, however much that bends a border: by half a unit at most. `hairless`
    ground leaves no hair between its border and those of areas: these it runs along instead. `met_lonlat`
    are those of the areas that are new themselves: where a border passes a vertex of theirs, it gets one
    there. An area that nothing touched is returned as the same object.
    """
    areas, lines, met = [*areas_lonlat], [*lines_lonlat], rows_of(met_lonlat, grid)
    limits = Outlines.of(limits_lonlat)
    found = _Around.of(areas, lines, limits, within, met, grid, drawn=drawn, aiming=not exact)
    for _ in range(_MOST_TIMES if hairless else 0):
        apart = found.freed(areas, lines, limits, grid)
        if all(map(operator.is_, apart, found.aimed)):
            break
        instead = dict(zip(map(id, lines), apart, strict=True))
        areas, lines = [instead.get(id(area), area) for area in areas], apart
        # What was led once crosses borders at good points already.
        found = _Around.of(areas, lines, limits, within, met, grid, drawn=drawn, aiming=False)
    balance = _exactly_balanced if exact else _balanced
    paths = _paths(found.rows, found.noded, found.aimed_rows, met, balance)
    passing = passing_ways(found.outlines, paths, grid).tolist()
    for area, led in zip(passing, all_led([areas[i] for i in passing], paths, grid), strict=True):
        areas[area] = led
    return areas, all_led(found.aimed, paths, grid)


class _Around(NamedTuple):
    """What lies around new lines: outlines of areas, their rows near, and those cut where they meet.

    `aimed` are the lines, led to where they are to cross borders, and `aimed_rows` those of their segments
    that count.
    """

    outlines: Outlines
    rows: Ints
    noded: Borders
    aimed: list[shapely.Geometry]
    aimed_rows: Ints

    @classmethod
    def of(
        cls,
        areas: Sequence[shapely.Geometry],
        lines: Sequence[shapely.Geometry],
        limits: Outlines,
        within: NDArray[np.bool_],
        met: Ints,
        grid: Grid,
        *,
        drawn: bool,
        aiming: bool,
    ) -> Self:
        inside, outlines = np.array(areas, dtype=object)[within], Outlines.of(areas)
        new = _coming_to(rows_of(lines, grid), inside, grid)
        rows = _rows_around([outlines, limits], np.concatenate([new, met]), grid)
        if drawn:
            rows = rows[~among_rows(rows, rows_of(lines, grid))]
        noded = node(each_its_own(rows))
        aims = _aims(new, noded.ends.reshape(-1, 4), grid) if aiming else {}
        aimed = all_led(lines, aims, grid)
        return cls(outlines, rows, noded, aimed, _coming_to(rows_of(aimed, grid), inside, grid))

    def freed(
        self,
        areas: Sequence[shapely.Geometry],
        lines: Sequence[shapely.Geometry],
        limits: Outlines,
        grid: Grid,
    ) -> list[shapely.Geometry]:
        """Return the lines without hairs between them and borders of areas that are no lines themselves."""
        beside = [area for area in areas if not any(area is line for line in lines)]
        others, near, old = [self.outlines, limits], self.noded.ends.reshape(-1, 4), self.rows
        if len(beside) < len(areas):
            others = [Outlines.of(beside), limits]
            known = among_rows(old, rows_near(others, old, grid))
            piece, row = self.noded.pairs.T
            near, old = near[np.bincount(piece, known[row]) > 0], old[known]
        every = rows_of(self.aimed, grid)
        idle = every[~among_rows(every, self.aimed_rows)]
        return freed(self.aimed, near, others, grid, old=np.concatenate([old, idle]))


def woven_with(
    boxes_lonlat: NDArray[np.float64], areas: Areas, lines_lonlat: Sequence[shapely.Geometry], grid: Grid
) -> Ints:
    """Return which areas (lon, lat) may have to do with new lines or ground, where these are woven in.

    The others stay as they are, and what `weave` makes of these is the same without them. Of each area its
    box (n, 4) is given; `areas` tells those of some numbers.
    """
    new = rows_of(lines_lonlat, grid)
    return areas_around(boxes_lonlat, areas, _met(boxes_lonlat, areas, new, grid) if len(new) else new, grid)


def _aims(new: Ints, borders: Ints, grid: Grid) -> dict[Segment, Ints]:
    """Return the ways of new segments over borders, through the points where they are to cross."""
    line, point = crossing_points(new, borders, grid)
    ways = {}
    for i in np.unique(line).tolist():
        points = point[line == i]
        way = np.concatenate([new[None, i, :2], points, new[None, i, 2:]])
        way = way[np.append(True, np.any(way[1:] != way[:-1], axis=1))]
        # Two that are beside each other are one: borders that both pass there part farther on.
        beside = np.abs(np.diff(way, axis=0)).max(axis=1) <= 1
        beside[[0, -1]] = False
        ways[key_of(new[i])] = way[np.append(True, ~beside)]
    return ways


def _paths(rows: Ints, noded: Borders, new: Ints, others: Ints, balance: Balance) -> dict[Segment, Ints]:
    """Return the ways of rows that meet new segments or `others` of the rows, and of the new ones.

    `noded` are the rows' pieces.
    """
    pieces = noded.points[noded.segments].reshape(-1, 4)
    both = np.concatenate([new, pieces])
    led = np.arange(len(both)) < len(new)
    ways = _ways(node_along(each_its_own(both), led), both)
    bent = {i - len(new): way for i, way in ways.items() if i >= len(new)}
    lines = np.concatenate([new, *(steps_of(way) for i, way in ways.items() if i < len(new))])
    detours = _detours([*bent.values()], balance([*bent.values()], pieces, lines))
    ways, bent = ({i: following(way, detours) for i, way in some.items()} for some in (ways, bent))
    if detours:
        same = np.flatnonzero(among_rows(pieces, np.array([*detours], dtype=np.int64)))
        bent = {i: detours[key_of(pieces[i])] for i in same.tolist()} | bent
    of_others = noded.pairs[among_rows(rows, others)[noded.pairs[:, 1]], 0]
    ends = np.concatenate([new, pieces[of_others]]).reshape(-1, 2)
    met = np.concatenate([ends, *(way for i, way in ways.items() if i < len(new))])
    return {
        **detours,
        **{key_of(both[i]): way for i, way in ways.items()},
        **{key_of(pieces[i]): way for i, way in bent.items()},
        **_joined(rows, noded, pieces, bent, np.unique(met, axis=0)),
    }


def _balanced(ways: list[Ints], pieces: Ints, lines: Ints) -> list[Ints]:
    """Return ways with no area beside, among the pieces of borders."""
    return balanced(ways, pieces)


def _exactly_balanced(ways: list[Ints], pieces: Ints, lines: Ints) -> list[Ints]:
    """Return ways with no area beside, where other borders and the new lines leave room for that."""
    if not ways:
        return ways
    found = balanced(ways, np.concatenate([pieces, lines]))
    steps = [steps_of(way) for way in found]
    points = np.unique(np.concatenate([pieces, lines, *steps]).reshape(-1, 2), axis=0)
    owner = np.repeat(np.arange(len(found)), [len(some) for some in steps])
    # What passes a point without a vertex there would be cut there later, and not all who share it.
    crossed = set(owner[_passing_some(np.concatenate(steps), points)].tolist())
    return [ways[i] if i in crossed else way for i, way in enumerate(found)]


def _detours(before: Sequence[Ints], after: Sequence[Ints]) -> dict[Segment, Ints]:
    """Return the ways of those steps of some ways between which these have got further vertices.

    Where a new line goes such a step as well, or another border, it is to follow: else a hair would open.
    """
    found: dict[Segment, Ints] = {}
    for one, other in zip(before, after, strict=True):
        place = [int(np.flatnonzero((other == point).all(axis=1))[0]) for point in one]
        for start, end in pairwise(place):
            if end > start + 1:
                (row,) = undirected(other[None, start], other[None, end])
                through = np.concatenate([found.get(key_of(row), other[:0]), other[start : end + 1]])
                found[key_of(row)] = along(through, row[:2], row[2:])
    return found


def _joined(
    rows: Ints, noded: Borders, pieces: Ints, bent: Mapping[int, Ints], met: Ints
) -> dict[Segment, Ints]:
    """Return the ways of rows of several pieces, some of them bent, or that pass a point `met` by new lines.

    A row's pieces lie up to half a unit off, so it may pass a point that they do not: as it was it would be
    cut there without those beside it.
    """
    piece, row = noded.pairs[np.argsort(noded.pairs[:, 1], kind="stable")].T
    several = np.flatnonzero(np.bincount(row, minlength=len(rows)) > 1)
    chosen = np.concatenate([row[np.isin(piece, list(bent))], several[_passing_some(rows[several], met)]])
    found = {}
    for i in np.unique(chosen).tolist():
        parts = piece[np.searchsorted(row, i) : np.searchsorted(row, i, side="right")].tolist()
        if len(parts) > 1:
            points = [bent[part] if part in bent else pieces[part].reshape(2, 2) for part in parts]
            found[key_of(rows[i])] = along(np.concatenate(points), rows[i, :2], rows[i, 2:])
    return found


def _passing_some(rows: Ints, points: Ints) -> Ints:
    """Return which rows pass some points besides their own ends."""
    if len(rows) == 0:
        return np.empty(0, dtype=np.int64)
    borders = each_its_own(rows)
    segment, point = passing(borders, points).T
    ends = borders.points[borders.segments[segment]]
    between = (points[point][:, None] != ends).any(axis=2).all(axis=1)
    pair_segment, owner = borders.pairs.T
    return np.unique(owner[np.isin(pair_segment, segment[between])])


def _ways(borders: Borders, rows: Ints) -> dict[int, Ints]:
    """Return the ways of those rows (the owners of the borders) that got a vertex, by their index."""
    segment, owner = borders.pairs[np.argsort(borders.pairs[:, 1], kind="stable")].T
    owners, first, count = np.unique(owner, return_index=True, return_counts=True)
    longer = count > 1
    found = {}
    for i, at, many in zip(owners[longer], first[longer], count[longer], strict=True):
        ends = borders.points[borders.segments[segment[at : at + many]]].reshape(-1, 2)
        found[int(i)] = along(ends, rows[i, :2], rows[i, 2:])
    return found


def new_borders(
    area_lonlat: shapely.Geometry, before_lonlat: shapely.Geometry | None, grid: Grid
) -> shapely.Geometry | None:
    """Return the segments of an area's border (lon, lat) that it did not have before; None if it had all."""
    rows = rows_of([area_lonlat], grid)
    old = {key_of(row) for row in rows_of([before_lonlat], grid)} if before_lonlat is not None else set()
    new = rows[[key_of(row) not in old for row in rows]]
    return shapely.MultiLineString([*grid.to_degrees(new.reshape(-1, 2, 2))]) if len(new) else None


def _coming_to(rows: Ints, areas_lonlat: NDArray[np.object_], grid: Grid) -> Ints:
    """Return the segments that come within the margin of an area."""
    lines = np.asarray(shapely.linestrings(grid.to_degrees(rows).reshape(-1, 2, 2)))
    tree = shapely.STRtree(lines)
    _, found = tree.query(areas_lonlat, predicate="dwithin", distance=MARGIN * grid.size)
    return rows[np.unique(found)]


def _rows_around(outlines: Sequence[Outlines], new: Ints, grid: Grid) -> Ints:
    """Return the segments of areas that come near new ones, and those that come near these.

    The latter matter where a segment that is bent far from the new lines, to balance it, could hit them.
    """
    if len(new) == 0:
        return new
    near = rows_near(outlines, new, grid)
    met = np.concatenate([new, near[coming_to(near, new, MARGIN)]])
    return rows_near(outlines, met, grid)


def _met(boxes_lonlat: NDArray[np.float64], areas: Areas, new: Ints, grid: Grid) -> Ints:
    """Return new segments, and those of areas that come near them."""
    parts, _ = parts_around(boxes_lonlat, areas, new, grid)
    near = rows_of(parts, grid, near=new)
    return np.concatenate([new, near[coming_to(near, new, MARGIN)]])
