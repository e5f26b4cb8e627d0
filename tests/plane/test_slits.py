import numpy as np
import shapely

from controlmap.plane import OUTSIDE, Grid, cut_ground, with_slits

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
