"""What fails once an edit is written is no failure of the edit: every last call of it is tried by strace."""

import shutil

import pytest

from tests.torture.saves import saves
from tests.torture.system_calls import calls_of, end_of
from tests.torture.world import kept_in, made_world

LAST = 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
@pytest.mark.parametrize("name", ["undo", "transfer"])
def test_an_edit_that_is_written_is_not_told_as_one_that_is_not(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    world = made_world(tmp_path / "world")
    (save,) = saves(world, only=(name,))
    made = calls_of(save.act, shutil.copytree(world, tmp_path / "counted"))
    for call in ("openat", "close"):
        for number in range(made[call] - LAST + 1, made[call] + 1):
            here = shutil.copytree(world, tmp_path / f"{call}-{number}")
            end = end_of(save.act, here, f"{call}:error=EIO:when={number}", call)
            assert end.touched
            assert (end.code, kept_in(here)) in ((0, save.new), (2, save.old)), f"{call} {number}"
