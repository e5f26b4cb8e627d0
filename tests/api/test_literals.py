"""A parameter that takes some words takes no other, and a misspelt one never means something near."""

import inspect

import pytest

import controlmap
from controlmap.api import MapProject
from controlmap.api.literals import words_taken
from controlmap.errors import InputError
from controlmap.store import init_project

METHODS = {
    name: method
    for name, method in inspect.getmembers(MapProject, inspect.isfunction)
    if not name.startswith("_")
}
TAKING = [(name, parameter) for name, method in METHODS.items() for parameter in words_taken(method)]


def test_methods_are_known_to_take_words():
    assert {("export", "each"), ("frames", "scheme"), ("transfer", "status"), ("derive", "method")} <= {
        *TAKING
    }
    assert ("frames", "dates") not in TAKING, "any date will do"


@pytest.mark.parametrize(("method", "parameter"), TAKING)
def test_a_word_that_is_none_of_those_is_refused(tmp_path, monkeypatch, method, parameter):
    monkeypatch.chdir(tmp_path)
    init_project("valley")
    call = getattr(controlmap.open("valley"), method)
    needed = [
        name
        for name, one in inspect.signature(call).parameters.items()
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL
    ]
    with pytest.raises(InputError, match=f"{parameter} takes .*; found 'zap'"):
        call(**dict.fromkeys(needed, "2024-03-12") | {parameter: "zap"})


def test_what_is_made_in_memory_takes_no_other_words_either():
    with pytest.raises(InputError, match="gaps takes carry or unknown; found 'none'"):
        controlmap.from_snapshots([], [], gaps="none")
    with pytest.raises(InputError, match="new_values takes refuse or actor; found 'zap'"):
        controlmap.from_frame("rows.csv", controller="a", new_values="zap")


def test_of_arguments_that_do_not_fit_python_tells():
    with pytest.raises(TypeError, match="unexpected keyword"):
        METHODS["areas"](None, colour="red")
