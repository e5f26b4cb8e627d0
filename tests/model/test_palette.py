"""Neighbours get colours that everybody can tell apart, however many actors there are."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.model import LEAST_APART, PALETTE, apart, colours_for, colours_instead
from tests.examples import examples


@pytest.mark.parametrize("count", [2, 8, 18, 63, 150])
def test_neighbours_stay_apart_for_any_number_of_actors(count):
    actors = [f"a{i}" for i in range(count)]
    neighbours = [(actors[i], actors[j]) for i in range(count) for j in range(max(0, i - 5), i)]
    colours = colours_for(actors, neighbours)
    assert min(apart(colours[one], colours[two]) for one, two in neighbours) >= LEAST_APART


def test_a_colour_that_is_given_is_kept():
    assert colours_for(["a", "b"], [("a", "b")], {"a": "#FF0000"})["a"] == "#ff0000"


def test_few_actors_are_all_apart():
    actors = [f"a{i}" for i in range(len(PALETTE))]
    pairs = list(combinations(actors, 2))
    colours = colours_for(actors, pairs)
    assert min(apart(colours[one], colours[two]) for one, two in pairs) >= LEAST_APART


def test_those_who_are_no_neighbours_do_not_share_a_colour_where_there_is_another():
    assert len(set(colours_for([f"a{i}" for i in range(20)], []).values())) == 20


@settings(max_examples=examples(8), deadline=None)
@given(st.lists(st.integers(0, 0xFFFFFF), min_size=2, max_size=len(PALETTE)))
def test_colours_instead_of_those_that_look_alike_are_apart_and_no_more_than_are_needed(numbers):
    colours = {f"a{i}": f"#{number:06x}" for i, number in enumerate(numbers)}
    pairs = list(combinations(colours, 2))
    new = colours_instead(colours, pairs)
    alike = any(apart(colours[one], colours[two]) < LEAST_APART for one, two in pairs)
    assert bool(new) == alike
    mended = colours | new
    assert all(apart(mended[one], mended[two]) >= LEAST_APART for one, two in pairs)


@settings(max_examples=examples(20), deadline=None)
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15))
def test_the_same_actors_get_the_same_colours(pairs):
    actors = [f"a{i}" for i in range(10)]
    named = [(f"a{one}", f"a{two}") for one, two in pairs]
    assert colours_for(actors, named) == colours_for(actors, list(reversed(named)))
