from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane.chains import Chains, chains
from controlmap.plane.enclosed import Rings, enclosed_by, places_of, values_of
from controlmap.plane.faces import polygons_of, rank_of, sides
from controlmap.plane.noding import Borders, node
from tests.sketches import areas_from_sketch


def arcs_of(rows) -> Chains:
    """Cut segments (x, y, x, y) where they meet, and chain them."""
    rows = np.array(rows, dtype=np.int64).reshape(-1, 4)
    noded = node(Borders.of(rows[:, :2], rows[:, 2:], np.arange(len(rows))))
    return chains(noded.points, noded.segments)


def ring(points) -> list:
    return [(*one, *two) for one, two in zip(points, [*points[1:], points[0]], strict=True)]


def told(polygons, beside) -> tuple:
    """Tell what polygons there are, to the last vertex, and which are beside each arc."""
    order = rank_of(polygons) if len(polygons) else np.arange(0)
    place = np.full(len(polygons) + 1, -1)
    place[order] = np.arange(len(polygons))
    return [polygon.wkt for polygon in polygons[order]], place[beside].tolist()


def by_geos(arcs: Chains) -> tuple:
    polygons = polygons_of(arcs)
    return told(polygons, np.column_stack(sides(arcs, polygons)))


def by_sides(arcs: Chains) -> tuple:
    found = enclosed_by(arcs)
    polygons = found.rings(np.ones(len(found.low), dtype=bool)).polygons()
    assert shapely.bounds(polygons).tolist() == np.column_stack([found.low, found.high]).tolist()
    return told(polygons, found.beside)


@st.composite
def many_arcs(draw) -> Chains:
    """Rings that touch, cross and lie in each other, loose lines, and of all that some arcs only."""
    wide = draw(st.sampled_from([4, 8, 30]))
    corner = st.tuples(st.integers(0, wide), st.integers(0, wide))
    small = st.tuples(st.integers(0, 3), st.integers(0, 3))
    moved = st.tuples(st.lists(small, min_size=3, max_size=5), corner).map(
        lambda pair: [(x + pair[1][0], y + pair[1][1]) for x, y in pair[0]]
    )
    rings = draw(st.lists(st.lists(corner, min_size=3, max_size=6) | moved, min_size=1, max_size=20))
    loose = draw(st.lists(st.tuples(corner, corner).map(lambda ends: (*ends[0], *ends[1])), max_size=4))
    arcs = arcs_of([row for points in rings for row in ring(points)] + loose)
    kept = draw(st.lists(st.booleans() | st.just(True), min_size=len(arcs.start), max_size=len(arcs.start)))
    return Chains(*values_of(arcs.xy, arcs.start, np.flatnonzero(kept[1:])))


@given(many_arcs())
def test_what_arcs_enclose_is_what_geos_makes_of_them(arcs):
    assert by_sides(arcs) == by_geos(arcs)


@pytest.mark.parametrize(
    "sketch",
    ["A", "AAA A.A AAA", "AAAAA A...A A.B.A A...A AAAAA", "AAA ABA AAA", ".A. A.A .A.", "AAAA A.AA AA.A AAAA",
     "AAAAAAA A.....A A.BBB.A A.B.B.A A.BBB.A A.....A AAAAAAA", "A.A A.A", "AAAAA A.A.A AAAAA"],
)  # fmt: skip
def test_ground_with_holes_and_islands_that_touch_or_not_is_what_geos_makes_of_it(sketch):
    rows = [
        row
        for area in areas_from_sketch(sketch).values()
        for part in shapely.get_rings(shapely.get_parts(area))
        for row in ring((shapely.get_coordinates(part)[:-1] * 1e5).round().astype(int).tolist())
    ]
    arcs = arcs_of(rows)
    assert by_sides(arcs) == by_geos(arcs)


def test_directions_that_differ_by_less_than_their_angles_can_tell_stand_in_order():
    far = 1 << 30
    corners = [(0, 0), (far, far - 1), (far - 1, far - 2), (far - 2, far - 3), (far - 3, far - 4)]
    lines = [np.array([corners[0], corner]) for corner in corners[1:]]
    lines += [np.array(pair) for pair in pairwise(corners[1:])]
    arcs = Chains(np.concatenate(lines), np.arange(0, 2 * len(lines) + 1, 2))
    found = enclosed_by(arcs)
    assert found.ways.twice[found.ways.twice > 0].tolist() == [1, 1, 1]


def test_nothing_is_enclosed_by_no_arc():
    found = enclosed_by(Chains(np.empty((0, 2), dtype=np.int64), np.zeros(1, dtype=np.int64)))
    assert (found.beside.shape, found.low.shape, len(found.rings(np.zeros(0, dtype=bool)).part)) == (
        (0, 2), (0, 2), 1,
    )  # fmt: skip


@given(many_arcs())
def test_rings_of_several_that_were_sent_as_numbers_are_the_same(arcs):
    found = enclosed_by(arcs)
    half = np.arange(len(found.low)) < len(found.low) // 2
    joined = Rings.joined([found.rings(half), found.rings(~half)])
    whole = found.rings(np.ones(len(half), dtype=bool))
    assert [array.tolist() for array in joined] == [array.tolist() for array in whole]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=8), st.data())
def test_values_of_some_rows_stand_where_they_are_told_to(rows, data):
    some = data.draw(st.lists(st.sampled_from(range(len(rows))), max_size=10))
    start = np.cumsum([0, *map(len, rows)])
    values = np.array([value for row in rows for value in row], dtype=np.int64)
    chosen, first = values_of(values, start, np.array(some, dtype=np.int64))
    assert [chosen[one:other].tolist() for one, other in pairwise(first)] == [rows[i] for i in some]
    assert (values[places_of(start, np.array(some, dtype=np.int64))[0]] == chosen).all()
