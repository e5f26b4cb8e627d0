"""The coordinate grid: whole units and back."""

from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane.grid import Grid

GRIDS = st.sampled_from([Grid(5), Grid(6), Grid(7)])
DEGREES = st.floats(-180, 180)


@given(GRIDS, st.integers(-1_800_000_000, 1_800_000_000))
def test_units_come_back_exactly(grid: Grid, unit: int) -> None:
    degrees = grid.to_degrees(np.array([unit]))
    assert grid.to_units(degrees).tolist() == [unit]
    assert degrees[0] == float(Decimal(unit).scaleb(-grid.decimals))


@given(GRIDS, DEGREES)
def test_degrees_move_by_half_a_unit_at_most(grid: Grid, degrees: float) -> None:
    moved = grid.to_degrees(grid.to_units(np.array([degrees])))[0]
    assert abs(moved - degrees) <= grid.size * 0.500001


@given(GRIDS, st.lists(st.tuples(DEGREES, DEGREES), min_size=2, max_size=8))
def test_snapping_twice_is_snapping_once(grid: Grid, xy: list[tuple[float, float]]) -> None:
    once = grid.snap(shapely.LineString(xy))
    assert shapely.get_coordinates(grid.snap(once)).tolist() == shapely.get_coordinates(once).tolist()
    assert len(once.coords) == len(xy)


@pytest.mark.parametrize(("size", "decimals"), [(1e-5, 5), (1e-6, 6), (1e-7, 7)])
def test_a_grid_is_found_by_its_size(size: float, decimals: int) -> None:
    assert Grid.of_size(size) == Grid(decimals)
    assert Grid(decimals).size == size


@pytest.mark.parametrize("size", [0, 1, 1e-4, 1e-8, 2e-6, -1e-6, float("nan")])
def test_other_sizes_are_refused(size: float) -> None:
    with pytest.raises(ValueError, match="must be 1e-5, 1e-6 or 1e-7"):
        Grid.of_size(size)
