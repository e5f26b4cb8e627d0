"""What a package says it offers is what it offers."""

import ast
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import controlmap
from controlmap import errors, measure
from controlmap.store import init_project

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(controlmap.__path__, "controlmap.")
    if not module.name.endswith("__main__")
)

OFFERED = {name: module.__all__ for name in MODULES if hasattr(module := import_module(name), "__all__")}


@pytest.mark.parametrize("name", ["controlmap", *MODULES])
def test_every_name_in_all_is_there_and_listed_once(name: str) -> None:
    module = import_module(name)
    names = getattr(module, "__all__", [])
    assert [one for one in names if not hasattr(module, one)] == []
    assert len(set(names)) == len(names)


def source_of(name: str) -> str:
    return Path(import_module(name).__file__ or "").read_text(encoding="utf-8")


def package_of(name: str) -> str:
    return name.split(".")[1]


ON_PURPOSE = {"controlmap.render.folium_map"}
"""Modules that others may name: what they load is heavy, and the face of their package does without."""


def test_packages_meet_each_other_at_their_faces() -> None:
    faces = {name for name in MODULES if name.count(".") == 1}
    past = {
        (name, node.module)
        for name in MODULES
        for node in ast.walk(ast.parse(source_of(name)))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("controlmap.")
        and package_of(node.module or "") != package_of(name)
        and node.module not in faces | ON_PURPOSE
    }
    assert sorted(past) == []


def test_what_packages_take_from_each_other_is_what_they_offer() -> None:
    taken = {
        (node.module, alias.name)
        for name in MODULES
        for node in ast.walk(ast.parse(source_of(name)))
        if isinstance(node, ast.ImportFrom)
        and node.module in OFFERED
        and package_of(node.module) != package_of(name)
        for alias in node.names
    }
    inner = {tuple(name.rsplit(".", 1)) for name in MODULES}
    assert sorted(one for one in taken - inner if one[1] not in OFFERED[one[0]]) == []


def test_the_package_offers_its_errors_and_its_front_door() -> None:
    assert set(controlmap.__all__) <= set(dir(controlmap))
    assert set(errors.__all__) <= set(controlmap.__all__)
    assert controlmap.open is import_module("controlmap.api").open_map
    assert controlmap.History is import_module("controlmap.history").History


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'shut'"):
        controlmap.shut  # noqa: B018


@pytest.mark.parametrize("name", ["controlmap", *MODULES])
def test_every_public_function_and_class_says_what_it_is(name: str) -> None:
    module = import_module(name)
    offered = [getattr(module, one) for one in getattr(module, "__all__", [])]
    # What a library made is its own to describe.
    offered = [one for one in offered if getattr(one, "__module__", "").startswith("controlmap")]
    silent = [
        one.__name__
        for one in offered
        if (inspect.isfunction(one) or inspect.isclass(one)) and not one.__doc__
    ]
    assert silent == []


OTHER_WORDS = {"actor", "holder", "held_by", "owner"}
"""What who holds ground might be called besides `controller`."""


def test_parameters_call_who_holds_ground_controller() -> None:
    kinds = (controlmap.MapProject, controlmap.History)
    calls = {f"{kind.__name__}.{name}": call for kind in kinds for name, call in inspect.getmembers(kind)}
    calls |= {name: getattr(measure, name) for name in measure.__all__}
    calls |= {name: getattr(controlmap, name) for name in controlmap.__all__}
    calls = {name: call for name, call in calls.items() if inspect.isfunction(call)}
    asked = {name: inspect.signature(call).parameters for name, call in calls.items()}
    assert len(asked) > 60
    assert {name for name, parameters in asked.items() if OTHER_WORDS & parameters.keys()} == set()


def test_tables_call_who_holds_ground_controller(tmp_path: Path) -> None:
    init_project(tmp_path / "valley")
    found = controlmap.open(tmp_path / "valley")
    day = "2024-03-10"
    tables = {
        "areas": found.areas(day),
        "area ranges": found.area_ranges(day),
        "durations": found.durations(),
        "turnover": found.turnover(),
        "population": found.population(day),
        "snapshot": found.history().at(day),
    }
    assert [name for name, table in tables.items() if "controller" not in table] == []
    assert [name for name, table in tables.items() if OTHER_WORDS & {*table.columns}] == []
