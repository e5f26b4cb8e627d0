"""Areas against geodesics and an equal-area projection, everywhere; edits must not change their sum."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import shapely

from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.model import Project
from controlmap.plane import Grid, areas_km2, cut_ground
from controlmap.store import open_project
from tests.edit.maps import after
from tests.edit.test_area_conserved import shipped_areas
from tests.torture.row import Case, Cases, part_of

SHIPPED = Path(__file__).parents[2] / "geodata"
POLYGONS, CUTS, EDITS = 20_000, 2000, 1000
GEOD = pyproj.Geod(ellps="WGS84")
"""PROJ's geodesics are GeographicLib's: C. F. F. Karney, "Algorithms for geodesics", 2013."""
EQUAL_AREA = pyproj.Transformer.from_crs("OGC:CRS84", "+proj=cea +ellps=WGS84", always_xy=True)


def run(share: float, scratch: Path) -> Cases:
    chance = random.Random(11)
    worst = 0.0
    for number in range(part_of(POLYGONS, share)):
        grid = Grid(5 + number % 3)
        off, fault = _off_by(_polygon(chance, grid), grid)
        worst = max(worst, off)
        yield fault
    for number in range(part_of(CUTS, share)):
        yield _cut(chance, Grid(5 + number % 3))
    moved, edits = 0.0, 0
    for most_m2, fault in _edits(chance, part_of(EDITS, share)):
        moved, edits = max(moved, most_m2), edits + 1
        yield fault
    return f"areas off by {worst:.1e} of themselves at most; {edits} edits moved {moved:.3g} m² at most"


def _polygon(chance: random.Random, grid: Grid) -> shapely.Geometry:
    """Ground of 100 m to 200 km anywhere between the poles, up to the antimeridian, on the grid."""
    size = 10 ** chance.uniform(-3, 0.3)
    lat = chance.uniform(-90 + size, 90 - size)
    lon = chance.choice((chance.uniform(-180 + size, 180 - size), 180 - size, -180 + size))
    corners = [(lon + chance.uniform(-size, size), lat + chance.uniform(-size, size)) for _ in range(6)]
    return grid.snap(shapely.convex_hull(shapely.MultiPoint(corners)))


def _off_by(ground: shapely.Geometry, grid: Grid) -> tuple[float, Case]:
    """Which share of an area ours and the two others' differ by.

    Edges run straight in longitude and latitude, which geodesics between many vertices follow. The equal-area
    projection takes a meridian to a meridian, so that the same vertices do there.
    """
    ours = float(areas_km2([ground])[0])
    width = shapely.length(ground) / 4
    dense = shapely.segmentize(ground, max(width / (1600 if _is_polar(ground) else 400), 1e-9))
    west = shapely.get_coordinates(dense)[:, 0].min()
    local = shapely.transform(dense, lambda xy: xy - (west, 0))
    geodesic = abs(GEOD.geometry_area_perimeter(local)[0]) / 1e6
    flat = shapely.transform(local, lambda xy: np.column_stack(EQUAL_AREA.transform(*xy.T)))
    authalic = _shoelace(flat) / 1e6
    # A square millimetre is what doubles hold of coordinates in metres.
    off = [abs(ours - theirs) / ours for theirs in (geodesic, authalic) if abs(ours - theirs) > 1e-9]
    most = max(off, default=0.0)
    told = f"{ours} km², {geodesic} by geodesics, {authalic} by projection: {ground.wkt[:200]}"
    return most, None if most < 1e-6 else f"grid {grid.size:g}: {told}"


def _is_polar(ground: shapely.Geometry) -> bool:
    """Whether the two others need vertices at shorter distances: they err by the square of these."""
    return max(map(abs, ground.bounds[1::2])) > 85


def _shoelace(polygon: shapely.Geometry) -> float:
    x, y = (shapely.get_coordinates(polygon) - shapely.get_coordinates(polygon)[0]).T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


def _cut(chance: random.Random, grid: Grid) -> Case:
    """Polygons over each other, cut into cells: together these are the union, and no two share ground."""
    middle = _polygon(chance, grid)
    pieces = [middle] + [_near(middle, chance, grid) for _ in range(4)]
    topology = cut_ground(pieces, grid)
    units = [shapely.transform(piece, lambda xy: xy * 10.0**grid.decimals) for piece in pieces]
    expected = shapely.union_all(units, grid_size=1).area
    found = float(shapely.area(topology.cells).sum())
    slack = 2 * sum(shapely.length(piece) for piece in units)  # a unit along each border is rounding
    return (
        None if abs(found - expected) < slack else f"cells have {found}, the ground {expected} square units"
    )


def _near(ground: shapely.Geometry, chance: random.Random, grid: Grid) -> shapely.Geometry:
    west, south, east, north = ground.bounds
    corners = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(5)]
    return grid.snap(shapely.convex_hull(shapely.MultiPoint(corners)))


def _edits(chance: random.Random, count: int) -> Iterator[tuple[float, Case]]:
    """Random transfers on the shipped map, across borders that neighbours share; what they moved unasked."""
    project = open_project(SHIPPED)
    period = project.settings.period
    assert period is not None
    dates = np.arange(period.start, period.end, np.timedelta64(1, "D"))
    done = 0
    while done < count:
        on, until = sorted(chance.sample(range(1, len(dates)), 2))
        control = Control(chance.choice(project.settings.actors).id)
        try:
            ground = _across_a_border(project, chance)
            delta = transfer(project, ground, control, on=dates[on], until=dates[until])
        except InputError:
            continue
        done += 1
        touched = {*delta.removed, *delta.added}  # what holds all others' ground is not another than before
        before, now = (shipped_areas(_only(one, touched), dates) for one in (project, after(project, delta)))
        same = [i for i in range(len(dates)) if not on <= i < until]
        moved = max(np.abs(now[same] - before[same]).max(), np.abs(now.sum(1) - before.sum(1)).max())
        yield float(moved), None if moved < 1 else f"{moved:.2f} m² moved unasked by {ground.wkt[:200]}"


def _only(project: Project, names: set[str]) -> Project:
    """A map of some layers only, which is cut in a fraction of the time."""
    return replace(project, layers=tuple(layer for layer in project.layers if layer.id in names))


def _across_a_border(project: Project, chance: random.Random) -> shapely.Geometry:
    """A pentagon of 0.2 to 20 km around a vertex of some state."""
    layer = chance.choice([layer for layer in project.layers if layer.states])
    lon, lat = chance.choice(shapely.get_coordinates(chance.choice(layer.states).geometry).tolist())
    size = chance.choice((0.002, 0.02, 0.2))
    corners = [(lon + chance.uniform(-size, size), lat + chance.uniform(-size, size)) for _ in range(5)]
    return project.grid.snap(shapely.convex_hull(shapely.MultiPoint(corners)))
