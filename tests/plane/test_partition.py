from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import partition
from controlmap.plane.grid import Grid
from controlmap.plane.partition import (
    OUTSIDE,
    areas_of,
    cut_apart,
    cut_changes,
    cut_ground,
    is_thin,
)
from controlmap.plane.series import _without_shared_ends, cut_series, steps_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, middle_of

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


@settings(max_examples=examples(150))
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


@settings(max_examples=examples(40))
@given(st.lists(polygons(3), min_size=1, max_size=5), st.sampled_from([1 << 30, 2_000]))
def test_lots_that_are_cut_apart_come_out_as_if_each_was_cut_alone(lots, widest):
    """In a narrow plane few lots have room beside each other at a time."""
    everywhere = np.array([[-(1 << 30), -(1 << 30), 1 << 30, 1 << 30]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partition, "_WIDEST", widest)
        found = [*cut_apart(lots, GRID, near=[everywhere] * len(lots))]
    for topology, areas in zip(found, lots, strict=True):
        alone = cut_ground(areas, GRID)
        assert topology.cells.tolist() == alone.cells.tolist()
        assert covers(topology) == covers(alone)
        for name in ("arc_xy", "arc_start", "arc_left", "arc_right"):
            assert getattr(topology, name).tolist() == getattr(alone, name).tolist()


@settings(max_examples=examples(60))
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


@settings(max_examples=examples(80))
@given(st.lists(polygons(3).map(shapely.union_all), min_size=1, max_size=6))
def test_a_series_is_cut_like_the_same_areas_taken_together(snapshots):
    one = cut_ground(snapshots, GRID)
    two, _ = cut_series(({"a": area} for area in snapshots), len(snapshots), GRID)
    assert shapely.to_wkb(one.cells).tolist() == shapely.to_wkb(two.cells).tolist()
    assert [one.cover_runs[c] for c in one.covers] == [two.cover_runs[c] for c in two.covers]


@settings(max_examples=examples(80))
@given(st.lists(st.tuples(st.booleans(), polygons(3).map(shapely.union_all)), min_size=1, max_size=6))
def test_what_is_the_very_area_of_the_date_before_is_stepped_over_as_its_copy_is(dates):
    areas = [dates[0][1]]
    for stays, area in dates[1:]:
        areas.append(areas[-1] if stays else area)
    copies = [shapely.from_wkb(shapely.to_wkb(area)) for area in areas]
    one, two = ([*steps_of({}, [*({"a": area} for area in some), {}], GRID)] for some in (areas, copies))
    for same, anew in zip(one, two, strict=True):
        assert same.names == anew.names
        assert {name: rows.tolist() for name, rows in same.changed.items()} == {
            name: rows.tolist() for name, rows in anew.changed.items()
        }


LETTERS = st.lists(st.text("ABC.", min_size=3, max_size=3), min_size=2, max_size=2).map(" ".join)


def letters_at(sketches, column: int, row: int) -> list[str]:
    """The letter of a unit square in each sketch."""
    return [sketch.split()[1 - row][column] for sketch in sketches]


def covers_at(topology, column: int, row: int) -> list[frozenset[int]]:
    cells = shapely.transform(topology.cells, GRID.to_degrees)
    at = np.flatnonzero(shapely.contains_xy(cells, *middle_of(column, row)))
    return [areas_of(topology.cover_runs[cover]) for cover in topology.covers[at].tolist()]


@settings(max_examples=examples(40))
@given(st.lists(LETTERS, min_size=1, max_size=5))
def test_in_a_series_each_square_has_the_names_of_its_days(sketches):
    count = len(sketches)
    topology, names = cut_series(map(areas_from_sketch, sketches), count, GRID)
    assert {*names} == {letter for sketch in sketches for letter in sketch} - {".", " "}
    for row, column in np.ndindex(2, 3):
        letters = letters_at(sketches, column, row)
        held = {names.index(x) * (count + 1) + i for i, x in enumerate(letters) if x != "."}
        assert covers_at(topology, column, row) == ([held] if held else [])


@settings(max_examples=examples(50))
@given(LETTERS, LETTERS)
def test_the_ground_that_changed_is_that_of_the_squares_whose_letter_did(before, after):
    cells, toggled = cut_changes(areas_from_sketch(before), areas_from_sketch(after), GRID)
    degrees = shapely.transform(cells, GRID.to_degrees)
    for row, column in np.ndindex(2, 3):
        one, two = letters_at([before, after], column, row)
        at = np.flatnonzero(shapely.contains_xy(degrees, *middle_of(column, row)))
        assert [toggled[i] for i in at] == ([tuple(sorted({one, two} - {"."}))] if one != two else [])
    changed = sum(a != b for a, b in zip(before, after, strict=True))
    assert shapely.area(cells).sum() == changed * 100 * 100


def test_what_is_lost_and_what_is_gained_are_two_pieces_though_the_border_between_them_was_there():
    """A gives its west square away and takes the one in the east: one cell each, not one of both."""
    cells, toggled = cut_changes(areas_from_sketch("A."), areas_from_sketch(".A"), GRID)
    assert (len(cells), toggled) == (2, [("A",), ("A",)])


def test_what_is_lost_and_what_is_gained_are_two_pieces_where_borders_cross_half_way_between_points():
    """For a unit the border before and the one after lie on each other: they are not nothing for that."""
    old, new = [(-273, 200), (-262, 40)], [(-236, 200), (-299, 40)]
    rest = [(900, 0), (900, 240)]
    before, after = (shapely.Polygon(np.array([*side, *rest]) / 1e5) for side in (old, new))
    cells, toggled = cut_changes({"a": before}, {"a": after}, GRID)
    assert toggled == [("a",)] * len(cells)
    wide = shapely.transform(cells, GRID.to_degrees)
    for ground in wide:
        inside = shapely.area(shapely.intersection(ground, before)) / shapely.area(ground)
        assert min(inside, 1 - inside) < 0.02, "gained and lost are one"


def test_what_is_thinner_than_a_unit_on_average_is_rounding():
    """Twice the area against the outline: a triangle one unit high is, a square of one unit is not."""
    thin, square, wide = (
        shapely.Polygon(points)
        for points in ([(0, 0), (9, 0), (4, 1)], [(0, 0), (2, 0), (2, 2), (0, 2)], [(0, 0), (9, 0), (4, 3)])
    )
    strip = shapely.box(0, 0, 9, 1)
    assert is_thin(np.array([thin, strip, square, wide])).tolist() == [True, True, False, False]


numbered = st.lists(st.tuples(*[st.integers(0, 2)] * 4), max_size=7)


@given(numbered, numbered)
def test_rows_at_both_ends_that_cancel_out_are_left_out_and_no_others(one, two):
    """What stands an odd number of times stays, and no end is the same in both any more."""
    both = [np.array(rows, dtype=np.int64).reshape(-1, 4) for rows in (one, two)]
    rest = [tuple(row) for row in _without_shared_ends(*both).tolist()]
    assert odd(rest) == odd([*one, *two])
    begin = next(
        (i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
    one, two = one[begin:][::-1], two[begin:][::-1]
    end = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    assert len(rest) == len(one) + len(two) - 2 * end


def odd(rows) -> set:
    return {row for row, count in Counter(rows).items() if count % 2}
