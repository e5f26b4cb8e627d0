"""Every command says and writes the same, to the byte, whether what it needs was kept or not."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from controlmap.store import KEPT_FOLDER
from controlmap.store import kept as kept_files
from tests.store.test_kept import damages

from .conftest import Outcome, Run, files_under
from .every_command import COMMANDS, call_of

NEVER = 1 << 60
CHANCE = re.compile(r"in [\d.]+ s|[a-z0-9]{10,}|valley-[a-z0-9]{6}|\d{4}-\d\d-\d\dT[\d:]+")
"""What differs from one call to the next: seconds, ids of edits and states, and when they were; and the
address of `edit`, which says nothing else."""


@pytest.fixture
def here(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The world's copy, which is the current folder; a server is up, and stopped at once."""
    shutil.copytree(world, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(click, "launch", lambda url: 0)
    monkeypatch.setattr("controlmap.serve.server.run", lambda app, listening, *, up, down: up())
    yield tmp_path / "here"


def written(here: Path) -> dict[str, str]:
    return {
        name: CHANCE.sub("~", data.decode("latin-1"))
        for name, data in files_under(here).items()
        if KEPT_FOLDER not in name
    }


def told(outcome: Outcome) -> tuple[int, str, str]:
    return outcome.code, CHANCE.sub("~", outcome.out), CHANCE.sub("~", outcome.err)


def called(
    run: Run, world: Path, here: Path, words: list[str], *, before: list[str] | None = None
) -> tuple[tuple[int, str, str], dict[str, str]]:
    """Return what a call says and writes in the world as it was, after another call."""
    shutil.rmtree(here)
    shutil.copytree(world, here)
    os.chdir(here)
    if before is not None:
        run(*before)
        assert (here / "valley" / KEPT_FOLDER / "history").is_file()
    return told(run(*words)), written(here)


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"edit"}))
def test_a_command_is_the_same_with_what_was_kept(
    run: Run, world: Path, here: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = call_of(name)
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", NEVER)
    without = called(run, world, here, words)
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", 0)
    assert called(run, world, here, words, before=["areas", "valley"]) == without


def test_what_is_damaged_changes_no_answer(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", 0)
    words = call_of("at")
    wanted = run(*words)
    assert wanted.code == 0
    kept = [path for path in (here / "valley" / KEPT_FOLDER).iterdir() if path.name[0] != "."]
    assert {path.name for path in kept} == {"history", "layer-valley"}
    for file in kept:
        sound = file.read_bytes()
        for how, data in [*damages(sound)][::6]:
            file.write_bytes(data)
            assert run(*words) == wanted, how
            assert file.read_bytes() == sound, how
