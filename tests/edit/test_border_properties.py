"""Edits that redraw borders or mend records keep what every map keeps: one holder each, no hole, its area."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit import correct, merge, reshape, retract, split
from controlmap.edit.delta.effect import effect_of
from controlmap.errors import InputError
from controlmap.history import precedence
from controlmap.model import states_of
from tests.edit.maps import ACTORS, GRID, NOW, after, assert_sound, day, quads, worlds
from tests.examples import examples

ends = st.tuples(st.integers(-100, 1300), st.integers(-100, 1300))
lines = st.lists(ends, min_size=2, max_size=4, unique=True).map(
    lambda corners: shapely.LineString(GRID.to_degrees(np.array(corners)))
)


def live(world):
    return [s.id for layer in world.layers for s in layer.states if s.superseded_at is None]


def reshaped(world, draw):
    return reshape(world, *(draw(st.sampled_from(live(world))) for _ in range(2)), draw(lines), now=NOW)


def split_up(world, draw):
    divider = draw(st.one_of(lines, quads(), st.integers(2, 29).map(day)))
    return split(world, draw(st.sampled_from(live(world))), divider, now=NOW)


def merged(world, draw):
    return merge(world, draw(st.lists(st.sampled_from(live(world)), min_size=1, max_size=3)))


def retracted(world, draw):
    return retract(world, [draw(st.sampled_from(live(world)))], now=NOW)


def corrected(world, draw):
    changes = {"controller": draw(st.sampled_from(ACTORS))}
    if draw(st.booleans()):
        return correct(world, draw(quads()), changes, on=day(draw(st.integers(1, 28))), now=NOW)
    return correct(world, None, changes, states=[draw(st.sampled_from(live(world)))], now=NOW)


EDITS = [reshaped, split_up, merged, retracted, corrected]


@settings(max_examples=examples(100))
@given(worlds(), st.lists(st.sampled_from(EDITS), min_size=1, max_size=6), st.data())
def test_no_sequence_of_edits_makes_an_overlap_or_a_hole_and_each_can_be_taken_back(world, edits, data):
    first = world
    done = 0
    for edit in edits:
        try:
            delta = edit(world, data.draw)
        except InputError:
            continue
        before, world = world, after(world, delta)
        done += 1
        assert states_of(after(world, ~delta)) == states_of(before)
        effect = effect_of(states_of(before), states_of(world), delta, GRID, precedence())
        assert not effect.overlaps
        if edit in (split_up, merged):
            assert sum(effect.moved_km2.values()) < 1e-6, "it moved ground"
    assert_sound(first, world, edits=max(done, 1))
