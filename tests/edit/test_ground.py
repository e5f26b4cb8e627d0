import json
from dataclasses import replace

import numpy as np
import pyproj
import pytest
import shapely

from controlmap.dates import parse_instant
from controlmap.edit import ground_of, line_of
from controlmap.errors import InputError
from controlmap.plane.ellipsoid import areas_km2
from controlmap.store import open_project

BOX = shapely.box(36.4, 35.2, 36.41, 35.21)


@pytest.fixture
def project(valley):
    return open_project(valley)


def test_geometries_geojson_wkt_and_files_name_the_same_ground(project, tmp_path):
    file = tmp_path / "box.geojson"
    feature = {"type": "Feature", "properties": None, "geometry": shapely.geometry.mapping(BOX)}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    for area in (BOX, BOX.wkt, feature, json.dumps(feature), file, str(file), BOX.__geo_interface__):
        assert shapely.equals(ground_of(project, area), BOX), area


def test_a_place_or_point_with_a_radius_is_a_circle_on_the_ground(project):
    circle = ground_of(project, "Lower Town", radius_km=5)
    assert areas_km2([circle])[0] == pytest.approx(3.14159 * 25, rel=2e-3)
    geod = pyproj.Geod(ellps="WGS84")
    for lon, lat in shapely.get_coordinates(circle)[::9]:
        assert geod.inv(36.412, 35.274, lon, lat)[2] == pytest.approx(5000, abs=1)
    assert shapely.equals(ground_of(project, "36.412,35.274", radius_km=5), circle)


def test_a_line_with_a_radius_is_a_strip_along_it(project):
    line = shapely.LineString([(36.3, 35.2), (36.5, 35.3)])
    length_km = pyproj.Geod(ellps="WGS84").geometry_length(line) / 1000
    strip = ground_of(project, line, radius_km=1)
    assert areas_km2([strip])[0] == pytest.approx(2 * length_km + 3.14159, rel=5e-3)


def test_states_areas_layers_and_cells_of_the_map_are_ground(project):
    first, *_, third, fourth = project.layers[0].states
    assert shapely.equals(ground_of(project, "valley-0001"), first.geometry)
    assert shapely.equals(ground_of(project, "The ridge"), first.geometry)
    assert shapely.equals(ground_of(project, "الجبل"), first.geometry)
    assert shapely.equals(ground_of(project, "cell:Lower Town"), third.geometry)
    whole = ground_of(project, "layer:valley")
    assert areas_km2([whole])[0] == pytest.approx(sum(areas_km2([s.geometry for s in (first, *_, fourth)])))
    assert ground_of(project, "all") is None
    later = ground_of(project, "Lower Town and its fields", on=parse_instant("2024-03-10"))
    assert shapely.equals(later, fourth.geometry)


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ("Upper Town", "no place is called 'Upper Town'"),
        ("Lower Town", "is no ground by itself"),
        ("36.4,35.3", "is no ground by itself"),
        ("POLYGON ((0 0, 1 1", "is no WKT"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "not valid: self-intersection"),
        ("POLYGON ((0 0, 0.0000001 0, 0 0.0000001, 0 0))", "smaller than a unit of the grid"),
        ('{"type": "Polygon"}', "needs the member 'coordinates'"),
        ("POLYGON EMPTY", "is empty"),
        ("POLYGON ((330000 4000000, 340000 4000000, 340000 4010000, 330000 4000000))", "lies outside -180"),
        (shapely.transform(BOX, lambda xy: xy + np.array([2**32 * 1e-6, 0])), "lies outside -180"),
        ("cell:200,95", "lies outside -180"),
        ("missing.geojson", "is missing"),
        ("layer:hill", "no layer 'hill'"),
        ("cell:10,10", "no ground of the map"),
    ],
)
def test_what_names_no_ground_is_refused_with_the_reason(project, area, message):
    with pytest.raises(InputError, match=message):
        ground_of(project, area)


def test_with_a_radius_a_name_is_that_of_a_place_though_an_area_has_it_too(project):
    states = tuple(s.model_copy(update={"area": "Lower Town"}) for s in project.layers[0].states)
    named = replace(project, layers=(replace(project.layers[0], states=states),))
    circle = ground_of(named, "36.412,35.274", radius_km=3)
    assert shapely.equals(ground_of(named, "Lower Town", radius_km=3), circle)
    assert not shapely.equals(ground_of(named, "Lower Town"), circle)


@pytest.mark.parametrize("area", [BOX, "valley-0001", "The ridge", "layer:valley", "all", None])
def test_a_radius_around_ground_is_refused(project, area):
    with pytest.raises(InputError, match="not around ground"):
        ground_of(project, area, radius_km=3)


@pytest.mark.parametrize("area", ["200,95", "POINT (330000 4000000)", shapely.Point(36, 91)])
def test_a_circle_around_no_point_on_earth_is_refused(project, area):
    with pytest.raises(InputError, match="lies outside -180 to 180, -90 to 90"):
        ground_of(project, area, radius_km=1)


def test_a_map_without_a_state_on_record_has_no_cells(project):
    states = tuple(
        s.model_copy(update={"superseded_at": parse_instant("2024-06-01")}) for s in project.layers[0].states
    )
    bare = replace(project, layers=(replace(project.layers[0], states=states),))
    with pytest.raises(InputError, match="no control state was on record"):
        ground_of(bare, "cell:Lower Town")


def test_swapped_coordinates_and_metres_are_called_so(project):
    with pytest.raises(InputError, match="look swapped"):
        ground_of(project, "36,136", radius_km=1)
    with pytest.raises(InputError, match="look like metres"):
        line_of(project, "LINESTRING (330000 4000000, 340000 4000000)")


@pytest.mark.parametrize(
    ("point", "reached_km"), [("179.99,-16.8", 1.066), ("-179.99,-16.8", 1.066), ("0,89.99", 1.117)]
)
def test_a_circle_ends_before_the_antimeridian_and_the_poles(project, point, reached_km):
    west, _, east, _ = ground_of(project, point, radius_km=reached_km - 0.01).bounds
    assert east - west < 180
    for radius_km in (reached_km + 0.01, 50, 500):
        with pytest.raises(InputError, match="reach the antimeridian or a pole"):
            ground_of(project, point, radius_km=radius_km)


def test_opposite_the_antimeridian_a_circle_is_one(project):
    assert areas_km2([ground_of(project, "0,0", radius_km=5)])[0] == pytest.approx(3.14159 * 25, rel=2e-3)


def test_a_radius_out_of_range_and_a_line_that_is_none_are_refused(project):
    with pytest.raises(InputError, match="between 0 and 1000"):
        ground_of(project, "Lower Town", radius_km=-1)
    with pytest.raises(InputError, match="a line is expected"):
        line_of(project, BOX)
