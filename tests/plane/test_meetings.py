"""Where segments meet, against fractions: every pair and every point is looked at, and nothing is rounded."""

from fractions import Fraction
from itertools import combinations, product
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.meetings import Boxes, crossings, tangled, visits
from tests.examples import examples
from tests.plane.fractions_of import HALF, crossing, distance2, enters, point_distance2

ends = st.tuples(*[st.integers(-7, 7)] * 2)
segment = st.tuples(ends, ends).filter(lambda ab: ab[0] != ab[1])
far = st.tuples(*[st.integers(-500, 500)] * 2)
long_segment = st.tuples(far, far).filter(lambda ab: ab[0] != ab[1])
some = st.lists(segment | long_segment, min_size=1, max_size=9, unique=True)


@settings(max_examples=examples(60))
@given(some, st.lists(ends, min_size=1, max_size=12, unique=True), st.randoms(use_true_random=False))
def test_segments_visit_the_points_whose_squares_they_enter_but_for_their_own_ends(lines, points, random):
    hot = np.array(points)
    pairs = {
        (i, j)
        for (i, ab), (j, p) in product(enumerate(lines), enumerate(points))
        if p not in ab and enters(ab, p)
    }
    rows = np.array(lines)
    boxes = Boxes.along(rows)
    assert {*map(tuple, visits(rows, boxes, hot).tolist())} == pairs
    fresh = np.array([random.random() < 0.5 for _ in lines])
    new = np.array([random.random() < 0.5 for _ in points])
    found = visits(rows, boxes, hot, fresh, new).tolist()
    assert found == sorted(found)
    assert {*map(tuple, found)} == {(i, j) for i, j in pairs if fresh[i] or new[j]}


@settings(max_examples=examples(60))
@given(some, st.randoms(use_true_random=False))
def test_crossings_lie_in_the_squares_of_the_points_that_are_told_and_no_others_are(lines, random):
    fresh = np.array([random.random() < 0.7 for _ in lines])
    rows = np.array(lines)
    told = {*map(tuple, crossings(rows, Boxes.along(rows), fresh).tolist())}
    met = [
        crossing(lines[i], lines[j]) for i, j in combinations(range(len(lines)), 2) if fresh[i] or fresh[j]
    ]
    exact = [at for at in met if at is not None]
    assert {(floor(x + HALF), floor(y + HALF)) for x, y in exact} <= told
    near = HALF + Fraction(1, 400)
    assert all(any(abs(x - u) <= near and abs(y - v) <= near for u, v in exact) for x, y in told)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("two", "told"),
    [
        (((0, 1), (1, 0)), [(0, 0), (1, 0), (0, 1), (1, 1)]),
        (((1, 2), (2, 1)), [(1, 1), (2, 1), (1, 2), (2, 2)]),
        (((0, 2), (2, 0)), [(1, 1)]),
        (((0, 1), (2, 0)), [(1, 1)]),
        (((-1, 1), (2, 0)), [(0, 0), (1, 0), (0, 1), (1, 1)]),
    ],
    ids=str,
)
def test_a_crossing_in_the_corner_of_four_squares_is_told_of_all_four(two, told, turn):
    """Rounding may put it in any of them. All is turned about the origin by right angles."""

    def turned(points):
        quarters = np.array([[[1, 0], [0, 1]], [[0, 1], [-1, 0]], [[-1, 0], [0, -1]], [[0, -1], [1, 0]]])
        return np.asarray(points) @ quarters[turn]

    rows = turned([((-3, -3), (4, 4)), two])
    found = crossings(rows, Boxes.along(rows), np.ones(2, dtype=bool)).tolist()
    assert {*map(tuple, found)} == {*map(tuple, turned(told).tolist())}


def is_tangled(one, two) -> bool:
    """Whether two segments come within two units, or if they meet at an end, a far end to the other one."""
    shared = [(i, j) for i, j in product((0, 1), (0, 1)) if one[i] == two[j]]
    if not shared:
        return distance2(one, two) <= 4
    return any(
        point_distance2(one[1 - i], two) <= 4 or point_distance2(two[1 - j], one) <= 4 for i, j in shared
    )


@settings(max_examples=examples(80))
@given(st.lists(segment | long_segment, min_size=2, max_size=6, unique_by=frozenset))
def test_segments_are_tangled_that_come_near_another_one_otherwise_than_at_an_end(lines):
    close = [(i, j) for i, j in combinations(range(len(lines)), 2) if is_tangled(lines[i], lines[j])]
    found = np.flatnonzero(tangled(np.array(lines))).tolist()
    assert found == sorted({row for pair in close for row in pair})


@pytest.mark.parametrize(
    ("two", "near"),
    [
        (((0, 2), (10, 2)), True),
        (((0, 3), (10, 3)), False),
        (((12, 0), (20, 0)), True),
        (((13, 0), (20, 0)), False),
        (((4, -9), (6, 9)), True),
        (((10, 0), (13, 2)), False),
        (((10, 0), (8, 2)), True),
        (((0, 0), (9, 2)), True),
        (((0, 0), (9, 3)), False),
    ],
    ids=str,
)
def test_two_units_beside_a_segment_and_beyond_its_end_are_near(two, near):
    assert tangled(np.array([((0, 0), (10, 0)), two])).tolist() == [near, near]


def test_nothing_meets_nothing():
    none = np.empty((0, 2, 2), dtype=np.int64)
    assert tangled(none).tolist() == []
    assert crossings(none, Boxes.along(none), np.empty(0, dtype=bool)).tolist() == []
