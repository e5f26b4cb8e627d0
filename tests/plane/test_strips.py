"""Strips and gaps that say nothing go along with the ground beside them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import Grid, cut_ground, cut_without_gaps, mean_widths_m, neighbours, strips_joined
from controlmap.plane.grid import METRES_A_DEGREE
from controlmap.plane.strips import gaps_between
from tests.examples import examples
from tests.sketches import areas_from_sketch

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


@pytest.mark.parametrize("lat", [0.0, 60.0, -60.0])
@pytest.mark.parametrize("turned", [False, True], ids=["side by side", "one above the other"])
@pytest.mark.parametrize(
    ("gap_m", "long_m", "is_one"),
    [(4, 200, True), (6, 200, False), (4, 8, True), (4, 5, False)],
    ids=["narrow", "wide", "just long enough", "a corner"],
)
def test_a_gap_is_narrower_than_the_width_and_around_it_is_four_of_them_long(
    lat, turned, gap_m, long_m, is_one
):
    """Two boxes and the ground between them, in metres at their latitude; the width is five metres."""
    sides = [(0, 0, 100, long_m), (100 + gap_m, 0, 200 + gap_m, long_m)]
    boxes = [shapely.box(y, x, v, u) if turned else shapely.box(x, y, u, v) for x, y, u, v in sides]
    scale = np.array([1 / np.cos(np.radians(lat)), 1]) / METRES_A_DEGREE
    areas = [GRID.snap(shapely.transform(box, lambda xy: xy * scale + [0, lat])) for box in boxes]
    gaps = gaps_between(cut_ground(areas, GRID), GRID, 5)
    assert len(gaps) == is_one
    if is_one:
        metric = shapely.transform(gaps[0], lambda xy: (xy - [0, lat]) / scale)
        assert shapely.area(metric) == pytest.approx(gap_m * long_m, rel=0.1)
        assert not any(shapely.overlaps(gaps[0], area) for area in areas)


def test_nothing_has_no_gaps():
    assert gaps_between(cut_ground([], GRID), GRID, 5) == []


LETTERS = st.lists(st.text("ABC.", min_size=4, max_size=4), min_size=2, max_size=4).map(" ".join)


@settings(max_examples=examples(40))
@given(LETTERS)
def test_beside_a_cell_are_those_with_a_common_border_the_longest_first(sketch):
    topology = cut_ground(list(areas_from_sketch(sketch).values()), GRID)
    cells = list(topology.cells)
    for i, found in neighbours(topology).items():
        common = {
            j: shapely.length(shapely.intersection(cells[i], cells[j])) for j in range(len(cells)) if j != i
        }
        beside = sorted((j for j in common if common[j] > 0), key=lambda j: (-common[j], j))
        assert found == beside


@settings(max_examples=examples(40))
@given(LETTERS)
def test_a_cell_that_nobody_covers_goes_to_the_neighbour_with_the_longest_border(sketch):
    """What is wide and somebody's stays; ground in no area goes to whose border along it is the longest."""
    found = areas_from_sketch(sketch.replace(".", "D"))
    names = sorted(found)
    topology = cut_ground([found[name] for name in names], GRID)
    nobodys = names.index("D") if "D" in names else -1
    runs = tuple(() if run[0] == nobodys else run for run in topology.cover_runs)
    open_ = replace(topology, cover_runs=runs)
    joined = strips_joined(open_, GRID, 5)
    beside = neighbours(open_)
    for cell, cover in enumerate(open_.covers.tolist()):
        now = joined.topology.cover_runs[joined.topology.covers[cell]]
        if runs[cover]:
            assert now == runs[cover]
        else:
            owners = [
                runs[open_.covers[other]] for other in beside.get(cell, []) if runs[open_.covers[other]]
            ]
            assert now == (owners[0] if owners else ())
