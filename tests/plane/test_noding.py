import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from controlmap.plane.noding import Borders, _noded, node


def segments(reach: int, owners: int = 3):
    """Random segments in a small square, where touching, crossing and lying on each other are common."""
    return st.integers(1, 24).flatmap(
        lambda n: arrays(np.int64, (n, 4), elements=st.integers(-reach, reach)).map(
            lambda ends: Borders.of(ends[:, :2], ends[:, 2:], np.arange(len(ends)) % owners)
        )
    )


def lines(borders: Borders) -> list[shapely.LineString]:
    return list(shapely.linestrings(borders.points[borders.segments].astype(float)))


@given(segments(5) | segments(40))
def test_noded_segments_meet_at_common_ends_only(borders):
    pieces = lines(node(borders))
    for one, two in zip(*np.triu_indices(len(pieces), 1), strict=True):
        meeting = pieces[one].intersection(pieces[two])
        ends = {*pieces[one].coords} & {*pieces[two].coords}
        assert meeting.is_empty or (meeting.geom_type == "Point" and {*meeting.coords} <= ends)


@given(segments(1000, owners=24))
def test_noding_moves_no_border_by_more_than_a_unit(borders):
    before, after = (shapely.union_all(lines(b)) for b in (borders, node(borders)))
    assert before.is_empty or shapely.hausdorff_distance(before, after) <= 1


@given(segments(5) | segments(40))
def test_noding_opens_and_closes_no_ring(borders):
    assert degrees(borders) == degrees(node(borders))


def degrees(borders: Borders) -> set[tuple[int, int, int]]:
    """Points at which an owner has an odd number of segments: the loose ends of its border."""
    ends = borders.points[borders.segments[borders.pairs[:, 0]]]
    owner = np.repeat(borders.pairs[:, 1], 2)
    rows = np.column_stack([ends.reshape(-1, 2), owner])
    found, count = np.unique(rows, axis=0, return_counts=True)
    return {tuple(row) for row in found[count % 2 == 1].tolist()}


@given(segments(40))
def test_noding_what_is_noded_changes_nothing(borders):
    once = node(borders)
    twice = node(once)
    assert (once.segments.shape, once.pairs.tolist()) == (twice.segments.shape, twice.pairs.tolist())


@pytest.mark.parametrize("seed", range(12))
def test_long_lines_that_meet_here_and_there_are_cut_as_if_all_were_looked_at(seed):
    random = np.random.default_rng(seed)
    lines = random.integers(-40, 40, (4, 120, 2)).cumsum(axis=1) * [1, 0] + 40 * np.arange(120)[:, None] * [
        0,
        1,
    ]
    again = lines[:2] + random.integers(0, 2, (2, 120, 2)) * (random.random((2, 120, 1)) < 0.1)
    all_lines = np.concatenate([lines, again])
    borders = Borders.of(
        all_lines[:, :-1].reshape(-1, 2), all_lines[:, 1:].reshape(-1, 2), np.repeat(np.arange(6), 119)
    )
    some, whole = node(borders), _noded(borders)
    assert rows(some) == rows(whole)


def rows(borders: Borders) -> list[list[int]]:
    """Segments with their owners, by coordinates."""
    segment, owner = borders.pairs.T
    ends = borders.points[borders.segments[segment]].reshape(-1, 4)
    return np.column_stack([ends, owner]).tolist()


def test_a_segment_listed_twice_by_one_owner_is_no_border_of_it():
    start, end = np.array([[0, 0], [5, 0], [0, 0]]), np.array([[5, 0], [0, 0], [0, 5]])
    assert Borders.of(start, end, np.array([7, 7, 7])).pairs.tolist() == [[0, 7]]


def test_nearly_parallel_long_lines_end_and_stay_where_they_were():
    start = np.array([[0, 0], [2, 0], [1, 0], [3, 0]])
    end = np.array([[5703, 324], [3721, 373], [5703, 324], [3721, 373]])
    noded = node(Borders.of(start, end, np.arange(4)))
    lines_before = shapely.multilinestrings(shapely.linestrings(np.stack([start, end], axis=1).astype(float)))
    assert shapely.hausdorff_distance(shapely.union_all(lines(noded)), lines_before) < 1.5


@pytest.mark.parametrize("seed", range(40))
def test_in_a_dense_tangle_nothing_is_left_to_cut(seed):
    random = np.random.default_rng(seed)
    start, end = random.integers(0, 12, (2, 60, 2))
    noded = node(Borders.of(start, end, random.integers(0, 4, 60)))
    again = node(noded)
    assert again.segments.tolist() == noded.segments.tolist()
    assert again.pairs.tolist() == noded.pairs.tolist()
