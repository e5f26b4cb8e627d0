import random
from collections import Counter

import numpy as np
import shapely

from controlmap.check import check
from controlmap.edit.delta.effect import effect_of
from controlmap.errors import InputError
from controlmap.history import precedence
from controlmap.model import states_of
from tests.edit.maps import GRID, after, assert_sound, chequered, write_project
from tests.edit.writers import random_ground, random_transfer

CLEAR = 15 / 111_320
"""Degrees that make 15 m: borders drawn nearer to each other than 5 m are a finding, and rightly so."""


def about_the_ground(folder):
    """What the check finds of geometry, time and coverage, by code."""
    return Counter(finding.code for finding in check(folder, select=["CM2", "CM3", "CM4"]).found)


class Drawing:
    """All borders that were ever drawn, as they were meant: a mapper draws none almost upon another."""

    def __init__(self, project):
        self.lines = shapely.union_all([shapely.boundary(s.geometry) for s in project.layers[0].states])

    def takes(self, ground):
        """Add the border of some ground, unless it leaves a strip."""
        lines = shapely.union_all([self.lines, shapely.boundary(ground)])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        if np.any(2 * shapely.area(faces) < CLEAR * shapely.length(faces)):
            return False
        self.lines = lines
        return True


def test_a_hundred_and_fifty_edits_in_a_row_leave_a_map_without_a_finding(tmp_path):
    first = world = write_project(tmp_path / "map", chequered(12, width=5000))
    found = about_the_ground(first.folder)
    chance, drawing, done = random.Random(7), Drawing(world), 0
    while done < 150:
        ground = random_ground(world, chance)
        if not drawing.takes(ground):
            continue
        try:
            delta = random_transfer(world, chance, ground)
        except InputError:
            continue
        before, world = world, after(world, delta)
        done += 1
        assert (
            done % 10
            or not effect_of(states_of(before), states_of(world), delta, GRID, precedence()).overlaps
        )
    assert_sound(first, world, edits=150)
    sliver = [s.id for s in world.layers[0].states if s.geometry.area < s.geometry.length * GRID.size / 2]
    assert not sliver, "narrower than the grid"
    write_project(first.folder, world)
    assert about_the_ground(first.folder) == found
