"""Borders that bend keep their areas: against all grid points that lie beside a segment, in whole numbers."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from controlmap.plane.area_balance import along, balanced
from tests.examples import examples
from tests.plane.fractions_of import area2, distance2, point_distance2

CLEAR2 = Fraction(9, 16)
"""The square of three quarters of a unit: what comes nearer to another border might bend it in its turn."""
units = st.tuples(*[st.integers(-40, 40)] * 2)


def rows(segments) -> np.ndarray:
    return np.array(segments, dtype=np.int64).reshape(-1, 4)


def beside(start, end) -> set[tuple[int, int]]:
    """Return the grid points half a unit or less off a segment at each unit of its longer side."""
    longer = 0 if abs(end[0] - start[0]) >= abs(end[1] - start[1]) else 1
    found = set()
    for step in range(1, abs(end[longer] - start[longer])):
        share = Fraction(step, abs(end[longer] - start[longer]))
        x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        found |= {
            (u, v)
            for u in (x.__floor__(), x.__ceil__())
            for v in (y.__floor__(), y.__ceil__())
            if abs(u - x) <= Fraction(1, 2) and abs(v - y) <= Fraction(1, 2)
        }
    return found


def is_clear(point, own, segments) -> bool:
    return all(point_distance2(point, other) > CLEAR2 for other in segments if other != own)


def shares_along(point, start, end) -> int:
    return sum((p - a) * (b - a) for p, a, b in zip(point, start, end, strict=True))


@st.composite
def bent(draw):
    """A segment, the points beside it through which it is led, in order, and what else lies around."""
    start, end = sorted([draw(units), draw(units)])
    assume(points := sorted(beside(start, end)))
    others = draw(st.lists(st.tuples(units, units).filter(lambda ab: ab[0] != ab[1]), max_size=5))
    led = draw(st.lists(st.sampled_from(points), min_size=1, max_size=4, unique=True))
    return in_order([start, *led, end], start, end), [tuple(sorted(ab)) for ab in others]


def in_order(points, start, end) -> list[tuple[int, int]]:
    """Return points as one passes them from start to end; of two at once the lesser one first."""
    return sorted(points, key=lambda point: (shares_along(point, start, end), point))


@example(([(0, 0), (1, 0), (2, -1)], []))
@example(([(0, 0), (1, 0), (3, -2), (6, -3)], []))
@example(([(0, 0), (1, 1), (5, 4), (11, 9), (12, 10)], [((8, 2), (11, 8))]))
@settings(max_examples=examples(150))
@given(bent())
def test_a_bend_is_turned_over_where_that_is_clear_and_else_the_best_vertex_is_put_in(drawn):
    way, others = drawn
    start, end = own = way[0], way[-1]
    turned = [tuple(a + b - p for a, p, b in zip(start, point, end, strict=True)) for point in way[1:-1]]
    (found,) = balanced([np.array(way)], rows([own, *others]))
    told = [tuple(point) for point in found.tolist()]
    if area2(way) == 0:
        assert told == way
    elif all(is_clear(point, own, others) for point in turned):
        assert told == in_order({*way, *turned}, start, end)
        assert area2(told) == 0
    else:
        assert abs(area2(told)) == least_area(way, others)
        assert {*way} <= {*told}
        assert all(is_clear(point, own, others) for point in {*told} - {*way})


def least_area(way, others) -> int:
    """Return the least double area that a clear grid point more leaves beside a way, at most what it has."""
    start, end = way[0], way[-1]
    left = [abs(area2(way))]
    for point in beside(start, end):
        if is_clear(point, (start, end), others):
            before = [p for p in way if shares_along(p, start, end) < shares_along(point, start, end)]
            left.append(abs(area2([*before, point, *way[len(before) :]])))
    return min(left)


def test_three_quarters_of_a_unit_from_a_border_is_clear_and_a_border_that_comes_nearer_is_not():
    """The turned vertex is at (30, 1); a border ends above it, first a unit away, then right there."""
    way = np.array([(0, 0), (10, 1), (40, 2)])
    for height, turned in ((2, True), (1, False)):
        border = ((30, height), (30, 9))
        (found,) = balanced([way], rows([((0, 0), (40, 2)), border]))
        assert ([30, 1] in found.tolist()) == turned
        assert distance2(border, ((30, 1), (30, 1))) == (height - 1) ** 2


def test_ways_that_enclose_nothing_stay_as_they_are_and_each_is_balanced_by_itself():
    straight = np.array([(0, 0), (10, 5), (20, 10)])
    bend = np.array([(100, 0), (110, 1), (140, 2)])
    segments = rows([((0, 0), (20, 10)), ((100, 0), (140, 2))])
    assert balanced([straight], segments)[0] is straight
    one, two = balanced([straight, bend], segments)
    assert one is straight
    assert two.tolist() == [[100, 0], [110, 1], [130, 1], [140, 2]]


@given(st.lists(units, min_size=2, max_size=9))
def test_points_are_told_once_each_in_the_order_in_which_they_are_passed(points):
    start, end = np.array(points[0]), np.array(points[-1])
    told = [tuple(point) for point in along(np.array(points), start, end).tolist()]
    shares = [shares_along(point, points[0], points[-1]) for point in told]
    assert (sorted(told), shares) == (sorted({*points}), sorted(shares))
    equal = [ab for ab in pairwise(told) if len({shares_along(p, points[0], points[-1]) for p in ab}) == 1]
    assert all(one < two for one, two in equal)
