"""An area divided by ground: held against unit squares, of which each is in or out."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.grid import Grid
from controlmap.plane.overlay import divide, divided_by, slivers
from tests.examples import examples
from tests.sketches import areas_from_sketch

GRID = Grid(5)


def lonlat(units: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(units, GRID.to_degrees)


def box(west, south, east, north) -> shapely.Geometry:
    return lonlat(shapely.box(west, south, east, north))


@pytest.mark.parametrize(
    ("wide", "long", "is_one"),
    [(2, 9000, True), (3, 5, True), (3, 6, False), (3, 7, False), (4, 4, False), (4, 3, True), (1, 1, True)],
)
def test_a_sliver_is_less_than_two_units_wide_on_average(wide, long, is_one):
    """A rectangle's area over half its outline: 18 over 9 is two, and no sliver; 15 over 8 is less."""
    assert slivers(np.array([shapely.box(0, 0, wide, long)])).tolist() == [is_one]


LETTERS = st.lists(st.text("ABC.", min_size=4, max_size=4), min_size=2, max_size=4).map(" ".join)


@settings(max_examples=examples(40))
@given(LETTERS)
def test_each_square_of_an_area_is_in_the_part_where_the_ground_has_it(sketch):
    """A is the area alone, B is area and ground, C is the ground alone."""
    found = areas_from_sketch(sketch)
    area, ground = (
        shapely.union_all([found[letter] for letter in letters if letter in found])
        for letters in ("AB", "BC")
    )
    if area.is_empty or ground.is_empty:
        return
    for part, letter in zip(divide(area, ground, GRID), "BA", strict=True):
        assert shapely.equals(
            shapely.Polygon() if part is None else part, found.get(letter, shapely.Polygon())
        )


@settings(max_examples=examples(40))
@given(LETTERS, LETTERS, st.integers(0, 511))
def test_areas_divided_by_grounds_at_once_are_as_divided_by_each_in_turn(sketch, drawn, chosen):
    areas, grounds = ([*areas_from_sketch(one).values()] for one in (sketch, drawn))
    meant = np.array([[chosen >> (3 * i + j) & 1 for j in range(len(grounds))] for i in range(len(areas))])
    meant = meant.reshape(len(areas), len(grounds)).astype(bool)
    found = divided_by(areas, grounds, meant, GRID)
    for area, some, divisions in zip(areas, meant, found, strict=True):
        left = area
        for ground, is_meant, (inside, outside) in zip(grounds, some, divisions, strict=True):
            expected = divide(left, ground, GRID) if left is not None and is_meant else (None, left)
            for part, one in zip((inside, outside), expected, strict=True):
                assert (part is None) == (one is None)
                assert part is None or shapely.equals(part, one)
            left = outside


def test_a_sliver_between_grounds_goes_to_that_which_lies_along_most_of_it():
    area = box(0, 0, 300, 100)
    grounds = [box(101, 60, 200, 100), box(100, 0, 101, 100), box(0, 0, 100, 100)]
    [(east, strip, west)] = divided_by([area], grounds, np.ones((1, 3), dtype=bool), GRID)
    assert shapely.equals(east[0], grounds[0])
    assert strip == (None, east[1])
    assert shapely.equals(west[0], box(0, 0, 101, 100))
    assert shapely.equals(west[1], shapely.union(box(101, 0, 300, 60), box(200, 0, 300, 100)))


def test_without_ground_and_where_it_covers_all_or_meets_nothing_the_area_comes_back_as_it_is():
    area = box(0, 0, 100, 100)
    assert divide(area, None, GRID) == (area, None)
    assert divide(area, box(-5, -5, 100, 100), GRID)[0] is area
    assert divide(area, box(100, 0, 200, 100), GRID)[1] is area


WIDE = {
    "hardly anything inside": ((0, 0, 2, 100), None, (0, 0, 100, 100)),
    "hardly anything outside": ((0, 0, 98, 100), (0, 0, 100, 100), None),
    "three units inside": ((0, 0, 3, 100), (0, 0, 3, 100), (3, 0, 100, 100)),
    "three units outside": ((0, 0, 97, 100), (0, 0, 97, 100), (97, 0, 100, 100)),
}


@pytest.mark.parametrize(("ground", "inside", "outside"), WIDE.values(), ids=WIDE)
def test_a_part_of_two_units_goes_along_with_the_rest_and_one_of_three_is_a_part(ground, inside, outside):
    parts = divide(box(0, 0, 100, 100), box(*ground), GRID)
    for part, expected in zip(parts, (inside, outside), strict=True):
        assert (part is None) == (expected is None)
        assert part is None or shapely.equals(part, box(*expected))


TURNS = {
    "as it is": lambda xy: xy,
    "mirrored": lambda xy: [100, 0] + xy * [-1, 1],
    "upside down": lambda xy: [0, 100] + xy * [1, -1],
    "turned": lambda xy: [100, 0] + xy[:, ::-1] * [-1, 1],
    "turned back": lambda xy: [0, 100] + xy[:, ::-1] * [1, -1],
}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)
@pytest.mark.parametrize("ends", [(0, 100), (30, 70)], ids=["all along", "in the middle"])
def test_a_sliver_goes_to_the_other_side_and_the_wide_ground_is_divided(turn, ends):
    """A strip of the ground lies apart, another one is missing in it: both go with what is around them."""

    def turned(*boxes):
        units = shapely.union_all([shapely.box(*one) for one in boxes])
        return lonlat(shapely.transform(units, turn))

    south, north = ends
    wide = turned((0, 0, 40, 100))
    ground = shapely.union(
        shapely.difference(wide, turned((20, south, 22, north))), turned((70, south, 72, north))
    )
    inside, outside = divide(box(0, 0, 100, 100), ground, GRID)
    assert shapely.equals(inside, wide)
    assert shapely.equals(outside, turned((40, 0, 100, 100)))


def test_ground_that_is_all_slivers_stays_whole_outside():
    area = box(0, 0, 2, 100)
    assert divide(area, box(0, 0, 2, 50), GRID) == (None, area)


def test_a_sliver_far_from_the_ground_stays_where_it_is():
    """What is a unit wide, a kilometre off, was drawn so before: no news of this ground says whose it is."""
    sliver = box(3000, 0, 3001, 400)
    area = shapely.union_all([box(0, 0, 1000, 1000), sliver])
    inside, outside = divide(area, box(0, 0, 500, 1000), GRID)
    assert inside is not None and inside.equals(box(0, 0, 500, 1000))
    assert outside is not None and outside.equals(shapely.union_all([box(500, 0, 1000, 1000), sliver]))


def test_what_is_drawn_far_from_the_ground_stays_as_it_is():
    """A corner stands half a unit over a border of the same area: no news of other ground draws it there."""
    below = lonlat(shapely.Polygon([(3000, -400), (3400, -400), (3400, 1), (3000, 0)]))
    above = lonlat(shapely.Polygon([(3200, 1), (3300, 400), (3100, 400)]))
    area = shapely.union_all([box(0, 0, 1000, 1000), below, above])
    _, outside = divide(area, box(0, 0, 500, 1000), GRID)
    assert outside is not None
    drawn = [shapely.normalize(part) for part in shapely.get_parts(outside)]
    assert all(shapely.normalize(part) in drawn for part in (below, above))
