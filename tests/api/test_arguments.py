"""Whatever is passed to the Python API, it is taken, or refused by an error of controlmap's own."""

import ast
import inspect
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

import controlmap
from controlmap.api import MapProject
from controlmap.arguments import kinds_of
from controlmap.errors import InputError, Problem
from controlmap.history import Ground, History
from controlmap.in_python import in_python
from controlmap.model import IN_MEMORY, Note
from controlmap.store import init_project

FRAME = gpd.GeoDataFrame(
    {"who": ["a"], "since": ["2024-03-01"]}, geometry=[box(37, 36, 37.1, 36.1)], crs=4326
)
FUNCTIONS = {name: getattr(controlmap, name) for name in ("from_frame", "from_snapshots", "open", "verify")}
FUNCTIONS["build_history"] = controlmap.build_history
METHODS = {
    f"{kind.__name__}.{name}": method
    for kind in (MapProject, History)
    for name, method in inspect.getmembers(kind, inspect.isfunction)
    if not name.startswith("_")
}
EVERY = FUNCTIONS | METHODS
PARAMETERS = [
    (name, parameter)
    for name, function in EVERY.items()
    for parameter in inspect.signature(function).parameters
    if parameter != "self"
]
WRONG: dict[str, Any] = {
    "a number": 5,
    "a number below 0": -1,
    "a number with digits": 2.5,
    "no number": float("nan"),
    "a number without end": float("inf"),
    "a large number": 10**30,
    "a NumPy number": np.float32(3.5),
    "True": True,
    "a text": "zap",
    "an empty text": "",
    "a text of a number": "3",
    "a date": date(2024, 3, 10),
    "no date": pd.NaT,
    "bytes": b"zap",
    "nothing": None,
    "an object": object(),
    "an empty list": [],
    "a tuple of one": ("2024-03-09",),
    "a list of numbers": [1, 2],
    "a list of four texts": ["a", "b", "a", "b"],
    "a list of nothing": [None],
    "a generator": "generator",
    "an empty mapping": {},
    "a mapping": {"zap": 5},
    "a mapping of numbers": {1: 2},
    "an array": np.array([[1.5, np.nan]]),
    "an array of no dimension": np.array(3),
    "an array of large numbers": np.array([10**6]),
    "a table": pd.DataFrame({"who": [1]}),
    "a frame": FRAME,
    "a frame without geometry": gpd.GeoDataFrame({"who": ["a"]}),
    "a series": pd.Series(["zap"]),
    "a point": Point(36.4, 35.3),
    "an empty area": box(0, 0, 0, 0),
    "a folder": Path(),
    "a file that is none": Path("none.csv"),
}


def values_for(project: MapProject) -> dict[str, Any]:
    """Return a value that is taken, for each parameter that has to be given."""
    delta = project.split("valley-0001", on="2024-03-05")
    return {
        "MapProject.add.kind": "place",
        "MapProject.add.said": {"name": "The Mill", "kind": "site"},
        "MapProject.change.kind": "place",
        "MapProject.change.name": "lower-town",
        "MapProject.change.said": {"aliases": "Old Port"},
        "MapProject.remove.kind": "report",
        "MapProject.remove.names": "r1",
        "MapProject.append.source": project.history().at("2024-03-20"),
        "MapProject.import_layer.layer": "valley",
        "MapProject.import_layer.source": project.history().at("2024-03-20", by=["state", "controller"]),
        "MapProject.embed.page": "page.html",
        "MapProject.frames.path": "valley.svg",
        "MapProject.export.path": "valley.csv",
        "MapProject.revert.entry": 1,
        "MapProject.move_border.vertices": [((36.433, 35.297), (36.433, 35.287))],
        "History.labels.state": np.array([0]),
        "build_history.layers": [Ground("valley", project.project.layers[0].states)],
        "from_snapshots.controller": "controller",
        "from_snapshots.dates": ["2024-03-01"],
        "verify.page": "page.html",
        "area": "Lower Town",
        "cell": np.array([0]),
        "controller": "who",
        "date": "2024-03-21",
        "delta": delta,
        "end": "2024-03-10",
        "frame": FRAME,
        "instant": "2024-03-10",
        "lat": 35.3,
        "layer": "hills",
        "line": "LINESTRING (36 35.3, 37 35.3)",
        "lon": 36.4,
        "minute": np.datetime64("2024-03-10T00:00"),
        "name": "Lower Town",
        "news": delta,
        "note": Note("split"),
        "on": "2024-03-05",
        "one": "valley-0001",
        "other": MapProject(project.project, project.history()),
        "page": "page.html",
        "path": "some/page.html",
        "snapshots": [{"a": box(37, 36, 37.1, 36.1)}],
        "source": FRAME,
        "start": "2024-03-08",
        "state": "valley-0001",
        "states": "valley-0004",
        "to": "republic",
        "two": "valley-0002",
        "write": lambda data: None,
    }


BESIDE = {
    "from_frame": {"start": "since"},
    "MapProject.add_layer": {"start": "since"},
    "MapProject.append": {"controller": "controller"},
    "MapProject.export": {"areas": True},
    "MapProject.move_border": {"vertices": [((36.433, 35.297), (36.433, 35.287))]},
    "MapProject.correct": {"states": "valley-0001", "certainty": "confirmed", "sources": "herald-2024-03-09"},
    "MapProject.split": {"on": "2024-03-05"},
    "MapProject.frames": {"size": (400, 400)},
}
"""What goes with each function besides what it needs, unless it is that which is wrong."""
INSTEAD = {
    ("MapProject.export", "at"): {"areas": True, "at": None},
    **{("MapProject.export", what): {} for what in ("states", "cells", "reports", "package", "each")},
    ("MapProject.export", "changes"): {},
    ("MapProject.export", "fronts"): {},
    ("MapProject.add_layer", "date"): {},
    ("from_frame", "date"): {},
    ("MapProject.move_border", "line"): {},
    ("MapProject.move_border", "tolerance_m"): {},
    ("MapProject.split", "line"): {},
    ("MapProject.split", "area"): {},
    ("MapProject.frames", "size"): {},
}
"""And where that excludes it."""


def outcome(name: str, parameter: str, value: Any, project: MapProject, known: dict[str, Any]) -> str | None:
    """Return what is wrong with how a function takes a value; None where nothing is."""
    owner = {"MapProject": project, "History": project.history()}.get(name.partition(".")[0])
    call = EVERY[name] if owner is None else getattr(owner, name.partition(".")[2])
    given = dict(INSTEAD.get((name, parameter), BESIDE.get(name, {})))
    parameters = inspect.signature(call).parameters.values()
    needs = {
        one.name: known.get(f"{name}.{one.name}", known.get(one.name))
        for one in parameters
        if one.default is one.empty
    }
    given = needs | given | ({parameter: value} if parameter else {})
    first = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    several = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    rest = [given.pop(one.name) for one in parameters if several and one.kind in first]
    try:
        call(*rest, **given)
    except controlmap.ControlmapError as error:
        return None if str(error) else "says nothing"
    except Exception as error:
        return f"{type(error).__module__}.{type(error).__name__}: {error}"
    if Path("as it was").is_dir():
        shutil.rmtree("valley")
        shutil.copytree("as it was", "valley")
    return None


def wrong_outcomes(name: str) -> dict[str, str]:
    """Return what is wrong with how a function takes wrong values of its parameters, in this folder."""
    init_project("valley")
    shutil.copytree("valley", "as it was")
    opened = controlmap.open("valley")
    known, found = values_for(opened), {}
    for parameter in (parameter for function, parameter in PARAMETERS if function == name):
        for what, value in WRONG.items():
            project = MapProject(opened.project, opened.history())
            given = iter(["zap", 3]) if what == "a generator" else value
            wrong = outcome(name, parameter, given, project, known)
            if wrong is not None:
                found[f"{parameter}={what}"] = wrong
    return found


@pytest.mark.parametrize("name", EVERY)
def test_a_wrong_value_of_any_parameter_is_refused_in_controlmaps_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert wrong_outcomes(name) == {}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_map_in_memory_answers_or_says_that_it_has_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    init_project("valley")
    opened = controlmap.open("valley")
    known = values_for(opened)
    in_memory = MapProject(replace(opened.project, folder=IN_MEMORY), opened.history())
    assert outcome(name, "", None, in_memory, known) is None
    assert not Path(IN_MEMORY).exists()


NEEDING_FILES = ["apply", "add", "change", "remove", "derive", "append", "add_layer", "check"]


@pytest.mark.parametrize("method", NEEDING_FILES)
def test_what_needs_files_is_refused_where_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.chdir(tmp_path)
    in_memory = controlmap.from_frame(FRAME, controller="who", start="since")
    calls: dict[str, Callable[[], Any]] = {
        "apply": lambda: in_memory.apply(
            in_memory.transfer(box(37, 36, 37.05, 36.05), to="unknown", on="2024-03-02")
        ),
        "add": lambda: in_memory.add("actor", {"name": "X"}),
        "change": lambda: in_memory.change("actor", "a", {"name": "X"}),
        "remove": lambda: in_memory.remove("actor", "a"),
        "derive": in_memory.derive,
        "append": lambda: in_memory.append("2024-03-02", FRAME, controller="who"),
        "add_layer": lambda: in_memory.add_layer(FRAME, layer="b", controller="who", start="since"),
        "check": in_memory.check,
    }
    with pytest.raises(controlmap.InputError, match="the map: has no files to change: it is in memory"):
        calls[method]()


def test_words_are_told_that_a_parameter_takes() -> None:
    with pytest.raises(controlmap.InputError, match="gaps takes carry or unknown; found 'none'"):
        controlmap.from_snapshots([], [], gaps="none")  # pyright: ignore[reportArgumentType]
    with pytest.raises(controlmap.InputError, match="new_values takes refuse or actor; found 'zap'"):
        controlmap.from_frame("rows.csv", controller="a", new_values="zap")  # pyright: ignore[reportArgumentType]


def test_what_each_parameter_takes_is_known() -> None:
    told = {f"{name}.{key}": kind.one for name, call in EVERY.items() for key, kind in kinds_of(call).items()}
    assert told["History.plot.scheme"] == "light or dark"
    assert told["MapProject.fronts.across_m"] == "a number of metres from 0 on"
    assert told["MapProject.compare.other"] == "a MapProject"
    assert told["MapProject.frames.size"] == "a pair of whole numbers"
    assert told["MapProject.frames.fonts"] == "a list of paths"
    assert told["open.path"] == "a path"
    assert told["MapProject.moment.instant"] == "a date"


@pytest.mark.parametrize("name", EVERY)
def test_of_names_that_do_not_fit_python_tells(name: str) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        EVERY[name](colour="red")


@pytest.mark.parametrize("name", [name for name, call in METHODS.items() if "every" in kinds_of(call)])
def test_dates_and_a_step_exclude_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    init_project("valley")
    project = controlmap.open("valley")
    call = getattr(project, name.partition(".")[2])
    known = values_for(project)
    first = [known[one] for one in ("other", "path") if one in inspect.signature(call).parameters]
    first = ["valley.svg"] if "path" in inspect.signature(call).parameters else first
    with pytest.raises(controlmap.InputError, match="dates and every exclude each other"):
        call(*first, "2024-03-10", every="7d")


OPTIONS = re.compile(r"--[a-z]")


@cache
def texts_with_options() -> set[tuple[str, str]]:
    """What the package says, but for commands and server, and that has an option in it; with its file."""
    return {
        (path.name, text.value)
        for path in Path(controlmap.__file__).parent.rglob("*.py")
        if path.parent.name not in ("cli", "serve")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and OPTIONS.search(text.value)
    }


@pytest.mark.parametrize("name", ["from_frame", "MapProject.add_layer", "MapProject.export"])
def test_no_message_tells_who_calls_python_of_an_option(name: str) -> None:
    parameters = inspect.signature(EVERY[name]).parameters
    # A command that is proposed has its own options.
    proposed = re.compile(r"\b(controlmap|git) [a-z]")
    texts = [(file, text) for file, text in texts_with_options() if not proposed.search(text)]
    assert len(texts) > 50
    for file, text in texts:
        for problem in (Problem(text), Problem("is wrong", hint=text)):
            assert not OPTIONS.search(str(in_python(InputError(problem), parameters))), (file, text)


def test_dates_that_are_read_in_two_ways_are_told_in_pythons_words() -> None:
    odd = FRAME.assign(since="01/03/2024")
    with pytest.raises(InputError, match="say day_first=True or day_first=False"):
        controlmap.from_frame(odd, controller="who", start="since")


@pytest.mark.parametrize("y", ["foo", "date", 3])
def test_areas_are_drawn_of_figures_alone(tmp_path: Path, y: Any) -> None:
    init_project(tmp_path / "valley")
    with pytest.raises(InputError, match="y takes area_km2, share; found"):
        controlmap.open(tmp_path / "valley").areas().plot(y=y)
