"""The ground cut once more, by areas whose borders are known already for the most part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from controlmap.plane.chains import Chains
from controlmap.plane.faces import known_faces
from controlmap.plane.grid import Grid
from controlmap.plane.noding import Borders, node
from controlmap.plane.partition import (
    Topology,
    as_switches,
    border_segments,
    covered_only,
    cut_ground,
    cut_noded,
    walls_of,
)
from controlmap.plane.patches import patches
from controlmap.plane.tiles import BY_TURNS, Cutting

__all__ = ["cut_again"]

_FEW = 8
"""One new segment in so many is few: around them alone borders are held against each other."""
_REACH = 4
"""Grid units around a new segment within which it may lead others another way: three are enough."""


def cut_again(
    areas_lonlat: Sequence[shapely.Geometry], known: Topology, grid: Grid, how: Cutting = BY_TURNS
) -> Topology:
    """Return what `cut_ground` does of areas (lon, lat), where other areas are cut into what is `known`.

    Borders that are known meet at ends only, on the same grid: new ones alone are held against the others.
    Where there is no new one, and none is gone, cells and arcs are those that are known, and nothing but who
    covers them is found.
    """
    if not len(known.arc_xy):
        return cut_ground(areas_lonlat, grid, how)
    borders, lines = as_switches(Borders.of(*border_segments(areas_lonlat, grid))), _borders_of(known)
    new = ~borders.are_in(lines)
    few = new.sum() * _FEW <= len(new)
    noded = node(borders, how, near=patches(borders.ends[new].reshape(-1, 4), _REACH) if few else None)
    if np.array_equal(noded.ends, lines.ends):
        arcs = Chains(known.arc_xy, known.arc_start)
        beside = np.column_stack([known.arc_left, known.arc_right])
        faces = known_faces(walls_of(noded, arcs), beside, known.cells)
        # A face that nobody covered is no cell: that somebody covers it now takes finding it.
        if faces is not None:
            return covered_only(faces, arcs)
    return cut_noded(noded, how)


def _borders_of(known: Topology) -> Borders:
    step = np.ones(len(known.arc_xy), dtype=bool)
    step[known.arc_start[1:] - 1] = False  # from one arc to the next is no border
    at = np.flatnonzero(step)
    return Borders.of(known.arc_xy[at], known.arc_xy[at + 1], np.zeros(len(at), dtype=np.int64))
