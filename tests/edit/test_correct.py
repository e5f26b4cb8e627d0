import numpy as np
import pytest

from controlmap.edit import correct, merge, retract, split
from controlmap.errors import InputError
from controlmap.model import ControlState
from tests.edit.maps import NOW, after, day, history_of, project_of
from tests.sketches import areas_from_sketch, middle_of

WORD = {"sources": ("t",), "certainty": "reported"}
AREA = areas_from_sketch("AAB")


def state(name, ground, controller, start, end=None, **more):
    return ControlState(
        id=name, geometry=ground, controller=controller, valid_from=start, valid_to=end, **more
    )


def handover():
    """B's ground passes from a to b on the 10th; A's stays a's."""
    return project_of(
        one=[
            state("one-0001", AREA["A"], "a", day(1)),
            state("one-0002", AREA["B"], "a", day(1), day(10)),
            state("one-0003", AREA["B"], "b", day(10), recorded_at="2024-11-12", sources=("s",)),
        ]
    )


def test_a_corrected_record_stays_closed_and_the_right_one_is_recorded_from_then_on():
    delta = correct(handover(), None, {"certainty": "confirmed"}, states=["one-0003"], now=NOW)
    old, new = after(handover(), delta).layers[0].states[2:]
    assert (old.id, old.certainty, old.superseded_at) == ("one-0003", "reported", NOW)
    assert (new.certainty, new.recorded_at, new.superseded_at) == ("confirmed", NOW, None)
    assert (new.sources, new.valid_from, new.valid_to) == (("s",), day(10), None)
    assert history_of(after(handover(), delta)).spells(*middle_of(2, 0))[-1].state == new


def test_the_map_as_known_before_a_correction_is_the_old_one():
    world = after(
        handover(), correct(handover(), None, {"controller": "c", **WORD}, states=["one-0003"], now=NOW)
    )
    known = [s.controller for s in world.layers[0].states if s.known_on(NOW - np.timedelta64(1, "D"))]
    assert known == ["a", "a", "b"]


def test_two_corrections_on_one_day_are_on_record_one_after_the_other():
    once = after(
        handover(), correct(handover(), None, {"controller": "c", **WORD}, states=["one-0003"], now=NOW)
    )
    (new,) = (s.id for s in once.layers[0].states if s.controller == "c")
    twice = after(once, correct(once, None, {"controller": "a", **WORD}, states=[new], now=NOW))
    middle, last = twice.layers[0].states[3:]
    assert middle.recorded_at < middle.superseded_at == last.recorded_at


def test_a_correction_for_some_time_leaves_the_rest_of_the_record():
    delta = correct(handover(), AREA["B"], {"controller": "a", **WORD}, on=day(10), until=day(12), now=NOW)
    spells = history_of(after(handover(), delta)).spells(*middle_of(2, 0))
    assert [(s.controller, s.start) for s in spells] == [("a", day(1)), ("a", day(10)), ("b", day(12))]


def test_what_is_retracted_goes_on_as_it_was_before():
    world = after(handover(), retract(handover(), ["one-0003"], now=NOW))
    (spell,) = history_of(world).spells(*middle_of(2, 0))
    assert [(state.controller, state.valid_from) for state in spell.states] == [("a", day(1)), ("a", day(10))]
    assert world.layers[0].states[2].superseded_at == NOW


def test_what_is_retracted_and_had_nothing_before_it_is_unknown():
    world = after(handover(), retract(handover(), ["one-0002"], now=NOW))
    spells = history_of(world).spells(*middle_of(2, 0))
    assert [(s.controller, s.start) for s in spells] == [("unknown", day(1)), ("b", day(10))]


def test_what_cannot_be_corrected_is_refused_with_the_reason():
    with pytest.raises(InputError, match="no record here says anything else"):
        correct(handover(), None, {"controller": "b"}, states=["one-0003"], now=NOW)
    with pytest.raises(InputError, match="no state on record has the id 'one-0009'"):
        correct(handover(), None, {"controller": "b"}, states=["one-0009"], now=NOW)
    with pytest.raises(InputError, match="since when"):
        correct(handover(), AREA["A"], {"controller": "b"}, now=NOW)
    with pytest.raises(InputError, match="one-0009"):
        retract(handover(), ["one-0009"], now=NOW)


def confirmed_by_the_loser():
    """B's ground, contested by b, is a's, and the loser admits it."""
    said = {"status": "contested", "others": ("b",), "certainty": "confirmed", "sources": ("s",)}
    told = {"note": "seen", "evidence_distance_km": 2.0, "area": "The hill"}
    return project_of(one=[state("one-0001", AREA["B"], "a", day(1), **said, **told)])


def corrected(changes):
    delta = correct(confirmed_by_the_loser(), None, changes, states=["one-0001"], now=NOW)
    return after(confirmed_by_the_loser(), delta).layers[0].states[1]


def test_another_holder_inherits_nothing_of_what_spoke_for_the_first():
    right = corrected({"controller": "c", **WORD})
    assert (right.controller, right.status, right.others) == ("c", "held", ())
    assert (right.certainty, right.sources) == ("reported", ("t",))
    assert (right.note, right.evidence_distance_km, right.area) == (None, None, "The hill")


def test_a_further_actor_needs_a_word_too_and_the_way_of_holding_stays():
    right = corrected({"others": ("c",), **WORD})
    assert (right.controller, right.status, right.others, right.sources) == ("a", "contested", ("c",), ("t",))


@pytest.mark.parametrize("holder", [{"controller": "c"}, {"controller": "unknown"}, {"others": ("c",)}])
@pytest.mark.parametrize(
    ("word", "lacking"),
    [
        ({}, "without a source .--source. and how sure it is .--certainty."),
        ({"sources": ("t",)}, "without how sure it is"),
        ({"certainty": "reported"}, "without a source"),
        ({"sources": (), "certainty": "reported"}, "without a source"),
    ],
)
def test_another_holder_without_a_word_of_its_own_is_refused(holder, word, lacking):
    with pytest.raises(InputError, match=lacking) as refused:
        corrected({**holder, **word})
    assert "(confirmed, s) speaks for a" in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [{"certainty": "reported"}, {"controller": "a", "note": "heard"}, {"others": ("b",), "area": "x"}],
)
def test_what_does_not_touch_the_holder_is_corrected_as_before(changes):
    assert corrected(changes).sources == ("s",)


def test_a_record_that_is_closed_names_those_that_came_in_its_stead():
    world = after(
        handover(),
        correct(handover(), AREA["B"], {"controller": "c", **WORD}, on=day(12), from_controller="b", now=NOW),
    )
    first, second = (s.id for s in world.layers[0].states if s.recorded_at == NOW)
    later = NOW + np.timedelta64(1, "D")
    world = after(world, correct(world, None, {"certainty": "claimed"}, states=[first], now=later))
    (last,) = (s.id for s in world.layers[0].states if s.recorded_at == later)
    for edit in (
        lambda: correct(world, None, {"certainty": "claimed"}, states=["one-0003"], now=later),
        lambda: retract(world, ["one-0003"], now=later),
        lambda: merge(world, ["one-0003", "one-0001"]),
        lambda: split(world, "one-0003", day(12)),
    ):
        with pytest.raises(
            InputError, match="one-0003 is no longer on record: it was replaced on"
        ) as refused:
            edit()
        assert f"2025-01-01 by {last}, {second}" in str(refused.value)
