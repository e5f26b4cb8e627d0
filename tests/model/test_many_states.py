"""States that are made when they are asked for: they are the states of a tuple, each made once."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.model import Picked, bounds_of, chosen, on_record, periods_of, places_in, told
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
    numbers = np.array([i * len(one) + n for i, n in which], dtype=np.int64)
    found, wanted = Picked(lists, numbers), tuple([one, two][i][n] for i, n in which)
    for name in FIELDS:
        said = found.told(name)
        assert said.each() == [getattr(state, name) for state in wanted]
        # What only those say that were not picked is not said.
        assert {*map(repr, said.values)} == {repr(getattr(state, name)) for state in wanted}
    assert [found[i] for i in range(len(wanted))] == [*wanted]
    assert found == wanted
    assert np.array_equal(bounds_of(found), bounds_of(wanted))
    assert np.array_equal(periods_of(found), periods_of(wanted))
    assert on_record(found).tolist() == [state.superseded_at is None for state in wanted]


@given(maps(), maps(), st.data())
def test_of_states_that_are_picked_again_it_is_known_where_they_come_from(one, two, data):
    lists = [kept(one), tuple(two)]

    def some_of(states):
        numbers = data.draw(
            st.lists(st.sampled_from(range(len(states))), max_size=8) if len(states) else st.just([])
        )
        return Picked([states], np.array(numbers, dtype=np.int64))

    every = Picked(lists, np.arange(len(one) + len(two)))
    first, second = some_of(every), some_of(every)
    again = some_of(first)
    for states, others in ((first, second), (second, first), (again, every), (every, again), (every, first)):
        places, there = places_in(states, others), [*others]
        for state, place in zip(states, places.tolist(), strict=True):
            assert (place == -1) == all(state is not other for other in there)
            assert place == -1 or there[place] is state
        assert (states == others) == ([*states] == there)
    assert (places_in(every, lists[1]) >= 0).tolist() == [False] * len(one) + [True] * len(two)
    assert (places_in(lists[0], tuple(one)) == -1).all()


@given(maps().filter(bool))
def test_each_state_is_made_once(states):
    found = kept(states)
    first = found[0]
    whole = [*found]
    assert whole[0] is first
    assert all(found[i] is state for i, state in enumerate(whole))
    assert all(again is state for again, state in zip(found, whole, strict=True))
    assert Picked([found], np.arange(len(states)))[0] is first


@given(maps().filter(bool), st.data())
def test_states_are_chosen_without_the_others(states, data):
    numbers = data.draw(st.lists(st.sampled_from(range(len(states))), max_size=4, unique=True))
    found = kept(states)
    some = chosen(found, np.array(numbers, dtype=np.int64))
    assert some == [states[number] for number in numbers] == chosen(states, np.array(numbers, dtype=np.int64))
    assert found._known.keys() == {*numbers}
    assert all(found[number] is state for number, state in zip(numbers, some, strict=True))
    assert found[1:] == tuple(states[1:])


@given(maps().filter(bool), st.data())
def test_a_state_that_is_asked_for_alone_is_looked_up_alone_and_once(states, data):
    numbers = data.draw(st.lists(st.sampled_from(range(len(states))), min_size=1, max_size=8))
    leaf = kept(states)
    picked = Picked([tuple(states), leaf, leaf], np.arange(3 * len(states)))
    made: list[int] = []
    make = leaf._made_of
    leaf._made_of = lambda some: made.extend(some.tolist()) or make(some)
    for number in [*numbers, *numbers]:
        for whole in (number, number + len(states), number - len(states)):
            assert picked[whole] == states[number]
    assert sorted(made) == sorted({*numbers})
    with pytest.raises(IndexError):
        picked[3 * len(states)]
