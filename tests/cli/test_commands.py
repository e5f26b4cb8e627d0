"""The command line as a whole: help, version, init, info."""

import subprocess
import sys
from pathlib import Path

import pytest

import controlmap
from controlmap.cli import COMMANDS
from controlmap.store import open_project

from .conftest import Run, files_under


def test_help_lists_every_command_with_its_line(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    listed = " ".join(outcome.out.split())
    assert [name for name, line in COMMANDS.items() if f"{name} {line}" not in listed] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run: Run, name: str) -> None:
    outcome = run(name, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"Usage: controlmap {name}")
    assert "--help" in outcome.out


def test_the_version_is_the_package_s(run: Run) -> None:
    assert controlmap.__version__ in run("--version").out


def test_the_module_is_the_command_too(project: Path) -> None:
    words = [sys.executable, "-m", "controlmap", "info", str(project)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("An invented valley\n")
    assert "rror" not in done.stderr


def test_help_does_not_wait_for_geopandas() -> None:
    code = (
        "import sys, controlmap.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('geopandas', 'shapely', 'folium')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_init_makes_a_project_that_builds(run: Run, project: Path) -> None:
    outcome = run("init", "new/map")
    assert outcome.code == 0
    assert sorted(outcome.out.split()) == sorted(str(path) for path in Path("new/map").iterdir())
    assert run("build", "new/map", "-o", "page.html").code == 0


def test_init_leaves_a_folder_that_holds_something_alone(run: Run, project: Path) -> None:
    before = files_under(project)
    outcome = run("init", project)
    assert (outcome.code, outcome.out) == (2, "")
    assert str(project) in outcome.err
    assert files_under(project) == before


def test_info_counts_what_the_project_holds(run: Run, project: Path) -> None:
    facts = run("info", project, "--json").document
    found = open_project(project)
    assert facts["title"] == "An invented valley"
    assert facts["period"] == ["2024-03-01", "2024-03-21"]
    assert (facts["cells"], facts["spells"], facts["dates"]) == (3, 4, 2)
    assert facts["states"] == sum(len(layer.states) for layer in found.layers)
    assert [actor["id"] for actor in facts["actors"]] == [actor.id for actor in found.settings.actors]
    (layer,) = facts["layers"]
    assert 250 < layer["area_km2"] < 350


def test_info_in_words_has_the_same_counts(run: Run, project: Path) -> None:
    words = run("info", project).out
    facts = run("info", project, "--json").document
    rows = dict(line.rsplit(None, 1) for line in words.splitlines() if line.startswith("  cells"))
    assert rows == {"  cells": str(facts["cells"])}
    assert all(actor["name"] in words for actor in facts["actors"])


@pytest.mark.parametrize("command", ["info", "build", "check"])
def test_a_folder_without_a_project_is_named(run: Run, tmp_path: Path, command: str) -> None:
    outcome = run(command, tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "controlmap.toml" in outcome.err
    assert str(tmp_path) in outcome.err


def test_what_a_command_held_is_not_looked_through_once_more_as_its_process_ends(project: Path) -> None:
    code = (
        "import atexit, gc, sys\nfrom controlmap.cli import main\n"
        "found = []\ngc.callbacks.append(lambda phase, told: found.append(told['generation']))\n"
        "atexit.register(lambda: print(len(found), gc.isenabled(), len(gc.get_objects()) < 1000))\n"
        "found.clear()\nmain()"
    )
    line = [sys.executable, "-c", code, "info", project]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False True"
