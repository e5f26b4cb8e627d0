"""A command line to call, and a map project to call it on."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from controlmap.cli import main
from controlmap.store import init_project
from tests.cli.every_command import make_world_in_place
from tests.cli.proposals import options_lacking


@dataclass(frozen=True)
class Outcome:
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture(scope="module", autouse=True)
def quick_areas(coarse: None) -> None:
    """What is derived here is no matter of metres."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call a command as a shell would."""

    def call(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        outcome = Outcome(int(ended.value.code or 0), *capsys.readouterr())
        if outcome.code == 2:
            assert options_lacking([*map(str, arguments)], outcome.err) == [], "proposed, and not to be had"
        return outcome

    return call


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A map project in a folder of its own, which is not the current one."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


def copy_to(folder: Path, world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A world's copy, which becomes the current folder; no browser is started, and no worker waited for."""
    shutil.copytree(world, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(click, "launch", lambda url: 0)
    monkeypatch.setattr("controlmap.api.spread._PATIENCE_S", 0.1)
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that commands are called on; tests get copies."""
    folder = tmp_path_factory.mktemp("world")
    make_world_in_place(folder)
    return folder


def files_under(folder: Path) -> dict[str, bytes]:
    """Contents of all files of a folder, by path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
