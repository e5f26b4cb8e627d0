"""Reading a layer: every problem at once, everything on the grid."""

import gzip
import json

import numpy as np
import pytest
import shapely

from controlmap.format import parse_layer
from controlmap.plane.grid import Grid
from controlmap.store import read_data
from tests.format.layer_cases import GRID, TRIANGLE, ZONE, codes, collection, feature, parse, sound


def test_a_state_holds_what_the_feature_says():
    value = feature(
        id="a-1", area_ar="حلب", status="joint", others=["republic"], depth=3, members={"tag": [1]}
    )
    (state,) = sound(collection(value)).states
    assert (state.id, state.translations["area_ar"], state.status, state.others) == (
        "a-1",
        "حلب",
        "joint",
        ("republic",),
    )
    assert state.model_extra == {"depth": 3}
    assert state.members == {"tag": [1]}
    assert state.geometry.equals(shapely.Polygon(TRIANGLE))


def test_all_problems_of_a_file_are_found_in_one_pass():
    broken = collection(
        feature(id="a", controller=5),
        feature(id="a", valid_from="soon"),
        feature([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], id="b", valid_to="2020-01-01"),
        feature([[0, 0], [1, 1], [0, 0]], id="c", status="lost"),
        {"type": "Feature", "id": "d", "geometry": None, "properties": {}},
    )
    layer, problems = parse(broken)
    assert layer.states == ()
    assert [(p.feature, p.code) for p in problems] == [
        ("a", "CM124"),
        ("a", "CM121"),
        ("a", "CM301"),
        ("b", "CM207"),
        ("b", "CM302"),
        ("c", "CM205"),
        ("c", "CM124"),
        ("d", "CM201"),
        ("d", "CM122"),
        ("d", "CM122"),
        ("d", "CM122"),
    ]


def test_a_feature_with_an_error_is_left_out_and_its_neighbours_are_read():
    layer, problems = parse(collection(feature(id="a"), feature(id="b", status="lost"), feature(id="c")))
    assert [state.id for state in layer.states] == ["a", "c"]
    assert len(problems) == 1


def test_warnings_let_the_feature_pass():
    ring = [[0, 0, 9], [1, 0, 9], [1, 0, 9], [0, 1, 9], [0, 0, 9]]
    layer, problems = parse(collection(feature(ring)))
    assert [problem.code for problem in problems] == ["CM209", "CM210"]
    assert layer.states[0].geometry.wkt == "POLYGON ((0 0, 1 0, 0 1, 0 0))"


@pytest.mark.parametrize("found", [None, True, 1.5, "", "  ", [], {}])
def test_an_id_is_a_text_or_a_whole_number(found):
    assert "CM120" in codes(collection(feature(id=found)))


def test_seven_and_the_text_seven_are_one_id():
    assert codes(collection(feature(id=7), feature(id="7"))) == ["CM121"]


def test_an_offset_is_converted_to_the_zone_of_the_map():
    value = feature(valid_from="2024-11-30T22:30Z", valid_to="2024-12-01T02:00")
    (state,) = sound(collection(value)).states
    assert state.valid_from == np.datetime64("2024-12-01T01:30")


def test_a_period_within_one_day_is_sound_and_an_empty_one_is_not():
    assert codes(collection(feature(valid_from="2024-11-30T06:00", valid_to="2024-11-30T06:01"))) == []
    assert codes(collection(feature(valid_from="2024-11-30T06:00", valid_to="2024-11-30T06:00"))) == ["CM302"]


@pytest.mark.parametrize("decimals", [5, 6, 7])
def test_every_coordinate_is_the_double_closest_to_a_grid_point(decimals):
    grid = Grid(decimals)
    ring = [[36.123456789, 35.1], [36.3, 35.100000049], [36.2, 35.4444444444], [36.123456789, 35.1]]
    (state,) = sound(collection(feature(ring)), grid=grid).states
    found = shapely.get_coordinates(state.geometry)
    assert found.tolist() == [[float(f"{c:.{decimals}f}") for c in position] for position in ring]


def test_neighbours_keep_their_shared_border_where_snapping_moves_it():
    shared = [[36.2000004, 35.1], [36.2499996, 35.2500004], [36.2000004, 35.4]]
    west = [[36.1, 35.1], *shared, [36.1, 35.4], [36.1, 35.1]]
    east = [[36.3, 35.1], [36.3, 35.4], *shared[::-1], [36.3, 35.1]]
    a, b = sound(collection(feature(west, id="a"), feature(east, id="b"))).states
    assert a.geometry.intersection(b.geometry).area == 0
    assert a.geometry.union(b.geometry).area == pytest.approx(a.geometry.area + b.geometry.area)


def test_a_polygon_that_snapping_alone_breaks_is_made_valid_on_the_grid():
    needle = [
        [36, 35],
        [36.4, 35],
        [36.4, 35.3],
        [36.2000003, 35.0000004],
        [36.2, 35.3],
        [36, 35.3],
        [36, 35],
    ]
    (state,) = sound(collection(feature(needle))).states
    assert shapely.is_valid(state.geometry)
    assert GRID.snap(state.geometry).equals_exact(state.geometry)
    assert state.geometry.area == pytest.approx(shapely.Polygon(needle).area, abs=1e-6)


def test_a_multipolygon_stays_one_where_the_grid_leaves_one_part():
    speck = [[36.5, 35.5], [36.5000003, 35.5], [36.5, 35.5000003], [36.5, 35.5]]
    shape = {"type": "MultiPolygon", "coordinates": [[TRIANGLE], [speck]]}
    (state,) = sound(collection(feature(geometry=shape))).states
    assert state.geometry.geom_type == "MultiPolygon"
    assert len(state.geometry.geoms) == 1


@pytest.mark.parametrize("kind", ["Point", "MultiPoint", "LineString", "MultiLineString"])
def test_other_geometries_are_no_ground(kind):
    shapes = {"Point": [1, 2], "MultiPoint": [[1, 2]], "LineString": [[1, 2], [3, 4]]}
    shape = {"type": kind, "coordinates": shapes.get(kind, [[[1, 2], [3, 4]]])}
    assert codes(collection(feature(geometry=shape))) == ["CM202"]


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon", "Point"])
def test_an_empty_geometry_is_no_ground(kind):
    assert codes(collection(feature(geometry={"type": kind, "coordinates": []}))) == ["CM201"]


def test_strings_where_numbers_belong_are_not_taken_for_numbers():
    assert codes(collection(feature(evidence_distance_km="12"))) == ["CM124"]
    assert codes(collection(feature(evidence_distance_km=True))) == ["CM124"]


def test_a_packed_layer_is_read_as_a_plain_one(tmp_path):
    data = json.dumps(collection(feature(id="a"))).encode()
    (tmp_path / "a.geojson").write_bytes(data)
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(data))
    assert [read_data(tmp_path / name, name) for name in ("a.geojson", "a.geojson.gz")] == [data, data]


def test_a_problem_names_the_file_its_line_and_its_feature():
    _, problems = parse_layer(FIRST_IS_NONE, file="west.geojson", grid=GRID, zone=ZONE)
    assert [str(one) for one in problems] == ["west.geojson:1:44, feature number 1: is not a Feature"]


FIRST_IS_NONE = b'{"type": "FeatureCollection", "features": [0]}'


def test_a_file_in_disguise_is_refused_as_no_json():
    data = b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>"
    _, problems = parse_layer(data, file="a.geojson", grid=GRID, zone=ZONE)
    assert [one.code for one in problems] == ["CM102"]


def test_many_vertices_are_read_whole():
    angles = np.linspace(0, 2 * np.pi, 2001)
    circle = np.column_stack([36 + np.cos(angles), 35 + np.sin(angles)]).round(6).tolist()
    circle[-1] = circle[0]
    layer = sound(collection(*(feature(circle, id=str(i)) for i in range(100))))
    assert sum(shapely.get_num_coordinates(state.geometry) for state in layer.states) == 200_100
