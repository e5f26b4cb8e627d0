import os
import subprocess
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.store import being_edited, say_where


def test_there_is_one_server_of_a_map_and_it_says_where(tmp_path: Path) -> None:
    with being_edited(tmp_path):
        with pytest.raises(InputError, match="is being edited already") as refused, being_edited(tmp_path):
            pass
        assert "process" not in str(refused.value)
        say_where(tmp_path, "http://127.0.0.1:1/")
        with pytest.raises(InputError, match="at http://") as refused, being_edited(tmp_path):
            pass
        assert f"process {os.getpid()}" in str(refused.value)
    assert [*tmp_path.iterdir()] == []
    with being_edited(tmp_path):
        pass


def test_nobody_else_can_hold_the_file_that_says_so(tmp_path: Path) -> None:
    with being_edited(tmp_path):
        (place,) = tmp_path.iterdir()
        assert place.stat().st_mode & 0o777 == 0o700
        assert (place / "held").stat().st_mode & 0o777 == 0o600


def test_git_sees_nothing_of_a_server_and_takes_nothing_from_it(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", tmp_path, *words], capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q", "-b", "main")
    (tmp_path / "controlmap.toml").write_text("")
    git("add", "-A")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a map")
    with being_edited(tmp_path):
        say_where(tmp_path, "http://127.0.0.1:1/")
        assert git("status", "--short") == ""
        git("checkout", "-q", "-b", "other")
        git("add", "-A")
        git("checkout", "-q", "main")
        with pytest.raises(InputError, match="is being edited already, at http"), being_edited(tmp_path):
            pass


def test_two_maps_have_a_server_each(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with being_edited(tmp_path / "a"), being_edited(tmp_path / "b"):
        pass


@pytest.mark.parametrize("said", ["", "{", "[]", '{"address": 1}', '{"address": "x", "pid": "y"}'])
def test_what_a_dead_server_or_another_program_left_is_in_nobody_s_way(tmp_path: Path, said: str) -> None:
    place = tmp_path / ".serving.controlmap-edit"
    place.mkdir()
    for name in ("held", "at.json"):
        (place / name).write_text(said)
    with being_edited(tmp_path):
        (place / "at.json").write_text(said)
        with pytest.raises(InputError, match="is being edited already"), being_edited(tmp_path):
            pass
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_went_away_meanwhile_is_not_held_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server ends between another's opening of the file and its lock, which is then of no file."""
    import portalocker

    real, held = portalocker.lock, tmp_path / ".serving.controlmap-edit" / "held"
    gone = []

    def lock(handle: int, flags: object) -> None:
        real(handle, flags)
        if not gone:
            gone.append(held.unlink())

    monkeypatch.setattr(portalocker, "lock", lock)
    with being_edited(tmp_path):
        assert held.exists()
        with pytest.raises(InputError), being_edited(tmp_path):
            pass
