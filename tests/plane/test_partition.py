import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane.grid import Grid
from controlmap.plane.partition import OUTSIDE, areas_of, cut_ground, cut_series
from tests.sketches import areas_from_sketch

GRID = Grid(5)


def cut(sketch: str):
    return cut_ground(list(areas_from_sketch(sketch).values()), GRID)


def covers(topology) -> list[list[int]]:
    return sorted(sorted(areas_of(topology.cover_runs[c])) for c in topology.covers)


def test_one_square_is_one_cell_with_one_arc_around_it():
    topology = cut("A")
    assert covers(topology) == [[0]]
    assert {(topology.arc_left[0], topology.arc_right[0])} & {(0, OUTSIDE), (OUTSIDE, 0)}
    assert len(topology.arc_left) == 1


def test_neighbours_share_one_arc():
    topology = cut("AB")
    between = (topology.arc_left != OUTSIDE) & (topology.arc_right != OUTSIDE)
    assert (covers(topology), between.sum()) == ([[0], [1]], 1)


def test_a_hole_between_areas_is_outside():
    topology = cut("AAA A.A AAA")
    assert covers(topology) == [[0]]
    assert shapely.area(topology.cells).sum() == 8 * 100 * 100


def test_an_island_in_a_hole_is_found_though_it_touches_nothing():
    topology = cut("AAAAA A...A A.B.A A...A AAAAA")
    assert covers(topology) == [[0], [1]]


def test_overlapping_areas_make_a_cell_that_both_cover():
    one, two = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)
    assert covers(cut_ground([one, two], GRID)) == [[0], [0, 1], [1]]


def test_parts_that_share_a_border_have_no_arc_between_them():
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert covers(cut_ground([parts], GRID)) == [[0]]


def test_no_area_makes_no_cell():
    topology = cut_ground([], GRID)
    assert (len(topology.cells), len(topology.arc_left)) == (0, 0)


@st.composite
def polygons(draw, most: int = 6):
    """Random triangles and quadrangles on a coarse lattice, where borders often touch and cross."""
    corner = st.tuples(st.integers(0, 12), st.integers(0, 12))
    hulls = draw(st.lists(st.lists(corner, min_size=3, max_size=5), min_size=1, max_size=most))
    shapes = [shapely.convex_hull(shapely.MultiPoint(h)) for h in hulls]
    return [shapely.transform(s, lambda xy: xy / 1000) for s in shapes if s.area > 0]


@settings(max_examples=150)
@given(polygons())
def test_each_area_is_the_union_of_the_cells_it_covers(areas):
    """The oracle tests a point of each cell, and compares areas, polygon by polygon."""
    topology = cut_ground(areas, GRID)
    cells = shapely.transform(topology.cells, GRID.to_degrees)
    for index, area in enumerate(areas):
        inside = np.array([index in areas_of(topology.cover_runs[c]) for c in topology.covers], dtype=bool)
        thick = shapely.area(cells) > 1e-9
        points = shapely.point_on_surface(cells)
        assert (shapely.intersects(area, points) == inside)[thick].all()
        assert abs(shapely.area(cells[inside]).sum() - area.area) < 1e-6


@settings(max_examples=60)
@given(polygons())
def test_the_arcs_of_a_cell_close_to_its_outline(areas):
    topology = cut_ground(areas, GRID)
    arcs = np.split(topology.arc_xy.astype(float), topology.arc_start[1:-1])
    for cell, outline in enumerate(topology.cells):
        own = [
            xy
            for xy, one, two in zip(arcs, topology.arc_left, topology.arc_right, strict=True)
            if (one == cell) != (two == cell)
        ]
        assert shapely.equals(
            shapely.union_all([shapely.LineString(xy) for xy in own]), shapely.union_all(outline.boundary)
        )


@given(polygons(), st.randoms())
def test_the_order_of_the_areas_changes_no_cell(areas, random):
    shuffled = areas.copy()
    random.shuffle(shuffled)
    one, two = cut_ground(areas, GRID), cut_ground(shuffled, GRID)
    assert shapely.to_wkb(one.cells).tolist() == shapely.to_wkb(two.cells).tolist()
    assert one.arc_xy.tolist() == two.arc_xy.tolist()


@settings(max_examples=80)
@given(st.lists(polygons(3).map(shapely.union_all), min_size=1, max_size=6))
def test_a_series_is_cut_like_the_same_areas_taken_together(snapshots):
    one = cut_ground(snapshots, GRID)
    two, _ = cut_series(({"a": area} for area in snapshots), len(snapshots), GRID)
    assert shapely.to_wkb(one.cells).tolist() == shapely.to_wkb(two.cells).tolist()
    assert [one.cover_runs[c] for c in one.covers] == [two.cover_runs[c] for c in two.covers]
