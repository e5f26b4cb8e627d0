"""Edits that would say what means nothing, or name what is not listed: refused before anything is cut."""

import pytest

from controlmap.edit import Control, Editing, correct, transfer
from controlmap.errors import InputError
from controlmap.model import ControlState
from controlmap.store import open_project
from tests.edit.maps import NOW, WORLD, day, project_of

WORD = {"sources": ("t",), "certainty": "reported"}
MEANINGLESS = {
    "contested by nobody": ({"status": "contested"}, "is contested, but names nobody else"),
    "joint with nobody": ({"status": "joint"}, "is joint, but names nobody else"),
    "contested with itself": ({"status": "contested", "others": ("b",)}, "names b twice"),
    "another twice": ({"status": "joint", "others": ("c", "c")}, "names c twice"),
    "held with others": ({"others": ("c",)}, "is held by b alone, but names c too"),
    "unknown and contested": (
        {"controller": "unknown", "status": "contested", "others": ("b",)},
        "is contested, but nobody knows who controls it",
    ),
    "unknown and besieged": (
        {"controller": "unknown", "status": "besieged"},
        "is besieged, but nobody knows",
    ),
}


def world():
    return project_of(
        one=[ControlState(id="one-0001", geometry=WORLD, controller="a", valid_from=day(1), valid_to=None)]
    )


@pytest.mark.parametrize(("said", "message"), MEANINGLESS.values(), ids=MEANINGLESS)
def test_what_means_nothing_is_neither_transferred_nor_corrected(said, message):
    given = {"controller": "b", **said}
    with pytest.raises(InputError, match=message):
        transfer(world(), None, Control(**given), on=day(2), now=NOW)
    with pytest.raises(InputError, match=message):
        correct(world(), None, {**given, **WORD}, states=["one-0001"], now=NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"status": "contested", "others": ("c",)},
        {"status": "contested", "others": ("unknown",)},
        {"status": "joint", "others": ("a", "c")},
        {"status": "besieged"},
        {"status": "besieged", "others": ("c",)},
        {"controller": "unknown"},
    ],
)
def test_what_means_something_is_transferred(said):
    assert transfer(world(), None, Control(**{"controller": "b", **said}), on=day(2), now=NOW)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"to": "leage"}, "controlmap.toml lists no actor 'leage'\n  Did you mean 'league'"),
        (
            {"to": "x"},
            "lists no actor 'x'\n  Known actors: republic, league, unknown. A new one: controlmap actor add",
        ),
        ({"to": "league", "others": ("x",), "status": "joint"}, "lists no actor 'x'"),
        (
            {"to": "league", "from_controller": "repulic"},
            "lists no actor 'repulic'\n  Did you mean 'republic'",
        ),
        ({"to": "league", "sources": ("herold",)}, "sources.json lists no source 'herold'"),
    ],
)
def test_what_is_not_listed_is_refused_without_talk_of_features_that_are_not_there(valley, said, message):
    found = Editing(open_project(valley))
    with pytest.raises(InputError, match=message) as refused:
        found.transfer("Lower Town", radius_km=2, on="2024-03-05", **said)
    assert all(problem.feature is None for problem in refused.value.problems)
