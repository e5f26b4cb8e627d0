"""Slits: what rounding leaves open between borders that are meant as one, as cells that no area covers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from controlmap.plane.chains import Chains
from controlmap.plane.enclosed import OUTSIDE, values_of
from controlmap.plane.faces import polygons_of, sides
from controlmap.plane.partition import Topology, is_thin

__all__ = ["with_slits"]


def with_slits(topology: Topology) -> Topology:
    """Return a topology with a cell more for each face that no area covers, thinner than a grid unit.

    Neighbours whose borders differ by a unit here and there leave such faces between them. The new cells
    stand after the others, and have an empty cover.
    """
    open_ = np.flatnonzero((topology.arc_left == OUTSIDE) | (topology.arc_right == OUTSIDE))
    arcs = Chains(*values_of(topology.arc_xy, topology.arc_start, open_))
    faces = polygons_of(arcs)
    faces = faces[is_thin(faces)]
    if not len(faces):
        return topology
    beside = [*zip(("arc_left", "arc_right"), sides(arcs, faces), strict=True)]
    free = {name: np.where(getattr(topology, name)[open_] == OUTSIDE, face, OUTSIDE) for name, face in beside}
    used = np.unique(np.concatenate([face[face != OUTSIDE] for face in free.values()]))
    number = np.full(len(faces), OUTSIDE)
    number[used] = len(topology.cells) + np.arange(len(used))
    new = {}
    for name, face in free.items():
        new[name] = getattr(topology, name).copy()
        slit = face != OUTSIDE
        new[name][open_[slit]] = number[face[slit]]
    return replace(
        topology,
        cells=np.concatenate([topology.cells, faces[used]]),
        covers=np.append(topology.covers, np.full(len(used), len(topology.cover_runs))),
        cover_runs=(*topology.cover_runs, ()) if len(used) else topology.cover_runs,
        **new,
    )
