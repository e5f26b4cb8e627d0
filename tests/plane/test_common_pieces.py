"""Divisions cut by each other: held against unit squares, of which each has a part of each division."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.common_pieces import common_pieces
from controlmap.plane.ellipsoid import areas_km2
from controlmap.plane.grid import Grid
from controlmap.plane.partition import OUTSIDE
from tests.examples import examples
from tests.sketches import areas_from_sketch, middle_of

GRID = Grid(5)
WIDE, HIGH = 4, 3
DIVISION = st.lists(st.text("ABC.", min_size=WIDE, max_size=WIDE), min_size=HIGH, max_size=HIGH).map(" ".join)


@settings(max_examples=examples(30))
@given(st.lists(DIVISION, min_size=1, max_size=3))
def test_each_unit_square_lies_in_the_piece_with_its_part_of_each_division(sketches):
    divisions = [areas_from_sketch(sketch) for sketch in sketches]
    found = common_pieces([list(division.values()) for division in divisions], GRID)
    cells = shapely.transform(found.topology.cells, GRID.to_degrees)
    assert found.area_km2.tolist() == areas_km2(cells).tolist()
    for row, column in np.ndindex(HIGH, WIDE):
        letters = [sketch.split()[HIGH - 1 - row][column] for sketch in sketches]
        expected = [
            OUTSIDE if letter == "." else list(division).index(letter)
            for letter, division in zip(letters, divisions, strict=True)
        ]
        at = np.flatnonzero(shapely.contains_xy(cells, *middle_of(column, row)))
        if set(letters) == {"."}:
            assert len(at) == 0
        else:
            assert [part[at].tolist() for part in found.part] == [[part] for part in expected]


def test_what_rounding_leaves_between_two_borders_has_no_area():
    one, two = (
        shapely.Polygon(GRID.to_degrees(np.array([(0, 0), (100, 0), (100, 100), *bend, (0, 100)])))
        for bend in ([], [(50, 101)])
    )
    found = common_pieces([[one], [two]], GRID)
    assert [part.tolist() for part in found.part] in ([[0, OUTSIDE], [0, 0]], [[OUTSIDE, 0], [0, 0]])
    assert sorted(found.area_km2.tolist()) == [0, areas_km2([one])[0]]
