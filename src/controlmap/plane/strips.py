"""Strips so thin that they say nothing, left where lines of different origin run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.ellipsoid import areas_km2
from controlmap.plane.grid import METRES_A_DEGREE, Grid
from controlmap.plane.keys import Ints
from controlmap.plane.partition import OUTSIDE, Topology, cut_ground
from controlmap.plane.widths import mean_widths_m

__all__ = ["Joined", "cut_without_gaps", "gaps_between", "neighbours", "strips_joined"]

_ALONG = 4
"""A gap is this many widths around, at least: shorter ones are corners, where borders part."""


class Joined(NamedTuple):
    """Cells of which none is a strip by itself; how many strips there were, and their km²."""

    topology: Topology
    strips: int
    area_km2: float


def gaps_between(topology: Topology, grid: Grid, width_m: float) -> list[shapely.Geometry]:
    """Return the ground (lon, lat, on the grid) narrower than `width_m` that lies between cells, and in none.

    That is what closing fills, so that a gap may be open at its ends: borders that nearly meet, and holes.
    """
    if len(topology.cells) == 0:
        return []
    ground = shapely.coverage_union_all(topology.cells)
    lat = np.radians(grid.to_degrees(np.abs(shapely.bounds(ground)[1::2])).max())
    unit_m = METRES_A_DEGREE * grid.size
    scale = np.array([unit_m * np.cos(lat), unit_m])
    plane = shapely.transform(ground, lambda xy: xy * scale)
    wide = shapely.buffer(plane, width_m / 2, join_style="mitre")
    filled = shapely.difference(shapely.buffer(wide, -width_m / 2, join_style="mitre"), plane)
    parts = shapely.get_parts(filled)
    long = parts[shapely.length(parts) >= _ALONG * width_m]
    snapped = shapely.transform(long, lambda xy: grid.to_degrees(np.rint(xy / scale)))
    valid = shapely.make_valid(snapped, method="structure", keep_collapsed=False)
    return [part for part in shapely.get_parts(valid) if isinstance(part, shapely.Polygon) and part.area > 0]


def cut_without_gaps(areas_lonlat: Sequence[shapely.Geometry], grid: Grid, width_m: float) -> Topology:
    """Return what `cut_ground` does, with the gaps between areas as cells that none of them covers."""
    topology = cut_ground(areas_lonlat, grid)
    gaps = gaps_between(topology, grid, width_m)
    if not gaps:
        return topology
    count = len(areas_lonlat)
    both = cut_ground([*areas_lonlat, *gaps], grid)
    runs = (zip(runs[::2], runs[1::2], strict=True) for runs in both.cover_runs)
    own = (tuple(i for a, b in pairs if a < count for i in (a, min(b, count))) for pairs in runs)
    return replace(both, cover_runs=tuple(own))


def strips_joined(topology: Topology, grid: Grid, width_m: float) -> Joined:
    """Return cells in which a strip narrower than `width_m` is covered by what covers the cell beside it.

    Of the cells beside it that are no strips that one counts with which it has the longest border; a strip
    among strips goes along with those that lie nearer to such a cell. Strips with none are covered by
    nothing. What no area covers counts as a strip, however wide it is.
    """
    cells = shapely.transform(topology.cells, grid.to_degrees)
    nobodys = np.array([not runs for runs in topology.cover_runs], dtype=bool)[topology.covers]
    thin = nobodys | (mean_widths_m(cells) < width_m)
    if not thin.any():
        return Joined(topology, 0, 0.0)
    hosts = _hosts(neighbours(topology, thin), np.flatnonzero(thin).tolist())
    covers = np.append(topology.covers, len(topology.cover_runs))
    covers = covers[[hosts.get(cell, -1 if lost else cell) for cell, lost in enumerate(thin.tolist())]]
    moved = covers != topology.covers
    # A cover that no cell has any more says nothing.
    used = np.bincount(covers, minlength=len(topology.cover_runs) + 1) > 0
    runs = [runs if kept else () for runs, kept in zip((*topology.cover_runs, ()), used, strict=True)]
    joined = replace(topology, covers=covers, cover_runs=tuple(runs))
    # What rounding leaves between borders that are meant as one is nothing to speak of.
    told = moved & ~topology.is_rounding
    return Joined(joined, int(told.sum()), float(areas_km2(cells[told]).sum()) if told.any() else 0.0)


def _hosts(beside: dict[int, list[int]], strips: list[int]) -> dict[int, int]:
    """Return for each strip that hangs together with a cell that is none the one that it goes along with."""
    hosts: dict[int, int] = {}
    left = set(strips)
    while True:
        near = {
            strip: hosts.get(other, other)
            for strip in sorted(left)
            for other in beside.get(strip, ())[::-1]
            if other not in left
        }
        if not near:
            return hosts
        hosts |= near
        left -= near.keys()


def neighbours(topology: Topology, some: NDArray[np.bool_] | None = None) -> dict[int, list[int]]:
    """Return for each cell, or some, the cells beside it, the one with the longest common border first."""
    asked = np.append(np.ones(len(topology.cells), dtype=bool) if some is None else some, False)
    sides = np.column_stack([topology.arc_left, topology.arc_right])
    inner = np.flatnonzero((sides != OUTSIDE).all(axis=1) & asked[sides].any(axis=1))
    lengths: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (one, two), length in zip(sides[inner].tolist(), _lengths(topology, inner), strict=True):
        lengths[one, two] += length
        lengths[two, one] += length
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for (one, two), _ in sorted(lengths.items(), key=lambda item: (-item[1], item[0])):
        beside[one].append(two)
    return beside


def _lengths(topology: Topology, arcs: Ints) -> Iterable[float]:
    steps = np.hypot(*np.diff(topology.arc_xy, axis=0).T)
    starts, ends = topology.arc_start[arcs], topology.arc_start[arcs + 1]
    return [float(steps[a : b - 1].sum()) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
