"""Edits over HTTP: the same as the commands' to the byte, and all tabs are told."""

import json
import shutil
from pathlib import Path

import pytest

from controlmap.api import open_map
from controlmap.edit import Editing
from tests.cli.conftest import Run, files_under, run  # noqa: F401

from .served import EAST, SOURCE, WEST, Served, transfer

LINE = {"type": "LineString", "coordinates": [[36.44, 35.1], [36.44, 35.4]]}


def word(geometry: dict) -> str:
    return json.dumps(geometry)


WORDS = ("--source", SOURCE)
SAID = ("--certainty", "confirmed", "--note", "So.", "--note", "ar=كذا")
COMMANDS = {
    "transfer": (
        transfer(certainty="confirmed", note={"": "So.", "ar": "كذا"}),
        ["--to", "republic", "--on", "2024-03-14", "--area", "Lower Town", "--radius-km", "2", *WORDS, *SAID],
    ),
    "correct": (
        {"kind": "correct", "states": ["valley-0001"], "certainty": "confirmed", "sources": [SOURCE]},
        ["--state", "valley-0001", "--certainty", "confirmed", *WORDS],
    ),
    "retract": ({"kind": "retract", "states": ["valley-0004"]}, ["--state", "valley-0004"]),
    "split": (
        {"kind": "split", "state": "valley-0004", "line": LINE},
        ["--state", "valley-0004", "--line", word(LINE)],
    ),
    "reshape": (
        {"kind": "reshape", "one": "valley-0001", "two": "valley-0002", "line": {
            "type": "LineString", "coordinates": [[36, 35.3], [37, 35.3]]}},
        ["--between", "valley-0001", "valley-0002", "--line", "LINESTRING (36 35.3, 37 35.3)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_an_act_writes_what_the_command_does(served: Served, run: Run, tmp_path: Path, command: str) -> None:  # noqa: F811
    beside = shutil.copytree(served.folder, tmp_path / "beside", ignore=shutil.ignore_patterns(".s*"))
    act, words = COMMANDS[command]
    told = served.apply(act, why="as the radio says")
    done = run(command, beside, *words, "--why", "as the radio says", "--json")
    assert done.code == 0, done.err
    assert told["entry"]["moved"] == done.document["moved"]
    assert layers_and_journal(served.folder) == layers_and_journal(beside)
    assert served.post("/api/undo")["entry"]["of"] == told["entry"]["id"]
    assert run("undo", beside).code == 0
    assert layers_and_journal(served.folder) == layers_and_journal(beside)


BY_TIME = ("entry", "after", "when", "of")


def layers_and_journal(folder: Path) -> dict[str, object]:
    """The files of a map; of the journal what does not depend on the minute in which it was written."""
    files = {name: data for name, data in files_under(folder).items() if not name.startswith(".")}
    lines = files.pop("journal.jsonl", b"").decode().splitlines()
    kept = [{k: v for k, v in json.loads(line).items() if k not in BY_TIME} for line in lines]
    return {**files, "journal": kept}


def test_merging_puts_together_what_splitting_took_apart(served: Served) -> None:
    split = served.apply({"kind": "split", "state": "valley-0001", "line": {
        "type": "LineString", "coordinates": [[36.4, 35], [36.4, 36]]}})  # fmt: skip
    both = ["valley-0001", *split["features"]["added"]]
    before = served.get("/api/states/valley-0001")
    served.apply({"kind": "merge", "states": both})
    assert len(served.get("/api/states/valley-0001")["geometry"]["coordinates"][0]) > len(
        before["geometry"]["coordinates"][0]
    )


def test_a_preview_says_what_will_be_and_writes_nothing(served: Served) -> None:
    before = files_under(served.folder)
    told = served.post("/api/preview", act=transfer(), revision=served.revision)
    assert told["moved"] == [{"from": "league", "to": "republic", "area_km2": 12.561363}]
    assert told["places"] == [
        {"id": "lower-town", "name": "Lower Town", "on": "2024-03-14", "until": "2024-03-21"}
        | {"from": "league", "to": "republic"}
    ]
    assert (told["problems"], told["conflicts"]) == ([], [])
    assert "Lower Town (id lower-town), at 36.412, 35.274" in told["words"]
    assert files_under(served.folder) == before
    assert served.apply(transfer())["features"] == told["features"]


def test_a_preview_says_which_reports_come_to_agree_and_which_are_contradicted(served: Served) -> None:
    new = {"place": "Lower Town", "date": "2024-03-14", "controller": "republic", "statement": "Back."}
    name = served.post("/api/report", **new, sources=[SOURCE])["id"]
    told = served.post("/api/preview", act=transfer(), revision=served.revision)
    assert told["reports"] == {"agree": [name], "contradict": []}
    told = served.post("/api/preview", act=transfer(on="2024-03-08", to="unknown"), revision=served.revision)
    assert told["reports"]["contradict"] == []
    told = served.post("/api/preview", act=transfer(on="2024-03-09"), revision=served.revision)
    assert told["reports"] == {"agree": [name], "contradict": ["r1"]}


def test_what_apply_would_refuse_a_preview_tells_without_an_error(served: Served) -> None:
    crossing = {
        "type": "Polygon",
        "coordinates": [[[36.4, 35.2], [36.5, 35.3], [36.5, 35.2], [36.4, 35.3], [36.4, 35.2]]],
    }
    refused = [
        transfer(area=crossing, radius_km=None),
        transfer(to="nobody"),
        transfer(sources=["unheard-of"]),
        transfer(on="14 March"),
        transfer(area={"type": "Point", "coordinates": [36.4, 35.2]}, radius_km=None),
        transfer(area=EAST, radius_km=2),
        {"kind": "retract", "states": ["valley-9999"]},
    ]
    for act in refused:
        told = served.post("/api/preview", act=act, revision=served.revision)
        assert told["problems"], act
        assert not told["moved"]
        assert served.apply(act, status=422)["problems"] == told["problems"]
    unsourced = served.post("/api/preview", act=transfer(sources=[]), revision=served.revision)
    assert [problem["property"] for problem in unsourced["problems"]] == ["sources"]
    assert unsourced["moved"]
    assert served.apply(transfer(sources=[]), status=422)["problems"] == unsourced["problems"]
    assert served.get("/api/log")["entries"] == []


def test_undo_redo_and_revert_are_entries_that_say_whose_they_are(served: Served) -> None:
    before = (served.folder / "valley.geojson").read_bytes()
    first = served.apply(transfer(), who="Ada")["entry"]["id"]
    after = (served.folder / "valley.geojson").read_bytes()
    served.post("/api/undo", who="Ada")
    assert (served.folder / "valley.geojson").read_bytes() == before
    served.post("/api/redo", who="Ada")
    assert (served.folder / "valley.geojson").read_bytes() == after
    served.post("/api/revert", entry=first, who="Bea", why="it was a rumour")
    assert (served.folder / "valley.geojson").read_bytes() == before
    log = served.get("/api/log")["entries"]
    assert [(one["command"], one["who"]) for one in log] == [
        ("revert", "Bea"), ("redo", "Ada"), ("undo", "Ada"), ("transfer", "Ada")]  # fmt: skip
    entry = served.get(f"/api/log/{first}")
    assert {one["id"] for one in entry["before"]} == {"valley-0004"}
    assert {one["layer"] for one in entry["after"]} == {"valley"}
    assert served.post("/api/redo", status=422)["problems"]
    assert served.post("/api/revert", entry="zzz", status=422)["problems"]


def test_whose_edit_is_taken_back_is_told_before_and_no_other_is(served: Served) -> None:
    theirs = served.apply(transfer(area=EAST, radius_km=None), who="Bea")["entry"]
    told = served.client.get("/api/log", params={"who": "Ada"}).json()
    assert (told["undo"]["id"], told["undo"]["who"], told["redo"]) == (theirs["id"], "Bea", None)
    mine = served.apply(transfer(area=WEST, radius_km=None, to="league"), who="Ada")["entry"]
    before = files_under(served.folder)
    refused = served.post("/api/undo", who="Ada", of=theirs["id"], status=409)
    assert "meanwhile" in refused["conflicts"][0]["message"]
    assert files_under(served.folder) == before
    undone = served.post("/api/undo", who="Ada", of=mine["id"])
    assert undone["entry"]["of"] == mine["id"]
    assert served.get("/api/log")["redo"]["id"] == mine["id"]


# All tabs are told.


def test_all_tabs_are_told_of_edits_here_and_in_other_processes(served: Served) -> None:
    heard = served.listen()
    first = next(heard)
    assert (first["revision"], first["entry"]) == (served.revision, None)
    written = served.apply(transfer(), who="Ada")
    told = next(heard)
    assert (told["revision"], told["who"]) == (written["revision"], "Ada")
    assert told["entry"] == written["entry"]["id"]
    elsewhere = Editing(open_map(served.folder).project)
    entry = elsewhere.apply(elsewhere.split("valley-0001", on="2024-03-05"), who="Bea", command="split")
    while told["entry"] != entry.id:
        told = next(heard)
    assert told["entries"] == [{"id": entry.id, "command": "split", "who": "Bea"}]
    assert served.revision == told["revision"]
    heard.close()


def test_files_that_cannot_be_read_leave_the_last_good_map_and_are_told(served: Served) -> None:
    heard = served.listen()
    good = next(heard)["revision"]
    layer = served.folder / "valley.geojson"
    whole = layer.read_text()
    layer.write_text(whole[:-20])
    told = next(heard)
    assert told["revision"] == good
    assert "valley.geojson" in told["problems"][0]
    assert served.get("/api/project")["problems"] == told["problems"]
    assert "valley.geojson" in served.apply(transfer(), status=422)["problems"][0]["file"]
    layer.write_text(whole)
    while told["problems"]:
        told = next(heard)
    assert told["revision"] == good
    heard.close()


# Sources, reports, drafts, findings.


def test_a_source_and_a_report_are_added_as_the_commands_do(served: Served, run: Run, tmp_path: Path) -> None:  # noqa: F811
    beside = shutil.copytree(served.folder, tmp_path / "beside", ignore=shutil.ignore_patterns(".s*"))
    new = {"title": "Evening bulletin", "publisher": "Valley Radio", "issued": "2024-03-14"}
    source = served.post("/api/source", **new)["id"]
    assert source.startswith("valley-radio-2024-03-14-")
    report = {
        "place": "Lower Town",
        "date": "2024-03-14",
        "from_controller": "league",
        "controller": "republic",
    }
    report |= {"statement": "Back.", "sources": [source]}
    name = served.post("/api/report", **report)["id"]
    assert name.startswith("r2-")
    words = ["--title", "Evening bulletin", "--publisher", "Valley Radio", "--issued", "2024-03-14"]
    assert run("source", "add", beside, *words).code == 0
    words = ["--place", "Lower Town", "--date", "2024-03-14", "--from", "league", "--controller", "republic"]
    words += ["--statement", "Back.", "--source", source]
    assert run("report", "add", beside, *words).code == 0
    assert layers_and_journal(served.folder) == layers_and_journal(beside)
    assert {one["id"] for one in served.get("/api/project")["reports"]} == {"r1", name}
    assert served.post("/api/source", **new, id=source, status=422)["problems"]
    assert served.post("/api/report", **{**report, "place": "Atlantis"}, status=422)["problems"]
    assert served.post("/api/report", **{**report, "date": "soon"}, status=422)["problems"]


def test_findings_are_those_of_the_check(served: Served) -> None:
    served.apply(transfer(certainty="confirmed"))
    found = served.get("/api/findings")
    assert found["revision"] == served.revision
    assert {one["code"] for one in found["findings"]} == {
        one.code for one in open_map(served.folder).check().found
    }


def test_borders_have_the_states_on_both_sides_and_meet_at_junctions(served: Served) -> None:
    found = served.get("/api/borders?on=2024-03-10")
    states = {frozenset((arc["left"], arc["right"])) for arc in found["arcs"]}
    assert frozenset(("valley-0001", "valley-0004")) in states
    assert [36.391048, 35.292675] in found["junctions"]
    near = served.get("/api/borders?on=2024-03-10&bounds=36.3,35.18,36.31,35.3")
    assert 0 < len(near["arcs"]) < len(found["arcs"])
    for wrong in ("", "?on=soon", "?on=1999-01-01", "?on=2024-03-10&bounds=1,2,3", "?on=2024-03-10&more=1"):
        assert served.client.get(f"/api/borders{wrong}").status_code == 422
    for wrong in ("nan,0,1,1", "2,0,1,1", "0,0,999,1"):
        assert served.client.get(f"/api/borders?on=2024-03-10&bounds={wrong}").status_code == 422


def test_the_payload_is_that_of_the_page_and_is_not_sent_twice(served: Served) -> None:
    first = served.client.get("/api/payload")
    assert first.text in served.client.get("/").text
    same = {"If-None-Match": first.headers["etag"]}
    assert served.client.get("/api/payload", headers=same).status_code == 304
    served.apply(transfer())
    assert served.client.get("/api/payload", headers=same).status_code == 200


def test_news_after_the_period_is_shown_once_that_is_extended(served: Served) -> None:
    act = transfer(on="2024-04-02")
    told = served.post("/api/preview", act=act, revision=served.revision)
    assert told["beyond_period"]["through"] == "2024-04-02"
    served.apply(act, extend_period=True)
    assert served.get("/api/project")["period"]["end"] == "2024-04-03"
