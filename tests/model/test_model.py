"""Values of a map project: what is taken, and what is refused with all its problems at once."""

from typing import Any

import numpy as np
import pytest
import shapely

from controlmap.dates import parse_instant, read_zone
from controlmap.errors import InputError
from controlmap.model import (
    Actor,
    ControlState,
    Event,
    MapPeriod,
    Place,
    Report,
    Settings,
    Source,
    View,
    validated,
)

STATE = {
    "id": "a-1", "geometry": shapely.box(0, 0, 1, 1), "controller": "red",
    "valid_from": "2024-11-30", "valid_to": None,
}  # fmt: skip
ACTOR = {"id": "red", "name": {"en": "Red"}, "colour": "#aa0000"}
LAYER = {"id": "one", "file": "one.geojson", "name": {"en": "One"}}
SETTINGS = {"format": 1, "title": {"en": "A map"}, "actors": [ACTOR], "layers": [LAYER]}
PLACE = {"id": "p", "name_en": "P", "kind": "town", "lon": "36.5", "lat": "35.5"}
REPORT = {
    "id": "r", "place": "p", "date": "2024-11-30", "kind": "change", "controller": "red",
    "confidence": "high", "statement": "It fell.",
}  # fmt: skip
EVENT = {"id": "e", "geometry": None, "date": "2024-11-30", "kind": "strike", "statement": "A strike."}
SOURCE = {"id": "s", "title": "A report"}

GOOD = [
    (ControlState, STATE),
    (Actor, ACTOR),
    (Settings, SETTINGS),
    (Place, PLACE),
    (Report, REPORT),
    (Event, EVENT),
    (Source, SOURCE),
    (Source, {**SOURCE, "URL": "https://herald.example/@user?to=a@b#@"}),
    (View, {"bounds": [35, 32, 39, 37]}),
    (MapPeriod, {"from": "2024-11-26", "through": "2024-12-12"}),
]

BAD = [
    (ControlState, {**STATE, "status": "lost"}, "status"),
    (ControlState, {**STATE, "certainty": "sure"}, "certainty"),
    (ControlState, {**STATE, "valid_from": "2024-11-31"}, "valid_from"),
    (ControlState, {**STATE, "evidence_distance_km": -1}, "evidence_distance_km"),
    (ControlState, {**STATE, "evidence_distance_km": "3"}, "evidence_distance_km"),
    (ControlState, {**STATE, "probability": 1.1}, "probability"),
    (ControlState, {**STATE, "probability": -0.1}, "probability"),
    (ControlState, {**STATE, "sources": "afp"}, "sources"),
    (Actor, {**ACTOR, "id": "Red Army"}, "id"),
    (Place, {**PLACE, "lon": "3_6.5"}, "lon"),
    (Place, {**PLACE, "lat": " 35.5"}, "lat"),
    (Place, {**PLACE, "lat": "٣٥"}, "lat"),
    (Place, {**PLACE, "population": "1_000"}, "population"),
    (Place, {**PLACE, "population": "9" * 400}, "population"),
    (Place, {**PLACE, "coord_accuracy_m": "inf"}, "coord_accuracy_m"),
    (Source, {**SOURCE, "issued": {"date-parts": [[2024, 13, 1]]}}, "issued"),
    (Source, {**SOURCE, "issued": {"date-parts": [[2023, 2, 29]]}}, "issued"),
    (Source, {**SOURCE, "issued": {"date-parts": [["2024", "2", "30"]]}}, "issued"),
    (Settings, {**SETTINGS, "format": True}, "format"),
    (Actor, {**ACTOR, "colour": "red"}, "colour"),
    (Actor, {**ACTOR, "colour": "#aa0000;background:url(x)"}, "colour"),
    (Actor, {**ACTOR, "pattern": "stars"}, "pattern"),
    (Settings, {**SETTINGS, "format": 2}, "format"),
    (Settings, {**SETTINGS, "grid": 1e-4}, "grid"),
    (Settings, {**SETTINGS, "grid": "1e-6"}, "grid"),
    (Settings, {**SETTINGS, "time_zone": "Asia/Atlantis"}, "time_zone"),
    (Settings, {**SETTINGS, "languages": []}, "languages"),
    (Settings, {**SETTINGS, "languages": ["en", "plain words"]}, "languages.2"),
    (Settings, {**SETTINGS, "layers": []}, "layers"),
    (Settings, {**SETTINGS, "colour": "x"}, "colour"),
    (Settings, {**SETTINGS, "languages": ["ar", "en"]}, None),
    (Settings, {**SETTINGS, "actors": [ACTOR, ACTOR]}, None),
    (Settings, {**SETTINGS, "layers": [LAYER, LAYER]}, None),
    (Place, {**PLACE, "lat": ""}, None),
    (Place, {**PLACE, "lat": "95"}, "lat"),
    (Place, {**PLACE, "lon": "nan"}, "lon"),
    (Place, {**PLACE, "population": "-1"}, "population"),
    (Place, {**PLACE, "id": "two words"}, "id"),
    (Report, {**REPORT, "confidence": "total"}, "confidence"),
    (Event, {**EVENT, "killed_total": 3.5}, "killed_total"),
    (Event, {**EVENT, "killed_total": "3"}, "killed_total"),
    (Source, {**SOURCE, "URL": "javascript:alert(1)"}, "URL"),
    (Source, {**SOURCE, "URL": "https://herald.example@elsewhere.example/x"}, "URL"),
    (Source, {**SOURCE, "URL": "http://a:b@elsewhere.example?x"}, "URL"),
    (Source, {**SOURCE, "issued": {"date-parts": [["circa 2024"]]}}, "issued"),
    (Source, {**SOURCE, "issued": {"date-parts": [[]]}}, "issued"),
    (Source, {**SOURCE, "issued": {"date-parts": []}}, "issued"),
    (Source, {**SOURCE, "issued": {"date-parts": [[2024, 3, 1, 1]]}}, "issued"),
    (Source, {**SOURCE, "URL": "file:///etc/hosts"}, "URL"),
    (View, {"bounds": [39, 32, 35, 37]}, None),
    (View, {"bounds": [35, 32, 39, 97]}, None),
    (View, {"bounds": [35, 32, 39]}, "bounds.4"),
    (MapPeriod, {"from": "2024-12-12", "through": "2024-12-11"}, None),
]


@pytest.mark.parametrize(("model", "data"), GOOD, ids=[model.__name__ for model, _ in GOOD])
def test_what_the_format_describes_is_taken(model: Any, data: dict) -> None:
    value = validated(model, data)
    with pytest.raises(ValueError, match="frozen"):
        value.id = "other"


@pytest.mark.parametrize(("model", "data", "where"), BAD)
def test_what_it_does_not_is_refused_with_its_property(model: Any, data: dict, where: str | None) -> None:
    with pytest.raises(InputError) as refused:
        validated(model, data, file="x.toml", feature="f")
    (problem,) = refused.value.problems
    assert (problem.property, problem.file, problem.feature) == (where, "x.toml", "f")
    assert problem.code
    assert "Value error" not in problem.message


def test_all_problems_of_a_value_come_at_once() -> None:
    with pytest.raises(InputError) as refused:
        validated(
            ControlState, {"id": "a", "geometry": shapely.Point(), "status": "lost", "valid_to": "soon"}
        )
    found = {problem.property: problem for problem in refused.value.problems}
    assert set(found) == {"controller", "status", "valid_from", "valid_to"}
    assert found["controller"].message == "is missing"
    assert "'soon' is not an instant" in found["valid_to"].message
    assert "found 'lost'" in found["status"].message


def test_a_long_wrong_value_is_cut_in_the_message() -> None:
    with pytest.raises(InputError) as refused:
        validated(Actor, {**ACTOR, "colour": "x" * 10_000})
    assert len(str(refused.value)) < 300


def test_an_offset_is_converted_to_the_project_s_zone() -> None:
    data = {**STATE, "valid_from": "2024-11-30T22:30Z"}
    state = validated(ControlState, data, zone=read_zone("Asia/Damascus"))
    assert state.valid_from == np.datetime64("2024-12-01T01:30", "m")


def test_a_period_through_a_day_ends_after_it() -> None:
    period = validated(MapPeriod, {"from": "2024-11-26", "through": "2024-12-12"})
    assert (period.start, period.end) == (parse_instant("2024-11-26"), parse_instant("2024-12-13"))


def test_empty_cells_of_tables_are_none_and_lists_are_words() -> None:
    report = validated(Report, {**REPORT, "from_controller": "", "sources": "afp sana", "others": ""})
    assert (report.from_controller, report.sources, report.others) == (None, ("afp", "sana"), ())
    place = validated(Place, {**PLACE, "lon": "", "lat": "", "population": ""})
    assert (place.lon, place.lat, place.population) == (None, None, None)


@pytest.mark.parametrize(
    ("recorded", "superseded", "asked", "known"),
    [
        (None, None, "2024-01-01", True),
        ("2024-01-02", None, "2024-01-01", False),
        ("2024-01-02", None, "2024-01-02", True),
        ("2024-01-02", "2024-01-05", "2024-01-04", True),
        ("2024-01-02", "2024-01-05", "2024-01-05", False),
        (None, "2024-01-05", "2024-01-06", False),
    ],
)
def test_a_record_stands_from_its_making_until_it_is_superseded(
    recorded: str | None, superseded: str | None, asked: str, known: bool
) -> None:
    state = validated(ControlState, {**STATE, "recorded_at": recorded, "superseded_at": superseded})
    assert state.known_on(parse_instant(asked)) is known


@pytest.mark.parametrize(
    ("model", "data", "said"),
    [
        (Place, {**PLACE, "name_en": " "}, "name is empty in every language"),
        (Place, {**PLACE, "name_en": "", "name_ar": ""}, "name is empty in every language"),
        (Settings, {**SETTINGS, "title": {"en": ""}}, "title has no text in 'en'"),
        (Settings, {**SETTINGS, "languages": ["en", "en"]}, "language 'en' is listed twice"),
        (Settings, {**SETTINGS, "actors": [{**ACTOR, "parent": "red"}]}, "actor 'red' is its own parent"),
        (
            Settings,
            {**SETTINGS, "actors": [{**ACTOR, "id": a, "parent": b} for a, b in ("ab", "bc", "cd", "db")]},
            "actor 'b' is its own parent, by way of 'c', 'd'",
        ),
    ],
)
def test_what_must_be_there_is_more_than_a_key(model: Any, data: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        validated(model, data)


@pytest.mark.parametrize("day", [[2024], [2024, 2], [2024, 2, 29], ["2024", "12", "31"], [-44, 3, 15]])
def test_days_of_the_calendar_are_taken(day: list[Any]) -> None:
    assert validated(Source, {**SOURCE, "issued": {"date-parts": [day]}}).issued == {"date-parts": [day]}


def test_a_text_in_another_language_alone_will_do() -> None:
    assert validated(Place, {**PLACE, "name_en": "", "name_ar": "قرية"}).says("name")
