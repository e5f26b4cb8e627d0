"""Outlines and lines are cut into arcs; what several share stands once, and all is put together again."""

from collections import Counter
from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane import Arcs, shared_arcs
from tests.sketches import areas_from_sketch

RING = shapely.box(0, 0, 10, 10)
HOLE = shapely.box(3, 3, 6, 6)


def together(found: Arcs, shape: int) -> shapely.Geometry:
    parts = [[found.points_of(way) for way in part] for part in found.shapes[shape]]
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in parts])


def steps(arcs: list[np.ndarray]) -> Counter:
    return Counter(frozenset((tuple(a), tuple(b))) for arc in arcs for a, b in pairwise(arc.tolist()))


def test_a_border_between_two_stands_once_and_runs_the_other_way_in_one_of_them() -> None:
    found = shared_arcs([shapely.box(0, 0, 5, 5), shapely.box(5, 0, 9, 5)])
    assert len(found.arcs) == 3
    west, east = (set(shape[0][0]) for shape in found.shapes)
    assert len({~i for i in west} & east) == 1


def test_a_hole_and_what_fills_it_are_one_arc() -> None:
    found = shared_arcs([shapely.difference(RING, HOLE), shapely.reverse(HOLE)])
    assert len(found.arcs) == 2
    outer, hole = found.shapes[0][0]
    (filled,) = found.shapes[1][0]
    assert {*hole} in ({*filled}, {~i for i in filled})
    assert not {*outer} & {*hole}


def test_a_line_along_a_border_shares_its_arc_and_ends_where_it_ends() -> None:
    found = shared_arcs([RING, shapely.LineString([(0, 0), (10, 0)])])
    ((line,),) = found.shapes[1]
    assert len(line) == 1
    assert {line[0], ~line[0]} & {*found.shapes[0][0][0]}


def test_what_has_no_ground_has_no_arcs() -> None:
    found = shared_arcs([shapely.GeometryCollection(), shapely.Point(3, 4)])
    assert (found.arcs, found.shapes) == ([], [[], [[]]])


LETTERS = st.lists(st.text("ABC", min_size=4, max_size=4), min_size=2, max_size=5).map(" ".join)


@given(LETTERS)
def test_any_areas_come_together_again_and_no_step_stands_twice(sketch: str) -> None:
    areas = [*areas_from_sketch(sketch, unit=1).values()]
    found = shared_arcs(areas)
    for i, area in enumerate(areas):
        assert shapely.equals(together(found, i), area)
    assert max(steps(found.arcs).values()) == 1
