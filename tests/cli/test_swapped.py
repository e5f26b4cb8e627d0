"""Longitude and latitude in each other's place are told at every door by which ground and points come in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.every_command import COMMANDS

from .conftest import Run, files_under

Door = tuple[str, str]
GROUND = "POLYGON ((35.22 36.32, 35.22 36.35, 35.26 36.35, 35.22 36.32))"
LINE = "LINESTRING (35.22 36.20, 35.24 36.60)"
POINT = "35.297,36.433"
TO_LEAGUE = ("--to", "league", "--on", "2024-03-10", "--source", "herald-2024-03-09")


def swapped(value: Any) -> Any:
    """Return GeoJSON with the coordinates of all its positions in the other order."""
    if isinstance(value, dict):
        return {name: swapped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        is_position = len(value) == 2 and all(isinstance(one, float) for one in value)
        return value[::-1] if is_position else [swapped(one) for one in value]
    return value


@pytest.fixture
def layer_file(project: Path, tmp_path: Path) -> Path:
    """The layer of the map, swapped, as another program may hand it back."""
    file = tmp_path / "valley.geojson"
    file.write_text(json.dumps(swapped(json.loads((project / "valley.geojson").read_text("utf-8")))), "utf-8")
    return file


@pytest.fixture
def patch(run: Run, project: Path, tmp_path: Path) -> Path:
    """A patch that gives ground, swapped."""
    file = tmp_path / "edit.json"
    run("transfer", project, *TO_LEAGUE, "--area", GIVEN, "--patch", file)
    head, _, body = file.read_text("utf-8").partition("\n\n")
    given = json.loads(body)
    file.write_text(f"{head}\n\n{json.dumps({**given, 'added': swapped(given['added'])})}\n", "utf-8")
    return file


GIVEN = "POLYGON ((36.32 35.22, 36.35 35.22, 36.35 35.26, 36.32 35.22))"
REFUSED: dict[Door, Callable[[Path], tuple[str | Path, ...]]] = {
    ("transfer", "area"): lambda file: (*TO_LEAGUE, "--area", GROUND),
    ("correct", "area"): lambda file: (*("--on", "2024-03-10", "--certainty", "claimed", "--area", GROUND),),
    ("move-border", "line"): lambda file: ("--line", LINE),
    ("move-border", "drag"): lambda file: ("--drag", POINT, "35.287,36.433"),
    ("move-border", "insert"): lambda file: ("--insert", POINT),
    ("move-border", "delete"): lambda file: ("--delete", POINT),
    ("move-border", "at"): lambda file: ("--simplify-m", "20", "--at", POINT),
    ("move-border", "between"): lambda file: (
        *("--simplify-m", "20", "--between", "35.302,36.404", "35.309,36.462"),
    ),
    ("reshape", "line"): lambda file: ("--between", "valley-0001", "valley-0002", "--line", LINE),
    ("split", "line"): lambda file: ("--state", "valley-0002", "--line", LINE),
    ("split", "area"): lambda file: ("--state", "valley-0002", "--area", GROUND),
    ("import layer", "source"): lambda file: (file, "--layer", "valley"),
    ("import snapshots", "sources_"): lambda file: (
        *(file, "--layer", "valley", "--controller-from", "controller", "--date", "2024-03-19", "--append"),
        *("--overlaps", "last"),
    ),
    ("apply", "patch_file"): lambda file: (file,),
}
"""What is refused, by command and parameter."""
TOLD: dict[Door, Callable[[Path], tuple[str | Path, ...]]] = {
    ("import states", "sources_"): lambda file: (
        *(file, "--layer", "new", "--controller-from", "controller", "--from", "valid_from"),
        *("--to", "valid_to", "--overlaps", "last"),
    ),
    ("place add", "at"): lambda file: ("--name", "Milltown", "--kind", "town", "--at", "35.27,36.41"),
    ("place change", "at"): lambda file: ("--id", "lower-town", "--at", "35.27,36.41"),
    ("at", "where"): lambda file: (POINT,),
}
"""What goes in, since there is no map yet that it should lie on, and is told beside."""
ELSEWHERE = {
    ("init", "extent"): "there is no map yet",
    ("import look", "source"): "there is no map yet",
    ("import marks", "sources_"): "places among others: tests/exchange/marks/test_remarks.py",
    ("import marks", "extent"): "of a layer that is new",
    ("population", "raster"): "a grid of numbers, with a coordinate system",
    ("export", "paths"): "what is written",
    ("frames", "area"): "only what is looked at",
    ("compare", "states"): "a table of names",
}
GEOMETRY = ("WKT", "LON,LAT", "PATCH", "FILE")


def doors() -> set[Door]:
    """All parameters of commands by which geometry may come, by the words that stand for them in the help."""
    return {
        (name, str(param.name))
        for name, command in COMMANDS.items()
        for param in command.params
        if any(word in (param.metavar or "") for word in GEOMETRY) and param.name not in BESIDE
    }


BESIDE = {"patch", "states", "dates", "output", "sources_table", "known", "page", "path"}
"""Tables of words, and what is written."""


def test_every_door_is_tried():
    tried = {*REFUSED, *TOLD, *ELSEWHERE}
    assert doors() - tried == set()
    assert {command for command, _ in tried} <= COMMANDS.keys()


@pytest.mark.parametrize("door", REFUSED, ids=" ".join)
def test_swapped_coordinates_are_refused(
    run: Run, project: Path, layer_file: Path, patch: Path, door: Door
) -> None:
    before = files_under(project)
    command, _ = door
    words = REFUSED[door](patch if command == "apply" else layer_file)
    for also in ((), ("--dry-run",)):
        refused = run(*command.split(), *words, *where_to(command, project), *also)
        assert refused.code == 2, refused.err
        assert "ongitude comes first" in refused.err
    assert files_under(project) == before


@pytest.mark.parametrize("door", TOLD, ids=" ".join)
def test_swapped_coordinates_are_told_where_they_may_be_meant(
    run: Run, project: Path, layer_file: Path, door: Door
) -> None:
    command, _ = door
    told = run(*command.split(), *TOLD[door](layer_file), *where_to(command, project))
    assert "swapped?" in told.err or "longitude comes first" in told.out


def test_a_layer_that_comes_back_as_it_is_and_one_that_grows_beyond_its_ground_are_let_in(
    run: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "valley.geojson"
    layer = json.loads((project / "valley.geojson").read_text("utf-8"))
    file.write_text(json.dumps(layer), "utf-8")
    assert run("import", "layer", file, "--into", project, "--layer", "valley").code == 0
    first = layer["features"][0]
    west = [[[35.5, 36.0], [35.6, 36.0], [35.6, 36.1], [35.5, 36.0]]]
    layer["features"].append({**first, "id": "west-1", "geometry": {"type": "Polygon", "coordinates": west}})
    file.write_text(json.dumps(layer), "utf-8")
    assert run("import", "layer", file, "--into", project, "--layer", "valley", "--dry-run").code == 0


def where_to(command: str, project: Path) -> tuple[str | Path, ...]:
    """Return how a command is told which map it is for."""
    return ("--into", project) if command.startswith("import") else (project,)
