"""Keys against Python's own sets and tuples."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.keys import distinct, pack, paired, ranked, unpack, unpaired
from tests.examples import examples

EDGE = 2**31 - 1
numbers = st.lists(st.integers(-9, 9) | st.integers(-(2**62), 2**62), max_size=20)
coordinate = st.integers(-3, 3) | st.sampled_from([-EDGE, EDGE])
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12)
counts = st.integers(0, 3) | st.just(EDGE)
pairs = st.lists(st.tuples(counts, counts), min_size=1, max_size=12)


@settings(max_examples=examples(50))
@given(numbers)
def test_distinct_keys_are_those_of_the_set_in_order_and_each_key_has_its_place_among_them(keys):
    place, rising = ranked(np.array(keys, dtype=np.int64))
    assert distinct(np.array(keys, dtype=np.int64)).tolist() == sorted({*keys}) == rising.tolist()
    assert rising[place].tolist() == keys


@settings(max_examples=examples(50))
@given(points)
def test_packed_points_sort_as_points_do_and_come_back(xy):
    rows = np.array(xy, dtype=np.int64)
    assert unpack(pack(rows)).tolist() == rows.tolist()
    assert unpack(np.sort(pack(rows))).tolist() == [list(point) for point in sorted(xy)]


@settings(max_examples=examples(50))
@given(pairs)
def test_pairs_sort_as_pairs_do_and_come_back(both):
    rows = np.array(both, dtype=np.int64)
    assert unpaired(paired(rows)).tolist() == rows.tolist()
    assert unpaired(np.sort(paired(rows))).tolist() == [list(pair) for pair in sorted(both)]
