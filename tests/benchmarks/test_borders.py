"""Circles are told from other lines, and free borders from drawn ones."""

import numpy as np
import pytest

from tests.benchmarks.borders import circles_m

TURN = np.linspace(0, 2 * np.pi, 33)


@pytest.mark.parametrize("radius_m", [1000, 3000, 20_000])
def test_a_circle_is_one(radius_m: float) -> None:
    xy = radius_m * np.column_stack([np.cos(TURN), np.sin(TURN)])
    assert circles_m(xy) == pytest.approx(np.hypot(*np.diff(xy, axis=0).T).sum())


@pytest.mark.parametrize(
    "xy",
    [
        np.column_stack([np.arange(40) * 500.0, np.zeros(40)]),
        np.column_stack([np.arange(40) * 500.0, (np.arange(40) % 2) * 300.0]),
        100 * np.column_stack([np.cos(TURN), np.sin(TURN)]),
        np.array([[0.0, 0], [1, 1]]),
    ],
    ids=["a straight line", "a zigzag", "a circle of 100 m", "too short"],
)
def test_other_lines_are_none(xy: np.ndarray) -> None:
    assert circles_m(xy) == 0


def test_an_arc_in_a_line_counts_by_its_length() -> None:
    arc = 5000 * np.column_stack([np.cos(TURN[:17]), np.sin(TURN[:17])])
    straight = np.column_stack([np.full(10, -5000.0), -5000.0 * np.arange(1, 11)])
    length = np.hypot(*np.diff(arc, axis=0).T).sum()
    assert circles_m(np.vstack([arc, straight])) == pytest.approx(length, rel=0.1)
