"""Reading files with limits, and names that stay inside the folder."""

import gzip
import os
import random

import pytest

from controlmap.errors import InputError
from controlmap.store import encoded_for, files, most_unpacked, page_name, slug
from controlmap.store.files import inside, read_data


def refused(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", ["a.geojson", "base/a.geojson", "./a.geojson", "a..b.geojson"])
def test_a_name_inside_the_folder_is_taken(tmp_path, name):
    assert inside(tmp_path, name, "controlmap.toml") == tmp_path / name


def test_a_link_that_leads_in_a_circle_is_refused_or_is_no_file(tmp_path):
    (tmp_path / "a.geojson").symlink_to("a.geojson")
    try:
        path = inside(tmp_path, "a.geojson", "controlmap.toml")
    except InputError as error:  # Python 3.11 and 3.12 cannot follow it
        assert "leads in a circle" in str(error)
    else:
        assert refused(read_data, path, "a.geojson").code == "CM108"


@pytest.mark.parametrize(
    "name", ["../a", "base/../../a", "/etc/passwd", "..", "base/../a", "C:\\a", "..\\a", "a\0b", "file:///a"]
)
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    problem = refused(inside, tmp_path, name, "controlmap.toml")
    assert (problem.file, problem.code) == ("controlmap.toml", "CM108")


def test_a_symbolic_link_may_point_inside_the_folder_only(tmp_path):
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "in").symlink_to("data")
    (folder / "out").symlink_to(tmp_path)
    assert inside(folder, "in/a", "x") == folder / "in" / "a"
    assert refused(inside, folder, "out/a", "x").code == "CM108"


def test_a_folder_may_itself_be_reached_through_a_link(tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to("project")
    assert inside(tmp_path / "link", "a", "x") == tmp_path / "link" / "a"


def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "missing", "."):
        assert refused(read_data, tmp_path / name, name).code == "CM108"
    assert refused(read_data, tmp_path / ("x" * 300), "long").code == "CM108"


def test_packed_files_are_unpacked_by_their_name(tmp_path):
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(encoded_for(path, b"text"))
    assert read_data(path, "a") == b"text"
    assert encoded_for(tmp_path / "a.geojson", b"text") == b"text"


def test_packing_is_the_same_at_any_hour(tmp_path, monkeypatch):
    first = encoded_for(tmp_path / "a.gz", b"text")
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert encoded_for(tmp_path / "a.gz", b"text") == first


@pytest.mark.parametrize(
    "data", [b"", b"plain", gzip.compress(b"text", mtime=0)[:-3], gzip.compress(b"text", mtime=0) + b"x"]
)
def test_an_unsound_gzip_stream_is_refused(tmp_path, data):
    path = tmp_path / "a.gz"
    path.write_bytes(data)
    assert refused(read_data, path, "a.gz").code == "CM109"


def test_a_bomb_is_refused_before_it_is_unpacked_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("controlmap.store.files.MAX_BYTES", 10_000)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(5_000_000)))
    assert path.stat().st_size < 10_000
    assert refused(read_data, path, "a.gz").code == "CM107"
    path.write_bytes(bytes(10_001))
    assert refused(read_data, path, "a.gz").code == "CM107"


def test_what_shrank_to_next_to_nothing_is_refused_as_soon_as_it_is_out_of_all_proportion(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("controlmap.store.files._ALWAYS", 2**20)
    path, text = tmp_path / "a.gz", random.Random(1).randbytes(2**17) * 10
    path.write_bytes(gzip.compress(bytes(2**20)))
    assert len(read_data(path, "a.gz")) == 2**20
    path.write_bytes(gzip.compress(bytes(2**20 + 1)))
    problem = refused(read_data, path, "a.gz")
    assert (problem.code, problem.message) == ("CM107", "holds more than 1 MiB")
    assert problem.hint == "Beyond 1 MiB it may be 50 times as large as packed: gunzip it first."
    path.write_bytes(gzip.compress(text))
    assert read_data(path, "a.gz") == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syria, 26 November to 12 December 2024", "syria-26-november-to-12-december-2024"),
        ("  Âé/..\\x ", "ae-x"),
        ("سوريا", ""),
        ("a__b--c", "a-b-c"),
    ],
)
def test_a_slug_is_a_safe_file_name(text, expected):
    assert slug(text) == expected


def test_what_is_packed_may_grow_in_proportion_within_two_bounds(monkeypatch):
    assert most_unpacked(1) == 64 << 20
    monkeypatch.setattr(files, "_ALWAYS", 1000)
    monkeypatch.setattr(files, "MAX_BYTES", 5000)
    assert [most_unpacked(n) for n in (0, 20, 21, 99, 100, 101)] == [1000, 1000, 1050, 4950, 5000, 5000]


def test_as_much_as_is_read_is_read_and_a_byte_more_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    path = tmp_path / "a"
    path.write_bytes(bytes(2**20))
    assert len(read_data(path, "a")) == 2**20
    path.write_bytes(bytes(2**20 + 1))
    problem = refused(read_data, path, "a")
    assert (problem.code, problem.message) == ("CM107", "is larger than 1 MiB")
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(bytes(2**20 + 1)))
    problem = refused(read_data, packed, "a.gz")
    assert (problem.message, problem.hint) == ("holds more than 1 MiB", None)


def test_a_page_is_called_after_its_title_else_its_folder_else_a_map(tmp_path):
    (tmp_path / "هناك").mkdir()
    assert page_name("The Heath", tmp_path) == "the-heath.html"
    assert page_name("الوادي", tmp_path / "My Valley") == "my-valley.html"
    assert page_name("الوادي", tmp_path / "هناك") == "map.html"
