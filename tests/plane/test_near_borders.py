"""Borders that are meant as one become one, no farther than the reach; what lies wider apart stays."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import Grid, areas_km2, areas_of, cut_ground, drawn_together
from tests.examples import examples

GRID = Grid(5)
DEGREE_M = 111_195.0


def metric(geometry: shapely.Geometry, latitude: float) -> shapely.Geometry:
    """Return a geometry in metres, well enough for a degree around a latitude."""
    scale = np.array([DEGREE_M * np.cos(np.radians(latitude)), DEGREE_M])
    return shapely.transform(geometry, lambda lonlat: lonlat * scale)


def jagged(seed: int, latitude: float, amplitude: float) -> tuple[shapely.Polygon, shapely.Polygon]:
    """Return two neighbours whose common border was drawn twice, each time with other vertices."""
    random = np.random.default_rng(seed)

    def border() -> list[tuple[float, float]]:
        lat = np.sort(random.uniform(latitude, latitude + 0.5, random.integers(5, 60)))
        lat[0], lat[-1] = latitude, latitude + 0.5
        wave = 0.02 * np.sin(9 * (lat - latitude))
        return list(zip(37 + wave + random.uniform(-amplitude, amplitude, len(lat)), lat, strict=True))

    west = shapely.Polygon([*border(), (36.5, latitude + 0.5), (36.5, latitude)])
    east = shapely.Polygon([*border(), (37.5, latitude + 0.5), (37.5, latitude)])
    return GRID.snap(west), GRID.snap(east)


def between(west: shapely.Geometry, east: shapely.Geometry, box: shapely.Geometry) -> list[shapely.Geometry]:
    """Return the faces in a box that none of two has, or both, but for what rounding leaves."""
    topology = cut_ground([west, east, box], GRID)
    holders = [areas_of(topology.cover_runs[cover]) for cover in topology.covers.tolist()]
    return [
        shapely.transform(cell, GRID.to_degrees)
        for cell, held, rounding in zip(topology.cells, holders, topology.is_rounding, strict=True)
        if not rounding and held in ({2}, {0, 1, 2})
    ]


def front_m(west: shapely.Geometry, east: shapely.Geometry, latitude: float) -> float:
    """Return the length of the border that two have in common."""
    topology = cut_ground([west, east], GRID)
    holders = [areas_of(topology.cover_runs[cover]) for cover in topology.covers.tolist()]
    sides = zip(topology.arc_left.tolist(), topology.arc_right.tolist(), strict=True)
    arcs = np.split(topology.arc_xy, topology.arc_start[1:-1])
    return sum(
        metric(shapely.LineString(GRID.to_degrees(arc)), latitude).length
        for arc, (one, two) in zip(arcs, sides, strict=True)
        if one >= 0 and two >= 0 and {*holders[one]} ^ {*holders[two]} == {0, 1}
    )


def greatest_distance_m(new: shapely.Geometry, old: shapely.Geometry, latitude: float) -> float:
    """Return how far a border goes from another one, by points at most 10 metres apart."""
    points = shapely.get_coordinates(shapely.segmentize(metric(new, latitude).boundary, 10.0))
    return float(shapely.distance(shapely.points(points), metric(old, latitude).boundary).max())


def test_a_border_drawn_twice_becomes_one_front():
    west, east = jagged(1, 48.0, 1e-4)
    box = shapely.box(36.5, 48, 37.5, 48.5)
    before = front_m(west, east, 48.0)
    drawn = drawn_together(east, [west], 2000.0, GRID)
    assert before < 100
    assert front_m(west, drawn.ground_lonlat, 48.0) > 55_000
    assert between(west, drawn.ground_lonlat, box) == []


def test_the_border_that_is_drawn_to_stays_and_what_is_not_near_too():
    west, east = jagged(2, 48.0, 1e-4)
    far = shapely.transform(east, lambda lonlat: lonlat + [1.0, 0.0])  # noqa: RUF005
    assert drawn_together(far, [west], 500.0, GRID).ground_lonlat is far
    assert drawn_together(west, [west], 500.0, GRID).ground_lonlat is west
    assert drawn_together(west, [], 500.0, GRID).ground_lonlat is west


def test_what_is_narrow_all_along_stays_if_nothing_runs_beside_it():
    corridor = shapely.box(36, 48, 37, 48.0002)
    assert drawn_together(corridor, [shapely.box(36, 49, 37, 50)], 100.0, GRID).ground_lonlat is corridor


def test_a_corner_where_borders_part_is_no_gap():
    west = shapely.box(36, 48, 37, 49)
    east = shapely.Polygon([(37, 48), (38, 48), (38, 49), (37.5, 49), (37, 48.5)])
    assert drawn_together(east, [west], 300.0, GRID).ground_lonlat.equals(east)


@pytest.mark.parametrize("far", [100, 250, 370, 390, 900])
@pytest.mark.parametrize(("degrees", "is_gap"), [(28, True), (32, False)])
def test_a_corner_where_borders_part_is_no_gap_wherever_its_vertices_are(far, degrees, is_gap):
    """Up to where it is as wide as the reach, the wedge is around by less than five reaches, or more."""

    def along(units: int) -> tuple[float, float]:
        angle, degree = np.radians(degrees), units * GRID.size
        return degree * np.sin(angle), degree * np.cos(angle)

    west = shapely.box(-0.1, 0, 0, 0.1)
    east = shapely.Polygon([(0, 0), along(far), along(5000), (0.1, along(5000)[1]), (0.1, -0.02), (0, -0.02)])
    assert (drawn_together(GRID.snap(east), [west], 300.0, GRID).passed_lonlat != ()) == is_gap


@pytest.mark.parametrize("units", [1, 10, 60])
@pytest.mark.parametrize("step", [2.0, 0.1])
def test_a_straight_gap_is_closed_whatever_vertices_its_sides_have(units, step):
    west, east = shapely.box(36, 48, 37, 49), shapely.box(37 + units * GRID.size, 48, 38, 49)
    fine_west, fine_east = (GRID.snap(shapely.segmentize(one, step)) for one in (west, east))
    drawn = drawn_together(fine_east, [fine_west], 100.0, GRID)
    assert front_m(fine_west, drawn.ground_lonlat, 48.0) == pytest.approx(DEGREE_M, rel=1e-3)
    assert shapely.area(drawn.ground_lonlat) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("notch", "closed"),
    [
        ([(0, 0), (1, 0), (1, 1), (0, 1)], True),
        ([(0, 0), (1, 0), (1, 9), (0, 9)], True),
        ([(0, 0), (1, 1), (0, 2)], False),
        ([(0, 0), (1, 40), (0, 80)], False),
        ([(0, 0), (2, 40), (0, 80)], True),
    ],
    ids=str,
)
def test_a_gap_is_half_a_unit_wide_on_average_and_what_is_less_is_left_by_rounding(notch, closed):
    """Area over half the outline: a square of one unit is half a unit wide, a wedge of one less than that."""
    east = shapely.Polygon(
        GRID.to_degrees(np.array([(0, -900), (900, -900), (900, 900), (0, 900), *notch[::-1]]))
    )
    gap = shapely.Polygon(GRID.to_degrees(np.array(notch)))
    west = shapely.Polygon(GRID.to_degrees(np.array([(-900, -900), (0, -900), (0, 900), (-900, 900)])))
    drawn = drawn_together(east, [west], 20.0, GRID)
    assert bool(drawn.passed_lonlat) == closed
    assert shapely.equals(drawn.ground_lonlat, shapely.union(east, gap) if closed else east)


@pytest.mark.parametrize("latitude", [-50.0, 0.0, 65.0])
@pytest.mark.parametrize("reach_m", [20.0, 80.0, 300.0])
@pytest.mark.parametrize("seed", range(2))
def test_by_brute_force_no_gap_is_left_that_is_narrower_and_nothing_moves_farther(latitude, reach_m, seed):
    west, east = jagged(seed, latitude, 3e-4)
    if not (west.is_valid and east.is_valid):
        pytest.skip("a border crosses itself")
    box = shapely.box(36.5, latitude, 37.5, latitude + 0.5)
    drawn = drawn_together(east, [west], reach_m, GRID)
    assert drawn.ground_lonlat.is_valid
    for face in between(west, drawn.ground_lonlat, box):
        width = 2 * shapely.maximum_inscribed_circle(metric(face, latitude + 0.25), 0.5).length
        assert width > 0.9 * reach_m, shapely.to_wkt(face)
    unit_m = DEGREE_M * GRID.size
    assert greatest_distance_m(drawn.ground_lonlat, east, latitude + 0.25) <= reach_m + unit_m
    assert drawn.moved_m <= reach_m
    away_km2 = abs(areas_km2([drawn.ground_lonlat])[0] - areas_km2([east])[0])
    assert away_km2 <= metric(east, latitude).length / 1000 * reach_m / 1000
    assert away_km2 <= sum(areas_km2(drawn.passed_lonlat)) + 0.01


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([-50.0, 0.0, 36.0, 65.0]))
def test_what_was_drawn_together_is_drawn_no_further(seed, latitude):
    west, east = jagged(seed, latitude, 1e-4)
    if west.is_valid and east.is_valid:
        once = drawn_together(east, [west], 100.0, GRID).ground_lonlat
        twice = drawn_together(once, [west], 100.0, GRID)
        assert twice.passed_lonlat == ()
        assert twice.ground_lonlat is once


def test_an_overlap_between_two_is_theirs_who_were_there():
    west, east = shapely.box(36, 48, 37.0003, 49), shapely.box(37, 48, 38, 49)
    drawn = drawn_together(east, [west], 50.0, GRID)
    assert shapely.equals(drawn.ground_lonlat, shapely.box(37.0003, 48, 38, 49))
    assert drawn.moved_m == pytest.approx(22.4, abs=1)


def wedge(degrees: float, count: int) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return two areas whose borders part from the equator at an angle, each drawn with so many vertices."""
    far, angle = 0.05, np.radians(degrees)
    steps = np.linspace(0, far, count + 1)
    left, right = [(0, at) for at in steps], [(at * np.sin(angle), at * np.cos(angle)) for at in steps]
    west = shapely.Polygon([*left, (-far, far), (-far, 0)])
    east = shapely.Polygon([*right, (0.2, right[-1][1]), (0.2, -0.02), (0, -0.02)])
    return GRID.snap(west), GRID.snap(east)


@pytest.mark.parametrize("reach_m", [20.0, 300.0])
@pytest.mark.parametrize("degrees", [5, 15, 25, 35, 60, 90])
def test_a_corner_is_drawn_together_or_not_however_many_vertices_its_lines_have(degrees, reach_m):
    """Of some angle on, a corner is too short to be a gap; up to it, all is closed that is no wider."""
    areas = []
    for count in (1, 3, 10, 300):
        west, east = wedge(degrees, count)
        areas.append(sum(areas_km2(drawn_together(east, [west], reach_m, GRID).passed_lonlat)))
    if degrees > 30:
        assert areas == [0] * 4
    else:
        narrow_km2 = (reach_m / 1000) ** 2 / np.tan(np.radians(degrees)) / 2
        # Links end on the grid, up to a unit short of the reach: 1.1 m on either side.
        assert min(areas) > (1 - 2.4 / reach_m * 2) * 0.9 * narrow_km2
        assert max(areas) < 1.12 * narrow_km2
