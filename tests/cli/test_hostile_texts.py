"""Texts and names from files that somebody else made: none gives a terminal orders, or forges a line."""

import ast
import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import controlmap.cli
from controlmap.cli.streams import Printed
from controlmap.errors import InputError
from controlmap.store import open_project

from . import every_command
from .conftest import Run
from .every_command import COMMANDS, call_of

HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u2066\u2028\r\nFORGED"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SPOILT = {"controlmap.toml", "places.csv", "reports.csv", "sources.json", "valley.geojson"}
TABLES = ("places.csv", "reports.csv")


@pytest.fixture(scope="module")
def hostile_world(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, with signs in every text of the map and of what is imported that may have such signs."""
    folder = tmp_path_factory.mktemp("hostile") / "world"
    shutil.copytree(world, folder)
    files = sorted(path for path in (folder / "valley").iterdir() if path.is_file())
    assert {path.name for path in files if _spoilt(path)} >= SPOILT
    for path in sorted(folder.glob("days/*.geojson")):
        document = json.loads(path.read_text(encoding="utf-8"))
        document["features"][0]["properties"] |= {f"key{HOSTILE}": f"value{HOSTILE}", "note": HOSTILE}
        path.write_text(json.dumps(document), encoding="utf-8")
    return folder


def _spoilt(path: Path) -> bool:
    """Put the signs into each text of a file of a map with which it can still be opened; tell if into any."""
    first = path.read_text(encoding="utf-8")
    for spoil in _with_one_more(path.name, first):
        before = path.read_bytes().decode()
        path.write_text(spoil(before), encoding="utf-8", newline="")
        try:
            open_project(path.parent)
        except InputError:
            path.write_text(before, encoding="utf-8", newline="")
    return path.read_text(encoding="utf-8") != first


def _with_one_more(name: str, first: str) -> Iterator[Callable[[str], str]]:
    """Yield what puts the signs into one of the texts of a file, from the last to the first."""
    if name.endswith("json"):
        yield from (partial(_with_value, at) for at in _places(json.loads(first)))
    elif name in TABLES:
        for row, cells in enumerate(list(csv.reader(first.splitlines()))[1:], start=1):
            yield from (partial(_with_cell, row, column) for column in range(len(cells)))
    elif name.endswith(".toml"):
        ends = [found.end(1) for found in re.finditer(r'= *"([^"\n]+)"', first)]
        yield from (partial(_with_signs_at, end) for end in reversed(ends))


def _with_signs_at(end: int, text: str) -> str:
    return text[:end] + json.dumps(HOSTILE)[1:-1] + text[end:]


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, member in members:
        yield from _places(member, (*at, key))
    if isinstance(value, str) and value:
        yield at


def _with_value(at: tuple[Any, ...], text: str) -> str:
    document = held = json.loads(text)
    for key in at[:-1]:
        held = held[key]
    held[at[-1]] += HOSTILE
    return json.dumps(document)


def _with_cell(row: int, column: int, text: str) -> str:
    rows = list(csv.reader(text.splitlines(keepends=True)))
    rows[row][column] += HOSTILE if rows[row][column] else ""
    return "".join(",".join(map(_quoted, cells)) + "\n" for cells in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\r\n') else cell


def assert_harmless(text: str) -> None:
    assert FORBIDDEN.findall(text) == []
    forged = [line for line in text.splitlines() if line.lstrip().startswith("FORGED")]
    assert forged == []


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_passes_on_signs_from_files(
    run: Run, hostile_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("click.launch", lambda url: 0)
    monkeypatch.setattr("controlmap.serve.server.run", lambda app, listening, *, up, down: up())
    monkeypatch.setitem(every_command.VALUES, "PLACE", ("lower-town",))
    options = {option for command in [COMMANDS[name]] for one in command.params for option in one.opts}
    further = [option for option in ("--json", "--csv", "--geojson", "--dry-run") if option in options]
    for words in (call_of(name), *(call_of(name, option) for option in further)):
        monkeypatch.chdir(shutil.copytree(hostile_world, tmp_path / f"{len([*tmp_path.iterdir()])}"))
        outcome = run(*words)
        assert_harmless(outcome.err)
        if "--csv" not in words:
            assert_harmless(outcome.out)
        assert FORBIDDEN.findall(outcome.out) == []
        if "--json" in words and outcome.code in (0, 1):
            assert isinstance(outcome.document, dict)


@pytest.mark.parametrize(
    "words",
    [
        ("import", "look", "{file}"),
        ("import", "marks", "{file}", "--into", "{map}", "--layer", "l", "--date", "2024-03-02"),
        ("info", "{map}"),
        ("check", "{map}"),
        ("check", "{map}", "--format", "github"),
        ("build", "{map}", "-o", "{map}.html"),
        ("build", "{map}", "-o", "nowhere/\x1b[2J\nFORGED/"),
        ("place", "add", "{map}", "--name", "Ox"),
        ("status", "{map}"),
        ("at", "no\x1b[2J\nFORGED", "{map}"),
        ("nonsense\x1b[2J\nFORGED",),
    ],
)
def test_names_of_files_are_shown_as_they_are_and_do_no_harm(
    run: Run, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(world / "derived", tmp_path / "map\x1b[2J\nFORGED")
    shutil.copy(world / "towns.csv", tmp_path / "towns\x1b[2J\nFORGED.csv")
    named = {"file": "towns\x1b[2J\nFORGED.csv", "map": "map\x1b[2J\nFORGED"}
    outcome = run(*(word.format_map(named) for word in words))
    assert_harmless(outcome.out)
    assert_harmless(outcome.err)


def test_whatever_is_printed_is_printed_in_one_place() -> None:
    folder = Path(controlmap.cli.__file__).parent
    prints = [
        f"{path.name}:{node.lineno}"
        for path in sorted(folder.glob("*.py"))
        if path.name != "streams.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "click.secho", "print")
    ]
    assert prints == []


def test_only_what_is_painted_has_colours(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="utf-8") as stream:
        printed = Printed(stream)
        printed.write("\x1b[31mdata\x1b[0m\n")
        printed.paints = True
        printed.write("\x1b[31mours\x1b[0m\x1b[2J\n")
    assert (tmp_path / "out").read_text(encoding="utf-8") == (
        "\\x1b[31mdata\\x1b[0m\n\x1b[31mours\x1b[0m\\x1b[2J\n"
    )
