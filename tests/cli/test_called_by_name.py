"""Actors, layers, places and regions are named on the command line by an id or by a name, in any language."""

import shutil
from pathlib import Path

import pytest

from controlmap.edit import Editing
from controlmap.errors import InputError
from controlmap.store import open_project

from .conftest import Run
from .every_command import COMMANDS, call_of, options_of

CALLED = {
    "ACTOR": {
        "league": ("Mountain League", "LEAGUE", "رابطة الجبل"),
        "republic": ("Republic", "الجمهورية"),
    },
    "L": {"valley": ("Valley", "VALLEY", "الوادي")},
    "PLACE": {"Lower Town": ("lower-town", "lower town", "البلدة السفلى")},
    "REGION": {"East": ("east", "EAST", "الشرق")},
}
"""What else things are called: by the metavar of options that name them, and what these are tried with."""
SLIPS = {"ACTOR": "Legue", "L": "vally", "PLACE": "Lower Twon", "REGION": "Eastt"}
NEW = ("import snapshots", "import states", "import marks", "init")
"""Commands that make what is named."""


def options() -> list[tuple[str, str, str]]:
    return [
        (name, option.opts[0], option.metavar)
        for name, command in COMMANDS.items()
        for option in options_of(command)
        if option.metavar in CALLED and name not in NEW
    ]


@pytest.fixture
def here(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(world, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize(("name", "option", "metavar"), options())
def test_each_option_takes_names_as_it_takes_ids(
    run: Run, world: Path, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, option: str, metavar: str
) -> None:
    words = call_of(name, option)
    at = words.index(option) + 1
    by_id = run(*words)
    for number, called in enumerate(CALLED[metavar][words[at]]):
        monkeypatch.chdir(shutil.copytree(world, here.with_name(f"again {number}")))
        by_name = run(*words[:at], called, *words[at + 1 :])
        assert by_name.code == by_id.code, by_name.err
        assert ("error" in by_name.err) == ("error" in by_id.err), by_name.err


@pytest.mark.parametrize(("name", "option", "metavar"), options())
def test_a_slip_is_told_with_what_it_is_close_to(
    run: Run, here: Path, name: str, option: str, metavar: str
) -> None:
    words = call_of(name, option)
    words[words.index(option) + 1] = SLIPS[metavar]
    outcome = run(*words)
    assert (outcome.code, "Did you mean" in outcome.err) == (2, True), outcome.err


def test_an_edit_by_names_is_the_edit_by_ids(here: Path) -> None:
    found = Editing(open_project(here / "valley"))
    news = {"radius_km": 2, "on": "2024-03-12", "sources": "herald-2024-03-09"}
    by_id = found.transfer("lower-town", to="republic", from_controller="league", layer="valley", **news)
    by_name = found.transfer(
        "البلدة السفلى", to="الجمهورية", from_controller="LEAGUE", layer="الوادي", **news
    )
    assert found.preview(by_name).to_json()["moved"] == found.preview(by_id).to_json()["moved"]


def test_a_name_that_two_actors_have_is_no_answer(here: Path) -> None:
    settings = here / "valley" / "controlmap.toml"
    text = settings.read_text(encoding="utf-8").replace('en = "Republic"', 'en = "League"')
    settings.write_text(text, encoding="utf-8")
    found = Editing(open_project(here / "valley"))
    with pytest.raises(InputError, match="2 actors may be meant by 'LEAGUE'"):
        found.transfer("all", to="LEAGUE", on="2024-03-12")
    found.transfer("all", to="league", on="2024-03-12")
