from collections import Counter

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import Grid, Net, cut_changes, net_borders, without_same_ways
from controlmap.plane.meetings import enters
from tests.examples import examples

GRID = Grid(6)

corners = st.lists(
    st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=3, max_size=9, unique=True
)


def ring(points) -> np.ndarray:
    """Rows around a ring of points, in their order."""
    points = np.array(points, dtype=np.int64)
    return np.hstack([points, np.roll(points, -1, axis=0)])


def with_vertices(rows: np.ndarray, shares: list[float]) -> list[list[int]]:
    """Points of a ring, with more of them that its sides pass by half a unit or less, in their order."""
    found = []
    for row in rows:
        a, b = row[:2], row[2:]
        found.append(a.tolist())
        for share in sorted(shares):
            point = np.rint(a + share * (b - a)).astype(np.int64)
            clear = all(np.abs(point - np.array(other)).max() > 1 for other in (a, b, found[-1]))
            if clear and enters(a[None], b[None], point[None])[0]:
                found.append(point.tolist())
    return found


def without_opposites(rows: np.ndarray) -> np.ndarray:
    there, back = ({*map(tuple, some.tolist())} for some in (rows, rows[:, [2, 3, 0, 1]]))
    return rows[[tuple(row) not in there & back for row in rows.tolist()]]


def signed_area(rows: np.ndarray) -> int:
    """Twice the area that rows have on their left."""
    return int((rows[:, 0] * rows[:, 3] - rows[:, 2] * rows[:, 1]).sum())


def other_ways(rows: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Which rows are left of some that stand there once each."""
    net = without_same_ways(Net(rows, area, np.ones(len(rows), dtype=np.int64)))
    left = Counter(map(tuple, np.column_stack([net.rows, net.area]).tolist()))
    return np.array([left[tuple(row)] > 0 for row in np.column_stack([rows, area]).tolist()], dtype=bool)


def loose_ends(rows: np.ndarray) -> dict:
    points, count = np.unique(rows.reshape(-1, 2), axis=0, return_inverse=True)
    sign = np.tile([-1, 1], len(rows))
    return {tuple(p): n for p, n in zip(points.tolist(), np.bincount(count.ravel(), sign), strict=True) if n}


@given(
    st.lists(st.integers(200, 500), min_size=4, max_size=9),
    st.lists(st.floats(0.05, 0.95), max_size=4),
    st.booleans(),
)
def test_a_border_with_more_vertices_on_its_way_is_on_no_other_way(reach, shares, turned):
    turn = np.linspace(0, 2 * np.pi, len(reach), endpoint=False)
    points = np.rint(np.column_stack([np.cos(turn), np.sin(turn)]) * np.array(reach)[:, None])
    one, two = ring(points), ring(with_vertices(ring(points), shares))
    lost, gained = (two, one) if turned else (one, two)
    rows = without_opposites(np.concatenate([lost[:, [2, 3, 0, 1]], gained]))
    assert not other_ways(rows, np.zeros(len(rows), dtype=np.int64)).any()


@settings(max_examples=examples(200))
@given(st.lists(st.tuples(corners, st.integers(0, 2), st.booleans()), min_size=1, max_size=4))
def test_what_is_left_out_closes_and_is_a_strip_of_half_a_unit(rings):
    rows, area = [], []
    for points, number, turned in rings:
        some = ring(points)
        rows.append(some[:, [2, 3, 0, 1]] if turned else some)
        area.append(np.full(len(some), number))
    rows, area = np.concatenate(rows), np.concatenate(area)
    out = ~other_ways(rows, area)
    for number in range(3):
        gone = rows[out & (area == number)]
        assert loose_ends(gone) == {}
        assert abs(signed_area(gone)) <= np.hypot(*(gone[:, 2:] - gone[:, :2]).T).sum()


@given(st.lists(st.floats(0.05, 0.95), max_size=5), st.sampled_from([(0, 0), (40, 7), (13, -22)]))
def test_ground_of_which_only_vertices_are_others_has_not_changed(shares, shift):
    """And what does pass beside such borders is told as it is."""
    square = np.array([[0, 0], [900, 31], [877, 911], [-17, 880]]) + shift
    pocket = shapely.Polygon(np.array([[300, 300], [340, 300], [340, 350], [300, 350]]) * GRID.size)
    drawn = shapely.Polygon(GRID.to_degrees(square))
    led = shapely.Polygon(GRID.to_degrees(np.array(with_vertices(ring(square), shares))))
    assert len(cut_changes({"a": led}, {"a": drawn}, GRID)[0]) == 0
    cells, names = cut_changes({"a": led}, {"a": drawn - pocket, "b": pocket}, GRID)
    assert (shapely.area(cells).tolist(), names) == ([2000.0], [("a", "b")])


def test_a_row_that_is_led_along_another_row_s_way_stays():
    """Two borders of one area lie on each other: which of them goes which way is for cutting to tell."""
    there = [[0, 0, 100, 0], [0, 0, 100, 0]]
    back = [[100, 0, 50, 0], [50, 0, 0, 0]]
    rows = np.array([*there, *back, *back])
    assert other_ways(rows, np.zeros(len(rows), dtype=np.int64)).all()
    assert not other_ways(rows, np.array([0, 1, 0, 0, 1, 1])).any()


@given(
    st.lists(
        st.tuples(*[st.integers(0, 2)] * 4, st.integers(0, 1), st.integers(-2, 2)), min_size=1, max_size=30
    )
)
def test_what_runs_there_and_back_cancels_out(borders):
    table = np.array(borders, dtype=np.int64)
    table = table[(table[:, :2] != table[:, 2:4]).any(axis=1)]
    expected: Counter = Counter()
    for *row, area, times in table.tolist():
        low, high = sorted([tuple(row[:2]), tuple(row[2:])])
        expected[low, high, area] += times if tuple(row[:2]) == low else -times
    net = net_borders(table[:, :2], table[:, 2:4], table[:, 4], table[:, 5])
    found = {}
    for *row, area, times in np.column_stack(net).tolist():
        low, high = sorted([tuple(row[:2]), tuple(row[2:])])
        assert (low, high, area) not in found
        found[low, high, area] = times if tuple(row[:2]) == low else -times
    assert found == {key: times for key, times in expected.items() if times}
