"""Strips and gaps that say nothing go along with the ground beside them."""

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane import Grid, cut_ground, cut_without_gaps, mean_widths_m, neighbours, strips_joined

GRID = Grid(6)
M = 1 / 111_320
"""A metre at the equator, in degrees."""


def box_m(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    return GRID.snap(shapely.box(west * M, south * M, east * M, north * M))


def covers_at(topology, x_m: float, y_m: float) -> list[tuple[int, ...]]:
    """The runs of the cells over a point."""
    point = shapely.Point(*(np.array([x_m, y_m]) * M / GRID.size))
    return [
        topology.cover_runs[topology.covers[i]]
        for i in np.flatnonzero(shapely.intersects(topology.cells, point))
    ]


def test_neighbours_come_in_the_order_of_their_common_border():
    tall, low, middle = box_m(0, 0, 100, 300), box_m(100, 0, 200, 100), box_m(100, 100, 200, 300)
    topology = cut_ground([tall, low, middle], GRID)
    number = {topology.cover_runs[cover][0]: n for n, cover in enumerate(topology.covers)}
    assert neighbours(topology)[number[0]] == [number[2], number[1]]


def test_a_strip_goes_to_the_ground_with_the_longest_border_and_strips_among_strips_follow():
    west, east = box_m(0, 0, 100, 1000), box_m(106, 0, 200, 1000)
    one, two = box_m(100, 0, 103, 1000), box_m(103, 0, 106, 1000)
    joined = strips_joined(cut_ground([west, one, two, east], GRID), GRID, 5)
    assert covers_at(joined.topology, 101.5, 500) == [(0, 1)]
    assert covers_at(joined.topology, 104.5, 500) == [(3, 4)]
    assert joined.strips == 2
    assert np.isclose(joined.area_km2, 0.006, rtol=0.02)


def test_a_strip_that_stands_alone_is_covered_by_nothing():
    joined = strips_joined(cut_ground([box_m(0, 0, 100, 100), box_m(500, 0, 502, 900)], GRID), GRID, 5)
    assert covers_at(joined.topology, 501, 400) == [()]
    assert covers_at(joined.topology, 50, 50) == [(0, 1)]


def test_a_gap_is_filled_whether_closed_or_open_and_a_wide_one_is_not():
    west, east = box_m(0, 0, 100, 1000), box_m(103, 0, 200, 1000)
    ring = shapely.difference(box_m(300, 0, 400, 1000), box_m(350, 100, 353, 900))
    far = box_m(420, 0, 500, 1000)
    topology = cut_without_gaps([west, east, ring, far], GRID, 5)
    joined = strips_joined(topology, GRID, 5).topology
    assert covers_at(joined, 101.5, 500) in ([(0, 1)], [(1, 2)])
    assert covers_at(joined, 351.5, 500) == [(2, 3)]
    assert covers_at(joined, 410, 500) == []


@given(st.lists(st.integers(1, 40), min_size=2, max_size=12))
def test_columns_of_any_widths_keep_their_ground_and_leave_no_strip(widths):
    """Beside each other from west to east: what is joined stays covered, and only strips change hands."""
    edges = np.concatenate([[0], np.cumsum(widths)])
    columns = [box_m(a, 0, b, 1000) for a, b in pairwise(edges)]
    topology = cut_ground(columns, GRID)
    joined = strips_joined(topology, GRID, 10).topology
    thin = mean_widths_m(shapely.transform(topology.cells, GRID.to_degrees)) < 10
    assert (joined.covers == topology.covers)[~thin].all()
    covered = np.array([bool(joined.cover_runs[c]) for c in joined.covers])
    assert covered.all() or not covered.any()
    for cover in set(joined.covers[covered].tolist()):
        ground = shapely.coverage_union_all(joined.cells[joined.covers == cover])
        assert (mean_widths_m(shapely.get_parts([shapely.transform(ground, GRID.to_degrees)])) >= 9.9).all()
