"""Borders as sets of segments with owners: what they are together, apart, and in each other."""

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.noding import Borders, node, node_along, odd_rows, passing, undirected
from tests.examples import examples
from tests.plane.fractions_of import crossing, enters, point_distance2

few = st.tuples(*[st.integers(-3, 3)] * 2)
rows = st.lists(st.tuples(few, few, st.integers(0, 2)), min_size=1, max_size=12)


def borders_of(owned) -> Borders:
    start, end = (np.array([row[i] for row in owned], dtype=np.int64).reshape(-1, 2) for i in (0, 1))
    return Borders.of(start, end, np.array([row[2] for row in owned], dtype=np.int64))


def owned_by(owned) -> set:
    """Return segments with owners, each that stands an odd number of times."""
    times = Counter((min(a, b), max(a, b), owner) for a, b, owner in owned if a != b)
    return {row for row, count in times.items() if count % 2}


def told(borders: Borders) -> set:
    """Return the same of borders; that these are in order, and without what nobody owns, is looked at."""
    segments = [tuple(map(tuple, ends)) for ends in borders.ends.tolist()]
    found = [(*segments[segment], owner) for segment, owner in borders.pairs.tolist()]
    assert borders.points.tolist() == sorted(borders.points.tolist())
    assert segments == sorted({*segments})
    assert borders.pairs.tolist() == sorted(borders.pairs.tolist())
    assert {row[:2] for row in found} == {*segments}
    return {*found}


@settings(max_examples=examples(50))
@given(rows)
def test_owners_run_along_the_segments_that_they_have_an_odd_number_of_times(owned):
    assert told(borders_of(owned)) == owned_by(owned)


@settings(max_examples=examples(50))
@given(rows, rows)
def test_joined_borders_have_what_one_of_both_has_and_know_what_is_in_the_other(one, two):
    first, second = borders_of(one), borders_of(two)
    assert told(first.joined(second)) == owned_by(one) ^ owned_by(two)
    if owned_by(two):
        segments = [tuple(map(tuple, ends)) for ends in first.ends.tolist()]
        assert first.are_in(second).tolist() == [ab in {row[:2] for row in owned_by(two)} for ab in segments]


@settings(max_examples=examples(50))
@given(rows, st.integers(0, 2**12))
def test_chosen_segments_keep_their_owners_and_only_the_points_that_they_have(owned, bits):
    borders = borders_of(owned)
    chosen = np.array([bool(bits >> i & 1) for i in range(len(borders.segments))], dtype=bool)
    some = borders.of_segments(chosen)
    kept = {tuple(map(tuple, ends)) for ends in borders.ends[chosen].tolist()}
    assert told(some) == {row for row in told(borders) if row[:2] in kept}
    assert {*map(tuple, some.points.tolist())} == {point for ab in kept for point in ab}


@settings(max_examples=examples(50))
@given(rows)
def test_undirected_rows_have_the_lesser_end_first_and_odd_ones_stand_once(owned):
    ends = np.array([(*a, *b) for a, b, _ in owned], dtype=np.int64)
    found = undirected(ends[:, :2], ends[:, 2:])
    assert found.tolist() == [[*min(a, b), *max(a, b)] for a, b, _ in owned if a != b]
    times = Counter(map(tuple, ends.tolist()))
    assert sorted(map(tuple, odd_rows(ends).tolist())) == sorted(row for row, n in times.items() if n % 2)
    assert odd_rows(ends[:0]).tolist() == []


wide = st.tuples(*[st.integers(-30, 30)] * 2)
lines = st.lists(st.tuples(wide, wide).filter(lambda ab: ab[0] != ab[1]), min_size=1, max_size=7)


@settings(max_examples=examples(30))
@given(lines, lines)
def test_borders_are_cut_along_those_that_lead_and_stay_as_they_were_elsewhere(leading, others):
    """The others stand again far away, where they cross each other only."""
    away = [tuple((x + 100, y) for x, y in ab) for ab in others]
    owned = [(a, b, i) for i, (a, b) in enumerate([*leading, *others, *away])]
    leads = np.arange(len(owned)) < len(leading)
    found = told(node_along(borders_of(owned), leads))
    ours = {row[:2] for row in found if leads[row[2]]}
    for one in ours:
        for two in {row[:2] for row in found} - {one}:
            assert crossing(one, two) is None
            assert not [p for p in two if p not in one and point_distance2(p, one) == 0]
    assert owned_by([row for row in owned if row[:2] in away]) <= found


@settings(max_examples=examples(30))
@given(lines, st.lists(wide, min_size=1, max_size=20, unique=True))
def test_segments_pass_points_by_half_a_unit_or_less(ends, points):
    borders = borders_of([(a, b, 0) for a, b in {(min(ab), max(ab)) for ab in ends}])
    pairs = passing(borders, np.array(points)).tolist()
    segments = [tuple(map(tuple, ends)) for ends in borders.ends.tolist()]
    assert pairs == [
        [i, j] for i, ab in enumerate(segments) for j, p in enumerate(points) if p not in ab and enters(ab, p)
    ]


@settings(max_examples=examples(40))
@given(lines)
def test_noded_segments_do_not_cross_in_fractions_nor_come_into_the_square_of_another_s_end(ends):
    pieces = {row[:2] for row in told(node(borders_of([(a, b, i) for i, (a, b) in enumerate(ends)])))}
    assert all(crossing(one, two) is None for one, two in combinations(pieces, 2))
    points = {point for ab in pieces for point in ab}
    assert not [(ab, p) for ab in pieces for p in points if p not in ab and enters(ab, p)]
