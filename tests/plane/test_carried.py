"""A border that moves takes along all that runs on it: small maps of which each square is known."""

import numpy as np
import pytest
import shapely

from controlmap.plane import Carried, Exchange, Grid, Stop, carried_along, exchanged

GRID = Grid(5)


def lonlat(units: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(units, GRID.to_degrees)


def box(west, south, east, north) -> shapely.Geometry:
    return lonlat(shapely.box(west, south, east, north))


def line(*points) -> shapely.Geometry:
    return lonlat(shapely.LineString(points))


WEST, EAST = box(0, 0, 200, 300), box(200, 0, 400, 300)
OLD = line((200, 0), (200, 300))


def moved(areas, new_x: int, swept=None):
    """Move the border at 200 to the east, or to the west."""
    ground = swept or box(min(200, new_x), 0, max(200, new_x), 300)
    return carried_along(areas, OLD, line((new_x, 0), (new_x, 300)), ground, GRID)


def where(exchanges) -> list[tuple[list[int], list[int], int]]:
    """Tell what leaves, what joins, and in which row of squares of 100 units from the south."""
    return sorted(
        (sorted(one.leaves), sorted(one.joins), round(one.lonlat[1] / GRID.size) // 100) for one in exchanges
    )


@pytest.mark.parametrize(("new_x", "leaves", "joins"), [(300, 1, 0), (100, 0, 1), (203, 1, 0)])
def test_the_swept_ground_goes_to_what_lies_across(new_x, leaves, joins):
    found = moved([WEST, EAST], new_x)
    assert isinstance(found, Carried)
    assert shapely.equals(found.areas[0], box(0, 0, new_x, 300))
    assert shapely.equals(found.areas[1], box(new_x, 0, 400, 300))
    assert found.changed == {0, 1}
    [exchange] = found.exchanges
    assert (exchange.leaves, exchange.joins) == ({leaves}, {joins})
    assert shapely.contains_xy(box(min(200, new_x), 0, max(200, new_x), 300), *exchange.lonlat)


def test_areas_of_all_dates_follow_and_what_lies_on_both_sides_stays_the_same_object():
    """Of other dates: the same two again, one that spans both, and one far away."""
    whole, far = box(0, 0, 400, 300), box(900, 0, 999, 99)
    found = moved([WEST, EAST, whole, WEST, EAST, far], 300)
    assert isinstance(found, Carried)
    for west, east in ((0, 1), (3, 4)):
        assert shapely.equals(found.areas[west], box(0, 0, 300, 300))
        assert shapely.equals(found.areas[east], box(300, 0, 400, 300))
    assert shapely.equals(found.areas[2], whole)
    assert found.areas[5] is far
    assert found.changed == {0, 1, 3, 4}
    assert where(found.exchanges) == [([1, 2, 4], [0, 2, 3], 1)]


def test_where_a_border_hangs_on_the_old_one_what_lies_across_is_told_piece_by_piece():
    """In the west the south is of another than the north: a link leads their border on to the new one."""
    south, north = box(0, 0, 200, 150), box(0, 150, 200, 300)
    found = moved([south, north, EAST], 300)
    assert isinstance(found, Carried)
    assert shapely.equals(found.areas[0], box(0, 0, 300, 150))
    assert shapely.equals(found.areas[1], box(0, 150, 300, 300))
    assert shapely.equals(found.areas[2], box(300, 0, 400, 300))
    assert [(leaves, joins) for leaves, joins, _ in where(found.exchanges)] == [([2], [0]), ([2], [1])]


def test_a_border_that_the_new_one_cuts_off_goes():
    """In the east a border comes from the east up to the old one: what the new one cuts off of it goes."""
    south, north = box(200, 0, 400, 150), box(200, 150, 400, 300)
    found = moved([WEST, south, north], 300)
    assert isinstance(found, Carried)
    assert shapely.equals(found.areas[0], box(0, 0, 300, 300))
    assert shapely.equals(found.areas[1], box(300, 0, 400, 150))
    assert shapely.equals(found.areas[2], box(300, 150, 400, 300))
    assert where(found.exchanges) == [([1], [0], 0), ([2], [0], 2)]


ISLAND, TONGUE = box(230, 100, 270, 200), box(250, 100, 400, 200)
STOPS = {
    "edge": ([WEST], set()),
    "swallowed": ([WEST, box(200, 0, 300, 300)], {1}),
    "swallowed on two dates": (
        [WEST, *[box(200, 0, 300, 300)] * 2, box(300, 0, 400, 300)],
        {1, 2},
    ),
    "swallowed whole": ([WEST, shapely.difference(EAST, ISLAND), ISLAND], {2}),
    "across": ([WEST, shapely.difference(EAST, TONGUE), TONGUE], {2}),
}


@pytest.mark.parametrize("why", STOPS)
def test_a_border_stops_where_nothing_lies_across_all_would_go_or_another_is_in_the_way(why):
    areas, about = STOPS[why]
    found = moved(areas, 300)
    assert isinstance(found, Stop)
    assert (found.why, found.areas) == (why.split()[0], about)
    assert shapely.intersects_xy(box(200, 0, 300, 300), *found.lonlat)


def test_exchanges_are_the_ground_that_changes_and_company_that_was_nowhere_stops_them():
    third = box(400, 0, 600, 300)
    after = [box(0, 0, 300, 300), box(300, 0, 400, 300), third]
    found = exchanged([WEST, EAST, third], after, GRID)
    assert isinstance(found, tuple)
    assert [(one.leaves, one.joins) for one in found] == [({1}, {0})]
    assert isinstance(found[0], Exchange)
    assert exchanged([WEST, EAST, third], [WEST, EAST, third], GRID) == ()
    together = exchanged([WEST, EAST, third], [WEST, box(200, 0, 500, 300), third], GRID)
    assert isinstance(together, Stop)
    assert (together.why, together.areas) == ("company", {1, 2})
    hole = exchanged([WEST, EAST, third], [WEST, box(300, 0, 400, 300), third], GRID)
    assert isinstance(hole, Stop)
    assert (hole.why, hole.areas) == ("edge", frozenset())


def test_what_was_together_somewhere_may_not_be_parted_everywhere():
    both = box(350, 0, 500, 300)
    found = exchanged([EAST, both], [EAST, box(400, 0, 500, 300)], GRID)
    assert isinstance(found, Stop)
    assert found.why == "company"
    assert np.isclose(found.lonlat[0], 375 * GRID.size)
