"""Rules of shape that look at very many states ask no state about all the others."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check.geometry import _bounds_of_others, _narrow_gaps, _nearly_met, anchor
from controlmap.history import Ground, build_history
from controlmap.model import ControlState
from controlmap.plane import METRES_A_DEGREE, SLIVER_M, Grid
from tests.examples import examples

corner = st.integers(-9, 9)


@given(st.lists(st.tuples(corner, corner, corner, corner), min_size=3, max_size=6))
def test_the_bounds_of_all_others_are_those_without_one(corners):
    boxes = np.array([shapely.box(x, y, x + abs(w) + 1, y + abs(h) + 1) for x, y, w, h in corners])
    for i, found in enumerate(_bounds_of_others(boxes)):
        assert found.bounds == tuple(shapely.total_bounds(np.delete(boxes, i)))


UNIT = Grid(5)
near_corner = st.tuples(st.integers(0, 40), st.integers(0, 40))
hulls = st.lists(near_corner, min_size=3, max_size=5).map(
    lambda corners: shapely.convex_hull(shapely.MultiPoint(corners))
)


def ground_of(shapes):
    """A history of shapes whose corners are in units of about a metre."""
    grounds = [shapely.transform(one, lambda xy: UNIT.to_degrees(xy)) for one in shapes]
    named = [
        ControlState(id=f"s{i}", geometry=one, controller=f"c{i}", valid_from="2024-01-01", valid_to=None)
        for i, one in enumerate(grounds)
    ]
    return build_history([Ground("here", tuple(named))], grid=UNIT, overlaps="latest")


@settings(max_examples=examples(300))
@given(st.lists(hulls.filter(lambda hull: hull.area > 20), min_size=2, max_size=6))
def test_narrow_gaps_are_those_that_a_look_at_all_cells_finds(shapes):
    history = ground_of(shapes)
    metres = [METRES_A_DEGREE * np.cos(np.radians(2e-4)), METRES_A_DEGREE]
    plane = shapely.transform(history.cells, lambda xy: xy * metres)
    edges = shapely.coverage_invalid_edges(plane, gap_width=SLIVER_M)
    wanted = {i: edges[i].wkb for i in np.flatnonzero(~shapely.is_empty(edges)).tolist()}
    assert {cell: edge.wkb for cell, edge in _narrow_gaps(plane, _nearly_met(history))} == wanted


hairs = st.tuples(near_corner, near_corner).map(lambda ends: shapely.LineString(ends).buffer(1e-3))


@given(hulls.filter(lambda hull: hull.area > 0), st.lists(hairs, max_size=3))
def test_the_place_of_ground_is_in_no_hair_of_it(hull, hairs):
    ground = shapely.union_all([hull, *hairs])
    place = shapely.Point(anchor(ground))
    assert shapely.contains(ground, place)
    assert shapely.distance(place, ground.boundary) > ground.area / ground.length / 4 - 1e-6


def test_only_cells_whose_outlines_nearly_meet_are_looked_at():
    """Two of six squares, and the one beside them: each look takes as long as the longest of those about."""
    squares = [shapely.box(x, y, x + 20, y + 20) for x in (0, 20, 40) for y in (0, 20)]
    assert len(_nearly_met(ground_of(squares))) == 0
    near = ground_of([*squares, shapely.box(63, 0, 90, 20)])
    assert sorted(near.cell_bounds[_nearly_met(near)].round(5)[:, 0].tolist()) == [40e-5, 40e-5, 63e-5]
    assert len(_nearly_met(ground_of([*squares, shapely.box(75, 0, 95, 20)]))) == 0
