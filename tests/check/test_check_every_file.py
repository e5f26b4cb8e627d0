"""Every file that belongs to a map project is looked at: whatever is wrong with one, a check names it."""

import json
import shutil
import sys
from pathlib import Path

import pytest
import shapely

import controlmap
from controlmap.check import check
from controlmap.derive import open_to_derive
from controlmap.errors import InputError
from controlmap.model import Evaluation
from controlmap.store import beside_the_map, evidence_of, keep_evaluation
from tests.check.cases import SOUND, laid_over

DAMAGES = {
    "garbage": lambda data: b"garbage\n",
    "binary": lambda data: bytes(range(256)),
    "truncated": lambda data: _cut(data.rstrip()),
    "empty": lambda data: b"",
}


def _cut(data):
    """Return all but the last line, of which the first character is left, if it has several."""
    return data[: min(data.rfind(b"\n") + 2, len(data) - 1)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A map project that has every file of the format: hand features, an evaluation and a journal too."""
    folder = laid_over(SOUND, tmp_path_factory.mktemp("every") / "map")
    (folder / "hand").mkdir()
    geometry = json.loads(shapely.to_geojson(shapely.box(36, 35, 36.1, 35.1)))
    drawn = {"role": "baseline", "controller": "league"}
    feature = {"type": "Feature", "id": "drawn", "geometry": geometry, "properties": drawn}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder / "hand" / "valley.geojson").write_text(text, encoding="utf-8")
    evaluation = Evaluation(left_out_km=0.0, trials=0, right=None, day=None, calibration=())
    found = open_to_derive(folder)
    keep_evaluation(found, [evaluation], "kriging", evidence_of(found))
    project = controlmap.open(folder)
    project.apply(project.transfer(geometry, to="league", on="2024-03-12", sources=["herald"]))
    return folder


def files_of(folder):
    """The files of the format: what an edit writes for git is hidden, and none of them."""
    paths = (path for path in folder.rglob("[!.]*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


FILES = [*files_of(SOUND), "evaluation.json", "hand/valley.geojson", "journal.jsonl"]


def test_the_list_of_files_is_that_of_the_map_project(whole):
    assert files_of(whole) == sorted(FILES)
    assert [f for f in check(whole).found if f.severity == "error"] == []


_opened: set[str] | None = None


@pytest.fixture(scope="module")
def opened():
    """Names of all files that are opened from now on; a hook of the interpreter sees them all."""

    def note(event, arguments):
        if event == "open" and _opened is not None and isinstance(arguments[0], str | Path):
            _opened.add(str(arguments[0]))

    sys.addaudithook(note)
    return note


def test_a_check_opens_every_file(whole, opened):
    global _opened
    _opened = set()
    check(whole)
    seen, _opened = _opened, None
    assert {str(whole / name) for name in FILES} <= seen


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_and_keeps_no_map_from_being_shown_that_needs_it_not(
    whole, tmp_path, name, damage
):
    folder = shutil.copytree(whole, tmp_path / "map")
    path = folder / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    harmless = damage == "empty" and name == "journal.jsonl"
    errors = [f for f in check(folder).found if f.severity == "error" and f.file == name]
    assert bool(errors) != harmless
    if beside_the_map(name):
        controlmap.open(folder)
    else:
        with pytest.raises(InputError, match=name):
            controlmap.open(folder)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_hand_file_stops_a_derivation(whole, tmp_path, damage):
    folder = shutil.copytree(whole, tmp_path / "map")
    path = folder / "hand" / "valley.geojson"
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(InputError, match=r"hand/valley\.geojson"):
        open_to_derive(folder)


def test_a_line_of_the_journal_that_is_none_is_named_with_how_to_go_on(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "map")
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b"[1\n\n{}\n" + journal.read_bytes())
    found = [f for f in check(folder).found if f.file == "journal.jsonl"]
    assert [(f.line, f.code) for f in found] == [(2, "CM102"), (4, "CM144")]
    assert all("can no longer be undone" in f.hint for f in found)
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join(b"" if i in (1, 3) else line for i, line in enumerate(lines)))
    assert [f for f in check(folder).found if f.file == "journal.jsonl"] == []


def test_undo_refuses_where_the_last_line_of_the_journal_is_none(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "map")
    with (folder / "journal.jsonl").open("ab") as journal:
        journal.write(b"[1\n")
    with pytest.raises(InputError, match=r"journal.jsonl(.|\n)*is not JSON(.|\n)*from git"):
        controlmap.open(folder).undo()


def test_a_file_drawn_for_no_layer_is_told(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "map")
    shutil.move(folder / "hand" / "valley.geojson", folder / "hand" / "valey.geojson")
    (found,) = check(folder, select=["CM145"]).found
    assert (found.file, found.severity) == ("hand/valey.geojson", "warning")
    assert "hand/valley.geojson" in found.hint


def _spoilt(folder, name, **properties):
    path = folder / name
    value = json.loads(path.read_text(encoding="utf-8"))
    value["features"][0]["properties"].update(properties)
    value["features"][0]["geometry"]["coordinates"] = [
        [[36, 35], [36.2, 35.2], [36.2, 35], [36, 35.2], [36, 35]]
    ]
    path.write_text(json.dumps(value), encoding="utf-8")


@pytest.mark.parametrize("name", ["valley.geojson", "hand/valley.geojson"])
def test_all_that_is_wrong_with_one_feature_is_said_in_one_pass(whole, tmp_path, name):
    folder = shutil.copytree(whole, tmp_path / "map")
    wrong = {"controller": "nobody", "sources": ["gossip"], "certainty": "sure", "valid_to": "2024-02-01"}
    _spoilt(folder, name, **wrong)
    codes = {f.code for f in check(folder).found if f.file == name and f.severity == "error"}
    period = {"CM302"} if name == "valley.geojson" else set()
    assert codes == {"CM207", "CM124", "CM501", "CM502"} | period


def test_all_that_is_wrong_with_one_report_or_event_is_said_in_one_pass(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "map")
    row = "r9,nowhere,soon,held,nobody,somebody,held,,named,high,,gossip,"
    with (folder / "reports.csv").open("a", encoding="utf-8") as reports:
        reports.write(f"{row}\n")
    point = {"type": "LineString", "coordinates": [[36, 35], [36, 36]]}
    event = {
        "type": "Feature",
        "id": "e9",
        "geometry": point,
        "properties": {"date": "soon", "sources": ["x"]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [event]})
    (folder / "events.geojson").write_text(text, encoding="utf-8")
    found = check(folder).found
    assert {(f.code, f.property) for f in found if f.feature == "r9"} == {
        ("CM301", "date"),
        ("CM501", "controller"),
        ("CM501", "from_controller"),
        ("CM502", "sources"),
        ("CM503", "place"),
    }
    assert {f.code for f in found if f.feature == "e9"} == {"CM202", "CM301", "CM122", "CM502"}
