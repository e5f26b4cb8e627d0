"""Borders redrawn in a span, ids and records of what an edit makes: held against asking day by day."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.dates import OPEN_END, OPEN_START, parse_instant
from controlmap.edit.operations.lookup import chosen, refuse_unknown
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.scope import (
    Following,
    Span,
    following,
    redrawn,
    refuse_scope,
    seen_on,
    spanning,
)
from controlmap.errors import InputError
from controlmap.model import Period, Source, states_of
from tests.edit.maps import NOW, day, project_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

A, B, C = areas_from_sketch("ABC").values()
LARGER = shapely.union(A, B)
LAST = 14

stays = st.tuples(st.integers(1, 9), st.none() | st.integers(1, 3))


def stay(number, start, length, ground=A, **more):
    return state(ground, "a", day(start), length and day(start + length), id=f"s{number}", **more)


def held(states, number):
    """The ground of each state, by the id that it came from, on a day."""
    return [
        s
        for s in states
        if s.superseded_at is None
        and s.valid_from <= day(number)
        and (s.valid_to is None or day(number) < s.valid_to)
    ]


@settings(max_examples=examples(40))
@given(st.lists(stays, min_size=1, max_size=4), st.integers(1, 9), st.none() | st.integers(1, 4))
def test_in_a_span_states_have_other_ground_and_before_and_after_it_their_own(drawn, start, length):
    states = [stay(number, *one) for number, one in enumerate(drawn)]
    gone = stay("gone", 1, None, superseded_at=NOW)
    project = project_of(one=[*states, gone], two=[stay("else", 1, None, B)])
    span = Span(
        Period(day(start), OPEN_END if length is None else day(start + length)), frozenset([day(start)])
    )
    delta = redrawn(project, span, {s.id: LARGER for s in (*states, gone)}, NOW)
    assert delta.dates == span.dates or not delta
    after = delta.applied_to(states_of(project))
    assert after["two"] == project.layers[1].states
    assert gone in after["one"]
    for number in range(1, LAST):
        within = start <= number < (LAST if length is None else start + length)
        before, now = (held(found, number) for found in (states, after["one"]))
        assert len(now) == len(before)
        assert all(s.geometry == (LARGER if within else A) for s in now)
    kept = [s.id for s in after["one"] if s.id in {x.id for x in states}]
    assert kept == [s.id for s in states]
    assert len({s.id for s in after["one"]}) == len(after["one"])
    # The first version keeps the id, and none is longer than it must be.
    for old in states:
        new = next(s for s in after["one"] if s.id == old.id)
        assert new.valid_from == old.valid_from
    cuts = sum(
        low < edge < high
        for s in states
        for low, high in [(s.valid_from, s.valid_to or OPEN_END)]
        for edge in (day(start), day(start + length) if length else OPEN_END)
    )
    assert len(after["one"]) == len(states) + 1 + cuts


@settings(max_examples=examples(60))
@given(st.lists(stays, max_size=6), st.integers(1, 9), st.integers(1, 5))
def test_the_stretches_that_are_spoken_of_are_the_days_on_which_a_state_is_valid(drawn, start, length):
    states = [stay(number, *one) for number, one in enumerate(drawn)]
    span = Span(Period(day(start), day(start + length)))
    found = Following(span, ()).spoken_of(states)
    days = [n for n in range(start, start + length) if held(states, n)]
    assert [n for n in range(LAST) if any(p.start <= day(n) < p.end for p in found)] == days
    assert all(one.end < two.start for one, two in pairwise(found))


def test_states_are_seen_on_all_of_a_date_and_near_ground_first():
    states = [stay(1, 1, 4), stay(2, 5, None, C), stay(3, 5, None, superseded_at=NOW)]
    far = shapely.box(5, 5, 6, 6)
    project = project_of(one=states)

    def ids(*asked):
        return [s.id for s in seen_on(project, *asked)]

    assert ids(None) == ["s1", "s2"]
    assert (ids(day(4)), ids(day(5))) == (["s1"], ["s2"])
    assert ids(parse_instant("2024-11")) == ["s1", "s2"]
    assert ids(None, shapely.box(-0.0015, 0, -0.0009, 0.001)) == ["s1"]
    assert ids(None, shapely.box(-0.0015, 0, -0.00101, 0.001)) == ["s1", "s2"]
    assert ids(None, far) == ["s1", "s2"]


def test_what_follows_a_border_has_a_box_within_two_units_of_it():
    project = project_of(one=[stay(1, 1, None), stay(2, 1, 3), stay(3, 1, None, superseded_at=NOW)])
    span = Span(Period(day(3), day(9)))
    for away, there in {1: ["s1", "s2"], 2: ["s1", "s2"], 3: []}.items():
        west = -away * 1e-5
        for line in (
            shapely.LineString([(west, 0), (west, 0.001)]),
            shapely.LineString([(0, west), (0.001, west)]),
            shapely.LineString([(0, 0.001 - west), (0.001, 0.001 - west)]),
            shapely.LineString([(0.001 - west, 0), (0.001 - west, 0.001)]),
        ):
            assert [s.id for s in following(project, span, line).states] == there
    late = Span(Period(day(4), day(9)))
    assert [s.id for s in following(project, late, A).states] == ["s1"]
    assert following(project, late, A).grounds == [A]


def test_a_scope_says_when_a_border_moves_and_what_that_is_about():
    beside = [stay(1, 2, 6), stay(2, 4, None)]
    assert spanning("everywhere", day(3), beside) == Span(Period(OPEN_START, OPEN_END))
    assert spanning("from", day(3), beside) == Span(Period(day(3), OPEN_END), frozenset([day(3)]))
    assert spanning("while", day(5), beside) == Span(Period(day(4), day(8)), frozenset())
    refuse_scope("everywhere", None)
    refuse_scope("while", None, dated=("from",))
    for scope, said in {
        "from": "needs a date",
        "while": "needs a date",
        "form": "there is no scope 'form'",
    }.items():
        with pytest.raises(InputError, match=said):
            refuse_scope(scope, None)


def test_new_ids_go_on_after_the_last_number_and_pass_over_those_taken():
    names = ["one-0007", "one-9", "one-0010", "one-x", "zone-0099", "one-0011b"]
    states = [stay(n, 1, None).model_copy(update={"id": name}) for n, name in enumerate(names)]
    naming = Naming.of(project_of(one=states, two=[]), NOW)
    assert [naming.new(layer)["id"] for layer in ("one", "one", "two")] == [
        "one-0011",
        "one-0012",
        "two-0001",
    ]
    taken = Naming.of(project_of(one=[], two=[state(A, "a", day(1), id="one-0001")]), NOW)
    assert taken.new("one")["id"] == "one-0002"
    made = naming.new("two")
    assert (made["recorded_at"], made["superseded_at"], made["numeric_id"]) == (
        np.datetime64("2025-01-01"),
        None,
        False,
    )


def test_a_record_is_later_than_those_it_replaces_be_they_of_the_same_day():
    now = np.datetime64("2025-01-01T10:00", "m")
    naming = Naming.of(project_of(one=[]), now)
    for recorded, at in {
        None: "2025-01-01",
        "2024-12-31": "2025-01-01",
        "2025-01-01": "2025-01-01T10:00",
        "2025-01-01T10:00": "2025-01-01T10:01",
        "2025-01-02": "2025-01-02T00:01",
    }.items():
        old = [stay(1, 1, None, recorded_at=recorded), stay(2, 1, None)]
        found = naming.after(old)
        assert str(found.recorded_at) == at
        assert str(found.superseded(old[0]).superseded_at) == at


def corrected():
    """A state replaced by two, one of which was replaced again; and one that was taken back."""
    first, second = "2024-12-01", "2024-12-02"
    return [
        state(LARGER, "a", day(1), id="old", superseded_at=first),
        state(A, "b", day(1), id="west", recorded_at=first, superseded_at=second),
        state(B, "b", day(1), id="east", recorded_at=first),
        state(A, "c", day(1), id="west2", recorded_at=second),
        state(C, "c", day(1), id="beside", recorded_at=first),
        state(A, "c", "2024-10-01", day(1), id="earlier", recorded_at=first),
        state(C, "a", day(1), id="gone", superseded_at=second),
    ]


def test_an_id_that_is_no_longer_on_record_names_its_heirs():
    project = project_of(one=corrected(), two=[state(C, "a", day(1), id="two")])
    found = chosen(project, ["two", "east"])
    assert [(layer, s.id) for layer, s in found] == [("two", "two"), ("one", "east")]
    for name, said in {
        "old": "old is no longer on record: it was replaced on 2024-12-01 by west2, east",
        "west": "west is no longer on record: it was replaced on 2024-12-02 by west2",
        "gone": "gone is no longer on record: it was taken back on 2024-12-02",
        "eas": "no state on record has the id 'eas'",
    }.items():
        with pytest.raises(InputError) as refused:
            chosen(project, ["two", name, name])
        assert [p.message for p in refused.value.problems] == [said, said]


def test_what_is_not_listed_is_told_once_with_the_file_that_would_list_it():
    project = replace(
        project_of(one=[]), sources={"news": Source.model_validate({"id": "news", "title": "N"})}
    )
    refuse_unknown(project, layer="one", actors=["a", None, "unknown"], sources=["news"])
    refuse_unknown(project)
    with pytest.raises(InputError) as refused:
        refuse_unknown(project, layer="onn", actors=["x", "x"], sources=["newz"])
    assert [p.message for p in refused.value.problems] == [
        "controlmap.toml lists no layer 'onn'",
        "controlmap.toml lists no actor 'x'",
        "sources.json lists no source 'newz'",
    ]
