"""No command tells an hour that no source gave, neither printed nor in a file that it writes for people.

All changes of the world bear hours that show an order, or a part of the day: 17 minutes past each.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.in_order import HOUR, in_order, twice_that_day

from .conftest import Run, copy_to, files_under
from .every_command import COMMANDS, call_of, every_option, make_world_in_place, options_of

RECORDS = re.compile(r"(valley|derived|imported|new/map)/")
"""Map projects: the record itself holds instants as they were entered."""
RAW = {
    "--patch": "an edit that is to be applied: records as they will be entered",
    "export": "states go out as they are, with `precision`, so that they come back: see test_export_dates.py",
}
"""What else writes records."""
RECORD_TOLD = {"report add", "report change", "report remove"}
"""Commands whose JSON is the very record, with its `precision`."""


def made(tmp_path_factory: pytest.TempPathFactory, *, period: bool) -> Path:
    folder = tmp_path_factory.mktemp("in order")
    make_world_in_place(folder, lambda begun: in_order(begun, period=period))
    twice_that_day(folder / "valley")
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of every command, whose changes are known to the day, and in their order."""
    return made(tmp_path_factory, period=True)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, on a map that begins with its first state, and ends a day after its last change."""
    return made(tmp_path_factory, period=False)


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is up, and stopped at once."""
    monkeypatch.setattr("controlmap.serve.server.run", lambda app, listening, *, up, down: up())


@pytest.fixture
def here(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world's copy, which is the current folder."""
    return copy_to(tmp_path / "here", world, monkeypatch)


def names_of(name: str) -> list[str]:
    return [one.opts[0] for one in options_of(COMMANDS[name])]


EVERY = [*((name, None) for name in COMMANDS), *every_option()]
CALLS = [(name, option) for name, option in EVERY if option != "--json" or name not in RECORD_TOLD]


@pytest.mark.parametrize(("name", "option"), CALLS)
def test_no_command_tells_an_hour_that_no_source_gave(
    run: Run, here: Path, name: str, option: str | None
) -> None:
    before = files_under(here)
    outcome = run(*call_of(name, option))
    said = {"stdout": outcome.out, "stderr": outcome.err}
    if name not in RAW and option not in RAW:
        said |= {
            path: data.decode("utf-8", "replace")
            for path, data in files_under(here).items()
            if data != before.get(path) and not RECORDS.match(path)
        }
    assert hours_in(said) == {}


IN_JSON = [(n, o) for n, o in CALLS if "--json" in names_of(n) and n not in RECORD_TOLD and o != "--json"]


@pytest.mark.parametrize(("name", "option"), IN_JSON)
def test_no_json_tells_an_hour_that_no_source_gave(
    run: Run, here: Path, name: str, option: str | None
) -> None:
    outcome = run(*call_of(name, option), "--json")
    assert hours_in({"stdout": outcome.out, "stderr": outcome.err}) == {}
    if outcome.out.startswith("{"):
        assert [*parts_of_days(outcome.document)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_period_that_nobody_gave_tells_no_hour_either(
    run: Run, endless: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for more in ([],) if name in RECORD_TOLD else ([], ["--json"]):
        copy_to(tmp_path / f"here{len(more)}", endless, monkeypatch)
        outcome = run(*call_of(name), *more)
        assert hours_in({"stdout": outcome.out, "stderr": outcome.err}) == {}


def hours_in(said: dict[str, str]) -> dict[str, list[str]]:
    """The hours that texts tell, by where they do."""
    found = {where: [one.group() for one in HOUR.finditer(text)] for where, text in said.items()}
    return {where: hours for where, hours in found.items() if hours}


def parts_of_days(document: Any) -> Iterator[tuple[str, float]]:
    """Lengths of time in days that are no whole number: they tell at which hour something was."""
    if isinstance(document, list):
        for one in document:
            yield from parts_of_days(one)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key.endswith("days") and isinstance(value, float) and not value.is_integer():
                yield key, value
            yield from parts_of_days(value)
