"""The ground cut once more, by areas whose borders are known already for the most part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from controlmap.plane.chains import Chains
from controlmap.plane.enclosed import OUTSIDE, values_of
from controlmap.plane.faces import Standing
from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints, pack, paired, ranked
from controlmap.plane.noding import Borders, boxes_around, node
from controlmap.plane.partition import (
    Topology,
    as_switches,
    border_segments,
    cut_ground,
    cut_noded,
)
from controlmap.plane.patches import meeting_patches, patches
from controlmap.plane.tiles import BY_TURNS, Cutting

__all__ = ["cut_again"]


def cut_again(
    areas_lonlat: Sequence[shapely.Geometry], known: Topology, grid: Grid, how: Cutting = BY_TURNS
) -> Topology:
    """Return what `cut_ground` does of areas (lon, lat), where other areas are cut into what is `known`.

    Borders that are known meet at ends only, on the same grid: new ones alone are held against the others,
    and faces are found only where borders are new, or gone.
    """
    if not len(known.arc_xy):
        return cut_ground(areas_lonlat, grid, how)
    borders, lines = as_switches(Borders.of(*border_segments(areas_lonlat, grid))), _borders_of(known)
    noded = node(borders, how, near=boxes_around(borders.ends, ~borders.are_in(lines)))
    return cut_noded(noded, how, standing=lambda arcs: _standing(known, arcs))


def _standing(known: Topology, arcs: Chains) -> Standing:
    """Return the faces that are known of which no border is gone, and that no new one comes near."""
    before = _same_arcs(arcs, Chains(known.arc_xy, known.arc_start))
    same = before != OUTSIDE
    gone = np.ones(len(known.arc_left), dtype=bool)
    gone[before[same]] = False
    touched = np.zeros(len(known.cells) + 1, dtype=bool)
    touched[known.arc_left[gone]] = touched[known.arc_right[gone]] = True
    starts = arcs.start[:-1][~same]
    boxes = [least.reduceat(arcs.xy, arcs.start[:-1])[~same] for least in (np.minimum, np.maximum)]
    if len(starts):
        bounds = shapely.bounds(known.cells)
        new = patches(np.concatenate(boxes, axis=1).astype(np.int64), 0)
        touched[:-1] |= meeting_patches(bounds[:, :2], bounds[:, 2:], new)
    touched[-1] = True
    number = np.where(touched, OUTSIDE, np.cumsum(~touched) - 1)
    beside = np.full((len(before), 2), OUTSIDE)
    for side, cell in enumerate((known.arc_left, known.arc_right)):
        beside[same, side] = number[cell[before[same]]]
    return Standing(known.cells[~touched[:-1]], beside)


def _same_arcs(arcs: Chains, others: Chains) -> Ints:
    """Return for each arc which one of others it is, or OUTSIDE."""
    steps = [np.stack([one.xy[one.start[:-1]], one.xy[one.start[:-1] + 1]], axis=1) for one in (arcs, others)]
    points, _ = ranked(pack(np.concatenate(steps).reshape(-1, 2)))
    # No two go the same first step.
    number, keys = ranked(paired(points.reshape(-1, 2)))
    place = np.full(len(keys), OUTSIDE)
    place[number[len(steps[0]) :]] = np.arange(len(steps[1]))
    found = place[number[: len(steps[0])]]
    long = np.diff(arcs.start)
    found[(found != OUTSIDE) & (np.diff(others.start)[found] != long)] = OUTSIDE
    alike = np.flatnonzero(found != OUTSIDE)
    xy, start = values_of(arcs.xy, arcs.start, alike)
    differ = (xy != values_of(others.xy, others.start, found[alike])[0]).any(axis=1)
    unlike = np.append(0, np.cumsum(differ))[start]
    found[alike[unlike[1:] > unlike[:-1]]] = OUTSIDE
    return found


def _borders_of(known: Topology) -> Borders:
    step = np.ones(len(known.arc_xy), dtype=bool)
    step[known.arc_start[1:] - 1] = False  # from one arc to the next is no border
    at = np.flatnonzero(step)
    return Borders.of(known.arc_xy[at], known.arc_xy[at + 1], np.zeros(len(at), dtype=np.int64))
