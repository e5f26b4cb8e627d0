"""The ground, cut once along every line there is: extents, Thiessen cells and what was drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.hand import HandFeature
from controlmap.grid import Grid
from controlmap.history.topology import areas_of, cut_ground

__all__ = ["Face", "Zone", "cut_faces", "zones_at", "zones_of"]


@dataclass(frozen=True, slots=True)
class Zone:
    """One stretch of ground that somebody held at the start, by the hand feature it is part of."""

    shape_lonlat: shapely.Geometry
    feature: HandFeature


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of a layer's ground that no line crosses, in grid units, and what it lies in.

    `cell` and `zone` are indexes; of zones that overlap the smallest counts. `near` says whether the face is
    near the point of its cell. `drawn` are the collapse and override features over it.
    """

    shape: shapely.Geometry
    layer: str
    cell: int | None
    near: bool
    zone: int | None
    drawn: tuple[HandFeature, ...]


def zones_of(baselines: Iterable[HandFeature]) -> list[Zone]:
    """Return the zones of baseline features, the smallest first: an enclave goes before what surrounds it."""
    zones = [Zone(part, feature) for feature in baselines for part in shapely.get_parts(feature.geometry)]
    return sorted(zones, key=_by_size)


def _by_size(zone: Zone) -> tuple:
    return shapely.area(zone.shape_lonlat), zone.feature.id, shapely.bounds(zone.shape_lonlat).tolist()


def zones_at(points_lonlat: NDArray[np.float64], zones: Sequence[Zone]) -> list[int | None]:
    """Return the index of the zone that each point (n, 2) lies in, None where it lies in none."""
    found: list[int | None] = [None] * len(points_lonlat)
    for index in reversed(range(len(zones))):
        for point in np.flatnonzero(shapely.intersects_xy(zones[index].shape_lonlat, points_lonlat)).tolist():
            found[point] = index
    return found


def cut_faces(
    extents_lonlat: Mapping[str, shapely.Geometry],
    cells_lonlat: Sequence[shapely.Geometry],
    near_lonlat: Sequence[shapely.Geometry],
    zones: Sequence[Zone],
    drawn: Sequence[HandFeature],
    grid: Grid,
) -> list[Face]:
    """Return the faces of all layers' ground.

    Of each cell a part is near its point. A drawn feature without a geometry lies over everything; each
    face keeps the order of `drawn`.
    """
    bounded = [number for number, feature in enumerate(drawn) if feature.geometry is not None]
    everywhere = [number for number, feature in enumerate(drawn) if feature.geometry is None]
    kinds = [
        list(extents_lonlat.values()),
        list(cells_lonlat),
        list(near_lonlat),
        [zone.shape_lonlat for zone in zones],
        [drawn[number].geometry for number in bounded],
    ]
    spans = list(pairwise(accumulate(map(len, kinds), initial=0)))
    topology = cut_ground([area for kind in kinds for area in kind], grid)
    layers = list(extents_lonlat)
    faces = []
    for shape, cover in zip(topology.cells, topology.covers.tolist(), strict=True):
        inside = areas_of(topology.cover_runs[cover])
        extent, cell, near, zone, over = (
            [i - low for i in sorted(inside) if low <= i < high] for low, high in spans
        )
        if extent:
            features = tuple(drawn[number] for number in sorted([*everywhere, *(bounded[i] for i in over)]))
            faces.append(Face(shape, layers[extent[0]], _first(cell), bool(near), _first(zone), features))
    return faces


def _first(indexes: Sequence[int]) -> int | None:
    return indexes[0] if indexes else None
