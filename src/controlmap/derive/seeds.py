"""Seeds: the points among which ground is shared out, and their Thiessen cells.

Distances and cells are computed in Lambert's azimuthal equal-area projection about the middle of the extents:
equal-area, and true to distance within a few parts in ten thousand over the few hundred kilometres of a map
(Snyder, Map Projections: A Working Manual, 1987, p. 182), where the plain (lon, lat) plane would stretch
cells east to west by a fifth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from controlmap.model import Place, Report
from controlmap.plane import Grid, projected

__all__ = ["Frame", "Seed", "Unheard", "gather_seeds", "seeds_near", "thiessen_cells", "unheard"]

Unheard = Literal["no point", "far off", "label"]
"""Why a report tells nothing of ground: its place has no point, lies far off, or labels more than a point."""

_KINDS = ("city", "town", "airport", "base", "neighbourhood", "village", "site", "district", "road")
_OVER_M = 100
_STEP_M = 10_000
_FAR_M = 1_000_000
_AREA_STATEMENTS = ("district", "road")


@dataclass(frozen=True, slots=True)
class Seed:
    """A point with the places that lie on it, the most telling first, and their reports."""

    lonlat: tuple[float, float]
    places: tuple[Place, ...]
    reports: tuple[Report, ...]

    @property
    def has_cell(self) -> bool:
        """Whether the point may stand for ground of its own."""
        return self.places[0].cell == "yes"

    @property
    def is_witness(self) -> bool:
        """Whether its reports speak for a point, not for a district or a road at large."""
        return bool(self.reports) and (self.has_cell or self.places[0].kind not in _AREA_STATEMENTS)


@dataclass(frozen=True, slots=True)
class Frame:
    """Metres on a plane about the middle of some ground."""

    transformer: Transformer

    @classmethod
    def around(cls, ground_lonlat: shapely.Geometry) -> Frame:
        """Return the frame about the middle of the bounding box of ground in (lon, lat)."""
        west, south, east, north = shapely.bounds(ground_lonlat)
        plane = f"+proj=laea +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +ellps=WGS84 +units=m"
        return cls(Transformer.from_crs("EPSG:4326", plane, always_xy=True))

    def to_metres(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (lon, lat) rows as metres east and north of the middle."""
        return projected(self.transformer, lonlat)

    def to_degrees(self, xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows of metres as (lon, lat)."""
        return projected(self.transformer, xy_m, inverse=True)


def gather_seeds(places: Iterable[Place], reports: Iterable[Report], grid: Grid) -> list[Seed]:
    """Return one seed a point, from west to east: places on one grid point share their ground and reports.

    A label on the point of a place that has a cell is left out: it speaks of more than that ground.
    """
    by_place: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda report: report.id):
        by_place.setdefault(report.place, []).append(report)
    sited = sorted(_sited(places, grid), key=lambda site: (site[0], _rank(site[2], by_place)))
    return [_seed(list(group), by_place) for _, group in groupby(sited, key=lambda site: site[0])]


def seeds_near(seeds: Iterable[Seed], ground_lonlat: shapely.Geometry) -> list[Seed]:
    """Return the seeds that lie on ground in (lon, lat), or not very far from it.

    What lies elsewhere on earth says nothing of the ground, and the frame is no plane there: cells that reach
    to the other side of the earth do not come back from it.
    """
    gathered, frame = list(seeds), Frame.around(ground_lonlat)
    corners = frame.to_metres(shapely.get_coordinates(shapely.envelope(ground_lonlat)))
    at = frame.to_metres(np.array([seed.lonlat for seed in gathered]).reshape(-1, 2))
    is_near = np.hypot(*at.T) <= np.hypot(*corners.T).max() + _FAR_M
    return [seed for seed, near in zip(gathered, is_near.tolist(), strict=True) if near]


def unheard(
    places: Iterable[Place], reports: Iterable[Report], seeds: Iterable[Seed], ground_lonlat: shapely.Geometry
) -> dict[Unheard, list[Report]]:
    """Return the reports that tell nothing of ground in (lon, lat), in their order, by why they do not."""
    seeds = [*seeds]
    near = [seed for seed in seeds_near(seeds, ground_lonlat) if seed.is_witness]
    heard = {report.id for seed in near for report in seed.reports}
    sited = {place.id for place in places if place.lon is not None and place.lat is not None}
    witnesses = {report.id for seed in seeds if seed.is_witness for report in seed.reports}
    found: dict[Unheard, list[Report]] = {"no point": [], "far off": [], "label": []}
    for report in reports:
        if report.id not in heard:
            why: Unheard = "far off" if report.id in witnesses else "label"
            found[why if report.place in sited else "no point"].append(report)
    return {why: told for why, told in found.items() if told}


_Site = tuple[tuple[int, int], tuple[float, float], Place]


def _sited(places: Iterable[Place], grid: Grid) -> Iterator[_Site]:
    """Yield the places that have a point, with it in grid units and in degrees."""
    for place in places:
        if place.lon is not None and place.lat is not None:
            x, y = grid.to_units(np.array([place.lon, place.lat])).tolist()
            yield (x, y), (place.lon, place.lat), place


def _rank(place: Place, by_place: dict[str, list[Report]]) -> tuple:
    """Sorts the place that tells most of a point to the front."""
    return place.cell == "no", place.id not in by_place, _KINDS.index(place.kind), place.id


def _seed(together: Sequence[_Site], by_place: dict[str, list[Report]]) -> Seed:
    first = together[0][2]
    members = tuple(place for _, _, place in together if place.cell == first.cell)
    reports = tuple(report for place in members for report in by_place.get(place.id, ()))
    return Seed(together[0][1], members, reports)


def thiessen_cells(
    points_lonlat: NDArray[np.float64],
    ground_lonlat: shapely.Geometry,
    frame: Frame,
    radius_km: Sequence[float],
) -> list[list[shapely.Geometry]]:
    """Return for each point (n, 2) the ground nearest to it; then for each radius an area to cut that with.

    What lies in the cell of a point and in its area of a radius is within that radius. Points are distinct.
    Polygons are in (lon, lat); the cells together cover the ground, and reach beyond it.
    """
    if len(points_lonlat) == 0:
        return [[] for _ in (None, *radius_km)]
    xy_m = frame.to_metres(points_lonlat)
    cells = _cells(shapely.MultiPoint(xy_m), shapely.transform(ground_lonlat, frame.to_metres))
    areas = [cells, *(_within(cells, xy_m, 1000 * radius) for radius in radius_km)]
    return [list(shapely.transform(area, frame.to_degrees)) for area in areas]


def _cells(points: shapely.MultiPoint, ground: shapely.Geometry) -> NDArray[np.object_]:
    """The Thiessen cells of points in the plane, in the points' order; GEOS makes none of a single point."""
    around = _around(points, ground)
    if len(points.geoms) == 1:
        return np.array([around], dtype=object)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=around, ordered=True))
    # Borders are straight in degrees later on: over 10 km that is a metre off, over 100 km a hundred.
    return shapely.segmentize(cells, _STEP_M)


def _within(cells: NDArray[np.object_], xy_m: NDArray[np.float64], radius_m: float) -> NDArray[np.object_]:
    """The parts of cells within a radius of their points.

    A part reaches a little over the borders of its cell, so that its arc crosses them: an end on a border
    would be rounded to one side of it, and leave a sliver.
    """
    discs = shapely.buffer(shapely.points(xy_m), radius_m, quad_segs=16)
    return np.where(
        shapely.covers(discs, cells), cells, shapely.intersection(discs, shapely.buffer(cells, _OVER_M))
    )


def _around(points: shapely.Geometry, ground: shapely.Geometry) -> shapely.Polygon:
    """A box about points and ground, with room for borders that bulge in the plane."""
    west, south, east, north = shapely.union(shapely.envelope(points), shapely.envelope(ground)).bounds
    margin = 1000 + (east - west + north - south) / 10
    return shapely.box(west - margin, south - margin, east + margin, north + margin)
