"""Cells and arcs: the ground cut once by all borders of all dates.

Which areas cover a cell is not tested point by point: crossing an arc means entering or leaving exactly the
areas that the arc bounds, so a walk from the outside over the arcs finds the areas of every cell. The answer
is exact, and every area is a union of cells by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.chains import Chains, chains
from controlmap.plane.ellipsoid import areas_km2
from controlmap.plane.enclosed import OUTSIDE, places_of, values_of
from controlmap.plane.faces import Faces, Standing, Walls, faces_between, in_form, polygons_of
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints, pack, paired
from controlmap.plane.net_borders import net_borders, noded_net, without_same_ways
from controlmap.plane.noding import Borders, node
from controlmap.plane.patches import maybe_meeting, meeting_patches
from controlmap.plane.tiles import BY_TURNS, Cutting

Runs = tuple[int, ...]

_AT_ONCE = 5_000
"""Cells of which areas are worked out together."""


@dataclass(frozen=True, slots=True)
class Topology:
    """Cells with the areas that cover them, and the arcs between cells.

    `cells` are polygons in grid units; `covers` says for each cell which item of `cover_runs` it has: the
    indexes of the areas that cover it, as runs (first, after the last, first, after the last, ...).
    `arc_xy` (n, 2) holds the vertices of all arcs in grid units, arc i those from `arc_start[i]` to
    `arc_start[i + 1]`; `arc_left` and `arc_right` are the cells beside it, or OUTSIDE.
    """

    cells: NDArray[np.object_]
    covers: Ints
    cover_runs: tuple[Runs, ...]
    arc_xy: Ints
    arc_start: Ints
    arc_left: Ints
    arc_right: Ints

    @property
    def is_rounding(self) -> NDArray[np.bool_]:
        """Whether each cell is thinner than one grid unit on average.

        Such a cell is what rounding leaves between two borders meant as one, where one has a vertex and the
        other has none: no finding can be made of it.
        """
        return is_thin(self.cells)

    def areas_km2(self, grid: Grid) -> NDArray[np.float64]:
        """Return the area of each cell on the ellipsoid of WGS 84."""
        parts = (self.cells[begin : begin + _AT_ONCE] for begin in range(0, len(self.cells), _AT_ONCE))
        # Polygons in degrees are three times as large as all else.
        areas = (areas_km2(shapely.transform(part, grid.to_degrees)) for part in parts)
        return np.concatenate([np.zeros(0), *areas])


def is_thin(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell of each polygon in grid units whether it is thinner than one unit on average."""
    return 2 * shapely.area(cells) < shapely.length(cells)


def cut_ground(areas_lonlat: Sequence[shapely.Geometry], grid: Grid, how: Cutting = BY_TURNS) -> Topology:
    """Return the cells and arcs that the borders of polygonal areas (lon, lat) cut the ground into.

    Ground that no area covers is outside. An area's interior is the even-odd one of its rings. `how` says who
    does the work, in tiles of how many segments: what comes of it is the same.
    """
    return cut_borders(as_switches(Borders.of(*border_segments(areas_lonlat, grid))), how)


def cut_apart(
    grounds_lonlat: Sequence[Sequence[shapely.Geometry]], grid: Grid, *, near: Sequence[Ints]
) -> Iterator[Topology]:
    """Yield what `cut_ground` returns for each of several lots of areas, cut in one go.

    Each lot is laid beside the one before, as far off that none meets another: many small ones then take
    hardly longer than one. Outside of the boxes `near` of each (n, 4), in grid units, no border meets another
    but at ends: there all stays as it is.
    """
    for lots in _beside_each_other([border_segments(areas, grid) for areas in grounds_lonlat]):
        chosen = [near[lot.number] + [lot.shift, 0, lot.shift, 0] for lot in lots]
        start, end, owner = (np.concatenate([getattr(lot, name) for lot in lots]) for name in _ROWS)
        cut = cut_borders(as_switches(Borders.of(start, end, owner)), near=np.concatenate(chosen))
        yield from _parted(cut, lots)


class _Lot(NamedTuple):
    """The borders of some areas, shifted to the east by so much; its owners are from `owners` on."""

    number: int
    shift: int
    start: Ints
    end: Ints
    owner: Ints
    owners: int


_ROWS = ("start", "end", "owner")
_APART = 64
"""Grid units between lots: no border moves by one."""
_WIDEST = 1 << 30
"""Grid units that lots may take beside each other: twice as many have a key (see `pack`)."""


def _beside_each_other(rows: Sequence[tuple[Ints, Ints, Ints]]) -> Iterator[list[_Lot]]:
    """Yield lots side by side, from zero to the east, as many at a time as the plane has room for."""
    lots: list[_Lot] = []
    east = owners = 0
    for number, (start, end, owner) in enumerate(rows):
        west, wide = (int(start[:, 0].min()), int(np.ptp(start[:, 0]))) if len(start) else (0, 0)
        if lots and east + wide > _WIDEST:
            yield lots
            lots, east, owners = [], 0, 0
        shift = np.array([east - west, 0])
        lots.append(_Lot(number, east - west, start + shift, end + shift, owner + owners, owners))
        # One owner is left out between two lots: else the last and the first would be one run.
        east, owners = east + wide + _APART, owners + int(owner.max(initial=0)) + 2
    if lots:
        yield lots


def _parted(cut: Topology, lots: Sequence[_Lot]) -> Iterator[Topology]:
    """Yield the part of each lot of what all were cut into, where it lay before."""
    runs = [tuple(owner for owner in runs) for runs in cut.cover_runs]
    lot_of_cover = (
        np.searchsorted([lot.owners for lot in lots], [r[0] if r else 0 for r in runs], "right") - 1
    )
    lot_of = lot_of_cover[cut.covers]
    first = np.searchsorted(lot_of, np.arange(len(lots) + 1))
    beside = np.stack([cut.arc_left, cut.arc_right])
    of_arc = np.append(lot_of, len(lots))[beside].min(axis=0)
    for number, lot in enumerate(lots):
        begin, end = int(first[number]), int(first[number + 1])
        covers, numbers = np.unique(cut.covers[begin:end], return_inverse=True)
        arcs = np.flatnonzero(of_arc == number)
        left, right = np.where(beside[:, arcs] == OUTSIDE, OUTSIDE, beside[:, arcs] - begin)
        at, start = places_of(cut.arc_start, arcs)
        yield Topology(
            cells=_moved(cut.cells[begin:end], -lot.shift),
            covers=numbers,
            cover_runs=tuple(tuple(owner - lot.owners for owner in runs[cover]) for cover in covers.tolist()),
            arc_xy=cut.arc_xy[at] - [lot.shift, 0],
            arc_start=start,
            arc_left=left,
            arc_right=right,
        )


def _moved(cells: NDArray[np.object_], east: int) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(cells, lambda xy: np.add(xy, [east, 0])), dtype=object)


def cut_changes(
    before_lonlat: Mapping[str, shapely.Geometry], after_lonlat: Mapping[str, shapely.Geometry], grid: Grid
) -> tuple[NDArray[np.object_], list[tuple[str, ...]]]:
    """Return the ground that areas, by name, lose or gain from one time to another, as cells in grid units.

    With each cell come the names of the areas that have it at one of the two times and not at the other. Only
    borders that differ are cut: where little changes there is little to do, however large the areas are.
    """
    names = sorted({*before_lonlat, *after_lonlat})
    sides = [(before_lonlat, -1), (after_lonlat, 1)]
    areas = [(side[name], n, sign) for side, sign in sides for n, name in enumerate(names) if name in side]
    grounds, numbers, signs = zip(*areas, strict=True) if areas else ((), (), ())
    start, end, of = border_segments([*shapely.orient_polygons(np.array(grounds, dtype=object))], grid)
    number, sign = (np.array(column, dtype=np.int64)[of] for column in (numbers, signs))
    net = noded_net(without_same_ways(net_borders(start, end, number, sign)))
    # A border with the area on its other side now parts ground that was lost from ground that was gained.
    owner = net.area + np.where(net.times % 2 == 0, len(names), 0)
    topology = cut_noded(Borders.of(net.rows[:, :2], net.rows[:, 2:], owner))
    toggled = [tuple(names[i] for i in runs if i < len(names)) for runs in topology.cover_runs]
    kept = ~topology.is_rounding & np.array([bool(t) for t in toggled], dtype=bool)[topology.covers]
    return topology.cells[kept], [toggled[cover] for cover in topology.covers[kept].tolist()]


def enclosed(rows: Ints) -> NDArray[np.object_]:
    """Return all that borders (x, y, x, y) in grid units enclose, as cells; none of them has a loose end."""
    noded = node(Borders.of(rows[:, :2], rows[:, 2:], np.arange(len(rows))))
    return polygons_of(chains(noded.points, noded.segments))


def as_cells(areas_lonlat: NDArray[np.object_], grid: Grid) -> NDArray[np.object_]:
    """Return polygons (lon, lat) as the cells that they are cut into where nothing comes near them."""
    return in_form(
        np.asarray(shapely.transform(areas_lonlat, lambda xy: grid.to_units(xy).astype(float)), dtype=object)
    )


def areas_of(runs: Runs) -> frozenset[int]:
    """Return the indexes that runs hold."""
    return frozenset(chain.from_iterable(map(range, runs[::2], runs[1::2])))


def cut_borders(borders: Borders, how: Cutting = BY_TURNS, *, near: Ints | None = None) -> Topology:
    """Cut along borders whose owners are switches: crossing one means going into or out of a run of areas."""
    return cut_noded(node(borders, how, near=near), how)


def cut_noded(
    borders: Borders, how: Cutting = BY_TURNS, *, standing: Callable[[Chains], Standing] | None = None
) -> Topology:
    """Cut along borders that meet at ends only, whose owners are switches; `standing` tells known faces."""
    arcs = chains(borders.points, borders.segments)
    faces = faces_between(_walls(borders, arcs), how, standing and standing(arcs))
    return _covered_only(faces, arcs)


def border_segments(areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Start and end (n, 2) in grid units of each border segment, and the index (n,) of its area."""
    start, end, owner = segments_lonlat(areas_lonlat)
    return grid.to_units(start), grid.to_units(end), owner


def segments_lonlat(
    areas_lonlat: Sequence[shapely.Geometry],
) -> tuple[NDArray[np.float64], NDArray[np.float64], Ints]:
    """Start and end (n, 2) in degrees of each border segment, and the index (n,) of its area."""
    parts, area = shapely.get_parts(np.asarray(areas_lonlat, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = area[part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same], owner[ring[:-1][same]].astype(np.int64)


def segments_of(
    lines_lonlat: Iterable[shapely.Geometry], grid: Grid, boxes_lonlat: NDArray[np.float64] | None = None
) -> tuple[Ints, Ints]:
    """Return start and end (n, 2) in grid units of the segments of areas and lines.

    With boxes (n, 4), in degrees on the grid, only of those that come to one: of a long border few do.
    """
    geometries = np.array([*lines_lonlat], dtype=object)
    is_area = shapely.get_dimensions(geometries) == 2
    rings = shapely.get_rings(shapely.get_parts(geometries[is_area]))
    lines = np.concatenate([rings, shapely.get_parts(geometries[~is_area])])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.arange(max(len(xy) - 1, 0)) if boxes_lonlat is None else maybe_meeting(xy[:, 1], boxes_lonlat)
    step = step[line[step] == line[step + 1]]
    if boxes_lonlat is not None:
        step = step[meeting_patches(*np.sort([xy[step], xy[step + 1]], axis=0), boxes_lonlat)]
    return grid.to_units(xy[step]), grid.to_units(xy[step + 1])


def as_switches(borders: Borders) -> Borders:
    """Rewrite owners as switches: a run of owners i to j - 1 becomes the two switches i and j.

    In a series that restates everything day after day a border has as many owners as days, but few switches.
    """
    segment, owner = borders.pairs.T
    goes_on = np.zeros(len(owner) + 1, dtype=bool)
    goes_on[1:-1] = (segment[1:] == segment[:-1]) & (owner[1:] == owner[:-1] + 1)
    first, last = ~goes_on[:-1], ~goes_on[1:]
    on = np.column_stack([segment[first], owner[first]])
    off = np.column_stack([segment[last], owner[last] + 1])
    switches = np.concatenate([on, off])
    return replace(borders, pairs=switches[np.lexsort((switches[:, 1], switches[:, 0]))])


def _walls(borders: Borders, arcs: Chains) -> Walls:
    """Arcs with the switches of their first segments, since no border begins or ends inside an arc."""
    keys, start = pack(borders.points), arcs.start[:-1]
    ends = np.sort(np.searchsorted(keys, np.stack([pack(arcs.xy[start]), pack(arcs.xy[start + 1])])), axis=0)
    segment = np.searchsorted(paired(borders.segments), paired(ends.T))
    bounds = np.searchsorted(borders.pairs[:, 0], np.arange(len(borders.segments) + 1))
    return Walls(arcs, *values_of(borders.pairs[:, 1], bounds, segment))


def _covered_only(faces: Faces, arcs: Chains) -> Topology:
    """Drop the faces that no area covers: holes between areas are outside."""
    of_some = np.array([bool(cover) for cover in faces.covers], dtype=bool)
    covered = of_some[faces.cover]
    renamed = np.append(np.where(covered, np.cumsum(covered) - 1, OUTSIDE), OUTSIDE)
    left, right = renamed[faces.beside].T
    return Topology(
        cells=faces.cells[covered],
        covers=(np.cumsum(of_some) - 1)[faces.cover[covered]],
        cover_runs=tuple(cover for cover in faces.covers if cover),
        arc_xy=arcs.xy,
        arc_start=arcs.start,
        arc_left=left,
        arc_right=right,
    )
