"""Lines of what is told of a file, held against where a reader finds its text."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from controlmap.errors import Problem
from controlmap.store import entry_places
from controlmap.store.line_numbers import with_lines
from tests.format.test_golden import GOLDEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sound project with a line for each property, and one layer packed."""
    made = Path(shutil.copytree(GOLDEN / "sound", tmp_path / "map"))
    for name in ("east.geojson", "west.geojson", "events.geojson", "sources.json"):
        path = made / name
        path.write_text(path.read_text().replace(', "', ',\n"'))
    (made / "west.geojson.gz").write_bytes(gzip.compress((made / "west.geojson").read_bytes()))
    return made


ENTRIES = {
    "east.geojson": {"east-1": '"id": "east-1"', "east-2": '"id": "east-2"'},
    "west.geojson.gz": {"7": '"id": 7'},
    "events.geojson": {"e1": '"id": "e1"', "e2": '"id": "e2"'},
    "sources.json": {"herald": '{"id": "herald"'},
    "places.csv": {"ford": "ford,", "road": "road,"},
}
"""How the entries of files begin, by what messages call them."""


def line_of(folder: Path, file: str, *texts: str) -> int:
    """The number of the line with the last text, each looked for from where the one before stands."""
    data, at = (folder / file.removesuffix(".gz")).read_text(), 0
    for text in texts:
        at = data.index(text, at)
    return data.count("\n", 0, at) + 1


def told(file: str, feature: str | None, property: str | None) -> Problem:
    return Problem("is odd", file, feature=feature, property=property, hint="Look.", code="CM501")


def test_each_entry_of_a_file_has_its_number_and_the_line_that_it_begins_on(folder: Path) -> None:
    for file, entries in ENTRIES.items():
        found = entry_places(folder, file)
        assert [*found] == [*entries]
        assert [index for index, _ in found.values()] == [*range(len(entries))]
        begun = '{"type": "Feature"' if ".geojson" in file else ""
        for name, text in entries.items():
            line = line_of(folder, file, text)
            text_before = (folder / file.removesuffix(".gz")).read_text().split("\n")[:line]
            while begun and not text_before[line - 1].startswith(begun):
                line -= 1
            assert found[name][1] == line, (file, name)
    assert entry_places(folder, "controlmap.toml") == {}


def test_a_problem_gets_the_line_on_which_its_property_stands_and_keeps_the_rest(folder: Path) -> None:
    lines = {
        told("east.geojson", "east-2", "controller"): line_of(
            folder, "east.geojson", '"east-2"', '"controller"'
        ),
        told("east.geojson", "east-1", "sources"): line_of(folder, "east.geojson", '"east-1"', '"sources"'),
        told("west.geojson.gz", "7", "valid_from"): line_of(
            folder, "west.geojson", '"id": 7', '"valid_from"'
        ),
        told("events.geojson", "e1", "kind"): line_of(folder, "events.geojson", '"e1"', '"kind"'),
        told("sources.json", "herald", "lean"): line_of(folder, "sources.json", '"lean"'),
        told("places.csv", "road", "kind"): line_of(folder, "places.csv", "road,"),
        told("reports.csv", "nobody", "kind"): None,
        told("controlmap.toml", None, "layers.2.name"): line_of(
            folder, "controlmap.toml", 'id = "west"', "name"
        ),
        told("controlmap.toml", None, "grid"): line_of(folder, "controlmap.toml", "grid"),
    }
    found = with_lines(lines, folder)
    assert {replace(problem, line=None, column=None): problem.line for problem in found} == lines
    assert [problem.file for problem in found] == sorted(problem.file or "" for problem in lines)
