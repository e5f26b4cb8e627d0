"""Extents hold the marks that they are made of, whatever these are, and are as the format wants them."""

import inspect

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.derive import derive_states
from controlmap.errors import InputError
from controlmap.exchange.marks.extents import REACHES_KM, extent_around, extent_said
from controlmap.plane import Grid, areas_km2
from tests.exchange.readers.files import WRITERS

GRID = Grid(5)
POINTS = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=12)


@given(POINTS)
def test_it_is_valid_ground_on_the_grid_round_each_mark(points):
    ground = extent_around(points, GRID).ground_lonlat
    assert shapely.is_valid(ground) and ground.geom_type in ("Polygon", "MultiPolygon")
    assert shapely.equals(ground, GRID.snap(ground))
    assert all(shapely.dwithin(ground, shapely.Point(point), 1e-4) for point in points)
    assert shapely.box(-180, -90, 180, 90).covers(ground)


def test_dense_marks_have_a_near_border_and_lone_ones_do_not_reach_out():
    near = extent_around([(36 + i / 100, 35 + j / 100) for i in range(5) for j in range(5)], GRID)
    assert "within 3 km" in near.told
    far = extent_around([(36, 35), (46, 35)], GRID)
    area = float(areas_km2([far.ground_lonlat])[0])
    assert area == pytest.approx(2 * np.pi * REACHES_KM[-1] ** 2, rel=0.02)


def test_it_has_no_holes():
    ring = [(36 + 0.3 * np.cos(a), 35 + 0.3 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 40)]
    assert shapely.get_num_interior_rings(extent_around(ring, GRID).ground_lonlat) == 0


def test_a_box_or_a_file_may_say_it(tmp_path):
    assert extent_said("20,14,21,15", GRID).ground_lonlat.bounds == (20, 14, 21, 15)
    WRITERS["a.kml"](tmp_path / "a.kml")
    assert extent_said(str(tmp_path / "a.kml"), GRID).ground_lonlat.bounds == (20, 14, 21, 15)


@pytest.mark.parametrize("text", ["21,14,20,15", "20,14,200,15", "20,14,21", "nowhere.geojson"])
def test_what_is_neither_is_refused(text):
    with pytest.raises(InputError, match=r"no box|neither a file"):
        extent_said(text, GRID)


def test_its_border_keeps_clear_of_those_that_a_derivation_draws():
    names = ("far_km", "reach_km")
    drawn = [inspect.signature(derive_states).parameters[name].default for name in names]
    assert all(abs(reach - km) >= 2 for reach in REACHES_KM for km in drawn)
