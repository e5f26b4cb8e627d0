"""A part of a map that is edited alone and put back into the whole, tried with every part of a small one."""

from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import event, given, settings
from hypothesis import strategies as st

from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.near_part import near_part, put_back
from controlmap.edit.operations.transfer import Control, transfer, transferred
from controlmap.errors import InputError
from controlmap.model import states_of
from controlmap.plane import cut_ground
from tests.edit.maps import FIRST, GRID, NOW, day, project_of
from tests.sketches import areas_from_sketch, state

A = areas_from_sketch("A")["A"]
WHOLE = "abcde"
DAYS = st.integers(1, 28).map(day)
HOLDERS = st.sampled_from([None, "a", "b"])
PARTS = [names for count in range(6) for names in combinations(WHOLE, count)]


def world(names, controller="a"):
    return project_of(one=[state(A, controller, day(2), id=name) for name in names])


def put(names, after):
    """What the whole is once a part, by its names, is edited to other names; None where that cannot be."""
    found = put_back(world(WHOLE), world(names), world(after, "b"))
    return found if found is None else [(one.id, one.controller) for one in found["one"]]


@pytest.mark.parametrize("names", PARTS)
def test_what_is_changed_keeps_its_place_and_what_is_new_stands_behind_whom_it_did(
    names,
):
    changed = [(name, "b" if name in names else "a") for name in WHOLE]
    assert put(names, names) == changed
    for gone in names:
        assert put(names, [name for name in names if name != gone]) == [x for x in changed if x[0] != gone]
    for at in range(len(names) + 1):
        behind = WHOLE.index(names[at - 1]) + 1 if at else 0
        new = [*changed[:behind], ("new", "b"), *changed[behind:]]
        assert put(names, [*names[:at], "new", *names[at:]]) == new


@pytest.mark.parametrize("names", PARTS)
def test_a_new_state_with_a_name_that_the_part_did_not_know_to_be_taken_is_not_put_back(names):
    for taken in set(WHOLE) - {*names}:
        assert put(names, [*names, taken]) is None


SIDE = 6000
"""Grid units, of a map on which an edit comes to some areas only."""


def ground_of(random):
    """A convex polygon about a tenth as wide as the map, on the grid."""
    corners = random.integers(0, SIDE, 2) + random.integers(0, SIDE // 8, (5, 2))
    return shapely.transform(shapely.convex_hull(shapely.MultiPoint(corners)), GRID.to_degrees)


def map_of(random):
    """A square in many pieces, each of which changes hands up to twice."""
    strips = [shapely.box(at, 0, at + SIDE // 6, SIDE) for at in range(0, SIDE, SIDE // 3)]
    drawn = shapely.transform([shapely.box(0, 0, SIDE, SIDE), *strips], GRID.to_degrees)
    cells = cut_ground([*drawn, *(ground_of(random) for _ in range(8))], GRID).cells
    states = []
    for cell in cells:
        changes = [day(int(at)) for at in np.unique(random.integers(2, 28, random.integers(0, 3)))]
        for start, end in pairwise([FIRST, *changes, None]):
            name = f"one-{len(states) + 1:04d}"
            states.append(state(cell, random.choice(["a", "b", "unknown"]), start, end, id=name))
    return project_of(one=states)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from("ab"), DAYS, st.none() | st.just(day(29)), HOLDERS)
def test_an_edit_of_the_part_around_its_ground_is_that_of_the_whole_map(seed, to, on, until, taken):
    random = np.random.default_rng(seed)
    project, ground, control = map_of(random), ground_of(random), Control(to)
    assert len(near_part(project, [ground]).layers[0].states) < len(project.layers[0].states)
    said = {"on": on, "until": until, "from_controller": taken, "now": NOW}
    there = transferred(project, ground, control, **said)
    event(f"ground passes: {there is not None}")
    if there is None:
        with pytest.raises(InputError):
            transfer(project, ground, control, **said)
    else:
        delta = Delta.between(states_of(project), there).about(on, until)
        assert transfer(project, ground, control, **said) == delta
