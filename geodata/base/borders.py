"""Outlines of countries and governorates as one coverage, simplified together and mended by the map's places.

The outlines are generalised, so that a few towns at a border lie in a neighbour, and one island in the sea.
Each gets the ground between it and its own governorate; nothing else moves.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import shapely
from shapely import MultiPolygon, Point, Polygon

Area = Polygon | MultiPolygon

CODES = {
    "Aleppo": "SY-HL",
    "Damascus": "SY-DI",
    "Daraa": "SY-DR",
    "Deir ez-Zor": "SY-DY",
    "Hama": "SY-HM",
    "Homs": "SY-HI",
    "Idlib": "SY-ID",
    "Latakia": "SY-LA",
    "Quneitra": "SY-QU",
    "Raqqa": "SY-RA",
    "Rif Dimashq": "SY-RD",
    "Suwayda": "SY-SU",
    "Tartus": "SY-TA",
    "al-Hasakah": "SY-HA",
}
GRID = 1e-5
TOLERANCE = 0.003  # degrees: a corner whose triangle is smaller than this squared goes
ROUND_A_PLACE = 0.01  # degrees, about a kilometre
NECK = 0.006
ISLAND = 0.005
WITHOUT_GROUND = ("district", "road")  # labels, which may lie anywhere


def simplified_together(areas: Mapping[str, Area]) -> dict[str, Area]:
    """Return areas with fewer vertices; the sources round a border that they share each in its own way."""
    simple = shapely.coverage_simplify(list(cleaned(areas).values()), TOLERANCE)
    return dict(zip(areas, shapely.set_precision(simple, GRID), strict=True))


def cleaned(areas: Mapping[str, Area]) -> dict[str, Area]:
    """Put every vertex of a border that two areas share into both."""
    shared = shapely.coverage_clean(list(areas.values()), snapping_distance=GRID)
    return dict(zip(areas, shapely.set_precision(shared, GRID), strict=True))


def mended(areas: Mapping[str, Area], places: Path) -> dict[str, Area]:
    """Return areas by name, those of governorates by their codes, with every vertex of a border in both."""
    found = dict(areas)
    for code, point in places_of_governorates(places):
        if not found[code].contains(point):
            found = with_place(found, code, point)
    if not shapely.coverage_is_valid(list(found.values())):
        raise ValueError("the mended outlines overlap, or do not share their vertices")
    return found


def places_of_governorates(places: Path) -> Iterable[tuple[str, Point]]:
    with places.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["lon"] and row["kind"] not in WITHOUT_GROUND:
                yield CODES[row["admin1"]], Point(float(row["lon"]), float(row["lat"]))


def with_place(areas: Mapping[str, Area], code: str, point: Point) -> dict[str, Area]:
    """Give the ground round a point to its governorate, with a neck to it over land; at sea an island."""
    at_sea = not shapely.intersects(shapely.union_all(list(areas.values())), point)
    ground = point.buffer(ISLAND, quad_segs=3) if at_sea else reach(areas[code], point)
    rest = {name: shapely.difference(area, ground, grid_size=GRID) for name, area in areas.items()}
    land = (
        ground
        if at_sea
        else shapely.intersection(ground, shapely.union_all(list(areas.values())), grid_size=GRID)
    )
    rest[code] = shapely.union(rest[code], land, grid_size=GRID)
    return cleaned(rest)


def reach(area: Area, point: Point) -> Polygon:
    nearest = shapely.shortest_line(area, point).interpolate(0)
    neck = nearest.buffer(NECK, quad_segs=3)
    return shapely.convex_hull(shapely.union(point.buffer(ROUND_A_PLACE, quad_segs=3), neck))
