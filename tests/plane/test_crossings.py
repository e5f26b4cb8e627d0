"""Crossings are led over the best grid point within reach, against all that there are."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.crossings import crossing_points
from controlmap.plane.grid import Grid
from tests.examples import examples
from tests.plane.fractions_of import cross, crossing

units = st.tuples(*[st.integers(-60, 60)] * 2)
segment = st.tuples(units, units).filter(lambda ab: ab[0] != ab[1])
segments = st.lists(segment, min_size=1, max_size=4, unique=True)
REACHES = {5: 4, 6: 20, 7: 200}
"""Grid units along a border by which a crossing may move, by the decimals of the grid."""


def rows(lines) -> np.ndarray:
    return np.array(lines).reshape(-1, 4)


def least_off(border, at, reach: int) -> int:
    """Return how little a grid point of a border's box is off, of those as far along as within reach."""
    longer = 0 if abs(border[1][0] - border[0][0]) >= abs(border[1][1] - border[0][1]) else 1
    around = range(floor(at[longer] + Fraction(1, 2)) - reach, floor(at[longer] + Fraction(1, 2)) + reach + 1)
    low, high = (tuple(map(pick, *border)) for pick in (min, max))
    points = [
        (along, aside) if longer == 0 else (aside, along)
        for along in around
        if low[longer] <= along <= high[longer]
        for aside in range(low[1 - longer], high[1 - longer] + 1)
    ]
    return min(abs(cross(*border, point)) for point in points)


def within_box(border, point) -> bool:
    return all(min(a, b) <= p <= max(a, b) for a, b, p in zip(*border, point, strict=True))


@pytest.mark.parametrize("decimals", [5, 6])
@pytest.mark.parametrize("slant", [1, 3, 7])
def test_a_border_is_crossed_within_its_ends_also_between_two_units(decimals, slant):
    """All borders from one point, each crossed in the middle between two units near either end."""
    far = [(x, y) for x in range(1, 24) for y in range(-x, x + 1)]
    for swap in (1, -1):
        borders = [((1, 1)[::swap], (1 + x, 1 + y)[::swap]) for x, y in far]
        lines = [
            ((1 + before, -30)[::swap], (1 + slant + before, 30)[::swap]) for before in range(-slant, 24)
        ]
        for border in borders:
            _, points = crossing_points(rows(lines), rows([border]), Grid(decimals))
            assert all(within_box(border, point) for point in points.tolist())


@settings(max_examples=examples(50))
@given(segments, segments, st.sampled_from([5, 6, 7]))
def test_a_line_crosses_each_border_where_a_grid_point_within_reach_is_least_off(lines, borders, decimals):
    reach = REACHES[decimals]
    met = [(i, border, crossing(line, border)) for i, line in enumerate(lines) for border in borders]
    met = [(i, border, at) for i, border, at in met if at is not None]
    # A crossing just between two units may be counted to either: so within a unit of the reach all is right.
    found, points = crossing_points(rows(lines), rows(borders), Grid(decimals))
    assert sorted(found.tolist()) == sorted(i for i, _, _ in met)
    told = {(i, tuple(point)) for i, point in zip(found.tolist(), points.tolist(), strict=True)}
    for i, border, at in met:
        fair = [
            point
            for j, point in told
            if i == j
            and within_box(border, point)
            and max(abs(point[0] - at[0]), abs(point[1] - at[1])) <= reach + 1
            and least_off(border, at, reach + 1)
            <= abs(cross(*border, point))
            <= least_off(border, at, reach - 1)
        ]
        assert fair, (border, at)


@given(st.integers(3, 200), st.integers(-200, 200), st.integers(2, 50))
def test_where_all_are_as_good_the_nearest_is_taken(high, slant, at):
    """A border along a parallel has a grid point at each unit, and none is off."""
    line, border = ((at, -3), (at + slant, high)), ((-900, 0), (900, 0))
    exact = crossing(line, border)
    assert exact
    _, [[x, y]] = crossing_points(rows([line]), rows([border]), Grid(5))
    assert (abs(x - exact[0]) <= Fraction(1, 2), y) == (True, 0)


def test_crossings_come_line_by_line_in_the_order_in_which_one_passes_them():
    lines = [((0, 0), (90, 0)), ((90, 10), (0, 10))]
    borders = [((x, -20), (x, 20)) for x in (70, 20, 50)]
    found, points = crossing_points(rows(lines), rows(borders), Grid(5))
    assert found.tolist() == [0, 0, 0, 1, 1, 1]
    assert points[:, 0].tolist() == [20, 50, 70, 70, 50, 20]
