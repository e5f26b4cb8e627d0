"""Every reader reads the same map the same way, and says what is wrong with what is none."""

import gzip
import json

import pytest
import shapely

from controlmap.errors import InputError
from controlmap.exchange.ground import settle_rows
from controlmap.exchange.readers import READERS, Reading, read_rows
from controlmap.plane import Grid
from tests.exchange.readers.files import BOTH, WRITERS, collection


@pytest.mark.parametrize("name", WRITERS)
def test_each_kind_of_file_gives_the_same_ground_by_the_same_holders(tmp_path, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    WRITERS[name](tmp_path / name)
    rows = read_rows(tmp_path / name)
    pieces = settle_rows(rows, Grid(5)).pieces
    assert [piece.row.fields["side"] for piece in pieces] == list(BOTH)
    for piece, shape in zip(pieces, BOTH.values(), strict=True):
        assert shapely.equals(piece.ground_lonlat, shape)


def test_every_reader_has_a_file_to_read():
    endings = {f".{name.rsplit('.', 1)[1]}" for name in WRITERS}
    aliases = {".parquet": ".geoparquet", ".tsv": ".csv", ".lua": ".lua"}
    assert {aliases.get(ending, ending) for ending in READERS} - {".lua"} == endings


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02 garbage \xff",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4940\n",
        b"<!DOCTYPE html><html><body>Not found</body></html>",
    ],
    ids=["nothing", "garbage", "a pointer", "a web page"],
)
def test_what_is_no_map_is_refused_in_words(tmp_path, ending, content):
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_rows(path)
    assert path.name in str(caught.value)


@pytest.mark.parametrize("name", [name for name in WRITERS if not name.endswith(".shp")])
def test_a_file_cut_short_is_refused_or_told(tmp_path, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    WRITERS[name](path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(InputError) as caught:
        read_rows(path)
    assert name in str(caught.value)


def test_a_packed_file_is_read_like_the_bare_one(tmp_path):
    WRITERS["a.geojson"](tmp_path / "a.geojson")
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress((tmp_path / "a.geojson").read_bytes(), mtime=0))
    assert len(read_rows(tmp_path / "a.geojson.gz").rows) == 2


def test_coordinates_of_another_system_are_taken_to_degrees(tmp_path):
    WRITERS["a.gpkg"](tmp_path / "a.gpkg")
    pieces = settle_rows(read_rows(tmp_path / "a.gpkg"), Grid(5)).pieces
    assert shapely.equals(pieces[0].ground_lonlat, BOTH["North"])


def test_a_coordinate_system_that_nobody_knows_is_refused(tmp_path):
    WRITERS["a.csv"](tmp_path / "a.csv")
    with pytest.raises(InputError, match="no coordinate system"):
        text = (tmp_path / "a.csv").read_text().replace("SRID=4326;", "")
        (tmp_path / "b.csv").write_text(text)
        read_rows(tmp_path / "b.csv", Reading(crs="EPSG:nowhere"))


def test_a_kind_that_is_not_read_says_which_ones_are(tmp_path):
    (tmp_path / "a.dwg").write_bytes(b"AC1027")
    with pytest.raises(InputError, match="is of no kind that is read here") as caught:
        read_rows(tmp_path / "a.dwg")
    assert ".kml" in str(caught.value)


def test_points_of_a_quantised_topology_are_where_its_transform_puts_them(tmp_path):
    topology = {
        "type": "Topology",
        "transform": {"scale": [1e-6, 1e-6], "translate": [0, 0]},
        "objects": {"towns": {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [36_123_457, 35_000_001]},
            {"type": "MultiPoint", "coordinates": [[1, 2], [36_123_457, 3]]},
        ]}},
        "arcs": [],
    }  # fmt: skip
    (tmp_path / "towns.topojson").write_text(json.dumps(topology))
    one, several = read_rows(tmp_path / "towns.topojson").rows
    assert shapely.get_coordinates(one.geometry).tolist() == [[36.123457, 35.000001]]
    assert shapely.get_coordinates(several.geometry).tolist() == [[1e-6, 2e-6], [36.123457, 3e-6]]


def test_members_that_are_passed_over_are_told(tmp_path):
    features = collection()["features"]
    features[0]["bbox"] = features[1]["bbox"] = "everywhere"
    (tmp_path / "a.geojson").write_text(json.dumps(collection(features=features, coordinates=[])))
    assert read_rows(tmp_path / "a.geojson").told == (
        "a FeatureCollection cannot have the member 'coordinates': passed over",
        "a bbox is a list of four or six numbers: passed over, 2 times",
    )
