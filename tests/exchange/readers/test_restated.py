"""What is restated to the letter is not read again, and comes out as if it were."""

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.exchange.readers import ReadBefore, Reading, Rows, read_rows
from controlmap.exchange.readers import restated as restated_files

RING = [[36.0, 35.0], [36.5, 35.0], [36.5, 35.5], [36.0, 35.0]]
OTHER = [[37.0, 35.0], [37.5, 35.0], [37.5, 35.5], [37.0, 35.0]]
GEOMETRIES = [
    {"type": "Polygon", "coordinates": [RING]},
    {"coordinates": [OTHER], "type": "Polygon"},
    {"type": "MultiPolygon", "coordinates": [[RING], [OTHER]]},
    {"type": "Polygon", "coordinates": [RING], "bbox": [36, 35, 36.5, 35.5]},
    {"type": "Polygon", "coordinates": [RING], "bbox": "none"},
    {"type": "MultiLineString", "coordinates": [RING]},
    {"type": "Point", "coordinates": [36.0, 35.0]},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": None},
    {"type": "Polygon", "coordinates": "[[[36, 35]]]"},
    {"type": "Polygon", "coordinates": [[[181.5, 35], [182, 35], [182, 36], [181.5, 35]]]},
    {"type": "Polygon", "coordinates": [[[36, 35, 7], [37, 35, 7], [37, 36, 7], [36, 35, 7]]]},
    {"type": "Polygon", "coordinates": [RING[:3]]},
    {"type": "Polygon", "coordinates": [[[36, 35], ["37", 35], [37, 36], [36, 35]]]},
    {"type": "Polygon", "coordinates": {"coordinates": [RING]}},
    {"type": "Polygon", "coordinates": [RING], "geometry": {"coordinates": [1]}},
    {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [RING]}]},
    {"type": 7, "coordinates": [RING]},
    {},
    None,
]
PROPERTIES = [
    {"holder": "republic"},
    {"holder": 'the "coordinates": [[1, 2]] of the league'},
    {"holder": "league", "coordinates": [36, 35]},
    {"holder": "league", "place": {"type": "Point", "coordinates": [36.0, 35.0]}},
    {"holder": "]]}, {[[", "note": '\\"coordinates\\": ['},
    None,
]
features = st.builds(
    lambda geometry, properties: {"type": "Feature", "geometry": geometry, "properties": properties},
    st.sampled_from(GEOMETRIES) | st.sampled_from(GEOMETRIES[:3]),
    st.sampled_from(PROPERTIES) | st.just(PROPERTIES[0]),
)
texts = st.builds(
    lambda value, indent: json.dumps({"type": "FeatureCollection", "features": value}, indent=indent),
    st.lists(features | features | st.sampled_from([None, 7, {}]), max_size=4),
    st.sampled_from([None, 1]),
)
breaks = st.tuples(
    st.integers(0, 10_000), st.sampled_from(["", "[", "]", "],[", '"', "}", ",", "0e999", "\\"])
)


def broken(text: str, places: list[tuple[int, str]]) -> str:
    for at, sign in places:
        at %= len(text)
        text = text[:at] + sign + text[at + (not sign) :]
    return text


def told(path: Path, reading: Reading) -> object:
    try:
        rows = read_rows(path, reading)
    except InputError as error:
        return error.problems
    said = [(row.label, row.geometry and shapely.to_wkb(row.geometry), row.fields) for row in rows.rows]
    return said, rows.told, rows.colour, rows.more, rows.origin


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("series")


@given(st.lists(st.tuples(texts, st.just([]) | st.lists(breaks, max_size=2)), min_size=1, max_size=5))
def test_a_series_is_read_as_each_of_its_files_is(folder, series):
    before = ReadBefore()
    for number, (text, places) in enumerate([*series, *series]):
        path = folder / f"{number}.geojson"
        path.write_text(broken(text, places))
        assert told(path, Reading(before=before)) == told(path, Reading())


def collection(*rings: list[list[float]]) -> str:
    made = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for ring in rings
    ]
    return json.dumps({"type": "FeatureCollection", "features": made})


def read(tmp_path: Path, text: str, before: ReadBefore) -> Rows:
    path = tmp_path / "day.geojson"
    path.write_text(text)
    return read_rows(path, Reading(before=before))


def test_what_stood_in_a_file_before_is_the_very_geometry_and_not_read(tmp_path, monkeypatch):
    before, read_texts = ReadBefore(), []
    values = restated_files._values

    def counting(texts: list[bytes], mark: str, file: str) -> list | None:
        read_texts.append(len(texts))
        return values(texts, mark, file)

    monkeypatch.setattr(restated_files, "_values", counting)
    one = read(tmp_path, collection(RING, OTHER), before).rows
    two = read(tmp_path, collection(OTHER, RING, RING[::-1]), before).rows
    assert (two[0].geometry, two[1].geometry) == (one[1].geometry, one[0].geometry)
    assert two[0].geometry is one[1].geometry
    assert two[1].geometry is one[0].geometry
    assert read_texts == [2, 1]


def test_files_long_before_are_forgotten(tmp_path):
    before = ReadBefore()
    first = read(tmp_path, collection(RING), before).rows[0].geometry
    for _ in range(restated_files._FILES):
        read(tmp_path, collection(OTHER), before)
    assert read(tmp_path, collection(RING), before).rows[0].geometry is not first


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": '
        '{"type": "Polygon", "coordinates": [[1, 2]], [[3, 4]]}}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": '
        '{"type": "Polygon", "coordinates": [[1, 2]}}, {"type": "Feature", "properties": {}, "geometry": '
        '{"type": "Polygon", "coordinates": [[3, 4]]]}}]}',
    ],
    ids=["two lists in place of one", "brackets closed in another list"],
)
def test_brackets_that_fit_only_together_are_refused(tmp_path, text):
    with pytest.raises(InputError, match="is not JSON"):
        read(tmp_path, text, ReadBefore())


def test_the_same_text_is_another_geometry_under_another_type(tmp_path):
    before = ReadBefore()
    for kind in ("Polygon", "MultiLineString"):
        rows = read(tmp_path, collection(RING).replace('"Polygon"', f'"{kind}"'), before).rows
        assert rows[0].geometry.geom_type == kind
