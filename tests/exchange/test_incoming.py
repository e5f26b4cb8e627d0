"""What is known of ground that comes in before it is a layer."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.exchange.claims import Said
from controlmap.exchange.incoming import _beside, areas_at_the_end
from controlmap.model import ControlState
from controlmap.plane import Grid

DAY = np.datetime64("2024-01-01")


def told(sketch: list[str]) -> list[tuple[Said, ControlState]]:
    """A square of ground for each letter, cut as imports cut it."""
    squares = [
        (letter, shapely.box(x, y, x + 1, y + 1))
        for y, row in enumerate(sketch)
        for x, letter in enumerate(row)
        if letter != "."
    ]
    return [
        (
            Said(letter),
            ControlState(id=f"s{i}", geometry=ground, controller="?", valid_from=DAY, valid_to=None),
        )
        for i, (letter, ground) in enumerate(squares)
    ]


@given(st.lists(st.text("abc.", min_size=3, max_size=3), min_size=1, max_size=3))
def test_neighbours_are_those_whose_ground_meets(sketch):
    states = told(sketch)
    expected = {
        tuple(sorted((one.controller, two.controller)))
        for (one, here), (two, there) in combinations(states, 2)
        if one.controller != two.controller and shapely.intersects(here.geometry, there.geometry)
    }
    assert {tuple(sorted(pair)) for pair in _beside(states, Grid(5))} == expected if states else True


@pytest.mark.parametrize(
    ("one", "other", "on"),
    [(None, "1939", "1939"), ("1939", "1939", "1938"), ("1939-03", "1939-03", "1939-02")],
)
def test_the_end_is_told_as_exactly_as_it_is_known(one: str | None, other: str, on: str) -> None:
    said = {"controller": "a", "valid_from": "1919"}
    states = [
        ControlState(id=f"s-{n}", geometry=shapely.box(n, 0, n + 1, 1), valid_to=end, **said)
        for n, end in enumerate((one, other))
    ]
    assert areas_at_the_end(states)[1] == on
