import random
from dataclasses import replace

from controlmap.edit.effect import effect_of
from controlmap.edit.versions import states_of
from controlmap.errors import InputError
from tests.edit.maps import GRID, after, assert_sound, chequered
from tests.edit.writers import random_transfer


def test_five_hundred_edits_in_a_row_leave_no_overlap_and_no_hole():
    first = world = chequered(12)
    chance, done = random.Random(7), 0
    while done < 500:
        try:
            delta = random_transfer(world, chance)
        except InputError:
            continue
        before, world = world, after(world, delta)
        done += 1
        assert done % 10 or not effect_of(states_of(before), states_of(world), delta, GRID).overlaps
    assert_sound(first, world, edits=500)
    sliver = [s.id for s in world.layers[0].states if s.geometry.area < s.geometry.length * GRID.size / 2]
    assert not sliver, "narrower than the grid"
    assert replace(world, layers=first.layers) == first
