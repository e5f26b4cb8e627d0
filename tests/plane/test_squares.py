"""Ground in squares: it parts what was parted, and tells no border nearer than a square."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane import Grid, Squares, areas_km2, in_squares

GRID = Grid(6)
KM = 5.0


def squares_at(lat: float) -> Squares:
    return Squares.of_size(KM, lat, GRID)


@pytest.mark.parametrize("lat", [0, 35, -60, 80])
def test_squares_are_as_long_as_they_are_wide_at_every_latitude(lat):
    [square, *_] = squares_at(lat).over(shapely.Point(10, lat).buffer(1e-4))
    assert areas_km2(np.array([square]))[0] == pytest.approx(KM**2, rel=0.02)


def test_middles_are_those_of_the_squares_that_points_lie_in():
    points = np.array([[36.9, 35.1], [-0.01, -0.01], [179.99, 84.9]])
    squares = squares_at(35)
    for point, middle in zip(points, squares.middles_lonlat(points), strict=True):
        [square] = squares.over(shapely.Point(point))
        assert shapely.distance(shapely.centroid(square), shapely.Point(middle)) < 2 * GRID.size


def corners_of(areas):
    return {tuple(xy) for xy in GRID.to_units(shapely.get_coordinates(areas)).tolist()}


def test_without_ground_all_vertices_are_corners_of_squares():
    squares = squares_at(35)
    area = GRID.snap(shapely.Point(36.51, 35.2).buffer(0.3))
    [drawn], _ = in_squares([area], squares, None)
    assert all(x % squares.wide == 0 and y % squares.high == 0 for x, y in corners_of(drawn))
    assert not corners_of(drawn) & corners_of(area)


def test_in_ground_with_a_border_of_its_own_the_front_is_told_to_a_square_and_the_border_stays():
    ground = GRID.snap(shapely.Point(36.5, 35.2).buffer(0.4))
    west, east = (
        GRID.snap(shapely.intersection(ground, shapely.box(a, 34, b, 36)))
        for a, b in ((36, 36.4567), (36.4567, 37))
    )
    squares = squares_at(35)
    drawn, whole = in_squares([west, east], squares, ground)
    front = shapely.intersection(*drawn)
    across = [x % squares.wide for x in GRID.to_units(shapely.get_coordinates(front))[1:-1, 0].tolist()]
    assert set(across) == {0}
    assert shapely.area(shapely.symmetric_difference(whole, ground)) < 1e-5
    assert sum(map(shapely.area, drawn)) == pytest.approx(shapely.area(whole))


def test_ground_that_is_smaller_than_a_square_goes_with_its_middle():
    dot = GRID.snap(shapely.box(36.0001, 35.0001, 36.0002, 35.0002))
    assert in_squares([dot], squares_at(35), None)[0] == [None]


@given(st.lists(st.integers(1, 99), min_size=2, max_size=6), st.integers(2, 9))
def test_what_parted_the_ground_parts_it_still_and_each_square_is_as_its_middle(front, half):
    """Ground of 100 by 100 units, parted by a line to the north; the middles of all squares are asked."""
    line = [*zip(front, np.linspace(0, 100, len(front)).round().tolist(), strict=True)]
    units = {
        "west": shapely.Polygon([(0, 100), (0, 0), *line]),
        "east": shapely.Polygon([(100, 0), (100, 100), *line[::-1]]),
    }
    sides = [shapely.transform(side, GRID.to_degrees) for side in units.values()]
    squares = Squares(2 * half, 2 * half, GRID)
    drawn, whole = in_squares(sides, squares, shapely.transform(shapely.box(0, 0, 100, 100), GRID.to_degrees))
    shown = [shapely.Polygon() if one is None else shapely.transform(one, GRID.to_units) for one in drawn]
    assert sum(map(shapely.area, shown)) == shapely.area(shapely.union_all(shown)) == 100 * 100
    for x, y in np.ndindex(*[100 // (2 * half)] * 2):
        middle = shapely.Point((2 * x + 1) * half, (2 * y + 1) * half)
        for side, there in zip(units.values(), shown, strict=True):
            assert not shapely.contains_properly(side, middle) or shapely.contains_properly(there, middle)
    assert shapely.area(shapely.transform(whole, GRID.to_units)) == 100 * 100


@pytest.mark.parametrize(("km", "lat", "wide", "high"), [
    (11.1195, 0, 100_000, 100_000), (11.1195, 60, 200_000, 100_000), (11.1195, -60, 200_000, 100_000),
    (11.1195, 90, 10_000_000, 100_000), (0.0001, 0, 2, 2), (0.0001, 80, 5, 2),
])  # fmt: skip
def test_squares_have_a_size_in_units_of_two_at_least_and_at_a_pole_they_end(km, lat, wide, high):
    assert Squares.of_size(km, lat, GRID) == Squares(wide, high, GRID)


corner = st.integers(-40, 40)


@given(corner, corner, st.integers(1, 30), st.integers(1, 30), st.integers(2, 9), st.integers(2, 9))
def test_the_squares_over_an_area_are_those_that_it_lies_in(x, y, east, north, wide, high):
    squares = Squares(wide, high, GRID)
    area = shapely.transform(shapely.Polygon([(x, y), (x + east, y), (x, y + north)]), GRID.to_degrees)
    columns, rows = ((x // wide, (x + east) // wide), (y // high, (y + north) // high))
    assert squares.count_over(area) == (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1)
    there = [
        shapely.transform(shapely.box(i * wide, j * high, (i + 1) * wide, (j + 1) * high), GRID.to_degrees)
        for i in range(columns[0], columns[1] + 1)
        for j in range(rows[0], rows[1] + 1)
    ]
    expected = {corner for box in there if shapely.intersects(area, box) for corner in [box.bounds]}
    assert {box.bounds for box in squares.over(area)} == expected
