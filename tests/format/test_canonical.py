"""Writing a layer: canonical, loss-free, and the same bytes when written twice."""

import json

import pytest
import shapely
from hypothesis import given

from controlmap.format import ParsedLayer, geometry_text, json_text, new_lines, write_layer
from controlmap.model import ControlState
from controlmap.plane.grid import Grid
from tests.format.layer_cases import GRID, TRIANGLE, collection, collections, feature, parse, sound


def written(value, *, grid=GRID):
    return write_layer(sound(value, grid=grid), grid=grid)


def rewritten(value):
    return json.loads(written(value))


@given(collections())
def test_what_was_read_is_written_and_read_again_as_the_same_layer_and_the_same_bytes(value):
    first, problems = parse(value)
    assert problems == []
    data = write_layer(first, grid=GRID)
    second, problems = parse(data)
    assert problems == []
    assert write_layer(second, grid=GRID) == data
    assert [state.model_dump() for state in second.states] == [state.model_dump() for state in first.states]
    assert all(map(shapely.equals, grounds(second), grounds(first)))


@given(collections())
def test_order_ids_members_and_properties_survive(value):
    result = json.loads(write_layer(parse(value)[0], grid=GRID))
    assert without_ground(result) == without_ground(value)
    types = [f["geometry"]["type"] for f in value["features"]]
    assert [f["geometry"]["type"] for f in result["features"]] == types


@given(collections())
def test_coordinates_move_by_half_a_grid_unit_at_most(value):
    result = json.loads(write_layer(parse(value)[0], grid=GRID))
    for old, new in zip(value["features"], result["features"], strict=True):
        before, after = (shapely.geometry.shape(f["geometry"]) for f in (old, new))
        assert shapely.hausdorff_distance(before, after) <= GRID.size * 0.75


@given(collections())
def test_one_feature_stands_on_each_line(value):
    lines = write_layer(parse(value)[0], grid=GRID).decode().split("\n")
    if value["features"]:
        assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-2]] == [
            f["id"] for f in value["features"]
        ]


def grounds(layer):
    return [state.geometry for state in layer.states]


def without_ground(value):
    """Return a collection without its coordinates; JSON does not tell 1 from 1.0, nor does Python here."""
    features = [
        {**f, "geometry": {k: v for k, v in f["geometry"].items() if k != "coordinates"}}
        for f in value["features"]
    ]
    return {**value, "features": features}


def test_known_properties_come_first_in_the_order_of_the_format():
    value = feature(zebra=1, note="n", sources=["s"], status="held")
    names = list(rewritten(collection(value))["features"][0]["properties"])
    assert names == ["controller", "status", "valid_from", "valid_to", "sources", "note", "zebra"]


def test_a_property_that_was_absent_stays_absent_and_null_stays_null():
    properties = rewritten(collection(feature(note=None)))["features"][0]["properties"]
    assert properties["note"] is None
    assert "status" not in properties


def test_a_property_set_by_a_change_is_written():
    state = sound(collection(feature())).states[0].model_copy(update={"certainty": "claimed"})
    text = write_layer(ParsedLayer((state,)), grid=GRID).decode()
    assert '"certainty": "claimed"' in text


@pytest.mark.parametrize(
    ("given_text", "canonical"),
    [
        ("2024-11-30T00:00", "2024-11-30T00:00"),
        ("2024-11-30 14:00", "2024-11-30T14:00"),
        ("2024-11", "2024-11"),
        ("2024", "2024"),
        ("-0044", "-0044"),
        ("-0044-03", "-0044-03"),
        ("2024-11-30T11:00Z", "2024-11-30T14:00"),
        ("2024-11-30T14:00:00", "2024-11-30T14:00"),
        ("2024-11-30", "2024-11-30"),
    ],
)
def test_instants_stay_as_precise_as_they_were_in_the_map_s_zone(given_text, canonical):
    result = rewritten(collection(feature(valid_from=given_text)))
    assert result["features"][0]["properties"]["valid_from"] == canonical


def test_outer_rings_run_anticlockwise_and_holes_clockwise():
    shell, hole = TRIANGLE[::-1], [[36.18, 35.15], [36.22, 35.15], [36.2, 35.2], [36.18, 35.15]]
    value = feature(geometry={"type": "Polygon", "coordinates": [shell, hole]})
    rings = rewritten(collection(value))["features"][0]["geometry"]["coordinates"]
    assert [shapely.LinearRing(ring).is_ccw for ring in rings] == [True, False]


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_single_part_keeps_the_type_it_had(kind):
    rings = [TRIANGLE]
    shape = {"type": kind, "coordinates": rings if kind == "Polygon" else [rings]}
    assert rewritten(collection(feature(geometry=shape)))["features"][0]["geometry"]["type"] == kind


def test_coordinates_have_neither_exponents_nor_trailing_zeros():
    ring = [[0.00001, -0.0000001], [36.0, 0], [36.5, 35.1234567], [0.00001, -0.0000001]]
    text = written(collection(feature(ring)), grid=Grid(7)).decode()
    assert "[[[0.00001,-0.0000001],[36,0],[36.5,35.1234567],[0.00001,-0.0000001]]]" in text


def test_whole_numbers_are_written_without_a_fraction():
    assert (
        json_text({"a": 12.0, "b": -0.0, "c": 0.5, "d": 1e300}) == '{"a": 12, "b": 0, "c": 0.5, "d": 1e+300}'
    )


def test_letters_are_written_as_they_are():
    assert (
        'حلب "الغربية"'
        in json.loads(written(collection(feature(area='حلب "الغربية"'))))["features"][0][
            "properties"
        ].values()
    )
    assert "حلب".encode() in written(collection(feature(area="حلب")))


def test_a_bbox_is_computed_anew():
    value = feature(members={"bbox": [0, 0, 1, 1]})
    result = rewritten(collection(value, bbox=[0, 0, 5, 2, 2, 5]))
    assert result["bbox"] == result["features"][0]["bbox"] == [36.1, 35.1, 36.3, 35.4]


def test_a_bbox_of_nothing_goes():
    assert written(collection(bbox=[0, 0, 1, 1])) == b'{"type": "FeatureCollection", "features": []}\n'


def test_a_number_as_an_id_stays_a_number():
    assert [f["id"] for f in rewritten(collection(feature(id=7), feature(id="8")))["features"]] == [7, "8"]


@pytest.mark.parametrize(
    ("wkt", "text"),
    [
        ("POINT (36.5 35)", '{"type": "Point", "coordinates": [36.5,35]}'),
        ("MULTIPOINT (1 2, 3 4)", '{"type": "MultiPoint", "coordinates": [[1,2],[3,4]]}'),
        ("LINESTRING (1 2, 3 4)", '{"type": "LineString", "coordinates": [[1,2],[3,4]]}'),
        ("MULTILINESTRING ((1 2, 3 4))", '{"type": "MultiLineString", "coordinates": [[[1,2],[3,4]]]}'),
    ],
)
def test_points_and_lines_of_the_background_are_written_too(wkt, text):
    assert geometry_text(shapely.from_wkt(wkt), grid=GRID) == text


def test_every_property_of_the_model_has_its_place():
    outside = {"id", "geometry", "members", "numeric_id", "translations"}
    every = {name: None for name in ControlState.model_fields if name not in outside}
    value = {**every, "controller": "a", "status": "held", "others": [], "valid_from": "2024-03-01"}
    value |= {"certainty": "claimed", "sources": []}
    assert list(rewritten(collection(feature(**value)))["features"][0]["properties"]) == list(every)


def test_only_the_lines_that_are_new_are_left_of_a_file_to_read_again():
    head, tail = b'{"type": "FeatureCollection", "features": [\n', b"\n]}\n"
    before = head + b'{"id": 1},\n{"id": 2},\n{"id": 3}' + tail
    after = head + b'{"id": 3},\n{"id": 4},\n{"id": 1}' + tail
    assert new_lines(before, after) == head + b'{"id": 4}' + tail
    assert new_lines(before, before) == head + tail
    for other in (after[:-1], after.replace(b"},", b"}", 1), b"x" + after, after.replace(tail, b",\n]}\n")):
        assert new_lines(before, other) == other
