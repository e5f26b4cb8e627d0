"""Files beside the layers: background, events, extents, sources."""

import json

import pytest
import shapely

from controlmap.format import parse_sources, write_sources
from controlmap.format.background import parse_base, parse_events, parse_extent
from tests.format.layer_cases import GRID, TRIANGLE, ZONE, collection


def data(value):
    return json.dumps(value).encode()


def shape(kind, coordinates, *, id="a", **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}


def event(id="e", geometry=None, **properties):
    own = {"date": "2024-03-09", "kind": "strike", "statement": "A bridge was hit.", **properties}
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": own}


def found(problems):
    return [(problem.code, problem.feature) for problem in problems]


def test_background_takes_any_geometry_as_written_and_leaves_out_what_has_none():
    crossing = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    value = collection(
        shape("Point", [36.12345678, 35], name_en="Ford"),
        shape("MultiLineString", [[[36, 35], [37, 35]]]),
        shape("Polygon", [crossing]),
        {"type": "Feature", "geometry": None, "properties": None},
    )
    features, problems = parse_base(data(value), file="base.geojson")
    assert problems == []
    assert [f.geometry.geom_type for f in features] == ["Point", "MultiLineString", "Polygon"]
    assert features[0].geometry.x == 36.12345678
    assert features[0].properties == {"name_en": "Ford"}


def test_a_broken_background_feature_is_named_and_its_neighbours_are_read():
    value = collection(shape("LineString", [[36, 35]]), shape("Point", [36, 35], id="b"))
    features, problems = parse_base(data(value), file="base.geojson")
    assert [f.id for f in features] == ["b"]
    assert found(problems) == [("CM205", "a")]


def test_an_event_may_have_no_place():
    (parsed,), problems = parse_events(data(collection(event())), file="events.geojson", zone=ZONE)
    assert (parsed.geometry, problems) == (None, [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (event(killed_total="2"), "CM124"),
        (event(killed_total=2.5), "CM124"),
        (event(injured_total=-1), "CM124"),
        (event(date="2024-13"), "CM301"),
        (event(weather="fog"), "CM123"),
        (event(id=""), "CM124"),
        (event(geometry={"type": "LineString", "coordinates": [[1, 2], [3, 4]]}), "CM202"),
        ({**event(), "properties": {"id": "e"}} | {"id": "e"}, "CM122"),
    ],
)
def test_each_mistake_in_an_event_is_named(value, code):
    events, problems = parse_events(data(collection(value)), file="events.geojson", zone=ZONE)
    assert events == ()
    assert {problem.code for problem in problems} == {code}


def test_an_id_among_the_properties_is_no_event_s_id():
    value = event(id="inner")
    value["properties"]["id"] = value.pop("id")
    _, problems = parse_events(data(collection(value)), file="events.geojson", zone=ZONE)
    assert [(p.code, p.property) for p in problems] == [("CM122", "id")]


def test_two_events_cannot_share_an_id():
    value = collection(event(id="x"), event(id="x"))
    events, problems = parse_events(data(value), file="events.geojson", zone=ZONE)
    assert (len(events), found(problems)) == (1, [("CM121", "x")])


def extent(value, ids=()):
    return parse_extent(data(value), file="base.geojson", ids=ids, grid=GRID)


def test_an_extent_is_one_ground_on_the_grid():
    west, east = (shape("Polygon", [ring], id=i) for ring, i in ((TRIANGLE, "w"), (shifted(0.1), "e")))
    ground, problems = extent(collection(west, east))
    assert problems == []
    assert ground.equals(
        shapely.union(shapely.Polygon(TRIANGLE), shapely.Polygon(shifted(0.1)), grid_size=1e-6)
    )
    assert GRID.snap(ground).equals_exact(ground)


def shifted(by):
    return [[lon + by, lat] for lon, lat in TRIANGLE]


def test_all_features_with_an_id_belong_to_the_extent():
    value = collection(
        shape("Polygon", [TRIANGLE]), shape("Polygon", [shifted(1)]), shape("Point", [1, 2], id="b")
    )
    ground, problems = extent(value, ("a",))
    assert problems == []
    assert ground.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("value", "ids", "expected"),
    [
        (collection(), (), ("CM504", None)),
        (collection(shape("Polygon", [TRIANGLE])), ("a", "b"), ("CM504", None)),
        (collection(shape("Point", [1, 2])), ("a",), ("CM202", "a")),
        (collection(shape("Polygon", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]])), (), ("CM207", "a")),
        ([], (), ("CM110", None)),
    ],
)
def test_an_extent_without_ground_is_refused(value, ids, expected):
    assert expected in found(extent(value, ids)[1])


def test_a_file_that_is_no_json_gives_nothing_and_one_problem():
    for parse in (parse_base, lambda d, file: parse_events(d, file=file, zone=ZONE), parse_sources):
        value, problems = parse(b"{", file="x")
        assert (value, [p.code for p in problems]) == ((), ["CM102"])


def test_sources_keep_all_their_members():
    entry = {
        "id": "a",
        "type": "report",
        "title": "T",
        "issued": {"literal": "n.d."},
        "language": "ar",
        "note": 1.0,
    }
    sources, problems = parse_sources(data([entry]), file="sources.json")
    assert problems == []
    written = write_sources(sources)
    assert json.loads(written) == [entry]
    assert write_sources(parse_sources(written, file="x")[0]) == written


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ({}, ["CM124"]),
        ([3], ["CM124"]),
        ([{"id": "a"}], ["CM122"]),
        ([{"id": "a b", "title": "T"}], ["CM124"]),
        ([{"id": "a", "title": "T", "URL": "ftp://x"}], ["CM124"]),
        ([{"id": "a", "title": "T"}, {"id": "a", "title": "U"}], ["CM121"]),
    ],
)
def test_each_mistake_in_a_source_is_named(value, codes):
    assert [problem.code for problem in parse_sources(data(value), file="x")[1]] == codes


@pytest.mark.parametrize("kind", ["Point", "MultiPolygon"])
def test_a_background_feature_without_coordinates_has_no_geometry(kind):
    assert parse_base(data(collection(shape(kind, []))), file="base.geojson") == ((), [])


def test_an_event_without_coordinates_has_no_point():
    value = collection(event(geometry={"type": "Point", "coordinates": []}))
    (told,), problems = parse_events(data(value), file="events.geojson", zone=ZONE)
    assert (told.geometry, problems) == (None, [])
