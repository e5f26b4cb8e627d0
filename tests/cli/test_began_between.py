"""What begins after days of which nothing is told says between which days it began."""

import pytest

from controlmap.api import open_map
from controlmap.exchange import import_snapshots
from tests.exchange.test_snapshots import write_snapshots

DAYS = {"2024-01-01": "AAB", "2024-01-02": "AAB", "2024-01-05": "ABB", "2024-01-06": "BBB"}
BETWEEN = "began between 2024-01-02 and 2024-01-05: nothing is told of the days between"


@pytest.mark.parametrize("at_once", [4, 3, 2, 1])
def test_what_begins_after_missing_days_says_so_and_nothing_else_does(tmp_path, at_once):
    folder = write_snapshots(tmp_path / "days", {f"{day}.geojson": sketch for day, sketch in DAYS.items()})
    files, how = sorted(folder.iterdir()), {"layer": "l", "controller_from": "who"}
    import_snapshots(files[:at_once], tmp_path / "map", **how)
    if files[at_once:]:
        import_snapshots(files[at_once:], tmp_path / "map", **how, append=True)
    states = open_map(tmp_path / "map").project.layers[0].states
    begun = {(str(s.valid_from), s.controller, s.note) for s in states if str(s.valid_from) in DAYS}
    assert ("2024-01-05", "b", BETWEEN) in begun
    assert {day for day, who, note in begun if note and who == "b"} == {"2024-01-05"}
    assert ("2024-01-06", "b", None) in begun


@pytest.mark.parametrize(
    ("gaps", "days"), [("unknown", DAYS), ("carry", dict.fromkeys(list(DAYS)[:2], "AAB"))]
)
def test_where_no_day_misses_or_missing_ones_are_unknown_nothing_is_noted(tmp_path, gaps, days):
    folder = write_snapshots(tmp_path / "days", {f"{day}.geojson": sketch for day, sketch in days.items()})
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who", gaps=gaps)
    assert {s.note for s in open_map(tmp_path / "map").project.layers[0].states} == {None}


def test_a_note_that_is_kept_goes_first_and_a_place_is_told_of_both(run, tmp_path):
    files = {f"{day}.geojson": sketch for day, sketch in DAYS.items()}
    folder = write_snapshots(tmp_path / "days", files, name="Vale", remark="seen")
    how = {"layer": "l", "controller_from": "who", "keep": ["name", "remark"]}
    import_snapshots(folder, tmp_path / "map", **how)
    states = open_map(tmp_path / "map").project.layers[0].states
    (one,) = [s for s in states if str(s.valid_from) == "2024-01-05"]
    assert one.note == f"seen; {BETWEEN}"
    point = one.geometry.representative_point()
    said = run("at", f"{point.x},{point.y}", tmp_path / "map").out
    assert f"    seen; {BETWEEN}\n" in said, said


def test_changes_tell_it_of_a_place(run, tmp_path):
    files = {f"{day}.geojson": sketch for day, sketch in DAYS.items()}
    folder = write_snapshots(tmp_path / "days", files)
    import_snapshots(folder, tmp_path / "map", layer="l", controller_from="who")
    project = open_map(tmp_path / "map")
    (one,) = [s for s in project.project.layers[0].states if str(s.valid_from) == "2024-01-05"]
    west = next(s for s in project.project.layers[0].states if str(s.valid_from) == "2024-01-06")
    for name, state in (("Ford", one), ("Mill", west)):
        point = state.geometry.representative_point()
        run("place", "add", tmp_path / "map", "--name", name, "--at", f"{point.x},{point.y}")
    asked = ("changes", "2024-01-01", "2024-01-06", tmp_path / "map")
    told = {place["place"]: place["changes"] for place in run(*asked, "--json").document["places"]}
    assert [(c["date"], c["note"]) for c in told["ford"]] == [("2024-01-05", BETWEEN)]
    assert [(c["date"], c["note"]) for c in told["mill"]] == [("2024-01-06", None)]
    said = run(*asked).out
    assert said.count(BETWEEN) == 1
    assert f"a → b (reported)  2024-01-05\n    {BETWEEN}\n" in said, said
