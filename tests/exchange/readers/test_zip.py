"""What lies in a zip archive is read as if it lay beside it; nothing is written where an archive says."""

import stat
import zipfile
from pathlib import Path

import pytest
import shapely

from controlmap.errors import InputError
from controlmap.exchange.readers import Reading, read_rows
from tests.exchange.readers.files import BOTH, WRITERS, frame

PACKABLE = [name for name in WRITERS if not name.endswith(".zip")]


def pack(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def written(folder: Path, name: str) -> dict[str, bytes]:
    """Return what a writer writes, by name."""
    folder.mkdir()
    WRITERS[name](folder / name)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("name", PACKABLE)
def test_each_kind_of_file_is_read_out_of_an_archive(tmp_path, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    members = written(tmp_path / "in", name)
    path = pack(tmp_path / "a.zip", {f"deep/down/{inner}": data for inner, data in members.items()})
    rows = read_rows(path)
    assert [row.fields["side"] for row in rows.rows] == list(BOTH)
    assert rows.file == "a.zip"
    assert name in rows.told[0]


def test_what_programs_put_beside_for_themselves_is_passed_over(tmp_path):
    members = written(tmp_path / "in", "a.geojson")
    beside = {
        "__MACOSX/._a.geojson": b"junk",
        ".a.geojson": b"junk",
        "read me.txt": b"hello",
        "values.csv": b"a",
    }
    assert len(read_rows(pack(tmp_path / "a.zip", {**beside, **members})).rows) == 2


def test_of_several_things_one_is_chosen_and_a_table_in_it(tmp_path):
    pages = written(tmp_path / "in", "a.geojson")
    frame().to_file(tmp_path / "b.gpkg", driver="GPKG", layer="control", engine="pyogrio")
    frame().iloc[:1].to_file(tmp_path / "b.gpkg", driver="GPKG", layer="first", engine="pyogrio", mode="a")
    members = {**pages, "maps/b.gpkg": (tmp_path / "b.gpkg").read_bytes()}
    path = pack(tmp_path / "a.zip", members)
    with pytest.raises(InputError, match=r"holds 2 files that can be read: a.geojson, maps/b.gpkg") as caught:
        read_rows(path)
    assert "--table" in str(caught.value)
    assert len(read_rows(path, Reading(table="a.geojson")).rows) == 2
    with pytest.raises(InputError, match=r"a.zip/maps/b.gpkg: holds 2 layers: control, first"):
        read_rows(path, Reading(table="maps/b.gpkg"))
    assert len(read_rows(path, Reading(table="maps/b.gpkg/first")).rows) == 1
    with pytest.raises(InputError, match=r"holds no 'c\.kml', but a\.geojson"):
        read_rows(path, Reading(table="c.kml"))


@pytest.mark.parametrize(
    "name", ["../../up.geojson", "/tmp/up.geojson", "C:/up.geojson", "a\\..\\..\\up.geojson"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused_and_written_nowhere(tmp_path, name):
    home = tmp_path / "one" / "two"
    home.mkdir(parents=True)
    path = pack(home / "a.zip", {name: written(tmp_path / "in", "a.geojson")["a.geojson"]})
    with pytest.raises(InputError, match="leads out of it"):
        read_rows(path)
    assert not list(tmp_path.rglob("up.geojson"))


def test_a_link_in_an_archive_is_no_file(tmp_path):
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="holds no file that can be read"):
        read_rows(path)


def test_an_archive_in_an_archive_is_named(tmp_path):
    pack(tmp_path / "in.zip", {"a.geojson": "{}"})
    path = pack(tmp_path / "a.zip", {"in.zip": (tmp_path / "in.zip").read_bytes()})
    with pytest.raises(InputError, match=r"holds another archive, in\.zip"):
        read_rows(path)


def test_an_encrypted_file_is_named(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.geojson": "{}"})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + at] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a.zip/a.geojson: is encrypted"):
        read_rows(path)


@pytest.mark.parametrize("ending", [".zip", ".kmz"])
def test_no_more_is_unpacked_than_fits(tmp_path, ending, monkeypatch):
    monkeypatch.setattr("controlmap.exchange.readers.kml.MAX_BYTES", 1000)
    monkeypatch.setattr("controlmap.exchange.readers.zip.MAX_UNPACKED", 1000)
    path = pack(tmp_path / f"a{ending}", {"a.kml": b" " * 100_000})
    with pytest.raises(InputError, match="holds more than"):
        read_rows(path)


def test_an_archive_that_lies_about_a_size_is_no_sound_one(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.geojson": b" " * 100_000})
    data = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(InputError, match="is no sound zip archive"):
        read_rows(path)


@pytest.mark.parametrize("name", ["a.zip", "a.kmz"])
def test_an_archive_cut_short_anywhere_is_refused(tmp_path, name):
    WRITERS[name](tmp_path / name)
    data = (tmp_path / name).read_bytes()
    for size in range(0, len(data), 7):
        (tmp_path / name).write_bytes(data[:size])
        with pytest.raises(InputError):
            read_rows(tmp_path / name)


def test_ground_of_an_archive_is_the_same_ground(tmp_path):
    members = written(tmp_path / "in", "a.shp")
    rows = read_rows(pack(tmp_path / "a.shp.zip", {name.upper(): data for name, data in members.items()}))
    assert all(
        shapely.equals(row.geometry, shape) for row, shape in zip(rows.rows, BOTH.values(), strict=True)
    )
