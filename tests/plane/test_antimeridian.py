"""Ground on both sides of the antimeridian is beside each other."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane import OUTSIDE, Grid, cut_ground
from controlmap.plane.antimeridian import joined, sewn

GRID = Grid(1)
stretches = st.lists(st.tuples(st.integers(-80, 79), st.integers(1, 9)), max_size=6)


def boxes(side, given_):
    """Boxes on one side of the antimeridian, none over another."""
    free, found = -90, []
    for south, height in sorted(given_):
        south, north = max(south, free), min(max(south, free) + height, 90)
        if south < north:
            found.append(shapely.box(*((170, south, 180, north) if side > 0 else (-180, south, -170, north))))
            free = north
    return found


@given(stretches, stretches)
def test_each_degree_of_the_antimeridian_parts_the_cells_on_its_two_sides(one, two):
    west, east = boxes(1, one), boxes(-1, two)
    if not west + east:
        return
    topology = cut_ground([*west, *east], GRID)
    found = sewn(topology, GRID)
    count = len(topology.arc_left)
    assert np.array_equal(found.arc_left[:count], topology.arc_left)
    assert np.array_equal(found.arc_xy[: len(topology.arc_xy)], topology.arc_xy)
    told = {}
    for arc in range(count, len(found.arc_left)):
        line = GRID.to_degrees(found.arc_xy[found.arc_start[arc] : found.arc_start[arc + 1]])
        assert (line[:, 0] == 180).all()
        for south in np.arange(line[0, 1], line[-1, 1], 0.5):
            told[south] = (found.arc_left[arc], found.arc_right[arc])
    cells = shapely.transform(topology.cells, GRID.to_degrees)
    for south in np.arange(-90, 90, 0.5):
        middle = [shapely.Point(lon, south + 0.25) for lon in (179.9, -179.9)]
        under = [np.flatnonzero(shapely.intersects(cells, point)) for point in middle]
        sides = tuple(int(cell[0]) if len(cell) else OUTSIDE for cell in under)
        assert told.get(south) == (sides if OUTSIDE not in sides else None)


def twice_areas(topology, count):
    """Twice the area that the arcs of each cell enclose, with -180 counted on as 180."""
    xy = topology.arc_xy + np.where(topology.arc_xy[:, :1] < 0, 360 / GRID.size, 0) * [1, 0]
    found = np.zeros(count + 1)  # the last is the outside
    for arc, start in enumerate(topology.arc_start[:-1]):
        x, y = xy[start : topology.arc_start[arc + 1]].T
        swept = (x[:-1] * y[1:] - x[1:] * y[:-1]).sum()
        found[topology.arc_left[arc]] += swept
        found[topology.arc_right[arc]] -= swept
    return found[:count]


@given(stretches, stretches)
def test_joined_the_arcs_of_each_cell_go_round_it_and_none_runs_twice(one, two):
    west, east = boxes(1, one), boxes(-1, two)
    if not west + east:
        return
    topology = cut_ground([*west, *east], GRID)
    found = joined(topology, GRID)
    assert twice_areas(found, len(topology.cells)).tolist() == (2 * shapely.area(topology.cells)).tolist()
    both = sewn(topology, GRID)
    if len(both.arc_left) == len(topology.arc_left):
        assert found is topology  # nothing to join
        return
    edges = []
    for arc, start in enumerate(found.arc_start[:-1]):
        line = found.arc_xy[start : found.arc_start[arc + 1]]
        along = np.abs(line[:, 0]) == 180
        edges += [tuple(sorted(pair)) for pair in zip(line[:-1, 1], line[1:, 1], strict=True) if along.all()]
        assert len(line) == 2 or not (along[1:] & along[:-1]).any()
    assert len(set(edges)) == len(edges)
