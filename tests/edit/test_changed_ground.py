from unittest.mock import patch

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from controlmap.edit.delta import effect
from controlmap.edit.delta.changed_ground import changed_patches
from controlmap.edit.delta.effect import Effect, effect_in_brief, effect_of
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.history import precedence
from controlmap.model import states_of
from tests.edit.maps import GRID, NOW, after, worlds
from tests.edit.test_transfer_properties import edits
from tests.examples import examples

SQUARE_METRE = 1e-6
BENDS = 1e-4
"""What borders are worth that are told with vertices half a unit off, in km²."""


def told(found: Effect) -> dict:
    """All that is more than rounding."""
    moved = {("moved", *pair): area for pair, area in found.moved_km2.items()}
    dated = {(str(p.date), p.loser, p.gainer, p.meant): p.area_km2 for p in found.by_date}
    return {key: area for key, area in (moved | dated).items() if abs(area) > 2 * SQUARE_METRE}


@settings(max_examples=examples(60))
@given(worlds(), st.lists(edits(), min_size=1, max_size=4))
def test_what_lies_around_changed_borders_has_the_whole_effect(world, sequence):
    for edit in sequence:
        said = {name: edit[name] for name in ("on", "until", "from_controller")}
        try:
            delta = transfer(world, edit["ground"], Control(edit["to"]), **said, now=NOW)
        except InputError:
            continue
        sides = states_of(world), states_of(after(world, delta))
        world = after(world, delta)
        whole, near = (
            effect_of(*sides, delta, GRID, precedence(), one_holder=one_holder)
            for one_holder in (False, True)
        )
        assert told(near) == approx(told(whole), abs=SQUARE_METRE)
        assert near.overlaps == whole.overlaps == ()
        brief = effect_in_brief(*sides, delta, GRID)
        assert brief is not None
        with patch.object(effect, "slivers", lambda cells: np.zeros(len(cells), dtype=bool)):
            every = effect_of(*sides, delta, GRID, precedence(), one_holder=True)
        for pair in brief.moved_km2.keys() | every.moved_km2.keys():
            least, told_km2, most = (one.moved_km2.get(pair, 0) for one in (whole, brief, every))
            assert least - BENDS <= told_km2 <= most + BENDS


@given(worlds(), edits())
def test_a_state_that_is_only_told_in_two_changes_no_ground(world, edit):
    states = [state for layer in world.layers for state in layer.states]
    halves = [
        half
        for state in states
        for half in (
            state.model_copy(update={"valid_to": edit["on"]}),
            state.model_copy(update={"id": f"{state.id}-later", "valid_from": edit["on"]}),
        )
        if state.valid_from < edit["on"] and (state.valid_to is None or edit["on"] < state.valid_to)
    ]
    whole = [s for s in states if f"{s.id}-later" in {half.id for half in halves}]
    assert not whole or changed_patches(whole, halves, GRID) is None
    boxes = changed_patches([], states, GRID)
    parts = shapely.get_parts([state.geometry for state in states])
    assert all(any(shapely.covers(box, part) for box in boxes.geoms) for part in parts)
