import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from controlmap.plane.ellipsoid import areas_km2, lengths_km

GEOD = pyproj.Geod(ellps="WGS84")
corners = st.tuples(st.floats(-170, 170), st.floats(-80, 80))


def with_vertices_on_edges(shape, degrees):
    return shapely.segmentize(shape, degrees)


def test_the_whole_earth_has_its_known_area():
    assert areas_km2([shapely.box(-180, -90, 180, 90)])[0] == pytest.approx(510_065_621.724, abs=0.01)


@given(corners, st.floats(0.01, 2), st.floats(0.01, 2))
def test_a_box_along_parallels_is_as_large_as_its_geodesic_outline_with_many_vertices(corner, width, height):
    """Geodesics between vertices that lie close together run along the straight edge."""
    box = shapely.box(*corner, corner[0] + width, corner[1] + height)
    dense = with_vertices_on_edges(box, max(width, height) / 2000)
    expected = abs(GEOD.geometry_area_perimeter(dense)[0]) / 1e6
    assert areas_km2([box])[0] == pytest.approx(expected, rel=1e-6)


@given(
    st.lists(corners.map(lambda c: (c[0] / 100, c[1] / 100 + 35)), min_size=3, max_size=6), st.integers(2, 9)
)
def test_a_vertex_on_an_edge_changes_no_area(points, pieces):
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    if hull.area < 1e-6:
        return
    dense = with_vertices_on_edges(hull, shapely.length(hull) / pieces)
    assert areas_km2([dense])[0] == pytest.approx(areas_km2([hull])[0], abs=1e-6)


def test_holes_and_parts_count_and_the_way_round_does_not():
    ring = shapely.box(36, 35, 37, 36)
    hole = shapely.box(36.2, 35.2, 36.4, 35.4)
    whole, inner = areas_km2([ring, hole])
    both = shapely.MultiPolygon(
        [shapely.Polygon(ring.exterior.reverse(), [hole.exterior]), shapely.box(38, 35, 39, 36)]
    )
    assert areas_km2([both])[0] == pytest.approx(2 * whole - inner)
    assert areas_km2(np.empty(0, dtype=object)).tolist() == []


def length_km(*points):
    lonlat = np.array(points, dtype=float)
    return float(lengths_km(lonlat[:-1], lonlat[1:]).sum())


def test_the_equator_and_a_meridian_have_their_known_lengths():
    assert length_km((-180, 0), (180, 0)) == pytest.approx(40_075.016_686, abs=1e-6)
    assert length_km((20, -90), (20, 90)) == pytest.approx(2 * 10_001.965_729, abs=1e-6)


@given(corners, corners)
def test_an_edge_is_as_long_as_its_geodesics_between_many_vertices(one, two):
    assume(one != two)
    dense = shapely.segmentize(shapely.LineString([one, two]), 0.01)
    expected = GEOD.geometry_length(dense) / 1000
    assert length_km(one, two) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@given(corners, corners, st.floats(0, 1))
def test_a_vertex_on_an_edge_changes_no_length(one, two, share):
    middle = tuple(a + share * (b - a) for a, b in zip(one, two, strict=True))
    assert length_km(one, middle, two) == pytest.approx(length_km(one, two), rel=1e-9, abs=1e-9)
