"""Cells joined by what holds of them now are those that the joined ground would be cut into."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.plane import Grid, areas_of, cut_ground, dissolved
from tests.sketches import areas_from_sketch

GRID = Grid(5)
rows = st.lists(st.text("ABCD.", min_size=4, max_size=4), min_size=4, max_size=4)
kinds = st.fixed_dictionaries({letter: st.sampled_from([None, 0, 1]) for letter in "ABCD"})


@given(rows.filter(lambda rows: {*"".join(rows)} != {"."}), kinds)
def test_joined_cells_are_those_of_the_joined_ground(rows, kinds):
    ground = areas_from_sketch(" ".join(rows))
    letters = [*ground]
    cut = cut_ground([*ground.values()], GRID)
    runs = []
    for cover in cut.cover_runs:
        kept = [kinds[letters[area]] for area in areas_of(cover) if kinds[letters[area]] is not None]
        runs.append(tuple(end for kind in kept for end in (kind, kind + 1)))
    found = dissolved(cut, runs)
    for kind in (0, 1):
        parts = [ground[letter] for letter in letters if kinds[letter] == kind]
        expected = shapely.get_parts(shapely.union_all(parts)) if parts else []
        mine = [
            cell
            for cell, cover in zip(found.cells, found.covers.tolist(), strict=True)
            if kind in areas_of(found.cover_runs[cover])
        ]
        assert len(mine) == len(expected)
        joined = shapely.transform(shapely.union_all(mine), GRID.to_degrees)
        assert shapely.equals(joined, GRID.snap(shapely.union_all(parts)))
        assert sum(map(shapely.area, mine)) == shapely.area(shapely.union_all(mine))


@given(rows.filter(lambda rows: {*"".join(rows)} != {"."}))
def test_where_all_borders_stay_areas_are_only_called_otherwise(rows):
    ground = [*areas_from_sketch(" ".join(rows)).values()]
    cut = cut_ground(ground, GRID)
    # Each area is followed by one without ground, so that it has twice the number.
    expected = cut_ground([one for area in ground for one in (area, shapely.Polygon())], GRID)
    runs = [
        tuple(end for area in sorted(areas_of(run)) for end in (2 * area, 2 * area + 1))
        for run in cut.cover_runs
    ]
    found = dissolved(cut, runs)
    assert found.cover_runs == expected.cover_runs
    assert shapely.equals_identical(found.cells, expected.cells).all()
    for name in ("covers", "arc_xy", "arc_start", "arc_left", "arc_right"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()


def test_nothing_is_left_where_nothing_holds():
    cut = cut_ground([*areas_from_sketch("AB").values()], GRID)
    found = dissolved(cut, [() for _ in cut.cover_runs])
    assert (len(found.cells), len(found.arc_left)) == (0, 0)
