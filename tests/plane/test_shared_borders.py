"""Borders woven into each other: all who share one get the same vertices, and no area becomes another."""

from itertools import pairwise, product

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from controlmap.plane import new_borders, replaced_vertices, union, visiting, weave
from controlmap.plane.grid import Grid
from controlmap.plane.overlay import divide
from tests.examples import examples
from tests.plane.fractions_of import area2, crossing, enters, point_distance2
from tests.sketches import areas_from_sketch

GRID = Grid(5)
UNIT = 500
"""Grid units of a square of a sketch."""


def lonlat(units: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(units, GRID.to_degrees)


def rings_of(geometry_lonlat) -> list[list[tuple[int, int]]]:
    """Return the vertices of each ring, or line, in grid units."""
    parts = shapely.get_parts([geometry_lonlat])
    lines = shapely.get_rings(parts) if shapely.get_dimensions(geometry_lonlat) == 2 else parts
    return [[(x, y) for x, y in GRID.to_units(shapely.get_coordinates(line)).tolist()] for line in lines]


def segments_of(geometry_lonlat) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    return {(min(ab), max(ab)) for ring in rings_of(geometry_lonlat) for ab in pairwise(ring)}


def double_area(area_lonlat) -> int:
    """Return twice the area; outer rings go anticlockwise."""
    return sum(area2(ring[:-1]) for ring in rings_of(shapely.orient_polygons(area_lonlat)))


@st.composite
def maps(draw) -> list[shapely.Geometry]:
    """Areas that share their borders, whose corners were pushed off the lattice."""
    sketch = draw(st.lists(st.text("ABC.", min_size=3, max_size=3), min_size=2, max_size=3).map(" ".join))
    pushed = np.random.default_rng(draw(st.integers(0, 99))).integers(-120, 121, (9, 9, 2))

    def push(lattice: np.ndarray) -> np.ndarray:
        x, y = np.rint(lattice).astype(int).T
        return GRID.to_degrees(lattice * UNIT + pushed[x, y])

    areas = [shapely.transform(area, push) for area in areas_from_sketch(sketch, unit=1).values()]
    assume(areas and all(shapely.is_valid(area) for area in areas))
    return areas


ends = st.tuples(*[st.integers(-100, 1600)] * 2)
lines = st.lists(ends, min_size=2, max_size=3, unique=True).map(
    lambda points: shapely.LineString(GRID.to_degrees(np.array(points)))
)


def test_a_line_that_goes_along_a_border_which_it_bends_goes_on_along_it():
    """The border gets a further vertex, so that areas stay as large: beside the line it left a hair."""
    area = lonlat(shapely.Polygon([(111, 258), (115, 884), (600, 884), (600, 258)]))
    line = lonlat(shapely.LineString([(111, 258), (112, 475), (115, 884)]))
    (woven,), (led,) = weave([area], [line], GRID, within=np.ones(1, dtype=bool))
    assert len(segments_of(woven)) == 4 + 2
    assert segments_of(led) < segments_of(woven)


@settings(max_examples=examples(40))
@given(maps(), lines)
def test_where_a_line_meets_borders_all_have_a_vertex_and_neighbours_the_same(areas, line):
    woven, [led] = weave(areas, [line], GRID, within=np.ones(len(areas), dtype=bool))
    assert shapely.coverage_is_valid(woven)
    for area, now in zip(areas, woven, strict=True):
        for one, two in product(segments_of(now), segments_of(led)):
            assert crossing(one, two) is None
            assert not [p for p in two if lies_inside(p, one)] + [p for p in one if lies_inside(p, two)]
        assert (now is area) == (segments_of(now) == segments_of(area))
        assert vertices(area) <= vertices(now)
        assert shapely.hausdorff_distance(area.boundary, now.boundary) <= 1.5 * GRID.size
    assert {*rings_of(line)[0]} <= {*rings_of(led)[0]}
    # A crossing may be moved by a unit or so aside, and by some along the border that is crossed.
    assert shapely.hausdorff_distance(line, led) <= 6 * GRID.size


@pytest.mark.parametrize("line", [((97, -60), (97, 36)), ((97, 36), (97, -60)), ((93, 300), (97, 36))])
def test_a_line_that_ends_where_it_is_to_cross_a_border_has_that_point_once(line):
    """The border passes 0.013 units below the point (97, 36): no other one nearby is as near to it."""
    corners = [(0, 0), (1000, 371)]
    areas = [lonlat(shapely.Polygon([*corners, aside])) for aside in ((0, 900), (900, -900))]
    woven, [led] = weave(areas, [lonlat(shapely.LineString(line))], GRID, within=np.ones(2, dtype=bool))
    assert rings_of(led) == [[*line]]
    assert all((97, 36) in vertices(area) for area in woven)
    assert shapely.coverage_is_valid(woven)


def lies_inside(point, segment) -> bool:
    return point not in segment and point_distance2(point, segment) == 0


def vertices(geometry_lonlat) -> set[tuple[int, int]]:
    return {point for ring in rings_of(geometry_lonlat) for point in ring}


@settings(max_examples=examples(40))
@given(ends, ends, st.integers(1, 400), st.integers(1, 400))
def test_borders_that_are_crossed_leave_areas_as_large_as_they_were(a, b, east, north):
    """Two neighbours with a slanting border, far longer than the grid is fine, and a line anywhere across."""
    assume(a != b)
    front = [(700, -3000), (700 + east, -100), (600, north), (900, 3000)]
    west, east_ = (
        lonlat(shapely.Polygon([*front, *corners]))
        for corners in ([(-5000, 3000), (-5000, -3000)], [(5000, 3000), (5000, -3000)])
    )
    line = lonlat(shapely.LineString([a, b]))
    woven, _ = weave([west, east_], [line], GRID, within=np.ones(2, dtype=bool))
    for area, now in zip((west, east_), woven, strict=True):
        assert abs(double_area(now) - double_area(area)) <= 2


def test_only_areas_within_count_limits_are_not_led_and_what_is_far_stays_the_same_object():
    west, east, far = (
        lonlat(shapely.box(*box)) for box in ((0, 0, 100, 99), (100, 0, 200, 99), (300, 0, 400, 99))
    )
    line = lonlat(shapely.LineString([(-50, 30), (450, 61)]))
    within = np.array([True, False, False])
    woven, [led] = weave(
        [west, east, far], [line], GRID, within=within, limits_lonlat=[lonlat(shapely.box(200, 0, 220, 99))]
    )
    assert woven[2] is far
    assert len(vertices(woven[0])) == 6
    assert vertices(woven[0]) & vertices(woven[1]) >= {(100, 0), (100, 99)}
    assert len(vertices(led)) >= 4


def test_lines_that_areas_have_already_are_no_borders_that_move():
    area, other = lonlat(shapely.box(0, 0, 100, 100)), lonlat(shapely.box(40, 40, 60, 160))
    woven, _ = weave([area, other], [other], GRID, within=np.ones(2, dtype=bool), drawn=True)
    assert vertices(woven[0]) - vertices(area) == {(40, 100), (60, 100)}


near = st.tuples(st.integers(-3, 103), st.integers(-3, 103))


@settings(max_examples=examples(40))
@given(
    st.lists(st.lists(near, min_size=3, max_size=5, unique=True), min_size=1, max_size=3),
    st.lists(near, min_size=1, max_size=30, unique=True),
)
def test_borders_visit_the_points_that_they_pass_by_half_a_unit_or_less(corners, points):
    hulls = [shapely.convex_hull(shapely.MultiPoint(some)) for some in corners]
    areas = [lonlat(shapely.orient_polygons(hull)) for hull in hulls if hull.area > 60]
    for area, now in zip(areas, visiting(areas, np.array(points), GRID), strict=True):
        passed = {p for p in points for ab in segments_of(area) if p not in ab and enters(ab, p)}
        assert vertices(now) == vertices(area) | passed
        assert (now is area) == (not passed - vertices(area)) or not shapely.is_valid(now)
        assert shapely.is_valid(now)
        assert shapely.hausdorff_distance(area.boundary, now.boundary) < GRID.size


def test_without_points_or_lines_all_areas_stay_the_same_objects():
    areas = [lonlat(shapely.box(0, 0, 9, 9)), lonlat(shapely.box(9, 0, 20, 9))]
    assert [*map(id, visiting(areas, np.empty((0, 2), dtype=np.int64), GRID))] == [*map(id, areas)]
    assert visiting([], np.array([[1, 1]]), GRID) == []
    woven, led = weave(areas, [], GRID, within=np.ones(2, dtype=bool))
    assert ([*map(id, woven)], led) == ([*map(id, areas)], [])


SQUARE = lonlat(
    shapely.Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(30, 30), (30, 60), (60, 60), (60, 30)]])
)


def test_vertices_are_put_elsewhere_or_left_out_also_in_holes():
    moved = replaced_vertices(SQUARE, {(90, 0): (95, -5), (30, 60): None}, GRID)
    assert moved is not None
    assert rings_of(moved) == [
        [(0, 0), (95, -5), (90, 90), (0, 90), (0, 0)],
        [(30, 30), (60, 60), (60, 30), (30, 30)],
    ]
    assert replaced_vertices(SQUARE, {(1, 1): (2, 2)}, GRID) is SQUARE
    assert replaced_vertices(SQUARE, {(30, 30): None, (60, 60): None}, GRID) is None


def test_the_closing_vertex_moves_with_the_first():
    moved = replaced_vertices(lonlat(shapely.box(0, 0, 9, 9)), {(9, 0): (12, 0)}, GRID)
    assert moved is not None
    assert rings_of(moved)[0][0] == rings_of(moved)[0][-1]
    assert shapely.area(moved) > 81e-10


def test_new_borders_are_the_segments_that_were_not_there():
    before, after = lonlat(shapely.box(0, 0, 50, 50)), lonlat(shapely.box(0, 0, 50, 80))
    new = new_borders(after, before, GRID)
    assert new is not None
    assert segments_of(new) == segments_of(after) - segments_of(before)
    assert new_borders(after, after, GRID) is None
    assert segments_of(new_borders(after, None, GRID)) == segments_of(after)


def test_the_union_is_even_odd_and_goes_anticlockwise_and_of_nothing_is_empty():
    one, two = lonlat(shapely.box(0, 0, 50, 50)), lonlat(shapely.box(50, 0, 90, 50))
    found = union([one, two], GRID)
    assert shapely.equals(found, lonlat(shapely.box(0, 0, 90, 50)))
    assert found.exterior.is_ccw
    assert shapely.is_empty(union([], GRID))


LINE = [(49, 34), (52, 77), (53, 98), (54, 98), (54, 105), (58, 163)]
BESIDE = [(49, 34), (52, 77), (52, 84), (53, 84), (53, 98), (54, 98), (54, 105), (58, 163)]
"""Two dates' borders, between which there is no room for a third one."""


@settings(max_examples=examples(60))
@given(
    st.tuples(st.integers(44, 50), st.integers(-5, 40)), st.tuples(st.integers(54, 62), st.integers(150, 205))
)
def test_ground_along_borders_that_two_dates_draw_a_unit_apart_is_cut_out_of_both_sides_alike(start, end):
    def polygon(*vertices):
        return lonlat(shapely.Polygon(vertices))

    left = polygon((0, 0), (49, 0), *LINE, (58, 200), (0, 200))
    right = polygon((120, 0), (49, 0), *LINE, (58, 200), (120, 200))
    other = polygon((0, 0), (49, 0), *BESIDE, (58, 200), (0, 200))
    ground = polygon(start, end, (100, end[1]), (100, start[1]))
    woven, [led] = weave([left, right, other], [ground], GRID, within=np.array([True, True, False]))
    parts = [part for area in woven[:2] for part in divide(area, led, GRID) if part is not None]
    assert shapely.coverage_is_valid(parts)
