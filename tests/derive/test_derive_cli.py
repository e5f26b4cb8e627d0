"""`controlmap derive`."""

import json
from pathlib import Path

import pytest

from controlmap.cli import main
from controlmap.edit import read_journal
from controlmap.store import open_project

LANDS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "land",
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]},
            "properties": {},
        }
    ],
}
SETTINGS = """
format = 1
title = { en = "One land" }
period = { from = "2024-11-26", through = "2024-12-12" }
actors = [{ id = "red", name = { en = "Reds" }, colour = "#aa0000" }]
[[layers]]
id = "land"
file = "land.geojson"
name = { en = "Land" }
extent = { file = "lands.geojson", ids = ["land"] }
"""
PLACES = """id,name_en,name_ar,kind,admin1,lon,lat,coord_source,coord_accuracy_m,population,cell,note
a,Aton,,town,,0.5,0.5,,,,yes,
"""
REPORTS = """\
id,place,date,kind,from_controller,controller,status,others,named,confidence,statement,sources,note
r0,a,2024-11-26,baseline,,red,held,,named,high,,wire,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "controlmap.toml": SETTINGS,
        "places.csv": PLACES,
        "reports.csv": REPORTS,
        "sources.json": json.dumps([{"id": "wire", "title": "Wire"}]),
        "lands.geojson": json.dumps(LANDS),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return int(caught.value.code or 0)


def test_a_layer_that_is_not_there_yet_is_written_and_the_map_project_opens(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("derive", folder) == 0
    assert capsys.readouterr().out == "land: 3 states\n"
    (layer,) = open_project(folder).layers
    assert {state.controller for state in layer.states} == {"red", "unknown"}


def test_deriving_twice_gives_the_same_bytes(folder: Path) -> None:
    run("derive", folder)
    first = (folder / "land.geojson").read_bytes()
    run("derive", folder)
    assert (folder / "land.geojson").read_bytes() == first


def test_a_broken_layer_is_written_anew(folder: Path) -> None:
    (folder / "land.geojson").write_text("{", encoding="utf-8")
    assert run("derive", folder) == 0
    assert open_project(folder).layers[0].states


def test_a_dry_run_writes_nothing_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("derive", folder, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"rows": [{"layer": "land", "states": 3}], "written": False}
    assert not (folder / "land.geojson").exists()


@pytest.mark.parametrize("before", ["{", '{"type": "FeatureCollection",\r\n "features": []}', None])
def test_a_derivation_is_one_edit_that_undo_takes_back(folder: Path, before: str | None) -> None:
    path = folder / "land.geojson"
    if before is not None:
        path.write_bytes(before.encode())
    assert run("derive", folder) == 0
    (entry,) = read_journal(folder)
    assert (entry.note.command, entry.files) == ("derive", ["land.geojson"])
    derived = path.read_bytes()
    assert run("derive", folder) == 0
    assert len(read_journal(folder)) == 1
    assert run("undo", folder) == 0
    if before is None:
        assert open_project(folder).layers[0].states == ()
    else:
        assert path.read_bytes() == before.encode()
    assert run("redo", folder) == 0
    assert path.read_bytes() == derived


def test_a_layer_that_holds_no_text_is_written_anew(folder: Path) -> None:
    (folder / "land.geojson").write_bytes(b"\xff\xfe")
    assert run("derive", folder) == 0
    assert open_project(folder).layers[0].states


@pytest.mark.parametrize("mistake", [("--layer", "sea"), ()])
def test_what_cannot_be_derived_is_named_and_nothing_is_written(
    folder: Path, mistake: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    if not mistake:
        (folder / "places.csv").write_text(PLACES.replace("0.5,0.5", "0.5,"), encoding="utf-8")
    assert run("derive", folder, *mistake) == 2
    assert ("'sea'" if mistake else "places.csv") in capsys.readouterr().err
    assert not (folder / "land.geojson").exists()
