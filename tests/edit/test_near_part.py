"""A part of a map that is edited alone and put back into the whole, tried with every part of a small one."""

from itertools import combinations

import pytest

from controlmap.edit.operations.near_part import put_back
from tests.edit.maps import day, project_of
from tests.sketches import areas_from_sketch, state

A = areas_from_sketch("A")["A"]
WHOLE = "abcde"
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
