"""Several divisions of one ground cut by each other: pieces that no border of any of them crosses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.partition import OUTSIDE, Topology, areas_of, cut_ground

__all__ = ["Pieces", "common_pieces"]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Ground that no border of several divisions crosses.

    `topology` has the pieces as its cells; `part[d]` is for each the index of the part of division d that it
    lies in, or OUTSIDE. `area_km2` is geodesic (WGS 84); 0 where a piece is no wider than the grid: that is
    what rounding leaves between two borders meant as one.
    """

    topology: Topology
    part: tuple[Ints, ...]
    area_km2: NDArray[np.float64]


def common_pieces(divisions_lonlat: Sequence[Sequence[shapely.Geometry]], grid: Grid) -> Pieces:
    """Return the pieces that several divisions cut each other into.

    A division is a list of polygonal areas (lon, lat) of which no two overlap; it may leave ground out.
    """
    counts = [len(parts) for parts in divisions_lonlat]
    first = np.cumsum([0, *counts])
    topology = cut_ground([area for parts in divisions_lonlat for area in parts], grid)
    found = np.full((len(topology.cover_runs), len(counts)), OUTSIDE)
    for row, runs in zip(found, topology.cover_runs, strict=True):
        for area in areas_of(runs):
            division = int(np.searchsorted(first, area, side="right")) - 1
            row[division] = area - first[division]
    areas = topology.areas_km2(grid)
    return Pieces(
        topology,
        tuple(found[topology.covers].T.astype(np.int64)),
        np.where(topology.is_rounding, 0.0, areas),
    )
