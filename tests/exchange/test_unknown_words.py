"""Which words for a holder are unknown ground, by whatever door they come in, and which are somebody."""

import geopandas as gpd
import pytest
from shapely import box

import controlmap
from controlmap.exchange import import_marks, import_snapshots, import_states
from controlmap.exchange.readers import Reading, read_rows
from controlmap.exchange.states_table import Meaning, StatesTable
from controlmap.model import NOBODY
from controlmap.store import open_project

WORDS = ["unknown", "Unknown", "UNKNOWN", " unknown ", *NOBODY.name.values()]
NOTHING = ["", "None", "nan", "NaN", "NULL", "null", "<NA>", None]
SOMEBODY = ["Unknown League", "none", "n/a", "nobody", "disputed", "?", "unknown2"]


def frame_of(word):
    ground = [box(37, 36, 38, 37), box(38, 36, 39, 37)]
    return gpd.GeoDataFrame({"who": ["A", word], "on": ["2024-01-01"] * 2}, geometry=ground, crs=4326)


def by_states(word, folder):
    return import_states(frame_of(word), folder / "m", layer="l", controller_from="who", begin="on").told


def by_snapshots(word, folder):
    return import_snapshots(
        frame_of(word), folder / "m", layer="l", controller_from="who", date_from="on"
    ).told


def by_a_file(word, folder):
    frame_of(word).to_file(folder / "held.gpkg")
    return import_states(
        folder / "held.gpkg", folder / "m", layer="l", controller_from="who", begin="on"
    ).told


def by_a_table(word, folder):
    table = StatesTable(("who",), (Meaning({"who": "A"}, "A"), Meaning({"who": "x"}, word or "unknown")))
    frame = frame_of("x")
    return import_states(frame, folder / "m", layer="l", states=table, begin="on").told


def by_the_caller(word, folder):
    frame = frame_of(None)
    return import_states(
        frame, folder / "m", layer="l", controller_from="who", controller=word or "unknown", begin="on"
    ).told


DOORS = [by_states, by_snapshots, by_a_file, by_a_table, by_the_caller]


def controllers(folder):
    project = open_project(folder / "m")
    assert {actor.id for actor in project.settings.actors} <= {"a", "unknown"}, "nobody is no new actor"
    return {state.controller for state in project.layers[0].states}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("word", WORDS)
def test_unknown_is_unknown_ground_however_it_is_written(word, door, tmp_path):
    told = door(word, tmp_path)
    assert controllers(tmp_path) == {"a", "unknown"}
    if door is by_states:
        said = "say no controller" if word.strip() == "unknown" else f"say {word!r} for controller"
        assert any(f"km² {said}: unknown ground" in sentence for sentence in told), told


@pytest.mark.parametrize("door", [by_states, by_snapshots, by_a_file])
@pytest.mark.parametrize("word", NOTHING)
def test_what_programs_write_for_no_value_is_unknown_ground(word, door, tmp_path):
    told = door(word, tmp_path)
    assert controllers(tmp_path) == {"a", "unknown"}
    assert any("say no controller: unknown ground" in sentence for sentence in told)


@pytest.mark.parametrize("word", SOMEBODY)
def test_other_words_are_somebody(word, tmp_path):
    by_states(word, tmp_path)
    states = open_project(tmp_path / "m").layers[0].states
    assert "unknown" not in {state.controller for state in states}


@pytest.mark.parametrize("word", WORDS)
def test_a_mark_that_says_unknown_names_no_new_actor(word, tmp_path):
    (tmp_path / "towns.csv").write_text(f"name,lat,lon,side\nFord,35,36,A\nMill,35,37,{word}\n")
    import_marks(tmp_path / "towns.csv", tmp_path / "m", date="2024-01-01")
    project = open_project(tmp_path / "m")
    assert {report.controller for report in project.reports} == {"a", "unknown"}
    assert {actor.id for actor in project.settings.actors} <= {"a", "unknown"}


@pytest.mark.parametrize("word", ["NULL", "nan", ""])
def test_a_mark_without_a_holder_is_no_report(word, tmp_path):
    (tmp_path / "towns.csv").write_text(f"name,lat,lon,side\nFord,35,36,A\nMill,35,37,{word}\n")
    import_marks(tmp_path / "towns.csv", tmp_path / "m", date="2024-01-01")
    assert {report.controller for report in open_project(tmp_path / "m").reports} == {"a"}


@pytest.mark.parametrize("languages", [["en"], ["ar"], ["uk", "en"], ["ar", "en"]])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_what_an_export_calls_unknown_ground_comes_in_as_such(languages, suffix, tmp_path):
    by_states("unknown", tmp_path)
    settings = tmp_path / "m" / "controlmap.toml"
    named = ", ".join(f'{language} = "{language} nobody"' for language in languages)
    names = ", ".join(f'{language} = "A"' for language in languages)
    titles = ", ".join(f'{language} = "T"' for language in languages)
    plain = f"""format = 1
title = {{ {titles} }}
languages = {languages}
period = {{ from = "2024-01-01", through = "2024-01-02" }}
[[actors]]
id = "a"
name = {{ {names} }}
colour = "#4878a8"
[[layers]]
id = "l"
file = "l.geojson"
name = {{ {titles} }}
"""
    for unlisted in (True, False):
        own = f'[[actors]]\nid = "unknown"\nname = {{ {named} }}\ncolour = "#b8b4ad"\n'
        settings.write_text(plain if unlisted else plain + own)
        out = tmp_path / f"out{unlisted}{suffix}"
        controlmap.open(tmp_path / "m").export(out, states=True)
        columns = [
            name for name in read_rows(out, Reading()).rows[0].fields if name.startswith("controller_name")
        ]
        assert columns, "an export names controllers"
        for column in columns:
            map_ = controlmap.from_frame(out, controller=column, start="valid_from", end="valid_to")
            found = {state.controller for state in map_.project.layers[0].states}
            assert "unknown" in found and len(found) == 2, (column, found)
            assert {actor.id for actor in map_.project.settings.actors} <= {"a", "unknown"}
