"""Ground that is restated as it was is not settled again: what comes of it is as if it were."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.exchange.ground import Known, settle_rows
from controlmap.exchange.readers import Row, Rows
from controlmap.plane import Grid

GRID = Grid(5)
SHAPES = [
    shapely.box(0, 0, 1, 1),
    shapely.box(0, 0, 1, 1.000001),
    shapely.box(0, 0, 1e-7, 1e-7),
    shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]),
    shapely.Point(1, 1),
    shapely.box(170, 0, 190, 1),
]
series = st.lists(st.lists(st.sampled_from(SHAPES), max_size=4), max_size=5)


def rows_of(shapes: list[shapely.Geometry]) -> Rows:
    # Each date has geometry of its own, as it is read from a file of its own.
    made = [shapely.from_wkb(shapely.to_wkb(shape)) for shape in shapes]
    return Rows("x.json", tuple(Row(str(i), shape, {}) for i, shape in enumerate(made)))


def told(grounds) -> tuple:
    pieces = [(piece.row.label, shapely.to_wkb(piece.ground_lonlat)) for piece in grounds.pieces]
    return pieces, grounds.problems, grounds.told


@given(series, st.booleans())
def test_a_series_is_settled_as_each_of_its_dates_is(dates, repair):
    known = Known()
    for shapes in dates:
        rows = rows_of(shapes)
        assert told(settle_rows(rows, GRID, repair=repair, known=known)) == told(
            settle_rows(rows, GRID, repair=repair)
        )
        known.next_date()


def test_what_is_restated_the_next_date_is_the_very_ground_and_later_no_more():
    known = Known()
    found = []
    for shapes in (SHAPES[:1], SHAPES[:2], [], SHAPES[:1]):
        found.append([one.ground_lonlat for one in settle_rows(rows_of(shapes), GRID, known=known).pieces])
        known.next_date()
    assert found[0][0] is found[1][0]
    assert found[3][0] is not found[0][0]
    assert np.all(shapely.equals_identical(found[3], found[0]))
