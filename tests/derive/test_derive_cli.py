"""`controlmap derive`."""

import json
from pathlib import Path

import pytest
import shapely
from derive_land import PLACES, REPORTS, land_in, run

from controlmap.api import open_map
from controlmap.edit import read_journal
from controlmap.edit.replaced import _counts
from controlmap.errors import InputError
from controlmap.model import ControlState
from controlmap.store import open_project

pytestmark = pytest.mark.usefixtures("coarse")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return land_in(tmp_path)


def test_a_layer_that_is_not_there_yet_is_written_and_the_map_project_opens(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("derive", folder) == 0
    assert capsys.readouterr().out == "land: 4 states\n"
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
    document = json.loads(capsys.readouterr().out)
    assert document["written"] is False
    (row,) = document["rows"]
    assert (row["layer"], row["states"]) == ("land", 4)
    assert row["features"] == {"added": 4, "removed": 0, "changed": 0}
    assert [(move["from"], move["to"]) for move in row["moved"]] == [("unknown", "red")]
    assert not (folder / "land.geojson").exists()


def test_reports_that_the_areas_are_drawn_without_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "places.csv").write_text(PLACES + "b,Beton,,town,,,,,,,yes,\n", encoding="utf-8")
    told = "".join(f"r{n},b,2024-12-0{n},change,,red,held,,named,high,,wire,\n" for n in range(1, 8))
    (folder / "reports.csv").write_text(REPORTS + told, encoding="utf-8")
    assert run("derive", folder) == 0
    said = "7 reports not used, on places without lon and lat: r1, r2, r3, r4, r5 and 2 more"
    assert said in capsys.readouterr().err.splitlines()
    assert run("derive", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["unheard"] == {"no point": [f"r{n}" for n in range(1, 8)]}
    assert run("derive", folder, "--quiet") == 0
    assert "not used" not in "".join(capsys.readouterr())


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
        assert not path.exists()
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


SOURCE = ("--source", "wire")
SEIZED = ("--to", "unknown", "--on", "2024-11-28", "--area", "Aton", "--radius-km", "3", *SOURCE)
EDITS = {
    "transfer": ("transfer", *SEIZED, "--why", "the wire says so"),
    "correct": ("correct", "--state", "land-0001", "--certainty", "claimed"),
    "split": ("split", "--state", "land-0001", "--on", "2024-12-01"),
    "retract": ("retract", "--state", "land-0001"),
}


def called(command: tuple[str, ...], folder: Path) -> int:
    return run(command[0], folder, *command[1:])


@pytest.mark.parametrize("command", EDITS.values(), ids=EDITS)
def test_an_edit_is_not_lost_to_a_derivation_unless_that_is_said(
    folder: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run("derive", folder)
    derived = (folder / "land.geojson").read_bytes()
    assert called(command, folder) == 0
    edited = (folder / "land.geojson").read_bytes()
    capsys.readouterr()
    for layer in ((), ("--layer", "land")):
        assert run("derive", folder, *layer) == 2
        said = capsys.readouterr().err
        assert f"entry {read_journal(folder)[1].id}: {command[0]}" in said and "--discard-edits" in said
        assert (folder / "land.geojson").read_bytes() == edited
    assert run("derive", folder, "--discard-edits") == 0
    assert (folder / "land.geojson").read_bytes() == derived
    assert run("derive", folder) == 0
    assert run("undo", folder) == 0
    assert (folder / "land.geojson").read_bytes() == edited
    assert run("derive", folder) == 2


def test_an_edit_that_was_undone_or_reverted_is_not_in_the_way(folder: Path) -> None:
    run("derive", folder)
    called(EDITS["transfer"], folder)
    assert run("undo", folder) == 0
    assert run("derive", folder) == 0
    assert run("redo", folder) == 0
    assert run("derive", folder) == 2
    assert run("revert", "2", folder) == 0
    assert run("derive", folder) == 0
    called(EDITS["split"], folder)
    assert run("derive", folder) == 2


def test_records_of_an_edit_that_the_journal_does_not_tell_are_not_lost_either(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("derive", folder)
    called(EDITS["transfer"], folder)
    (folder / "journal.jsonl").unlink()
    capsys.readouterr()
    assert run("derive", folder) == 2
    assert "records of no entry: land-" in capsys.readouterr().err


def test_a_dry_run_says_what_a_layer_would_lose_and_gain(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("derive", folder)
    capsys.readouterr()
    assert run("derive", folder, "--dry-run") == 0
    assert capsys.readouterr().out == "land: 4 states (not written), all as they are\n"
    called(EDITS["transfer"], folder)
    before = (folder / "land.geojson").read_bytes()
    capsys.readouterr()
    assert run("derive", folder, "--dry-run") == 2, "it refuses what the derivation would refuse"
    assert "deriving would lose what was edited" in capsys.readouterr().err
    anew = ("derive", folder, "--discard-edits", "--dry-run")
    assert run(*anew, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["moved"] == [{"from": "unknown", "to": "red", "area_km2": pytest.approx(28.26, abs=0.05)}]
    assert row["features"] == {"added": 0, "removed": 2, "changed": 3}
    assert run(*anew) == 0
    first, second = capsys.readouterr().out.rstrip().split("\n")
    assert first == "land: 4 states (not written), 2 removed, 3 changed"
    assert second.endswith("km²  unknown → red")
    assert (folder / "land.geojson").read_bytes() == before


def test_python_users_derive_alike(folder: Path) -> None:
    run("derive", folder)
    derived = (folder / "land.geojson").read_bytes()
    project = open_map(folder)
    project.apply(project.split("land-0001", on="2024-12-01"))
    edited = (folder / "land.geojson").read_bytes()
    with pytest.raises(InputError, match="deriving would lose what was edited"):
        project.derive(dry_run=True)
    (told,) = project.derive(dry_run=True, discard_edits=True)
    assert (told.layer, told.added, told.removed, told.changed) == ("land", 0, 1, 1)
    with pytest.raises(InputError, match="deriving would lose what was edited"):
        project.derive()
    assert (folder / "land.geojson").read_bytes() == edited
    (done,) = project.derive(discard_edits=True, who="me", why="anew")
    assert done.to_json() == told.to_json()
    assert (folder / "land.geojson").read_bytes() == derived
    assert len(project.project.layers[0].states) == 4
    assert (project.log()[-1].note.who, project.log()[-1].note.why) == ("me", "anew")


def test_states_that_are_only_numbered_anew_are_the_same_states() -> None:
    ground = shapely.box(0, 0, 1, 1)
    one, two = (
        ControlState(id=name, geometry=ground, controller="red", valid_from=start, valid_to=None)
        for name, start in (("land-0001", "2024-11-26"), ("land-0002", "2024-11-28"))
    )
    shifted = [one.model_copy(update={"id": "land-0002"}), two.model_copy(update={"id": "land-0003"})]
    assert _counts([one, two], shifted) == (0, 0, 0)
    later = two.model_copy(update={"id": "land-0001"})
    assert _counts([one], [later]) == (0, 0, 1)
    assert _counts([one], [one, two]) == (1, 0, 0)
