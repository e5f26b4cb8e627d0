"""Places, sources and reports changed and removed: what is not named stays, and undo brings all back."""

import json

import pytest
import shapely

from controlmap.edit import Editing, add_place, add_source, change_record, remove_records
from controlmap.errors import InputError
from controlmap.store import open_project

CHANGES = [
    ("place", "Lower Town", {"name": {"": "Port", "ar": "ميناء"}, "lon": 36.42, "lat": 35.27}),
    ("place", "lower-town", {"population": None, "aliases": "Old Port"}),
    ("source", "herald-2024-03-09", {"title": "The Herald, late", "lean": "League"}),
    ("report", "r1", {"controller": "REPUBLIC", "from_controller": None, "note": "misread"}),
    ("report", "r1", {"date": "2024-03-12T08:00", "precision": "order", "place": "lower town"}),
]


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".json")}


def listed_in(folder):
    found = open_project(folder)
    reports = {report.id: report for report in found.reports}
    return {"place": dict(found.places), "source": dict(found.sources), "report": reports}


@pytest.mark.parametrize(("kind", "name", "said"), CHANGES)
def test_what_is_named_is_said_instead_and_all_else_stays(valley, kind, name, said):
    before, was = files_of(valley), listed_in(valley)[kind]
    told = change_record(valley, kind, name, said)
    assert listed_in(valley)[kind] == {**was, told.id: told} != was
    others = type(told).model_fields.keys() - said.keys() - {"translations"}
    assert {key: getattr(told, key) for key in others} == {key: getattr(was[told.id], key) for key in others}
    Editing(open_project(valley)).undo()
    assert files_of(valley) == before


def test_a_text_is_changed_where_the_table_has_it(valley):
    columns = (valley / "places.csv").read_text(encoding="utf-8").split("\n")[0]
    place = change_record(valley, "place", "lower-town", {"name": "Port"})
    assert dict(place.translations) | {"name_en": "Port"} == dict(place.translations)
    assert (valley / "places.csv").read_text(encoding="utf-8").split("\n")[0] == columns


@pytest.mark.parametrize(
    ("kind", "name", "said", "why"),
    [
        ("place", "nowhere", {"note": "x"}, "no place is called 'nowhere'"),
        ("source", "herald", {"title": "x"}, "sources.json lists no source 'herald'"),
        ("report", "r9", {"note": "x"}, "reports.csv lists no report 'r9'"),
        ("report", "r1", {"controller": "Legue"}, "controlmap.toml lists no actor 'Legue'"),
        ("report", "r1", {"sources": ["herald"]}, "sources.json lists no source 'herald'"),
        ("report", "r1", {"place": "nowhere"}, "no place is called 'nowhere'"),
        ("report", "r1", {"date": "soon"}, "soon"),
        ("report", "r1", {"status": "held", "others": ["republic"]}, "held by league alone"),
        ("place", "lower-town", {"lon": 36.4, "lat": None}, "lon and lat"),
        ("place", "lower-town", {"name": {"": "", "ar": ""}}, "name is empty"),
        ("place", "lower-town", {"kind": "town"}, "place 'lower-town' says so already"),
        ("source", "herald-2024-03-09", {"URL": "ftp://x"}, "http"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_written(valley, kind, name, said, why):
    before = files_of(valley)
    with pytest.raises(InputError, match=why):
        change_record(valley, kind, name, said)
    assert files_of(valley) == before
    assert not (valley / "journal.jsonl").exists()


def test_what_something_names_is_not_removed_and_all_that_does_is_told(valley):
    with pytest.raises(InputError) as refused:
        remove_records(valley, "place", ["Lower Town"])
    assert "r1 in reports.csv" in str(refused.value)
    with pytest.raises(InputError, match=r"r1 in reports\.csv"):
        remove_records(valley, "source", ["herald-2024-03-09"])


def test_what_is_drawn_by_hand_names_its_sources_too(valley):
    add_source(valley, {"id": "sketch-1", "title": "A sketch"})
    drawn = {
        "type": "Feature",
        "id": "claim-1",
        "geometry": shapely.geometry.mapping(shapely.box(36.35, 35.25, 36.4, 35.3)),
        "properties": {
            "role": "override",
            "controller": "league",
            "valid_from": "2024-03-05",
            "sources": ["sketch-1"],
        },
    }
    (valley / "hand").mkdir()
    collection = {"type": "FeatureCollection", "features": [drawn]}
    (valley / "hand" / "valley.geojson").write_text(json.dumps(collection))
    with pytest.raises(InputError, match=r"is named by 1 record still(.|\n)*claim-1 in hand/valley.geojson"):
        remove_records(valley, "source", ["sketch-1"])


def test_several_are_removed_at_once_and_come_back_where_they_were(valley):
    for name in ("The Mill", "The Ford", "The Wood"):
        add_place(valley, {"name": name, "kind": "site"})
    before = files_of(valley)
    gone = remove_records(valley, "place", ["the mill", "the-wood"])
    assert [place.id for place in gone] == ["the-mill", "the-wood"]
    assert [*open_project(valley).places] == ["lower-town", "the-ford"]
    Editing(open_project(valley)).undo()
    assert files_of(valley) == before


@pytest.mark.parametrize(("kind", "name"), [("report", "r1"), ("source", "leaflet")])
def test_the_last_one_is_removed_too(valley, kind, name):
    add_source(valley, {"id": "leaflet", "title": "A leaflet"})
    before = files_of(valley)
    remove_records(valley, kind, [name])
    Editing(open_project(valley)).undo()
    assert files_of(valley) == before


def test_a_dry_run_writes_nothing(valley):
    before = files_of(valley)
    assert change_record(valley, "report", "r1", {"note": "misread"}, dry_run=True).note == "misread"
    assert [one.id for one in remove_records(valley, "report", ["r1"], dry_run=True)] == ["r1"]
    assert files_of(valley) == before
