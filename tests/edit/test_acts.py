"""Acts: the methods of `Editing` as JSON values, no more and no less."""

import inspect
import json

import pytest

from controlmap.edit import ACTS, Editing, act_of, delta_text
from controlmap.errors import InputError
from controlmap.store import open_project

SQUARE = {"type": "Polygon", "coordinates": [[[36.4, 35.2], [36.45, 35.2], [36.45, 35.3], [36.4, 35.2]]]}


def delta_of(project, act):
    """What an act, as a JSON value, makes of a map."""
    return act_of(act).made(Editing(project)).delta


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_has_the_parameters_of_its_method_under_their_names(kind: str) -> None:
    parameters = inspect.signature(getattr(Editing, kind)).parameters
    assert set(ACTS[kind].model_fields) - {"kind"} == set(parameters) - {"self"}


@pytest.mark.parametrize("kind", ACTS)
def test_what_an_act_leaves_out_is_what_its_method_leaves_out(kind: str) -> None:
    parameters = inspect.signature(getattr(Editing, kind)).parameters.values()
    optional = {p.name for p in parameters if p.default is not p.empty or p.kind is p.VAR_POSITIONAL}
    several = {ACTS[kind].several}
    fields = ACTS[kind].model_fields
    assert {name for name, field in fields.items() if not field.is_required()} == optional - several


def test_every_edit_that_returns_a_delta_is_an_act() -> None:
    made = {
        name
        for name, method in inspect.getmembers(Editing, inspect.isfunction)
        if inspect.signature(method).return_annotation == "Delta" and not name.startswith("_")
    }
    assert made - {"extend_period"} == set(ACTS)


def test_an_act_makes_the_delta_that_its_method_does(valley) -> None:
    project = open_project(valley)
    said = {"to": "republic", "on": "2024-03-14", "sources": ["herald-2024-03-09"], "name": {"ar": "غرب"}}
    made = delta_of(project, {"kind": "transfer", "area": SQUARE, **said})
    direct = Editing(project).transfer(SQUARE, **said)
    texts = [delta_text(delta, grid=project.grid) for delta in (made, direct)]
    assert texts[0] == texts[1]
    made = delta_of(project, {"kind": "retract", "states": ["valley-0003", "valley-0004"]})
    assert made.ids() == Editing(project).retract("valley-0003", "valley-0004").ids()


def test_an_act_is_called_what_the_command_is_that_does_the_same_and_rests_on_what_it_cites() -> None:
    resting = {"to": "republic", "on": "2024-03-14", "sources": ["herald-2024-03-09", "radio"]}
    transfer = act_of({"kind": "transfer", "area": SQUARE, **resting})
    assert (transfer.command, transfer.cited) == ("transfer", ("herald-2024-03-09", "radio"))
    moved = act_of({"kind": "move_border", "tolerance_m": 20.0})
    assert (moved.command, moved.cited) == ("move-border", ())


WRONG = {
    "no object": [],
    "no kind": {},
    "a kind that is none": {"kind": "transfers"},
    "a method that is no edit": {"kind": "apply"},
    "a list for a kind": {"kind": ["transfer"]},
    "a member that is not known": {"kind": "retract", "states": ["a"], "layer": "b"},
    "a number for a text": {"kind": "transfer", "area": SQUARE, "to": 1, "on": "2024-03-14"},
    "a text for a list": {"kind": "retract", "states": "valley-0001"},
    "an empty list": {"kind": "retract", "states": []},
    "a text for a number": {"kind": "transfer", "area": "A", "radius_km": "2", "to": "a", "on": "2024"},
    "a radius below nothing": {"kind": "transfer", "area": "A", "radius_km": -2, "to": "a", "on": "2024"},
    "a list for ground": {"kind": "transfer", "area": [36, 35], "to": "league", "on": "2024-03-14"},
    "a file for a line": {"kind": "split", "state": "valley-0001", "line": "line.geojson"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_act_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(InputError):
        act_of(WRONG[wrong])


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_without_what_it_needs_says_all_that_is_missing(kind: str) -> None:
    needed = {name for name, field in ACTS[kind].model_fields.items() if field.is_required()} - {"kind"}
    if needed:
        with pytest.raises(InputError) as refused:
            act_of({"kind": kind})
        assert {problem.property for problem in refused.value.problems} == needed


@pytest.mark.parametrize("name", ["secret.geojson", "/etc/secret.json", "a.wkt", "a.geojson.gz", "A.CSV"])
def test_no_act_reads_a_file(valley, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(valley)
    (valley / name.strip("/").replace("/", "-")).write_text(json.dumps(SQUARE))
    with pytest.raises(InputError, match="a file is not read here"):
        act = {"kind": "transfer", "area": name, "to": "republic", "on": "2024-03-14"}
        delta_of(open_project(valley), act)
