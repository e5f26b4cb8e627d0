"""Neighbours get colours that everybody can tell apart, however many actors there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.exchange.palette import colours_for
from controlmap.model import LEAST_APART, apart


@pytest.mark.parametrize("count", [2, 8, 18, 63, 150])
def test_neighbours_stay_apart_for_any_number_of_actors(count):
    actors = [f"a{i}" for i in range(count)]
    neighbours = [(actors[i], actors[j]) for i in range(count) for j in range(max(0, i - 5), i)]
    colours = colours_for(actors, neighbours)
    assert min(apart(colours[one], colours[two]) for one, two in neighbours) > LEAST_APART


def test_a_colour_that_is_given_is_kept():
    assert colours_for(["a", "b"], [("a", "b")], {"a": "#FF0000"})["a"] == "#ff0000"


def test_red_and_green_are_near_each_other_for_some():
    assert apart("#c04040", "#806000") < apart("#c04040", "#4060c0")


@settings(max_examples=20, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15))
def test_the_same_actors_get_the_same_colours(pairs):
    actors = [f"a{i}" for i in range(10)]
    named = [(f"a{one}", f"a{two}") for one, two in pairs]
    assert colours_for(actors, named) == colours_for(actors, list(reversed(named)))
