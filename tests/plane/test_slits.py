import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import OUTSIDE, Grid, cut_ground, with_slits
from tests.examples import examples

GRID = Grid(5)


def ground(*points) -> shapely.Polygon:
    return shapely.Polygon(GRID.to_degrees(np.array(points)))


WEST = ground((0, 0), (100, 0), (101, 50), (100, 100), (0, 100))
EAST = ground((100, 0), (200, 0), (200, 100), (100, 100), (102, 50))
FAR = ground((100, 0), (200, 0), (200, 100), (100, 100), (120, 50))


def test_what_rounding_leaves_open_between_two_areas_is_a_cell_that_none_covers():
    topology = cut_ground([WEST, EAST], GRID)
    found = with_slits(topology)
    assert (len(topology.cells), len(found.cells)) == (2, 3)
    assert found.cover_runs[found.covers[2]] == ()
    assert shapely.area(found.cells[2]) == 50
    sides = {frozenset(pair) for pair in zip(found.arc_left.tolist(), found.arc_right.tolist(), strict=True)}
    assert sides == {frozenset(pair) for pair in ((0, 2), (1, 2), (0, OUTSIDE), (1, OUTSIDE))}


def test_wider_gaps_stay_outside_and_what_has_slits_as_cells_stays_as_it_is():
    wide = cut_ground([WEST, FAR], GRID)
    assert with_slits(wide) is wide
    once = with_slits(cut_ground([WEST, EAST], GRID))
    assert with_slits(once) is once


def test_ground_thinner_than_a_unit_that_is_somebodys_is_no_slit():
    thin = ground((0, 0), (50, 0), (100, 0), (50, 1))
    assert len(with_slits(cut_ground([thin], GRID)).cells) == 1


def beside(topology, arc: int) -> list[int]:
    """Return the cells left and right of the middle of an arc's first step, by looking at points there."""
    a, b = topology.arc_xy[topology.arc_start[arc] :][:2].astype(float)
    aside = np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a)) * 1e-3
    points = shapely.points([(a + b) / 2 + aside, (a + b) / 2 - aside])
    at = [np.flatnonzero(shapely.intersects(topology.cells, point)) for point in points]
    return [int(cells[0]) if len(cells) else OUTSIDE for cells in at]


@settings(max_examples=examples(50))
@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=6, max_size=6),
    st.integers(1, 3),
)
def test_slits_are_the_open_faces_that_are_thin_and_every_arc_knows_its_sides(bends, columns):
    """Columns whose common borders were drawn twice, a unit or two apart here and there."""
    areas = []
    for column in range(columns + 1):
        west, east = (
            [
                (100 * (column + i) + (bends[(2 * column + i + n) % 6][i] if 0 < n < 4 else 0), 50 * n)
                for n in range(5)
            ]
            for i in (0, 1)
        )
        areas.append(ground(*west[::-1], *east))
    topology = cut_ground(areas, GRID)
    found = with_slits(topology)
    ground_units = shapely.union_all(topology.cells)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts([ground_units]) for ring in part.interiors]
    slits = [hole for hole in holes if 2 * hole.area < hole.length]
    new = found.cells[len(topology.cells) :]
    assert shapely.area(new).sum() >= sum(map(shapely.area, slits))
    assert all(found.cover_runs[cover] == () for cover in found.covers[len(topology.cells) :].tolist())
    assert not any(
        shapely.overlaps(found.cells[i], found.cells[j]) for i, j in np.ndindex(*[len(found.cells)] * 2)
    )
    for arc in range(len(found.arc_left)):
        assert beside(found, arc) == [found.arc_left[arc], found.arc_right[arc]]
