"""Water bodies that sources give in blocks: one outline each, joined where they touch, and rounded."""

import geopandas
import numpy as np
import shapely
from shapely.geometry import LinearRing, Polygon

JOINED_DEGREES = 0.002  # two bodies closer than twice that are one
NARROWEST_DEGREES = 0.0025  # arms less than twice as wide are left out
COARSE_DEGREES, FINE_DEGREES = 0.002, 0.0005
CUTS = 2


def rounded_waters(lakes: list[Polygon], rivers: list[Polygon], smallest_km2: float) -> list[Polygon]:
    """Return lakes and wide rivers, largest first, without what is smaller than so many km²."""
    joined = closed(shapely.union_all([*without_twins(lakes, rivers), *rivers]), JOINED_DEGREES)
    wide = closed(joined, -NARROWEST_DEGREES)
    bodies = shapely.get_parts(shapely.simplify(wide, COARSE_DEGREES))
    outlines = geopandas.GeoSeries([rounded(body) for body in bodies], crs=4326)
    areas_km2 = outlines.to_crs("+proj=cea +lat_ts=35").area / 1e6
    large = areas_km2[areas_km2 > smallest_km2].sort_values(ascending=False)
    return list(outlines[large.index])


def without_twins(lakes: list[Polygon], rivers: list[Polygon]) -> list[Polygon]:
    """Return the lakes that are not among the rivers too: those have finer outlines there."""
    tree = shapely.STRtree(rivers)

    def shared(lake: Polygon) -> float:
        there = [rivers[i] for i in tree.query(lake, predicate="intersects")]
        return shapely.area(shapely.intersection(lake, shapely.union_all(there)))

    return [lake for lake in lakes if shared(lake) < lake.area / 2]


def closed(shape, by_degrees: float):
    """Fill gaps narrower than twice a distance; where it is negative, take off arms narrower than that."""
    return shapely.buffer(shapely.buffer(shape, by_degrees), -by_degrees)


def rounded(body: Polygon) -> Polygon:
    """Return a polygon with its corners cut (G. Chaikin, "An algorithm for high-speed curve generation",
    Computer Graphics and Image Processing 3, 1974).
    """
    cut = Polygon(cut_corners(body.exterior), [cut_corners(ring) for ring in body.interiors])
    return shapely.simplify(shapely.buffer(cut, 0), FINE_DEGREES)


def cut_corners(ring: LinearRing) -> np.ndarray:
    """Return a ring whose every edge keeps its middle half, again and again."""
    points = shapely.get_coordinates(ring)[:-1]
    for _ in range(CUTS):
        after = np.roll(points, -1, axis=0)
        points = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], axis=1).reshape(-1, 2)
    return points
