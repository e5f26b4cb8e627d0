"""The structure of GeoJSON, rule by rule."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.format.coordinates import all_sound, build, build_all, check_geometry
from controlmap.format.geojson import check_geojson
from controlmap.format.json import read_json
from controlmap.format.reading_rules import RULES

RING = [[0, 0], [2, 0], [0, 2], [0, 0]]


def faults(value):
    document = read_json(json.dumps(value).encode(), file="x.geojson")
    return [(fault.code, fault.path) for fault in check_geojson(document)]


def geometry(kind, coordinates, **members):
    return {"type": kind, "coordinates": coordinates, **members}


@pytest.mark.parametrize(
    "value",
    [
        geometry("Point", [1, 2]),
        geometry("Point", []),
        geometry("MultiPoint", []),
        geometry("MultiPoint", [[1, 2], [1, 2]]),
        geometry("LineString", [[1, 2], [3, 4]]),
        geometry("MultiLineString", [[[1, 2], [3, 4]]]),
        geometry("Polygon", []),
        geometry("Polygon", [RING]),
        geometry("MultiPolygon", [[RING], [RING]]),
        geometry("Polygon", [RING], bbox=[0, 0, 2, 2], note="foreign"),
        {"type": "GeometryCollection", "geometries": [geometry("Point", [1, 2])]},
        {"type": "Feature", "geometry": None, "properties": None},
        {"type": "Feature", "geometry": geometry("Point", [1, 2]), "properties": {}, "id": 1.5},
        {"type": "FeatureCollection", "features": []},
    ],
)
def test_sound_geojson_has_no_fault(value):
    assert faults(value) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (geometry("Point", [1]), ("CM203", ("coordinates", 0))),
        (geometry("Point", [1, 2, 3, 4]), ("CM203", ("coordinates", 0))),
        (geometry("Point", [1, "2"]), ("CM203", ("coordinates", 0))),
        (geometry("Point", [1, True]), ("CM203", ("coordinates", 0))),
        (geometry("Point", None), ("CM203", ("coordinates", 0))),
        (geometry("LineString", [[1, 2]]), ("CM205", ("coordinates",))),
        (geometry("LineString", {"0": [1, 2]}), ("CM203", ("coordinates",))),
        (geometry("Polygon", [RING[0]]), ("CM203", ("coordinates", 0, 0))),
        (geometry("Polygon", [RING[:3]]), ("CM205", ("coordinates", 0))),
        (geometry("Polygon", [[*RING[:3], [0, 1]]]), ("CM204", ("coordinates", 0, 3))),
        (geometry("MultiPolygon", [[RING], 5]), ("CM203", ("coordinates", 1))),
        (geometry("Polygon", [[[0, 0], [2, 0], [200, 2], [0, 0]]]), ("CM206", ("coordinates", 0, 2))),
        (geometry("Circle", [0, 0]), ("CM110", ("type",))),
        (geometry(["Point"], [0, 0]), ("CM110", ("type",))),
        ({"type": "Point"}, ("CM110", ())),
        ({"type": "GeometryCollection", "geometries": {}}, ("CM110", ("geometries",))),
        ({"type": "GeometryCollection", "geometries": [3]}, ("CM110", ("geometries", 0))),
        (geometry("Point", [1, 2], bbox=[1, 2]), ("CM112", ("bbox",))),
        (geometry("Point", [1, 2], properties={}), ("CM111", ("properties",))),
        ({"type": "FeatureCollection", "features": {}}, ("CM110", ("features",))),
        ({"type": "FeatureCollection", "features": [3]}, ("CM110", ("features", 0))),
        ({"type": "FeatureCollection", "features": [geometry("Point", [1, 2])]}, ("CM110", ("features", 0))),
        ({"type": "FeatureCollection", "features": [], "coordinates": []}, ("CM111", ("coordinates",))),
        ({"type": "Feature", "geometry": None}, ("CM110", ())),
        ({"type": "Feature", "properties": {}}, ("CM110", ())),
        ({"type": "Feature", "geometry": None, "properties": []}, ("CM110", ("properties",))),
        ({"type": "Feature", "geometry": None, "properties": {}, "id": None}, ("CM110", ("id",))),
        ({"type": "Feature", "geometry": 4, "properties": {}}, ("CM110", ("geometry",))),
        ({"type": "Feature", "geometry": {"type": {}}, "properties": {}}, ("CM110", ("geometry", "type"))),
        ({"features": []}, ("CM110", ("type",))),
        ("text", ("CM110", ())),
        ({"type": "FeatureCollection", "features": [], "crs": None}, ("CM113", ("crs",))),
    ],
)
def test_each_fault_is_named_where_it_is(value, found):
    assert faults(value) == [found]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_a_crs_that_says_wgs84_is_let_be(name):
    crs = {"type": "name", "properties": {"name": name}}
    assert faults({"type": "FeatureCollection", "features": [], "crs": crs}) == []


def test_heights_and_repeated_vertices_are_warned_of():
    high = geometry("Polygon", [[[0, 0, 5], [2, 0, 5], [2, 0, 5], [0, 2, 5], [0, 0, 5]]])
    assert faults(high) == [("CM209", ("coordinates", 0)), ("CM210", ("coordinates", 0, 2))]


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 2)",
        "POINT EMPTY",
        "MULTIPOINT (1 2, 3 4)",
        "MULTIPOINT EMPTY",
        "LINESTRING (1 2, 3 4)",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "POLYGON ((0 0, 4 0, 0 4, 0 0), (1 1, 2 1, 1 2, 1 1))",
        "POLYGON EMPTY",
        "MULTIPOLYGON (((0 0, 4 0, 0 4, 0 0)), ((5 5, 9 5, 5 9, 5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ],
)
def test_each_type_is_built_as_shapely_builds_it(wkt):
    expected = shapely.from_wkt(wkt)
    built = build(json.loads(shapely.to_geojson(expected)))
    assert shapely.equals_exact(built, expected)
    assert built.geom_type == expected.geom_type


def test_heights_are_dropped_even_where_only_some_positions_have_one():
    line = build(geometry("LineString", [[1, 2, 3], [4, 5]]))
    assert line.wkt == "LINESTRING (1 2, 4 5)"


def errors(value):
    return [fault for fault in check_geometry(value, ()) if RULES[fault.code].severity == "error"]


RINGS = st.sampled_from([
    [[0, 0], [1, 0], [1, 1], [0, 0]],
    [[0.2, 0.1], [0.3, 0.1], [0.3, 0.2], [0.2, 0.1]],
    [[0, 0], [1, 0], [1, 1]],
    [[0, 0], [1, 0], [1, 0], [0, 0]],
    [[0, 0, 9], [1, 0, 9], [1, 1, 9], [0, 0, 9]],
    [[0, 0], [200, 0], [1, 1], [0, 0]],
    [[0, 0], "x"],
    [],
    None,
])  # fmt: skip
POLYGONS = st.lists(RINGS, max_size=3)
GEOMETRIES = st.one_of(
    st.builds(lambda rings: {"type": "Polygon", "coordinates": rings}, POLYGONS),
    st.builds(lambda parts: {"type": "MultiPolygon", "coordinates": parts}, st.lists(POLYGONS, max_size=3)),
    st.just({"type": "Point", "coordinates": [1, 2]}),
    st.just({"type": "Polygon"}),
    st.none(),
)


@given(st.lists(GEOMETRIES, max_size=4))
def test_geometries_looked_at_together_are_as_sound_as_each_alone(values):
    faults = [fault for value in values if value is not None for fault in check_geometry(value, ())]
    assert not all_sound(values) or faults == []
    sound = [value for value in values if value is not None and not errors(value)]
    together, alone = build_all(sound), [build(value) for value in sound]
    assert [shape.wkt for shape in together] == [shape.wkt for shape in alone]


def test_many_sound_polygons_are_told_as_that():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    values = [{"type": "Polygon", "coordinates": [ring]}, {"type": "MultiPolygon", "coordinates": [[ring]]}]
    assert all_sound(values)
    assert not all_sound([*values, {"type": "Polygon", "coordinates": [ring[:3]]}])
