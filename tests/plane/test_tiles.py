from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from controlmap.api import open_map
from controlmap.history import history_of
from controlmap.plane import BY_TURNS, Cutting, Grid, cut_ground
from controlmap.plane.noding import Borders, node
from controlmap.plane.tiles import levels, tiles
from tests.benchmarks.dense import Dense, dense_snapshots
from tests.examples import examples

HALO = 2
SHIPPED = Path(__file__).parents[2] / "geodata"


def by_turns_of(most: int) -> Cutting:
    return BY_TURNS._replace(most=most)


def backwards_of(most: int) -> Cutting:
    """Tiles that are done in another order than that in which they are asked for."""

    def each(work, values):
        return [work(value) for value in [*values][::-1]][::-1]

    return Cutting(each, most)


def segments(reach: int):
    def distinct(ends):
        return Borders.of(ends[:, :2], ends[:, 2:], np.arange(len(ends)) % 3)

    return (
        st.integers(1, 24)
        .flatmap(lambda n: arrays(np.int64, (n, 4), elements=st.integers(-reach, reach)))
        .map(distinct)
    )


def content(borders: Borders) -> list[list[list[int]]]:
    return [part.tolist() for part in (borders.points, borders.segments, borders.pairs)]


def parts_of(topology) -> list[object]:
    arrays = (topology.covers, topology.arc_xy, topology.arc_start, topology.arc_left, topology.arc_right)
    return [
        *(array.tobytes() for array in arrays),
        topology.cover_runs,
        shapely.to_wkb(topology.cells).tolist(),
    ]


@given(segments(400), st.integers(1, 8))
def test_a_point_near_a_segment_lies_in_one_square_and_the_segment_comes_to_it(borders, most):
    found = [*tiles(borders.ends, most)]
    for row, (a, b) in enumerate(borders.ends):
        along = a + np.linspace(0, 1, 40)[:, None] * (b - a)
        beside = [np.floor(along), np.ceil(along), (a + np.array([HALO, 0]))[None]]
        near = np.concatenate(beside).astype(int)
        holding = [tile.square.holds(near) for tile in found]
        assert (np.sum(holding, axis=0) == 1).all()
        for tile, holds in zip(found, holding, strict=True):
            assert row in tile.rows or not holds.any()


def test_a_tile_with_too_many_segments_is_quartered_until_it_has_no_more_than_asked():
    corner = np.random.default_rng(1).integers(0, 100_000, (3_000, 2))
    lines = np.stack([corner, corner + np.array([90, 40])], axis=1)
    sizes = [len(tile.rows) for tile in tiles(lines, 100)]
    assert (max(sizes) <= 100, len(sizes) > 30, sum(sizes) < 3_600) == (True, True, True)


def test_what_no_division_divides_is_one_tile():
    star = np.stack(
        [np.zeros((300, 2), dtype=int), np.random.default_rng(1).integers(-9, 9, (300, 2))], axis=1
    )
    assert [len(tile.rows) for tile in tiles(star, 10)] == [300]


boxes = st.lists(
    st.tuples(*[st.integers(0, 900)] * 2, *[st.integers(0, 90)] * 2, st.integers(1, 9)),
    min_size=1,
    max_size=30,
)


@given(boxes, st.integers(1, 60))
def test_each_level_of_squares_has_the_boxes_that_come_to_them_and_none_that_is_light_is_divided(some, most):
    x, y, wide, high, weight = np.array(some).T
    low = np.column_stack([x, y])
    up = low + np.column_stack([wide, high])
    whole, *finer = levels(low, up, weight, most)
    assert [tile.rows.tolist() for tile in whole] == [[*range(len(some))]]
    squares = [(square, rows) for level in (whole, *finer) for square, rows in level]
    for square, rows in squares:
        meeting = (low <= square.high).all(axis=1) & (up >= square.low).all(axis=1)
        assert rows.tolist() == np.flatnonzero(meeting).tolist()
    for coarse, fine in pairwise([whole, *finer]):
        heavy = [tile.square for tile in coarse if weight[tile.rows].sum() > most]
        for tile in fine:
            assert any(within(tile.square, square) for square in heavy)


def within(one, other) -> bool:
    return bool((one.low >= other.low).all() and (one.high <= other.high).all())


@pytest.mark.parametrize(("crowded", "is_divided"), [(4, True), (5, False)])
def test_a_square_is_divided_unless_more_than_four_fifths_stay_together(crowded, is_divided):
    corners = np.array([(10 * i, 10) for i in range(crowded)] + [(900, 900)] * (5 - crowded))
    frame = np.array([(0, 0), (1000, 1000)])
    low, high = np.concatenate([corners, frame]), np.concatenate([corners + 5, frame])
    weight = np.array([10] * 5 + [0, 0])
    assert (len(levels(low, high, weight, 20)) > 1) == is_divided


@settings(max_examples=examples(200))
@given(segments(40) | segments(400) | segments(4_000), st.integers(1, 12))
def test_borders_are_noded_alike_in_tiles_of_any_size(borders, most):
    assert content(node(borders, backwards_of(most))) == content(node(borders))


@st.composite
def polygons(draw):
    corner = st.tuples(st.integers(0, 300), st.integers(0, 300))
    hulls = draw(st.lists(st.lists(corner, min_size=3, max_size=5), min_size=1, max_size=8))
    shapes = [shapely.convex_hull(shapely.MultiPoint(h)) for h in hulls]
    return [shapely.transform(shape, lambda xy: xy / 10**5) for shape in shapes if shape.area > 0]


@settings(max_examples=examples(150))
@given(polygons(), st.integers(1, 12))
def test_ground_is_cut_alike_in_tiles_of_any_size(areas, most):
    grid = Grid(5)
    assert parts_of(cut_ground(areas, grid, by_turns_of(most))) == parts_of(cut_ground(areas, grid))


@pytest.mark.parametrize("most", [40, 300, 2_000])
def test_a_dense_series_is_cut_alike_in_tiles_of_any_size(most):
    plan = Dense(dates=6, vertices=400, pockets=20)
    areas = [area for snapshot in dense_snapshots(plan) for _, area in snapshot]
    grid = Grid(6)
    assert parts_of(cut_ground(areas, grid, backwards_of(most))) == parts_of(cut_ground(areas, grid))


@pytest.mark.parametrize("most", [100, 1_000])
def test_the_shipped_map_has_the_same_history_in_tiles_of_any_size(most):
    project = open_map(SHIPPED).project
    whole, tiled = history_of(project), history_of(project, how=by_turns_of(most))
    assert parts_of(tiled.topology) == parts_of(whole.topology)
    assert tiled.spell_state.tobytes() == whole.spell_state.tobytes()
    assert tiled.spell_start.tobytes() == whole.spell_start.tobytes()
