"""What is known of ground that comes in before it is a layer."""

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.exchange.claims import Said
from controlmap.exchange.incoming import _beside
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
