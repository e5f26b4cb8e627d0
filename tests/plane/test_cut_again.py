import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.plane import Grid, cut_again, cut_ground, faces, with_slits
from tests.examples import examples
from tests.plane.test_partition import polygons
from tests.plane.test_tiles import parts_of
from tests.sketches import areas_from_sketch

GRID = Grid(5)


@st.composite
def before_and_after(draw) -> tuple[list, list, list]:
    """Areas that go, that stay and that come; those that stay may have each point in which they meet."""
    some = draw(polygons(6))
    one, two = sorted(draw(st.lists(st.integers(0, len(some)), min_size=2, max_size=2)))
    gone, staying, coming = some[:one], some[one:two], some[two:]
    if staying and draw(st.booleans()):
        staying = noded(staying)
    return gone, staying, coming


def noded(areas) -> list:
    """The same areas, with each point at which their borders meet."""
    cut = cut_ground(areas, GRID)
    cells = shapely.transform(cut.cells, GRID.to_degrees)
    runs = [cut.cover_runs[cover] for cover in cut.covers.tolist()]
    inside = [
        [any(a <= i < b for a, b in zip(run[::2], run[1::2], strict=True)) for run in runs]
        for i in range(len(areas))
    ]
    found = [shapely.union_all(cells[np.array(one, dtype=bool)]) for one in inside]
    return [one for one in found if not shapely.is_empty(one)]


@settings(max_examples=examples(150))
@given(before_and_after())
def test_ground_cut_anew_is_cut_as_if_nothing_were_known(some):
    gone, staying, coming = some
    known = cut_ground([*gone, *staying], GRID)
    areas = [*coming, *staying]
    expected = parts_of(cut_ground(areas, GRID))
    assert parts_of(cut_again(areas, known, GRID)) == expected
    assert parts_of(cut_again(areas, with_slits(known), GRID)) == expected


@settings(max_examples=examples(100))
@given(polygons(5), st.data())
def test_areas_with_the_same_borders_have_the_cells_that_are_known(areas, data):
    areas = noded(areas)
    known = cut_ground(areas, GRID)
    cells = shapely.transform(known.cells, GRID.to_degrees)
    picks = data.draw(st.lists(st.sets(st.integers(0, max(0, len(cells) - 1))), max_size=4))
    others = [shapely.union_all(cells[sorted(pick)]) for pick in picks if pick and len(cells)]
    again = [*others, *areas, *areas[:1]]
    assert parts_of(cut_again(again, known, GRID)) == parts_of(cut_ground(again, GRID))


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ("AAAA ABBA AAAA", "AAAA AAAA AAAA", 1),  # a border is gone
        ("AAB AAB", "AAC AAC", 0),
        ("AAA A.A AAA", "AAA ABA AAA", 1),  # what was a hole is somebody's
        ("ABBBB ABBBB ABBBB", "ABBBB ABBCB ABBBB", 2),  # a new border comes near no A
    ],
)
def test_faces_are_found_only_where_borders_differ_or_nobodys_ground_is_somebodys(
    before, after, anew, monkeypatch
):
    one, two = (list(areas_from_sketch(sketch).values()) for sketch in (before, after))
    known, expected = cut_ground(one, GRID), parts_of(cut_ground(two, GRID))
    found = []
    real = faces._faces_in

    def counted(here):
        part = real(here)
        found.append(len(part.region))
        return part

    monkeypatch.setattr(faces, "_faces_in", counted)
    assert parts_of(cut_again(two, known, GRID)) == expected
    assert sum(found) == anew
