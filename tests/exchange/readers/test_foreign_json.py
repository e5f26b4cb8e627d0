"""JSON that is no map, among maps: the refusal says what it seems to be, and what to do."""

import json

import pytest

import controlmap
from controlmap.cli import main

SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
FEATURE = {"type": "Feature", "properties": {"who": "A"}, "geometry": SQUARE}
MAP = {"type": "FeatureCollection", "features": [FEATURE]}
LEAVE_OUT = "leave it out"
FOREIGN = {
    "what npm writes": (
        {"name": "x", "version": "1", "private": True, "scripts": {}, "dependencies": {}},
        "an object with 'name', 'version', 'private', 'scripts' and 1 more", LEAVE_OUT,
    ),
    "nothing": ({}, "an empty object", LEAVE_OUT),
    "a list of rows": ([{"a": 1}, {"a": 2}], "a list of 2 values", LEAVE_OUT),
    "a text": ("2024", "a text", LEAVE_OUT),
    "a number": (7, "a single value", LEAVE_OUT),
    "nothing at all": (None, "a single value", LEAVE_OUT),
    "a long name": ({"x" * 99: 1}, f"an object with '{'x' * 30}…'", LEAVE_OUT),
    "features without a collection": ([FEATURE], "a list of GeoJSON's Features", '"FeatureCollection"'),
    "Overpass": ({"version": 0.6, "osm3s": {}, "elements": []}, "OpenStreetMap's Overpass", "osmtogeojson"),
    "SPARQL": ({"head": {"vars": []}, "results": {"bindings": []}}, "a SPARQL query", "Save it as CSV"),
    "TileJSON": ({"tilejson": "3.0.0", "tiles": []}, "a TileJSON", LEAVE_OUT),
    "a style": ({"version": 8, "sources": {}, "layers": []}, "a style", LEAVE_OUT),
    "STAC": ({"stac_version": "1.0.0", "id": "x"}, "a catalogue", "its assets"),
}  # fmt: skip
WAYS = {
    "look": ["import", "look"],
    "snapshots": ["import", "snapshots", "--into", "map", "--layer", "l", "--controller-from", "who"],
    "states": [
        "import",
        "states",
        "--into",
        "map",
        "--layer",
        "l",
        "--controller-from",
        "who",
        "--from",
        "on",
    ],
    "marks": ["import", "marks", "--into", "map", "--controller-from", "who"],
}


@pytest.fixture
def days(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "days").mkdir()
    for day in ("2024-03-01", "2024-03-02"):
        (tmp_path / "days" / f"{day}.geojson").write_text(json.dumps(MAP))
    return tmp_path / "days"


@pytest.mark.parametrize("kind", FOREIGN)
def test_each_kind_is_told_with_what_to_do(kind, days):
    value, seems, remedy = FOREIGN[kind]
    (days / "2024-03-03.json").write_text(json.dumps(value))
    with pytest.raises(controlmap.InputError) as refused:
        controlmap.from_frame(days, controller="who", date_pattern="%Y-%m-%d")
    (problem,) = refused.value.problems
    assert problem.file == "2024-03-03.json"
    assert seems in problem.message
    assert remedy in problem.hint


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["2024-03-03.json", "package.json"])
def test_each_command_says_to_leave_it_out(way, name, days, capsys):
    (days / name).write_text(json.dumps({"name": "x"}))
    with pytest.raises(SystemExit):
        main([*WAYS[way], str(days)])
    told = capsys.readouterr().err
    assert f"{name}:1:1: is JSON, but holds no GeoJSON object" in told or f"{name}: the name holds" in told
    assert LEAVE_OUT in told


def test_what_is_proposed_brings_the_others_in(days):
    (days / "2024-03-03.json").write_text("{}")
    found = controlmap.from_frame(
        sorted(days.glob("2024-*.geojson")), controller="who", date_pattern="%Y-%m-%d"
    )
    assert len(found.project.layers[0].states) == 1


def test_names_that_all_lack_a_date_are_asked_for_it_alone(tmp_path):
    (tmp_path / "one.geojson").write_text(json.dumps(MAP))
    with pytest.raises(controlmap.InputError) as refused:
        controlmap.exchange.import_snapshots(tmp_path, tmp_path / "map", layer="l", controller_from="who")
    assert LEAVE_OUT not in str(refused.value)
