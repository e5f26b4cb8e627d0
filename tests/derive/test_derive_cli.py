"""`controlmap derive`."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely

from controlmap.api import open_map
from controlmap.check import check
from controlmap.cli import main
from controlmap.edit import read_journal
from controlmap.edit.replaced import _counts
from controlmap.errors import InputError
from controlmap.model import ControlState
from controlmap.render import read_page
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
    assert run("derive", folder, "--dry-run", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["moved"] == [{"from": "unknown", "to": "red", "area_km2": pytest.approx(28.26, abs=0.05)}]
    assert row["features"] == {"added": 0, "removed": 2, "changed": 3}
    assert run("derive", folder, "--dry-run") == 0
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
    (told,) = project.derive(dry_run=True)
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


def test_areas_are_asked_for_reports_that_are_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "reports.csv").write_text(
        REPORTS + "r1,a,2024-12-01,change,red,unknown,held,,not_named,high,,wire,\n"
        "r2,b,2024-12-03,change,,red,held,,named,high,,wire,\n",
        encoding="utf-8",
    )
    (folder / "places.csv").write_text(PLACES + "b,Beton,,town,,0.52,0.5,,,,yes,\n", encoding="utf-8")
    assert run("derive", folder, "--evaluate", "--quiet", "--json") == 0
    near, *rest = json.loads(capsys.readouterr().out)["rows"]
    # Beton alone has a change to somebody; Aton, 2 km away, is nobody's from 1 December on.
    assert (near["trials"], near["right"]) == (1, [0.0, 0.0, 0.0])
    assert [row["left_out_km"] for row in rest] == [5.0, 15.0]
    assert not (folder / "land.geojson").exists()
    assert run("derive", folder, "--evaluate", "--quiet", "--method", "thiessen") == 0
    assert "holder before and after as reported: 0.00" in capsys.readouterr().out


def header_of(payload: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", payload)
    return json.loads(payload[4 : 4 + length])


def header_in(page: Path) -> Mapping[str, Any]:
    return read_page(page.read_bytes(), file=page.name).header


CHANGED = REPORTS + "r1,a,2024-12-03,change,,red,held,,named,high,,wire,\n"


@pytest.fixture
def evaluated(folder: Path) -> Path:
    """A map project with its layer, and an evaluation of one trial kept beside it."""
    (folder / "reports.csv").write_text(CHANGED, encoding="utf-8")
    run("derive", folder)
    assert run("derive", folder, "--keep", "--quiet") == 0
    return folder


def test_what_is_kept_is_what_is_printed_in_few_digits(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = open_project(evaluated).evaluation
    assert kept is not None
    capsys.readouterr()
    assert run("derive", evaluated, "--evaluate", "--quiet", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["written"] is False
    assert [one.left_out_km for one in kept.left_out] == [row["left_out_km"] for row in told["rows"]]
    assert [one.trials for one in kept.left_out] == [row["trials"] for row in told["rows"]] == [1, 1, 1]
    for one, row in zip(kept.left_out, told["rows"], strict=True):
        assert one.right == pytest.approx(row["right"], abs=5e-5)
    assert sorted(kept.evidence) == ["controlmap.toml", "lands.geojson", "places.csv", "reports.csv"]


def test_an_evaluation_that_is_kept_is_the_same_bytes_each_time_and_no_edit(evaluated: Path) -> None:
    first, entries = (evaluated / "evaluation.json").read_bytes(), read_journal(evaluated)
    (told,) = (one for one in open_map(evaluated).evaluate(keep=True) if one.left_out_km == 5)
    assert told.trials == 1
    assert (evaluated / "evaluation.json").read_bytes() == first
    assert read_journal(evaluated) == entries


def test_a_dry_run_keeps_no_evaluation(folder: Path) -> None:
    assert run("derive", folder, "--keep", "--dry-run", "--quiet") == 0
    assert not (folder / "evaluation.json").exists()


EVIDENCE = {
    "places.csv": ("0.5,0.5", "0.5,0.51"),
    "reports.csv": ("2024-12-03", "2024-12-04"),
    "lands.geojson": ("[1, 0]", "[1.0, 0]"),
    "controlmap.toml": ('from = "2024-11-26"', 'from = "2024-11-25"'),
}


@pytest.mark.parametrize("file", EVIDENCE)
def test_a_build_tells_an_evaluation_until_its_evidence_is_another(
    evaluated: Path, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = evaluated / "page.html"
    assert run("build", evaluated, "-o", page) == 0
    told = capsys.readouterr().err
    assert (
        "1 of 1 reports of a change are foretold" in told or "0 of 1 reports of a change are foretold" in told
    )
    assert len(header_in(page)["left_out"]) == 3
    old, new = EVIDENCE[file]
    text = (evaluated / file).read_text(encoding="utf-8")
    assert old in text
    (evaluated / file).write_text(text.replace(old, new), encoding="utf-8")
    assert run("build", evaluated, "-o", page) == 0
    assert f"evaluation.json is not shown: it was computed when {file} said" in capsys.readouterr().err
    assert "left_out" not in header_in(page)
    (found,) = check(evaluated, select=["CM607"]).found
    assert (found.file, found.severity) == ("evaluation.json", "note")
    assert file in found.message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("controlmap.toml", "One land", "Another land"), ("sources.json", "Wire", "The wire")],
)
def test_what_areas_do_not_depend_on_is_no_evidence(evaluated: Path, file: str, old: str, new: str) -> None:
    text = (evaluated / file).read_text(encoding="utf-8")
    (evaluated / file).write_text(text.replace(old, new), encoding="utf-8")
    assert check(evaluated, select=["CM607"]).found == ()
    assert "left_out" in header_of(open_map(evaluated).payload())


def test_what_was_known_on_a_day_tells_no_evaluation_of_today(evaluated: Path) -> None:
    known = open_map(evaluated).payload(known_on="2024-12-10")
    assert "left_out" not in header_of(known)


def test_an_evaluation_that_cannot_be_read_is_told_and_computed_anew(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = (evaluated / "evaluation.json").read_bytes()
    (evaluated / "evaluation.json").write_text('{"method": "dowsing"}', encoding="utf-8")
    assert run("build", evaluated, "-o", evaluated / "page.html") == 0
    assert "evaluation.json is not shown: it cannot be read." in capsys.readouterr().err
    errors = [found.message for found in check(evaluated).found if found.file == "evaluation.json"]
    assert len(errors) == 3
    assert any("dowsing" in message for message in errors)
    assert run("derive", evaluated, "--keep", "--quiet") == 0
    assert (evaluated / "evaluation.json").read_bytes() == sound


def test_an_evaluation_of_reports_that_are_held_back_is_not_told(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held_back = SETTINGS.replace("[[layers]]", "[publish]\ndelay_hours = 24\n[[layers]]", 1)
    (evaluated / "controlmap.toml").write_text(held_back, encoding="utf-8")
    page = evaluated / "page.html"
    assert run("build", evaluated, "-o", page, "--now", "2024-12-03T12:00") == 0
    assert "evaluation.json is not shown: it tells of reports that are held back." in capsys.readouterr().err
    assert "left_out" not in header_in(page)
    assert run("build", evaluated, "-o", page, "--now", "2024-12-31") == 0
    assert len(header_in(page)["left_out"]) == 3
