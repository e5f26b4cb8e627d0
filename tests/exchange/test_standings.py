"""Ground that several claim over time goes, date by date, to whom each date by itself would give it."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.overlaps import RULES, settled
from controlmap.exchange.standings import Decided, decided, standings_of
from controlmap.plane import Grid, areas_of, cut_steps, steps_of

GRID = Grid(5)
SIDE = 5
UNIT = 0.001

sides = st.lists(st.integers(0, SIDE), min_size=2, max_size=2, unique=True).map(sorted)
boxes = st.builds(lambda x, y: shapely.box(x[0] * UNIT, y[0] * UNIT, x[1] * UNIT, y[1] * UNIT), sides, sides)
said = st.builds(Said, st.sampled_from("abc"), st.sampled_from(["held", "besieged"]))
claims = st.lists(st.builds(Claim, said, boxes, st.sampled_from("xyz"), st.integers(0, 2)), max_size=6)


def series_of(dates: list[list[Claim]], rule) -> Decided:
    every = [standings_of(date, rule) for date in dates]
    steps = steps_of({}, [*(one.ground_lonlat for one in every), {}], GRID)
    cut, standings = cut_steps(steps, len(dates))
    return decided(cut, standings, [one.order for one in every], rule, GRID)


def holders(series: Decided, count: int) -> dict[tuple[int, int, int], set[Said]]:
    """What is said of each square, by date, column and row."""
    found: dict[tuple[int, int, int], set[Said]] = {}
    for cell, cover in zip(series.cut.cells, series.cut.covers.tolist(), strict=True):
        held = [divmod(index, count + 1) for index in areas_of(series.cut.cover_runs[cover])]
        for x, y in squares():
            if shapely.contains_xy(cell, *middle(x, y) / 1e-5):
                for what, date in held:
                    found.setdefault((date, x, y), set()).add(series.said[what])
    return found


def squares() -> list[tuple[int, int]]:
    return [(x, y) for x in range(SIDE) for y in range(SIDE)]


def middle(x: int, y: int) -> np.ndarray:
    return (np.array([x, y]) + 0.5) * UNIT


@given(st.lists(claims, min_size=1, max_size=4), st.sampled_from([*RULES, "joint"]))
def test_each_date_is_settled_as_if_it_stood_alone(dates, rule):
    series = series_of(dates, rule)
    alone = [settled(date, rule, GRID) for date in dates]
    expected = {
        (date, x, y): {what}
        for date, one in enumerate(alone)
        for what, ground in one.ground_lonlat.items()
        for x, y in squares()
        if shapely.contains_xy(ground, *middle(x, y))
    }
    assert holders(series, len(dates)) == expected
    pairs = {pair for one in alone for pair in (overlap.controllers for overlap in one.overlaps)}
    assert series.overlaps_km2.keys() == pairs
    for pair, areas in series.overlaps_km2.items():
        by_itself = [sum(o.area_km2 for o in one.overlaps if o.controllers == pair) for one in alone]
        assert areas == pytest.approx(by_itself)
    assert series.twice_km2 == pytest.approx([one.twice_km2 for one in alone])


@given(st.lists(claims, min_size=1, max_size=4), st.sampled_from([*RULES, "joint"]))
def test_no_border_is_left_with_the_same_on_both_sides(dates, rule):
    cut = series_of(dates, rule).cut
    runs = [*cut.cover_runs, ()]
    of = np.append(cut.covers, len(runs) - 1)
    left, right = of[cut.arc_left].tolist(), of[cut.arc_right].tolist()
    assert all(runs[one] != runs[two] for one, two in zip(left, right, strict=True))
    assert () not in [runs[cover] for cover in cut.covers.tolist()]


def test_a_shape_that_is_claimed_a_thousand_times_makes_two_layers():
    box = shapely.box(0, 0, UNIT, UNIT)
    many = standings_of([Claim(Said("a"), box, str(n)) for n in range(1_000)], "first")
    assert [standing.layer for standing in many.order] == [0, 1]


def test_ground_that_says_the_same_side_by_side_is_one_standing():
    row = [Claim(Said("a"), shapely.box(n * UNIT, 0, (n + 1) * UNIT, UNIT), str(n)) for n in range(9)]
    assert len(standings_of(row, "first").order) == 1


def test_what_says_the_same_here_and_there_is_one_standing_where_nobody_claims_twice():
    row = [Claim(Said("ab"[n % 2]), shapely.box(n * UNIT, 0, (n + 1) * UNIT, UNIT), str(n)) for n in range(9)]
    assert [standing.said.controller for standing in standings_of(row, "first").order] == ["a", "b"]


def test_what_two_claim_by_rounding_alone_is_no_overlap():
    """One has a vertex on the border that the other draws straight, a unit of the grid off."""
    south = shapely.Polygon([(0, 0), (0.02, 0), (0.02, 0.01), (0.01, 0.01001), (0, 0.01)])
    north = shapely.box(0, 0.01, 0.02, 0.02)
    series = series_of([[Claim(Said("a"), south, "x"), Claim(Said("b"), north, "y")]], "error")
    assert (series.overlaps_km2, series.twice_km2.tolist()) == ({}, [0])
