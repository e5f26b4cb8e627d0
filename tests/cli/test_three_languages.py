"""A map in three languages, none of which is built in, goes through everything that texts go through."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import controlmap
from controlmap.errors import InputError
from tests.render.payload_reader import read_payload
from tests.three_languages import AREA, LANGUAGES, MILL, NOTE, STRIKE, TITLE, TOWN, write_map

from .conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_map(tmp_path / "map")


@pytest.fixture
def tell(run: Run) -> Callable[..., str]:
    """Call a command that ends with a code, and return what it says."""

    def call(*words: str | Path, code: int = 0) -> str:
        done = run(*words)
        assert done.code == code, done.err
        return done.err if code else done.out

    return call


def states(folder: Path) -> dict[str, dict]:
    found = json.loads((folder / "valley.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["id"]: feature["properties"] for feature in found}


def texts(properties: dict, name: str) -> dict[str, str]:
    keys = dict(zip(LANGUAGES, [name, *(f"{name}_{language}" for language in LANGUAGES[1:])], strict=True))
    return {language: properties[key] for language, key in keys.items() if properties.get(key)}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_is_found_wrong_with_it(folder, tell):
    found = json.loads(tell("check", folder, "--format", "json"))
    assert [f["code"] for f in found["findings"] if f["code"].startswith("CM1")] == ["CM142"]
    tell("check", folder, "--fix")
    assert texts(states(folder)["valley-0001"], "area") == AREA


def test_canonical_form_puts_each_language_behind_the_first(folder, tell):
    tell("format", folder)
    keys = list(states(folder)["valley-0001"])
    assert keys[:3] == ["area", "area_he", "area_zh-Hant"]
    assert keys[-3:] == ["note", "note_he", "note_zh-Hant"]


def test_the_page_s_data_have_every_text_in_every_language(folder):
    header, _ = read_payload(controlmap.open(folder).payload())
    assert (header["languages"], header["right_to_left"]) == (list(LANGUAGES), ["he"])
    assert header["title"] == TITLE
    assert AREA in header["states"]["area"] and NOTE in header["states"]["note"]
    assert [place["name"] for place in header["places"]] == [TOWN, MILL]
    (event,) = header["events"]
    assert (event["place"], event["statement"], event["note"]) == (TOWN, STRIKE, NOTE)
    assert [base["features"][0]["name"] for base in header["base"]] == [TITLE, TOWN]


@pytest.mark.parametrize("name", [*TOWN.values(), "ford", "БІЛИЙ БРІД"])
def test_a_place_is_found_by_its_name_in_any_language(folder, tell, name):
    found = json.loads(tell("at", name, folder, "--json"))
    assert found["place"] == {
        "id": "ford", "name_uk": TOWN["uk"], "name_he": TOWN["he"], "name_zh-Hant": TOWN["zh-Hant"],
        "kind": "town", "admin1": "",
    }  # fmt: skip
    assert texts(found["spells"][0], "area") == AREA


def test_areas_and_changes_are_told(folder, tell):
    assert {row["controller"] for row in json.loads(tell("areas", folder, "--json"))["rows"]} == {
        "north",
        "south",
    }
    assert json.loads(tell("changes", "2024-03-01", "2024-03-10", folder, "--json"))["places"] == []


def test_an_edit_says_names_and_notes_in_each_language(folder, tell):
    names = [f"--name={MILL['uk']}", f"--name=he={MILL['he']}", f"--name=zh-Hant={MILL['zh-Hant']}"]
    where = ["--to", "north", "--on", "2024-03-05", "--area", MILL["he"], "--radius-km", "2"]
    done = tell("transfer", folder, *where, "--source", "paper", *names, f"--note=he={NOTE['he']}", "--json")
    added = [states(folder)[id] for id in json.loads(done)["features"]["added"]]
    (new,) = (state for state in added if state["controller"] == "north")
    assert texts(new, "area") == MILL
    assert texts(new, "note") == {"he": NOTE["he"]}


def test_an_area_is_named_in_any_language_and_keeps_its_names(folder, tell):
    where = ["--to", "south", "--on", "2024-03-05", "--area", AREA["zh-Hant"]]
    done = json.loads(tell("transfer", folder, *where, "--source", "paper", "--json"))
    (new,) = (states(folder)[id] for id in done["features"]["added"])
    assert texts(new, "area") == AREA
    assert texts(new, "note") == {}


def test_a_correction_of_one_language_leaves_the_others(folder):
    project = controlmap.open(folder)
    project.apply(project.correct(states="valley-0001", note={"he": "תוקן"}))
    (right,) = (s for s in states(folder).values() if s.get("note_he") == "תוקן")
    assert texts(right, "note") == {**NOTE, "he": "תוקן"}
    assert texts(right, "area") == AREA


def test_a_correction_of_the_holder_takes_notes_away_in_every_language(folder):
    said = {"controller": "south", "sources": "paper", "certainty": "reported"}
    project = controlmap.open(folder)
    project.apply(project.correct(states="valley-0001", **said))
    (right,) = (s for s in states(folder).values() if s["certainty"] == "reported")
    assert (texts(right, "area"), texts(right, "note")) == (AREA, {})


def test_a_report_is_added_in_each_language(folder, tell):
    said = [
        f"--statement={STRIKE['uk']}",
        f"--statement=he={STRIKE['he']}",
        f"--note=zh-Hant={NOTE['zh-Hant']}",
    ]
    what = ["--place", TOWN["zh-Hant"], "--date", "2024-03-06", "--controller", "north", "--source", "paper"]
    report = json.loads(tell("report", "add", folder, *what, *said, "--json"))
    assert texts(report, "statement") == {"uk": STRIKE["uk"], "he": STRIKE["he"]}
    added = controlmap.open(folder).project.reports[-1]
    assert added.text("note").by_language("uk") == {"zh-Hant": NOTE["zh-Hant"]}


@pytest.mark.parametrize("option", ["--name", "--note"])
def test_a_language_that_the_map_does_not_have_is_refused(folder, tell, option):
    words = ["correct", folder, "--state", "valley-0001", option]
    assert "the map has no texts in 'en'" in tell(*words, "en=Bridge", code=2)
    assert "two texts are given in 'he'" in tell(*words, "he=a", option, "he=b", code=2)


def test_ground_is_derived_and_named_in_each_language(folder, tell):
    tell("derive", folder)
    found = states(folder)
    assert texts(found["mill-yard"], "area") == MILL
    (ford,) = (state for state in found.values() if state.get("area") == TOWN["uk"] and "note" in state)
    assert texts(ford, "area") == TOWN
    assert texts(ford, "note") == {
        "uk": f"{NOTE['uk']} Також названо: Південь (paper)",
        "he": f"{NOTE['he']} ≠ הדרום (paper)",
        "zh-Hant": f"{NOTE['zh-Hant']}≠ 南方 (paper)",
    }


def test_a_text_in_a_language_that_is_not_listed_is_kept_and_named(folder, tell):
    tell("format", folder)
    replace(folder / "valley.geojson", '"area_he"', '"area_iw"')
    before = (folder / "valley.geojson").read_bytes()
    assert "CM125" in tell("check", folder)
    tell("format", folder)
    assert (folder / "valley.geojson").read_bytes() == before


def test_a_value_that_is_no_text_is_refused_in_a_listed_language_alone(folder):
    replace(folder / "valley.geojson", '"area_he": "הגשר העליון"', '"area_ha": 12')
    assert controlmap.open(folder).project.layers[0].states[0].model_extra == {"area_ha": 12}
    replace(folder / "valley.geojson", '"area_ha": 12', '"area_he": 12')
    with pytest.raises(InputError, match=r"area_he: a text is expected; found 12"):
        controlmap.open(folder)


def test_the_first_language_may_be_spelt_out(folder, tell):
    replace(folder / "places.csv", "id,name,", "id,name_uk,")
    replace(folder / "valley.geojson", '"area":', '"area_uk":')
    replace(folder / "reports.csv", "statement,", "statement_uk,")
    found = controlmap.open(folder)
    assert found.place(TOWN["uk"]).name == TOWN["uk"]
    header, _ = read_payload(found.payload())
    assert AREA in header["states"]["area"]
    what = ["--place", "ford", "--date", "2024-03-06", "--controller", "north", "--source", "paper"]
    tell("report", "add", folder, *what, "--statement", "Ще одне")
    assert [report.statement for report in controlmap.open(folder).project.reports][-1] == "Ще одне"
    assert (folder / "reports.csv").read_text(encoding="utf-8").partition("\n")[0].count("statement_uk") == 1


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("name_uk,name,", "the column 'name' stands twice"),
        ("name,name_fr,", "the column 'name_fr' is not known\n  `languages` lists uk, he, zh-Hant: add 'fr'"),
        ("name,name_zh-hant,", "the column 'name_zh-hant' is not known\n  Did you mean 'name_zh-Hant'?"),
    ],
)
def test_columns_of_other_languages_are_refused_with_a_hint(folder, header, message):
    replace(folder / "places.csv", "name,name_he,", header)
    with pytest.raises(InputError) as caught:
        controlmap.open(folder)
    assert message in str(caught.value)


def test_the_columns_of_maps_as_they_were_are_taken_in_any_map(folder):
    replace(folder / "places.csv", "name,name_he,name_zh-Hant,", "name_en,name_ar,name_he,")
    found = controlmap.open(folder)
    assert found.place(TOWN["he"]).id == "ford"
    assert found.place("ford").name == TOWN["uk"]
