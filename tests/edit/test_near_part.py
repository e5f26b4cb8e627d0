"""A part of a map that is edited alone and put back into the whole, tried with every part of a small one."""

from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import event, given, settings
from hypothesis import strategies as st

from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations import correct as correcting
from controlmap.edit.operations import reshape as reshaping
from controlmap.edit.operations import scope
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.move_border import Vertex, along_line, simplified, with_vertices
from controlmap.edit.operations.near_part import near_part, put_back
from controlmap.edit.operations.reshape import merge, reshape, split
from controlmap.edit.operations.transfer import Control, transfer, transferred
from controlmap.errors import InputError
from controlmap.model import states_of, with_states
from controlmap.plane import cut_ground
from tests.edit.maps import FIRST, GRID, NOW, day, project_of
from tests.examples import examples
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
    topology = cut_ground([*drawn, *(ground_of(random) for _ in range(8))], GRID)
    cells = shapely.transform(topology.cells, GRID.to_degrees)
    states = []
    for cell in cells:
        changes = [day(int(at)) for at in np.unique(random.integers(2, 28, random.integers(0, 3)))]
        for start, end in pairwise([FIRST, *changes, None]):
            name = f"one-{len(states) + 1:04d}"
            states.append(state(cell, random.choice(["a", "b", "unknown"]), start, end, id=name))
    return project_of(one=states)


@settings(max_examples=examples(40))
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


def some_of(project, random, count):
    return [str(name) for name in random.choice([one.id for one in project.layers[0].states], count, False)]


def corner_in(project, random):
    """A vertex of a state's outline."""
    states = project.layers[0].states
    corners = shapely.get_coordinates(states[random.integers(len(states))].geometry)
    return tuple(corners[random.integers(len(corners))].tolist())


def wide(project, random):
    """One of the states with the most ground."""
    states = sorted(project.layers[0].states, key=lambda one: -one.geometry.area)
    return states[random.integers(6)]


def across(state, random):
    """A line through the box of a state, and somewhat beyond."""
    west, south, east, north = shapely.bounds(state.geometry).tolist()
    left, right = random.uniform(south, north, 2).tolist()
    step = 5 * GRID.size
    return GRID.snap(shapely.LineString([(west - step, left), (east + step, right)]))


def half(state):
    west, south, east, north = shapely.bounds(state.geometry).tolist()
    return GRID.snap(shapely.box(west - 9 * GRID.size, south, (west + east) / 2, north))


def split_in(project, random, divider):
    one = wide(project, random)
    return split(project, one.id, divider(one), now=NOW)


def parted_and_joined(project, random):
    """A state in two parts, of which one is made again."""
    one = wide(project, random)
    parted = split(project, one.id, half(one), now=NOW)
    there = with_states(project, parted.applied_to(states_of(project)))
    gone, come = parted.ids()
    return merge(there, [one.id, *sorted(come - gone)])


def reshaped(project, random):
    states = project.layers[0].states
    one = wide(project, random)
    beside = [other for other in states if other is not one and reshaping._touch([one, other])]
    both = one.model_copy(update={"geometry": shapely.union(one.geometry, beside[0].geometry)})
    return reshape(project, one.id, beside[0].id, across(both, random), now=NOW)


def dragged(project, random):
    lon, lat = corner_in(project, random)
    far = tuple((np.array([lon, lat]) + random.integers(-40, 40, 2) * GRID.size).tolist())
    when = {"on": day(int(random.integers(2, 28))), "scope": random.choice(["everywhere", "from", "while"])}
    return with_vertices(project, [Vertex((lon, lat), far)], **when, now=NOW)


def bent_and_straight(project, random):
    outline = shapely.get_coordinates(wide(project, random).geometry)[:2]
    middle = tuple(GRID.to_degrees(GRID.to_units(outline.mean(axis=0))).tolist())
    bent = with_vertices(project, [Vertex(None, middle)], now=NOW)
    there = with_states(project, bent.applied_to(states_of(project)))
    return simplified(there, 3000, at=middle, on=day(12), scope="from", now=NOW)


EDITS = {
    "records corrected": lambda project, random: correct(
        project, None, {"certainty": "claimed"}, states=some_of(project, random, 2), now=NOW
    ),
    "records corrected for a time": lambda project, random: correct(
        project, None, {"certainty": "claimed"}, states=some_of(project, random, 3), until=day(20), now=NOW
    ),
    "ground corrected": lambda project, random: correct(
        project, ground_of(random), {"certainty": "claimed"}, on=day(12), now=NOW
    ),
    "all of a holder's corrected": lambda project, random: correct(
        project, None, {"certainty": "claimed"}, on=day(12), from_controller="a", now=NOW
    ),
    "retracted": lambda project, random: retract(project, some_of(project, random, 2), now=NOW),
    "split at a date": lambda project, random: split(project, *some_of(project, random, 1), day(9), now=NOW),
    "split by ground": lambda project, random: split_in(project, random, half),
    "split along a line": lambda project, random: split_in(project, random, lambda one: across(one, random)),
    "split and merged": parted_and_joined,
    "reshaped": reshaped,
    "a vertex dragged": dragged,
    "a border led along a line": lambda project, random: along_line(
        project, shapely.LineString([corner_in(project, random), corner_in(project, random)]), now=NOW
    ),
    "a border bent, and made simpler": bent_and_straight,
}


def outcome(edit, project, seed):
    try:
        return edit(project, np.random.default_rng(seed))
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("kind", EDITS)
@settings(max_examples=examples(10))
@given(st.integers(0, 2**32))
def test_each_edit_of_the_part_around_it_is_that_of_the_whole_map(kind, seed):
    project = map_of(np.random.default_rng(seed))
    found = outcome(EDITS[kind], project, seed)
    with pytest.MonkeyPatch.context() as patch:
        for module in (correcting, reshaping):
            patch.setattr(module, "near_part", lambda project, grounds: project)
        for module in (reshaping, scope):
            patch.setattr(module, "part_with", lambda project, names: project)
        whole = outcome(EDITS[kind], project, seed)
    event("made" if isinstance(found, Delta) else "refused")
    assert found == whole
