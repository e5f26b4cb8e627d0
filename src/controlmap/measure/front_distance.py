"""How far two fronts are apart.

Of every point of one front the distance is taken to the nearest point of the other; the mean of that over the
whole length is the directed mean distance (M.-P. Dubuisson, A. K. Jain, "A modified Hausdorff distance for
object matching", ICPR 1994), one for either direction. Together, each direction weighted by the length of
the front that is walked along, they are the average symmetric distance (T. Heimann et al., "Comparison and
evaluation of methods for liver segmentation from CT datasets", IEEE Transactions on Medical Imaging 28,
2009). The greatest of all, in both directions, is the Hausdorff distance (D. P. Huttenlocher et al.,
"Comparing images using the Hausdorff distance", IEEE Transactions on Pattern Analysis and Machine
Intelligence 15, 1993).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.measure.fronts import arc_lengths_km
from controlmap.plane import Grid, Ints, Topology, projected

if TYPE_CHECKING:
    from pyproj import Geod

__all__ = ["FrontDistances"]

_STEP_M = 100.0
"""A front is walked along in steps of no more: the greatest distance may be half of that too short."""
_STRAIGHT_DEGREES = 0.01
"""Edges are straight in longitude and latitude: cut so short, they are in the projection too, nearly."""

Floats = NDArray[np.float64]


class FrontDistances:
    """Distances between sets of arcs of one topology, in km on WGS 84.

    `mean_a_km` is the mean distance of front A's points to front B, `mean_b_km` that of B's to A, `mean_km`
    both together, by length, and `greatest_km` the greatest of all. Where one of the fronts is not there they
    are NaN. What is nearest is found in an equidistant projection about the middle of the map; how far it is,
    on the ellipsoid.
    """

    COLUMNS: ClassVar = (
        "length_a_km", "length_b_km", "mean_a_km", "mean_b_km", "mean_km", "greatest_km",
    )  # fmt: skip

    def __init__(self, topology: Topology, grid: Grid) -> None:
        from pyproj import Transformer

        self._topology, self._grid = topology, grid
        lonlat = grid.to_degrees(topology.arc_xy)
        west, south = lonlat.min(axis=0, initial=180.0)
        east, north = lonlat.max(axis=0, initial=-180.0)
        middle = f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2}"
        self._plane = Transformer.from_crs(
            "EPSG:4326", f"+proj=aeqd {middle} +datum=WGS84 +units=m", always_xy=True
        )
        self._lines = self._in_plane(lonlat)
        self._lengths_km = arc_lengths_km(topology, grid)
        self._known: dict[tuple[bytes, bytes], dict[str, float]] = {}

    def between(self, a: Ints, b: Ints) -> dict[str, float]:
        """Return lengths of two fronts, given by the indexes of their arcs, and how far apart they are."""
        key = a.tobytes(), b.tobytes()
        if key not in self._known:
            self._known[key] = self._between(a, b)
        return self._known[key]

    def _between(self, a: Ints, b: Ints) -> dict[str, float]:
        length_a, length_b = (float(self._lengths_km[arcs].sum()) for arcs in (a, b))
        if not (len(a) and len(b)):
            said = [length_a, length_b, *[float("nan")] * 4]
        else:
            (sum_a, most_a), (sum_b, most_b) = self._apart(a, b), self._apart(b, a)
            means = [sum_a / length_a, sum_b / length_b, (sum_a + sum_b) / (length_a + length_b)]
            said = [length_a, length_b, *means, max(most_a, most_b)]
        return dict(zip(self.COLUMNS, said, strict=True))

    def _in_plane(self, lonlat: Floats) -> NDArray[np.object_]:
        """All arcs as lines in the plane."""
        start = self._topology.arc_start
        index = np.repeat(np.arange(len(start) - 1), np.diff(start))
        drawn = np.asarray(shapely.linestrings(lonlat, indices=index), dtype=object)
        lines = shapely.segmentize(drawn, _STRAIGHT_DEGREES)
        return shapely.transform(lines, lambda points: projected(self._plane, points))

    def _apart(self, walked: Ints, other: Ints) -> tuple[float, float]:
        """Distance from one front to another: its integral over the length, in km², and the greatest, in km.

        Arcs that both have are not walked along: there it is nothing.
        """
        alone = np.setdiff1d(walked, other)
        if not len(alone):
            return 0.0, 0.0
        first, last = _edges(shapely.segmentize(self._lines[alone], _STEP_M))
        ends = np.stack(_edges(self._lines[other]), axis=1)
        edges = np.asarray(shapely.linestrings(ends), dtype=object)
        middle = (first + last) / 2
        here = shapely.points(middle)
        nearest = edges[shapely.STRtree(edges).nearest(here)]
        met = shapely.line_interpolate_point(nearest, shapely.line_locate_point(nearest, here))
        km = self._km(middle, shapely.get_coordinates(met))
        return float(km @ self._km(first, last)), float(km.max())

    def _km(self, one: Floats, two: Floats) -> Floats:
        """Geodesic distances between points of the plane, row by row."""
        from_, to = (projected(self._plane, points, inverse=True) for points in (one, two))
        return np.asarray(_geod().inv(*from_.T.copy(), *to.T.copy())[2], dtype=np.float64) / 1000


@cache
def _geod() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def _edges(lines: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """First and last point of each edge of lines."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    return xy[:-1][same], xy[1:][same]
