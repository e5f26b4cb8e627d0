"""A point that somebody gives catches the border that it lies on."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import METRES_A_DEGREE, Caught, Grid, Network, cut_ground, way_without
from tests.examples import examples
from tests.sketches import areas_from_sketch

GRID = Grid(5)
AREAS = [
    # The border from 43 to 68 runs 4 m beside the vertex 58 of another one.
    shapely.Polygon([(259, 217), (58, 389), (68, 395), (43, 387), (132, 116)]),
    shapely.Polygon([(68, 395), (58, 389), (259, 217), (271, 226), (415, 502)]),
]


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.of([shapely.transform(area, GRID.to_degrees) for area in AREAS], GRID)


def test_a_point_on_a_border_is_not_caught_by_a_vertex_of_another(network: Network) -> None:
    caught = network.catch((0.000555, 0.00391), 10)
    assert set(caught.segment) == {(43, 387), (68, 395)}
    assert network.way(
        network.catch((0.00043, 0.00387), 10), network.catch((0.00068, 0.00395), 10), caught
    ) == [
        (43, 387),
        (68, 395),
    ]


@pytest.mark.parametrize(
    ("lonlat", "vertex"), [((0.00058, 0.00389), (58, 389)), ((0.00133, 0.00114), (132, 116))]
)
def test_a_point_near_a_vertex_catches_it(network: Network, lonlat, vertex) -> None:
    caught = network.catch(lonlat, 10)
    assert caught.point == vertex
    assert caught.is_vertex


def test_a_point_far_from_all_catches_the_nearest_point_of_a_border_and_tells_how_far(
    network: Network,
) -> None:
    caught = network.catch((0.0009, 0.0024), 10)
    assert not caught.is_vertex
    assert set(caught.segment) == {(43, 387), (132, 116)}
    assert caught.metres > 0


LETTERS = st.lists(st.text("ABC.", min_size=3, max_size=3), min_size=2, max_size=3).map(" ".join)
UNIT = 100


def drawn(sketch: str) -> tuple[Network, list[shapely.Geometry]]:
    """Return the network of a sketch's areas, with a vertex at each corner of a unit square, and them."""
    areas = [GRID.snap(shapely.segmentize(area, 0.001)) for area in areas_from_sketch(sketch).values()]
    return Network.of(areas, GRID), areas


def at(network: Network, point) -> Caught:
    """Return a vertex of the network as caught."""
    there = min(network.neighbours(point))
    return Caught(point, (min(point, there), max(point, there)), 0.0)


def fewest_steps(network: Network, start, end) -> int | None:
    """Return how few segments lead from one vertex to another, all of which are as long."""
    reached, ahead, steps = {start}, [start], 0
    while ahead:
        if end in ahead:
            return steps
        ahead = [there for here in ahead for there in network.neighbours(here) if there not in reached]
        reached |= {*ahead}
        steps += 1
    return None


@settings(max_examples=examples(30))
@given(LETTERS.filter(lambda sketch: {*sketch} - {".", " "}), st.data())
def test_ways_are_the_shortest_and_lead_along_borders(sketch, data):
    network, areas = drawn(sketch)
    corners = {(x, y) for area in areas for x, y in GRID.to_units(shapely.get_coordinates(area)).tolist()}
    assert network.points == sorted(corners)
    one, two = (data.draw(st.sampled_from(network.points)) for _ in range(2))
    assert network.neighbours(one) == {b for a, b in both_ways(network) if a == one}
    way, fewest = network.way(at(network, one), at(network, two)), fewest_steps(network, one, two)
    assert (way is None) == (fewest is None)
    if way is not None:
        assert (way[0], way[-1], len(way)) == (one, two, (fewest or 0) + 1)
        assert all(b in network.neighbours(a) for a, b in pairwise(way))


def both_ways(network: Network) -> set:
    rows = [((x, y), (u, v)) for x, y, u, v in network.rows.tolist()]
    return {*rows, *[row[::-1] for row in rows]}


@settings(max_examples=examples(30))
@given(LETTERS.filter(lambda sketch: {*sketch} - {".", " "}))
def test_an_arc_leads_from_junction_to_junction_as_the_arcs_of_the_cells_do(sketch):
    network, areas = drawn(sketch)
    topology = cut_ground(areas, GRID)
    arcs = np.split(topology.arc_xy, topology.arc_start[1:-1])
    whole = {frozenset(map(tuple, xy.tolist())) for xy in arcs}
    for x, y, u, v in network.rows.tolist():
        arc = network.arc(Caught((x, y), ((x, y), (u, v)), 0.0))
        assert frozenset(arc) in whole
        assert {((x, y), (u, v)), ((u, v), (x, y))} & {*pairwise(arc)}


def test_a_way_between_two_points_of_one_segment_runs_along_it_and_past_a_third_goes_through_it() -> None:
    network, _ = drawn("A")
    side = ((0, 0), (UNIT, 0))
    near, middle, far_ = (Caught((x, 0), side, 0.0) for x in (20, 50, 90))
    assert network.way(near, far_) == [(20, 0), (90, 0)]
    assert network.way(near, far_, middle) == [(20, 0), (90, 0)]
    corner = at(network, (UNIT, UNIT))
    assert network.way(near, corner) == [(20, 0), (100, 0), (100, 100)]
    around = network.way(near, far_, corner)
    assert around == [(20, 0), (0, 0), (0, 100), (100, 100), (100, 0), (90, 0)]


@pytest.mark.parametrize(("lat", "east"), [(0, False), (60, True)])
def test_of_two_ways_over_a_point_the_shorter_one_on_the_ground_is_taken(lat, east) -> None:
    """From either end the nearest way over the top leads through the middle; only one can take it.

    The other half goes around: 1,700 units in the east, mostly along a parallel, 1,550 in the west, mostly
    along a meridian. At 60° N a unit along a parallel is half as long.
    """
    up = round(lat / GRID.size)
    middle, top, one, two = ((x, y + up) for x, y in ((0, 0), (0, 300), (-100, -100), (100, -100)))
    eastward = [(x, y + up) for x, y in ((700, 300), (700, -100))]
    westward = [(x, y + up) for x, y in ((-50, 800), (-150, 800), (-150, -100))]
    areas = [[one, middle, top, *westward], [top, middle, two, *eastward[::-1]], [one, two, middle]]
    network = Network.of([shapely.Polygon(GRID.to_degrees(np.array(area))) for area in areas], GRID)
    around_east, around_west = [one, middle, top, *eastward, two], [one, *westward[::-1], top, middle, two]
    taken = around_east if east else around_west
    assert network.way(at(network, one), at(network, two), at(network, top)) == taken
    assert network.way(at(network, two), at(network, one), at(network, top)) == taken[::-1]


@pytest.mark.parametrize("reach_m", [0.0, 10.0, 40.0, 70.0, 200.0])
@pytest.mark.parametrize("lonlat", [(0.0002, 0.0), (0.0002, -0.0003), (0.00051, 0.0001), (-0.0004, -0.0003)])
def test_what_is_caught_is_the_nearest_point_or_a_vertex_of_its_segment_within_reach(lonlat, reach_m) -> None:
    network, _ = drawn("A")
    caught = network.catch(lonlat, reach_m)
    x, y = np.array(lonlat) / GRID.size
    corners = {point: float(np.hypot(point[0] - x, point[1] - y)) for point in ((0, 0), (100, 0))}
    corner = min(corners, key=lambda point: corners[point])
    foot = (round(min(max(x, 0), 100)), 0)
    metres = METRES_A_DEGREE * GRID.size
    if corners[corner] * metres <= reach_m:
        assert (caught.point, caught.metres) == (corner, pytest.approx(corners[corner] * metres))
    else:
        assert caught.point == foot
        assert caught.metres == pytest.approx(np.hypot(foot[0] - x, y) * metres, abs=metres)


def simpler(way, tolerance_m: float) -> list:
    """Return what the Douglas-Peucker rule leaves of a way near the equator."""
    metres = METRES_A_DEGREE * GRID.size
    if len(way) < 3:
        return [*way]
    line = shapely.LineString([way[0], way[-1]]) if way[0] != way[-1] else shapely.Point(way[0])
    off = shapely.distance(shapely.points(np.array(way[1:-1], dtype=float)), line) * metres
    if off.max() <= tolerance_m:
        return [way[0], way[-1]]
    middle = 1 + int(off.argmax())
    return [*simpler(way[: middle + 1], tolerance_m)[:-1], *simpler(way[middle:], tolerance_m)]


@settings(max_examples=examples(50))
@given(
    st.lists(st.integers(-60, 60), min_size=3, max_size=9),
    st.floats(0.5, 70),
    st.sets(st.integers(0, 8), max_size=2),
)
def test_a_way_without_some_points_is_what_the_rule_leaves_between_those_that_are_kept(heights, metres, firm):
    """The border in the middle of two areas goes up and down; nothing else is near."""
    way = [(40 * i, y) for i, y in enumerate(heights)]
    last = way[-1][0]
    areas = [shapely.Polygon([*way, (last, y), (0, y)]) for y in (-900, 900)]
    network = Network.of([shapely.transform(area, GRID.to_degrees) for area in areas], GRID)
    kept = {way[i] for i in firm if i < len(way)}
    stops = sorted({0, len(way) - 1, *(way.index(point) for point in kept)})
    left = {p for a, b in pairwise(stops) for p in simpler(way[a : b + 1], metres)}
    assert sorted(way_without(way, kept, metres, network)) == sorted({*way} - left)


def test_a_way_is_not_made_simpler_over_another_border() -> None:
    way = [(0, 0), (50, 40), (100, 0)]
    areas = [shapely.Polygon([*way, (100, y), (0, y)]) for y in (-900, 900)]
    for island, gone in (
        ((45, 5, 55, 20), []),
        ((45, -30, 55, -5), [(50, 40)]),
        ((95, 20, 120, 60), [(50, 40)]),
    ):
        network = Network.of(
            [shapely.transform(area, GRID.to_degrees) for area in (*areas, shapely.box(*island))], GRID
        )
        assert network.is_clear(way) == bool(gone)
        assert way_without(way, set(), 100, network) == gone


def test_a_line_meets_borders_where_it_crosses_them_and_those_that_lie_beside_are_passed_over() -> None:
    network, _ = drawn("AB")
    line = shapely.LineString([(-50, 30), (150, 30)])
    assert sorted(network.met_by(line).tolist()) == [[0, 30], [100, 30]]
    assert network.met_by(shapely.LineString([(250, 0), (250, 90)])).tolist() == []
    assert sorted(network.met_by(shapely.LineString([(200, -5), (200, 50)])).tolist()) == [
        [200, 0],
        [200, 50],
    ]
