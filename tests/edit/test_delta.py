import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.edit import Delta, delta_text, parse_delta
from controlmap.errors import ConflictError, InputError
from controlmap.format import read_json
from controlmap.model import ControlState
from tests.edit.maps import GRID, day
from tests.sketches import areas_from_sketch

GROUND = areas_from_sketch("A")["A"]


def state(name, controller="a"):
    return ControlState(id=name, geometry=GROUND, controller=controller, valid_from=day(1), valid_to=None)


def layers_of(draw, known, names):
    """Layers in which some states are kept, some changed, some gone, and new ones stand anywhere."""
    kept = [s for s in known if draw(st.booleans())]
    changed = [state(s.id, draw(st.sampled_from("abc"))) if draw(st.booleans()) else s for s in kept]
    for name in names:
        changed.insert(draw(st.integers(0, len(changed))), state(name))
    return tuple(changed)


@st.composite
def three_maps(draw):
    """Three maps, each made of the one before."""
    one = tuple(state(f"x{i}") for i in range(draw(st.integers(0, 5))))
    two = layers_of(draw, one, [f"y{i}" for i in range(draw(st.integers(0, 3)))])
    three = layers_of(draw, two, [f"z{i}" for i in range(draw(st.integers(0, 3)))])
    return [{"one": states} for states in (one, two, three)]


@given(three_maps())
def test_a_delta_and_its_inverse_lead_there_and_back_with_every_feature_in_its_place(maps):
    one, two, _ = maps
    delta = Delta.between(one, two)
    assert delta.applied_to(one) == two
    assert (~delta).applied_to(two) == one
    assert ~~delta == delta
    assert bool(delta) == (one != two)


@given(three_maps())
def test_two_deltas_in_a_row_are_one(maps):
    one, two, three = maps
    first, second = Delta.between(one, two), Delta.between(two, three)
    assert (first + second).applied_to(one) == three
    assert (~(first + second)).applied_to(three) == one
    assert not first + ~first


@given(three_maps(), st.booleans())
def test_a_delta_survives_being_written_and_read(maps, spaced):
    delta = Delta.between(*maps[:2])
    value = read_json(delta_text(delta, grid=GRID, spaced=spaced).encode(), file="delta").value
    again = parse_delta(value, file="delta", grid=GRID, zone=None)
    assert again.applied_to(maps[0]) == maps[1]


def test_a_delta_that_does_not_fit_says_which_features_conflict():
    delta = Delta.between({"one": (state("a"), state("b"))}, {"one": (state("a", "c"), state("d"))})
    with pytest.raises(ConflictError) as caught:
        delta.applied_to({"one": (state("a", "b"), state("d"))})
    assert caught.value.conflicts == (
        "a is not as it was: controller b, not a",
        "b is not there",
        "d is there already",
    )
    with pytest.raises(ConflictError, match="no layer 'one'"):
        delta.applied_to({"two": ()})


def test_rings_written_the_other_way_round_are_no_conflict():
    delta = Delta.between({"one": (state("a"),)}, {"one": ()})
    turned = state("a").model_copy(update={"geometry": GROUND.reverse()})
    assert delta.applied_to({"one": (turned,)}) == {"one": ()}


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"removed": {}},
        {"removed": [], "added": {}},
        {"removed": {"one": [{"at": -1, "feature": {}}]}, "added": {}},
        {"removed": {"one": [{"at": 0, "feature": {"type": "Feature"}}]}, "added": {}},
    ],
)
def test_what_is_no_delta_is_refused(value):
    with pytest.raises(InputError):
        parse_delta(value, file="patch", grid=GRID, zone=None)
