"""Two people edit one layer: what does not touch goes through, and nothing of anybody's is erased."""

from controlmap.api import open_map
from controlmap.edit import Editing
from tests.cli.conftest import files_under

from .served import EAST, WEST, Served, transfer

MIDDLE = {
    "type": "Polygon",
    "coordinates": [[[36.41, 35.27], [36.44, 35.27], [36.4, 35.3], [36.41, 35.27]]],
}


def test_what_does_not_touch_goes_through_by_itself(served: Served) -> None:
    seen = served.revision
    theirs = served.apply(transfer(area=EAST, radius_km=None), who="Bea", revision=seen)
    mine = served.apply(transfer(area=WEST, radius_km=None, to="league"), who="Ada", revision=seen)
    assert (theirs["rebased"], mine["rebased"]) == (False, True)
    assert mine["entry"]["moved"][0]["from"] == "republic"
    assert [one["who"] for one in served.get("/api/log")["entries"]] == ["Ada", "Bea"]


def test_the_same_polygon_elsewhere_is_not_the_same_ground(served: Served) -> None:
    """Both cut a corner off one state: by features they clash, on the ground they do not."""
    seen = served.revision
    corner = {
        "type": "Polygon",
        "coordinates": [[[36.4, 35.19], [36.42, 35.19], [36.42, 35.22], [36.4, 35.19]]],
    }
    served.apply(transfer(area=EAST, radius_km=None), who="Bea", revision=seen)
    assert served.apply(transfer(area=corner, radius_km=None), who="Ada", revision=seen)["rebased"]


def test_whose_ground_was_touched_is_told_and_nothing_is_erased(served: Served) -> None:
    seen = served.revision
    theirs = served.apply(transfer(), who="Bea", revision=seen)
    before = files_under(served.folder)
    act = transfer(area=MIDDLE, radius_km=None, to="unknown", on="2024-03-12")
    preview = served.post("/api/preview", act=act, revision=seen, who="Ada")
    refused = served.apply(act, who="Ada", revision=seen, status=409)
    assert [one["who"] for one in refused["conflicts"]] == [["Bea"]]
    (conflict,) = refused["conflicts"]
    assert conflict["entries"] == [theirs["entry"]["id"]]
    assert conflict["from"] == "2024-03-14"
    assert conflict["ground"]["type"] in ("Polygon", "MultiPolygon")
    assert 0 < conflict["area_km2"] < 12.6
    assert "Bea" in conflict["message"]
    assert preview["conflicts"] == refused["conflicts"]
    assert files_under(served.folder) == before
    again = served.apply(act, who="Ada", revision=refused["revision"])
    assert again["entry"]["who"] == "Ada"
    assert served.post("/api/revert", entry=again["entry"]["id"], who="Ada")
    assert files_under(served.folder)["valley.geojson"] == before["valley.geojson"]


def test_the_same_ground_at_another_time_is_not_touched(served: Served) -> None:
    seen = served.revision
    served.apply(transfer(on="2024-03-14", until="2024-03-16"), who="Bea", revision=seen)
    act = transfer(on="2024-03-16", until="2024-03-18", to="unknown")
    assert served.apply(act, who="Ada", revision=seen)["rebased"]


def test_one_person_in_two_tabs_has_no_conflict_with_oneself(served: Served) -> None:
    seen = served.revision
    served.apply(transfer(area=EAST, radius_km=None), revision=seen)
    assert served.apply(transfer(area=WEST, radius_km=None, to="league"), revision=seen)["rebased"]
    assert served.apply(transfer(area=EAST, radius_km=None, to="unknown", on="2024-03-16"))


def test_nothing_is_written_that_the_tab_was_not_shown(served: Served) -> None:
    """What one's other tab did makes this one's edit take the ground from somebody else, or less of it."""
    seen = served.revision
    served.apply(transfer(), revision=seen)
    before = files_under(served.folder)
    act = transfer(to="unknown", on="2024-03-16")
    (conflict,) = served.apply(act, revision=seen, status=409)["conflicts"]
    assert "12.56 km² republic → unknown on 2024-03-16" in conflict["message"]
    assert "not 12.56 km² league → unknown" in conflict["message"]
    (smaller,) = served.apply(transfer(radius_km=3), revision=seen, status=409)["conflicts"]
    assert "league → republic" in smaller["message"]
    assert files_under(served.folder) == before
    shown = served.post("/api/preview", act=act, revision=seen)
    assert served.apply(act, revision=shown["revision"])["entry"]["moved"][0]["from"] == "republic"


def test_an_edit_that_lasts_as_long_but_from_another_date_is_another(served: Served) -> None:
    seen = served.revision
    served.apply(transfer(on="2024-03-14"), revision=seen)
    (conflict,) = served.apply(transfer(on="2024-03-12"), revision=seen, status=409)["conflicts"]
    assert "2024-03-12" in conflict["message"]


def test_what_is_gone_meanwhile_is_a_conflict_and_no_fault(served: Served) -> None:
    seen = served.revision
    served.apply({"kind": "retract", "states": ["valley-0004"]}, who="Bea", revision=seen)
    act = {"kind": "correct", "states": ["valley-0004"], "certainty": "claimed"}
    refused = served.apply(act, who="Ada", revision=seen, status=409)
    assert "valley-0004" in refused["conflicts"][0]["message"] or refused["conflicts"][0]["who"] == ["Bea"]


def test_a_map_that_nobody_remembers_is_to_be_looked_at_again(served: Served) -> None:
    refused = served.apply(transfer(), revision="of-yesterday", status=409)
    assert "look at it" in refused["conflicts"][0]["message"]
    assert served.apply(transfer(), revision=refused["revision"])


def test_what_another_process_writes_is_seen_and_not_written_over(served: Served) -> None:
    seen = served.revision
    elsewhere = Editing(open_map(served.folder).project)
    elsewhere.apply(elsewhere.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14"), who="Bea")
    refused = served.apply(transfer(to="unknown"), who="Ada", revision=seen, status=409)
    assert refused["conflicts"][0]["who"] == ["Bea"]
    assert served.apply(transfer(area=WEST, radius_km=None, to="league"), who="Ada", revision=seen)["rebased"]


def test_a_file_that_was_changed_by_hand_is_somebody_s_work_too(served: Served) -> None:
    seen = served.revision
    layer = served.folder / "valley.geojson"
    layer.write_text(layer.read_text().replace('"valid_from": "2024-03-09"', '"valid_from": "2024-03-10"'))
    act = transfer(on="2024-03-09", to="unknown")
    refused = served.apply(act, revision=seen, status=409)
    assert "without an entry" in refused["conflicts"][0]["message"]
