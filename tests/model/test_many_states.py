"""States that are made when they are asked for: they are the states of a tuple, each made once."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.model import Picked, told
from controlmap.store.kept_states import of_states, to_states
from tests.history.test_history import maps

FIELDS = ("id", "controller", "status", "others", "certainty", "sources", "valid_from", "superseded_at")


def kept(states):
    arrays = of_states(states)
    assert arrays is not None
    return to_states(arrays)


@given(maps())
def test_states_that_were_kept_are_met_as_a_tuple_is(states):
    wanted = tuple(states)
    assert kept(states) == wanted
    assert wanted == kept(states)
    assert kept(states) == kept(states)
    assert kept(states) != (*wanted, "more")
    assert (kept(states) == [*wanted]) is False
    assert [kept(states)[i] for i in range(-len(wanted), len(wanted))] == [*wanted, *wanted]
    assert kept(states)[1:] == wanted[1:]
    assert len(kept(states)) == len(wanted)
    assert pickle.loads(pickle.dumps(kept(states))) == wanted
    with pytest.raises(IndexError):
        kept(states)[len(wanted)]


@given(maps())
def test_a_field_tells_what_each_state_says(states):
    for name in FIELDS:
        assert told(kept(states), name).each() == told(tuple(states), name).each()
        assert told(states, name).each() == [getattr(state, name) for state in states]


@given(maps(), maps(), st.data())
def test_states_are_picked_from_several_lists(one, two, data):
    lists = [kept(one), tuple(two)]
    pairs = [(i, n) for i, states in enumerate(lists) for n in range(len(states))]
    which = data.draw(st.lists(st.sampled_from(pairs), max_size=8) if pairs else st.just([]))
    part, at = np.array(which, dtype=np.int64).reshape(-1, 2).T
    found, wanted = Picked(lists, part, at), tuple([one, two][i][n] for i, n in which)
    for name in FIELDS:
        said = found.told(name)
        assert said.each() == [getattr(state, name) for state in wanted]
        # What only those say that were not picked is not said.
        assert {*map(repr, said.values)} == {repr(getattr(state, name)) for state in wanted}
    assert [found[i] for i in range(len(wanted))] == [*wanted]
    assert found == wanted


@given(maps().filter(bool))
def test_each_state_is_made_once(states):
    found = kept(states)
    first = found[0]
    whole = [*found]
    assert whole[0] is first
    assert all(found[i] is state for i, state in enumerate(whole))
    assert all(again is state for again, state in zip(found, whole, strict=True))
    every = np.arange(len(states))
    assert Picked([found], np.zeros_like(every), every)[0] is first
