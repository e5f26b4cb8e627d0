"""The ground, cut once along every line there is: extents, Thiessen cells and what was drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.model import HandFeature
from controlmap.plane import (
    SLIVER_M,
    Grid,
    Topology,
    areas_of,
    cut_ground,
    mean_widths_m,
    neighbours,
    sizes_km2,
)

__all__ = ["Face", "Lie", "Zone", "cut_faces", "zones_at", "zones_of"]


@dataclass(frozen=True, slots=True)
class Zone:
    """One stretch of ground that somebody held at the start, by the hand feature it is part of."""

    shape_lonlat: shapely.Geometry
    feature: HandFeature


class Lie(NamedTuple):
    """What a piece of ground lies in.

    `cell` and `zone` are indexes; of zones that overlap the smallest counts. `near` and `reached` say whether
    the ground is near the point of its cell, and within its reach. `drawn` are the indexes of the collapse
    and override features over it.
    """

    layer: str
    cell: int | None
    near: bool
    reached: bool
    zone: int | None
    drawn: tuple[int, ...]


class Face(NamedTuple):
    """A stretch of ground in grid units that lies in one and the same all over."""

    shape: shapely.Geometry
    lie: Lie


def zones_of(baselines: Iterable[HandFeature]) -> list[Zone]:
    """Return the zones of baseline features, the smallest first: an enclave goes before what surrounds it."""
    zones = [Zone(part, feature) for feature in baselines for part in shapely.get_parts(feature.geometry)]
    shapes = [zone.shape_lonlat for zone in zones]
    names, bounds = (zone.feature.id for zone in zones), shapely.bounds(shapes).tolist()
    keys = [*zip(sizes_km2(shapes), names, bounds, strict=True)]
    return [zones[i] for i in sorted(range(len(zones)), key=keys.__getitem__)]


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
    reached_lonlat: Sequence[shapely.Geometry],
    zones: Sequence[Zone],
    drawn: Sequence[HandFeature],
    grid: Grid,
    homes: Sequence[int | None] | None = None,
) -> list[Face]:
    """Return the faces of all layers' ground, in a stable order.

    Of each cell a part is near its point, and a larger one within its reach. Where cells have `homes`, they
    count in that zone only; of cells that overlap the first counts. A drawn feature without a geometry lies
    over everything.
    """
    bounded = [number for number, feature in enumerate(drawn) if feature.geometry is not None]
    everywhere = [number for number, feature in enumerate(drawn) if feature.geometry is None]
    kinds = [
        list(extents_lonlat.values()),
        list(cells_lonlat),
        list(near_lonlat),
        list(reached_lonlat),
        [zone.shape_lonlat for zone in zones],
        [drawn[number].geometry for number in bounded],
    ]
    topology = cut_ground([area for kind in kinds for area in kind], grid)
    spans = list(pairwise(accumulate(map(len, kinds), initial=0)))
    layers = list(extents_lonlat)
    lies: dict[int, Lie] = {}
    for number, cover in enumerate(topology.covers.tolist()):
        inside = sorted(areas_of(topology.cover_runs[cover]))
        extent, cell, near, reached, zone, over = (
            [area - low for area in inside if low <= area < high] for low, high in spans
        )
        if extent:
            home = _first(zone)
            own = _first(cell if homes is None else [one for one in cell if homes[one] == home])
            features = tuple(sorted([*everywhere, *(bounded[n] for n in over)]))
            lies[number] = Lie(layers[extent[0]], own, own in near, own in reached, home, features)
    return _faces(topology, _without_slivers(lies, topology, grid))


def _without_slivers(lies: Mapping[int, Lie], topology: Topology, grid: Grid) -> dict[int, Lie]:
    """Let slivers lie in what their longest neighbour does, if no line drawn by hand parts them from it."""
    wide = mean_widths_m(shapely.transform(topology.cells, grid.to_degrees)) >= SLIVER_M
    beside = neighbours(topology)

    def host(number: int, lie: Lie) -> Lie:
        near = (lies[other] for other in beside.get(number, ()) if other in lies and wide[other])
        return next((other for other in near if _alike(lie, other)), lie)

    return {number: lie if wide[number] else host(number, lie) for number, lie in lies.items()}


def _alike(one: Lie, two: Lie) -> bool:
    return (one.layer, one.zone, one.drawn) == (two.layer, two.zone, two.drawn)


def _faces(topology: Topology, lies: Mapping[int, Lie]) -> list[Face]:
    """Join touching cells that lie in the same."""
    groups: dict[Lie, list[int]] = {}
    for number, lie in lies.items():
        groups.setdefault(lie, []).append(number)
    return [
        Face(shape, lie)
        for lie, numbers in groups.items()
        for shape in shapely.get_parts(shapely.coverage_union_all(topology.cells[numbers]))
    ]


def _first(indexes: Sequence[int]) -> int | None:
    return indexes[0] if indexes else None
