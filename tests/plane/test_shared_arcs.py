"""Outlines and lines are cut into arcs; what several share stands once, and all is put together again."""

from collections import Counter, defaultdict
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


corners = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(LETTERS, st.lists(st.lists(corners, min_size=2, max_size=5, unique=True), max_size=3))
def test_an_arc_ends_where_those_who_pass_part_or_a_line_ends_and_nowhere_else(sketch, lines) -> None:
    """A way may begin anywhere on a ring that nobody parts from."""
    shapes = [*areas_from_sketch(sketch, unit=1).values(), *map(shapely.LineString, lines)]
    found = shared_arcs(shapes)
    for i, points in enumerate(lines, len(shapes) - len(lines)):
        assert found.points_of(found.shapes[i][0][0]).tolist() == [list(point) for point in points]
    between, ends = defaultdict(set), set()
    for shape in shapes:
        for part in shapely.get_parts(shape).tolist():
            for line in [part] if part.geom_type == "LineString" else [part.exterior, *part.interiors]:
                xy = [(int(x), int(y)) for x, y in line.coords]
                closed = line.geom_type == "LinearRing"
                ends |= set() if closed else {xy[0], xy[-1]}
                for a, b, c in zip(xy, xy[1:], xy[2:] + (xy[1:2] if closed else []), strict=False):
                    between[b].add(frozenset((a, c)))
    parting = ends | {point for point, ways in between.items() if len(ways) > 1}
    for arc in (list(map(tuple, arc.tolist())) for arc in found.arcs):
        assert not {*arc[1:-1]} & parting
        assert {arc[0], arc[-1]} <= parting or arc[0] == arc[-1]
