"""The map that all tabs share, as those meet who ask something of it at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from controlmap.api import MapProject
from controlmap.check import Findings
from controlmap.edit import Delta, Editing, apply_delta
from controlmap.errors import InputError, Problem
from controlmap.model import Note, Project
from controlmap.serve.shared_map import SharedMap
from controlmap.store import revision_of


def given(project: Project) -> tuple[Delta, Note]:
    delta = Editing(project).transfer("The ridge", to="republic", on="2024-03-05")
    return delta, Note("transfer", "a test")


def test_an_edit_does_not_wait_for_a_check_that_waits_for_it(
    valley: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, checking, check = SharedMap(valley), threading.Event(), MapProject.check
    before = shared.now

    def told(project: MapProject) -> Findings:
        checking.set()
        return check(project)

    def made(project: Project) -> tuple[Delta, Note]:
        """The files are this edit's alone now; a tab asks what is wrong with them."""
        asked.append(pool.submit(before.findings))
        assert checking.wait(60)
        return given(project)

    monkeypatch.setattr(MapProject, "check", told)
    asked = []
    with ThreadPoolExecutor(1) as pool:
        written = shared.write(made, who="a test")
        assert asked[0].result().found is not None
    assert shared.now is written.version is not before


def test_what_was_worked_out_of_a_version_that_is_past_is_let_go_of(valley: Path) -> None:
    shared = SharedMap(valley)
    before = shared.now
    history = before.history()
    assert before.history() is history
    shared.write(given, who="a test")
    assert before.history() is not history


UNREADABLE = {
    "by the system": OSError(5, "Input/output error"),
    "by the reader of controlmap.toml": InputError(Problem("cannot be read", "controlmap.toml")),
}


@pytest.mark.parametrize("error", UNREADABLE.values(), ids=[*UNREADABLE])
def test_an_edit_that_is_written_is_told_though_the_files_cannot_be_read_after_it(
    valley: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    shared = SharedMap(valley)

    def broken(folder: Path) -> str:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("controlmap.serve.shared_map.apply_delta", _then(patched, broken))
        written = shared.write(given, who="a test")
    assert written.version is shared.now
    assert shared.refresh()
    assert shared.now.revision == revision_of(valley)


@pytest.mark.parametrize("error", UNREADABLE.values(), ids=[*UNREADABLE])
def test_a_record_that_is_written_is_told_though_the_files_cannot_be_read_after_it(
    valley: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    shared = SharedMap(valley)

    def broken(folder: Path) -> str:
        raise error

    def added() -> str:
        settings = valley / "controlmap.toml"
        settings.write_text(settings.read_text("utf-8") + "\n# said\n", "utf-8")
        return "said"

    with monkeypatch.context() as patched:
        patched.setattr("controlmap.serve.shared_map.revision_of", broken)
        assert shared.add(added)[0] == "said"
    assert shared.refresh()
    assert shared.now.revision == revision_of(valley)


def _then(patched: pytest.MonkeyPatch, broken: Callable[[Path], str]) -> Callable[..., Any]:
    """Return what applies a delta, after which no revision can be told."""

    def applied(*given: Any, **named: Any) -> Any:
        found = apply_delta(*given, **named)
        patched.setattr("controlmap.serve.shared_map.revision_of", broken)
        return found

    return applied
