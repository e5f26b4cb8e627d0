"""Long work is announced on stderr where nobody watches, unless quiet is asked for; stdout stays as it is."""

import json

import pytest

from controlmap.cli import progress

LONG = {"build": ["Cutting cells …", "Comparing with the reports …", "Writing the page …"]}
WORDS = {
    "areas": ["PROJECT"],
    "at": ["Lower Town", "PROJECT"],
    "build": ["PROJECT", "-o", "out.html"],
    "changes": ["2024-03-01", "2024-03-09", "PROJECT"],
    "check": ["PROJECT"],
    "export": ["PROJECT", "out.geojson", "--states"],
    "fronts": ["2024-03-09", "PROJECT"],
    "import look": ["PROJECT/valley.geojson"],
    "info": ["PROJECT"],
}


@pytest.fixture
def large(monkeypatch, project):
    """A map of which reading counts as long."""
    monkeypatch.setattr(progress, "LARGE_BYTES", 1)
    return project


def words_of(name, project):
    return [*name.split(), *(word.replace("PROJECT", str(project)) for word in WORDS[name])]


@pytest.mark.parametrize("name", WORDS)
def test_a_command_that_reads_much_says_so_before_it_does(run, large, name):
    told = run(*words_of(name, large))
    said = told.err.splitlines()
    assert said[0].startswith("Reading "), told.err
    assert [line for line in said[1:] if line.endswith("…")] == LONG.get(name, [])
    assert "Reading" not in told.out


@pytest.mark.parametrize("name", WORDS)
def test_with_json_stdout_is_one_document_still(run, large, name):
    told = run(*words_of(name, large), "--json")
    json.loads(told.out)
    assert told.err.startswith("Reading ")


def test_quiet_stays_quiet(run, large):
    assert run(*words_of("build", large), "-q").err == ""


def test_what_is_read_quickly_is_not_announced(run, project):
    assert "…" not in run(*words_of("build", project)).err


def test_pictures_of_many_dates_are_announced(run, project, monkeypatch):
    monkeypatch.setattr("controlmap.cli.frames._MANY", 1)
    asked = ["frames", str(project), "-o", "map.svg", "--each", "2024-03-09", "--json"]
    told = run(*asked)
    json.loads(told.out)
    assert told.err == "Drawing pictures …\n"
    assert run(*asked, "-q").err == ""


def test_areas_of_many_places_are_announced(run, project, monkeypatch):
    monkeypatch.setattr("controlmap.cli.derive._MANY", 1)
    asked = ["derive", str(project), "--dry-run", "--discard-edits"]
    assert run(*asked).err.startswith("Sharing out the ground among ")
    assert "…" not in run(*asked, "-q").err
