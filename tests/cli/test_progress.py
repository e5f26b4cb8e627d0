"""Long work is announced on stderr where nobody watches, unless quiet is asked for; stdout stays as it is."""

import json
import re
import sys
from pathlib import Path

import pytest

from controlmap.cli import progress
from controlmap.cli.streams import printing, say

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
    "import layer": ["PROJECT/valley.geojson", "--into", "PROJECT", "--layer", "valley"],
    "import snapshots": ["PROJECT/valley.geojson", "--date", "2024-03-01", "--into", "new", "--layer", "l"],
    "import states": [
        "PROJECT/valley.geojson",
        *("--into", "new", "--layer", "l", "--from", "valid_from", "--to", "valid_to"),
    ],
    "import marks": ["marks.csv", "--into", "new", "--date", "2024-03-01"],
    "info": ["PROJECT"],
}


class Fired:
    """A timer whose time has come before a command has said a word."""

    def __init__(self, _, tell, given):
        self.tell, self.given, self.is_over = tell, given, False
        TIMERS.append(self)

    def start(self):
        self.tell(*self.given)

    def cancel(self):
        self.is_over = True


class Waiting(Fired):
    """A timer whose time has not come yet."""

    def start(self):
        """Wait."""


TIMERS: list[Fired] = []


@pytest.fixture
def slow(monkeypatch, project):
    """A map on which each command works for longer than somebody waits without a word."""
    monkeypatch.setattr(progress, "Timer", Fired)
    Path("marks.csv").write_text("name,lon,lat,holder\nFord,36.1,35.2,League\nMill,36.3,35.2,Republic\n")
    return project


def words_of(name, project):
    return [*name.split(), *(word.replace("PROJECT", str(project)) for word in WORDS[name])]


@pytest.mark.parametrize("name", WORDS)
def test_a_command_that_is_silent_for_long_says_that_it_runs_and_on_what(run, slow, name):
    told = run(*words_of(name, slow))
    assert told.code in (0, 1), told.err
    assert told.err.startswith("Still running ("), told.err
    assert told.err.splitlines()[0].endswith(("file) …", "files) …"))
    assert "Still running" not in told.out


@pytest.mark.parametrize("name", WORDS)
def test_with_json_stdout_is_one_document_still(run, slow, name):
    told = run(*words_of(name, slow), "--json")
    json.loads(told.out)
    assert told.err.startswith("Still running ")


def test_how_large_files_are_is_told_where_they_are_large(run, slow, monkeypatch):
    monkeypatch.setattr(progress, "_MEGABYTE", 1)
    assert re.match(r"Still running \(\d+ files, [\d,]+ MB\) …", run("info", str(slow)).err)


def test_a_command_that_has_spoken_does_not_speak_again(run, project, monkeypatch):
    monkeypatch.setattr(progress, "Timer", Waiting)
    TIMERS.clear()
    said = run("info", str(project))
    (timer,) = TIMERS
    assert timer.is_over, "it is done"
    with printing() as out:
        say("something")
        assert out.has_spoken
        timer.tell(*timer.given[:1], sys.stdout, sys.stderr)
    assert "Still" not in said.err


def test_what_fails_is_over_too(run, project, monkeypatch):
    monkeypatch.setattr(progress, "Timer", Waiting)
    TIMERS.clear()
    assert run("at", "Nowhere", str(project)).code == 2
    assert [timer.is_over for timer in TIMERS] == [True]


def test_quiet_stays_quiet(run, slow):
    assert run(*words_of("build", slow), "-q").err == ""
    assert run(*words_of("import states", slow), "-q").err == ""


def test_the_stages_of_a_large_build_are_named(run, project, monkeypatch):
    monkeypatch.setattr(progress, "LARGE_BYTES", 1)
    told = run(*words_of("build", project)).err.splitlines()
    assert [line for line in told if line.endswith("…")] == LONG["build"]


def test_what_is_done_quickly_is_not_announced(run, project):
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
