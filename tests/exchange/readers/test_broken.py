"""Whatever a reader is given, it reads it or refuses it in words; nothing is written or fetched."""

import json
import os
import random
import socket
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from controlmap.errors import InputError
from controlmap.exchange import look
from controlmap.exchange.readers import READERS, Reading, read_rows, rows_of_frame
from controlmap.exchange.readers.frames import read_geopackage
from tests.exchange.readers.files import BOTH, WRITERS, frame, ring

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
DEEP = 100_000
SQUARE = " ".join(f"{x},{y}" for x, y in ring(BOTH["North"]))
LINEAR = f"<LinearRing><coordinates>{SQUARE}</coordinates></LinearRing>"
POLYGON = f"<Polygon><outerBoundaryIs>{LINEAR}</outerBoundaryIs></Polygon>"


@pytest.fixture(autouse=True)
def _no_connection(monkeypatch):
    def refuse(*words, **named):
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def read_or_refused(path: Path, reading: Reading | None = None) -> str | None:
    """Return what is said of a file, None where it is read; nothing else may come of it."""
    try:
        look(path, reading)
    except InputError as error:
        assert str(error).strip()
        return str(error)
    return None


def changed(data: bytes) -> list[bytes]:
    """Return a file's bytes cut short, with letters changed, and with zeros in them, by a fixed rule."""
    choose = random.Random(len(data))
    step = max(len(data) // 24, 1)
    cut = [data[:size] for size in range(0, len(data), step)]
    spoilt = []
    for _ in range(24):
        at = choose.randrange(len(data))
        spoilt.append(data[:at] + bytes([choose.randrange(256)]) + data[at + 1 :])
        spoilt.append(data[:at] + bytes(choose.randrange(1, 9)) + data[at:])
    return [*cut, *spoilt]


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_is_cut_short_or_spoilt_anywhere_is_read_or_refused(tmp_path, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    WRITERS[name](path)
    for part in sorted(tmp_path.iterdir()):
        whole = part.read_bytes()
        for data in changed(whole):
            part.write_bytes(data)
            read_or_refused(path)
        part.write_bytes(whole)
    assert read_or_refused(path) is None


@pytest.mark.parametrize("ending", READERS)
def test_every_reader_takes_or_refuses_what_is_of_another_kind(tmp_path, ending):
    for name, write in WRITERS.items():
        if "parquet" in name:
            pytest.importorskip("pyarrow")
        write(tmp_path / name)
        (tmp_path / f"other{ending}").write_bytes((tmp_path / name).read_bytes())
        read_or_refused(tmp_path / f"other{ending}")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of broken files is not here")
@pytest.mark.parametrize("ending", READERS)
def test_every_reader_on_the_collection_of_broken_files(tmp_path, ending):
    kinds: dict[str, list[Path]] = {}
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file():
            kinds.setdefault(path.suffix, []).append(path)
    # Of its own kind every 40th file, of each other kind every 400th, the first one always.
    own = {".geojson", ".json"} if READERS[ending] is READERS[".geojson"] else {ending}
    for suffix, paths in kinds.items():
        for path in paths[:: 40 if suffix in own else 400]:
            (tmp_path / f"a{ending}").write_bytes(path.read_bytes())
            read_or_refused(tmp_path / f"a{ending}")


def kml(inner: str) -> str:
    return f"<kml><Document>{inner}</Document></kml>"


HOSTILE: dict[str, tuple[str, str | bytes]] = {
    "an entity that grows": (
        "a.kml",
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<kml><Placemark><name>&b;</name></Placemark></kml>",
    ),
    "an entity of another file": (
        "a.kml",
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        "<kml><Placemark><name>&a;</name></Placemark></kml>",
    ),
    "a document type elsewhere": (
        "a.kml",
        '<!DOCTYPE kml SYSTEM "http://example.org/kml.dtd"><kml><Placemark/></kml>',
    ),
    "folders without end": ("a.kml", kml("<Folder>" * 5000 + "</Folder>" * 5000)),
    "geometries without end": (
        "a.kml",
        kml(f"<Placemark>{'<MultiGeometry>' * 5000}{POLYGON}{'</MultiGeometry>' * 5000}</Placemark>"),
    ),
    "a number that is too large": (
        "a.kml",
        kml(f"<Placemark>{POLYGON.replace('20.0,14.0', '1e999,14')}</Placemark>"),
    ),
    "a number that is none": (
        "a.kml",
        kml(f"<Placemark>{POLYGON.replace('20.0,14.0', 'nan,14')}</Placemark>"),
    ),
    "an encoding that nobody knows": ("a.kml", b'<?xml version="1.0" encoding="x-nowhere"?><kml/>'),
    "lists without end": ("a.geojson", "[" * DEEP),
    "coordinates without end": (
        "b.geojson",
        '{"type": "Polygon", "coordinates": ' + "[" * DEEP + "]" * DEEP + "}",
    ),
    "collections without end": (
        "a.csv",
        "geom\n" + "GEOMETRYCOLLECTION (" * DEEP + "POINT (1 1)" + ")" * DEEP + "\n",
    ),
    "collections of GeoJSON without end": (
        "b.csv",
        'geom\n"' + '{""type"": ""GeometryCollection"", ""geometries"": [' * DEEP + "]}" * DEEP + '"\n',
    ),
    "a quote that never ends": ("c.csv", 'a,b\n"' + "x" * 100_000),
    "more fields than columns": ("d.csv", "a,b\n" + "1," * 100_000),
    "zeros in a table": ("e.csv", b"lon,lat\n1,2\n\0\0,\0\n"),
    "arcs used again and again": (
        "a.topojson",
        '{"type": "Topology", "arcs": [['
        + ",".join(["[0, 0]"] * 20_000)
        + ']], "objects": {"a": {"type": "MultiLineString", "arcs": ['
        + ",".join(["[0]"] * 20_000)
        + "]}}}",
    ),
    "arcs that are not there": (
        "b.topojson",
        '{"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}',
    ),
    "a ring of nothing": (
        "esri.json",
        '{"geometryType": "esriGeometryPolygon", "features": '
        '[{"attributes": {}, "geometry": {"rings": [[]]}}]}',
    ),
    "a date beyond all time": (
        "dates.json",
        '{"geometryType": "esriGeometryPolygon", "fields": [{"name": "d", "type": "esriFieldTypeDate"}], '
        '"features": [{"attributes": {"d": 99999999999999999}}]}',
    ),
    "a program": ("a.lua", 'return os.execute("touch /tmp/run")'),
    "tables without end": ("b.lua", "return " + "{" * 2000 + "}" * 2000),
    "layers that are none": ("a.umap", '{"type": "umap", "layers": [1, null, [], {"_umap_options": 3}]}'),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_harm_is_refused(tmp_path, what):
    name, content = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert read_or_refused(path) is not None
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_a_packed_file_that_grows_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("controlmap.exchange.readers.kml.MAX_TAGS", 1000)
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml("<Folder/>" * 1_000_000))
    assert "more than 1,000 tags" in (read_or_refused(tmp_path / "a.kmz") or "")


ENDLESS = (
    "WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) SELECT fid, NULL AS geom FROM n"
)
RUNS = {
    "a view that is a layer": f"""
        CREATE VIEW w AS {ENDLESS};
        UPDATE gpkg_contents SET table_name = 'w' WHERE table_name = 'control';
        UPDATE gpkg_geometry_columns SET table_name = 'w' WHERE table_name = 'control';
    """,
    "a view in place of a table of the format": f"""
        DROP TABLE gpkg_extensions;
        CREATE VIEW gpkg_extensions AS
            SELECT fid AS table_name, 1 AS column_name, 1 AS extension_name, 1 AS definition, 1 AS scope
            FROM ({ENDLESS});
    """,
    "a column that is generated": "ALTER TABLE control ADD COLUMN w AS (zeroblob(900000000));",
}


@pytest.mark.parametrize("made_by", RUNS.values(), ids=RUNS)
def test_what_of_a_geopackage_would_be_worked_out_is_refused_before_it_is(tmp_path, monkeypatch, made_by):
    path = tmp_path / "a.gpkg"
    WRITERS["a.gpkg"](path)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(made_by)
    opened = []
    monkeypatch.setattr("pyogrio.read_info", opened.append)
    for table in (None, "control", "w"):
        assert "it would be worked out as it is read" in (read_or_refused(path, Reading(table=table)) or "")
    assert opened == []


@pytest.mark.parametrize(
    "beside",
    [
        f"CREATE VIEW w AS {ENDLESS};",
        "CREATE VIEW w AS SELECT 1 AS fid, zeroblob(900000000) AS geom;",
        "CREATE TABLE w (a, b AS (zeroblob(900000000)));",
        "CREATE VIRTUAL TABLE w USING fts5(a);",
    ],
)
def test_what_a_geopackage_does_not_list_as_a_layer_is_passed_over(tmp_path, beside):
    """As other programs leave views beside their layers."""
    path = tmp_path / "a.gpkg"
    WRITERS["a.gpkg"](path)
    expected = read_geopackage(path, Reading())
    with closing(sqlite3.connect(path)) as database:
        database.executescript(beside)
    assert [row.geometry for row in read_geopackage(path, Reading()).rows] == [
        row.geometry for row in expected.rows
    ]


def test_a_parquet_file_of_one_value_a_billion_times_is_refused(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr("controlmap.exchange.readers.frames._MAX_ROWS", 1)
    frame().to_parquet(tmp_path / "a.parquet")
    assert "unpacks to 2 rows" in (read_or_refused(tmp_path / "a.parquet") or "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("ending", READERS)
def test_a_pipe_a_folder_and_a_link_to_itself_are_no_files(tmp_path, ending):
    pipe, folder, link = (tmp_path / f"{name}{ending}" for name in ("pipe", "folder", "link"))
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to(link)
    for path in (pipe, folder, link):
        with pytest.raises(InputError):
            look(path)
        with pytest.raises(InputError):
            read_rows(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("ending", [".dbf", ".shx", ".prj", ".cpg"])
def test_a_pipe_beside_a_shapefile_is_not_waited_for(tmp_path, ending):
    WRITERS["a.shp"](tmp_path / "a.shp")
    (tmp_path / "a").with_suffix(ending).unlink(missing_ok=True)
    os.mkfifo((tmp_path / "a").with_suffix(ending))
    assert "no regular file" in (read_or_refused(tmp_path / "a.shp") or "")


@pytest.mark.parametrize(
    "geometry",
    [1e300, "2024", [7], None, *({"type": "GeometryCollection", "geometries": odd} for odd in ("2024", [7]))],
)
def test_what_stands_in_a_topology_for_a_geometry_is_refused_in_words(tmp_path, geometry):
    inner = {
        "type": "GeometryCollection",
        "geometries": [{"type": "GeometryCollection", "geometries": [geometry]}],
    }
    for control in (geometry, inner):
        topology = {"type": "Topology", "objects": {"control": control}, "arcs": []}
        (tmp_path / "a.topojson").write_text(json.dumps(topology))
        assert "is no whole Topology" in (read_or_refused(tmp_path / "a.topojson") or "")


def _renamed(data: bytes, before: bytes, after: bytes) -> bytes:
    assert data.count(before) == 1
    return data.replace(before, after)


def _doubled(path: Path) -> None:
    """Write a file of two fields that go by one name, `who`."""
    fields = frame().assign(who=["North", "South"], wha=["South", "North"])[["who", "wha", "geometry"]]
    if path.suffix == ".shp":
        fields.to_file(path)
        table = path.with_suffix(".dbf")
        table.write_bytes(_renamed(table.read_bytes(), b"wha\0", b"who\0"))
    elif path.suffix == ".fgb":
        fields.to_file(path)
        path.write_bytes(_renamed(path.read_bytes(), b"wha\0", b"who\0"))
    elif path.suffix == ".kml":
        data = "".join(f'<Data name="who"><value>{one}</value></Data>' for one in BOTH)
        path.write_text(
            f"<kml><Placemark><ExtendedData>{data}</ExtendedData>{POLYGON}</Placemark></kml>", "utf-8"
        )
    elif path.suffix in (".csv", ".tsv"):
        rows = (["lon", "lat", "who", " who "], ["20.1", "14.2", *BOTH])
        path.write_text("".join("\t".join(row) + "\n" for row in rows))
    else:
        attributes = '{"who": "North", "who": "South"}'
        geometry = json.dumps(shapely.geometry.mapping(BOTH["North"]))
        path.write_text(f'{{"type": "Feature", "properties": {attributes}, "geometry": {geometry}}}')


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".kml", ".shp", ".fgb", ".geojson"])
def test_of_two_fields_of_one_name_neither_is_lost_without_a_word(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    _doubled(path)
    told = read_or_refused(path)
    assert told
    assert "names 'who' more than once" in told


def test_two_fields_of_one_name_in_a_frame_are_refused():
    fields = frame().assign(who=["North", "South"])
    fields.insert(0, "who", ["South", "North"], allow_duplicates=True)
    with pytest.raises(InputError, match="names 'who' more than once"):
        rows_of_frame(fields, "a frame", Reading())


def test_columns_without_a_name_at_the_end_of_a_table_are_no_two_of_one_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat,who,,\nFord,20.1,14.2,North,,\n")
    assert read_rows(path).rows[0].fields["who"] == "North"


def test_a_parquet_file_of_one_shape_without_end_is_refused_before_its_rows_are_made(tmp_path):
    pytest.importorskip("pyarrow")
    one, many = frame(), 800_000
    bomb = gpd.GeoDataFrame(geometry=[one.geometry[0]] * many, crs=4326)
    bomb.to_parquet(tmp_path / "a.parquet", compression="zstd")
    assert "unpacks to 800,000 rows and 74,400,000 bytes" in (read_or_refused(tmp_path / "a.parquet") or "")
