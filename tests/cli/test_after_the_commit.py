"""What fails once an edit is written is no failure of the edit: every last call of it is tried."""

import errno
import shutil
import sys

import pytest

from tests.cli.every_command import call_of
from tests.store.test_transaction import failing_at
from tests.torture.command import answer_of
from tests.torture.saves import saves
from tests.torture.system_calls import calls_of, end_of
from tests.torture.world import EDITS, kept_in, made_world

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


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return made_world(tmp_path_factory.mktemp("after") / "world")


@pytest.mark.parametrize("name", EDITS)
def test_no_command_fails_with_what_it_reads_once_it_has_written(world, tmp_path, monkeypatch, name):
    def tried(number, errors):
        here = shutil.copytree(world, tmp_path / f"{number}")
        monkeypatch.chdir(here)
        sys.setprofile(failing_at(number, errors, errno.EIO))
        try:
            answer = answer_of(tuple(call_of(name)), 60)
        finally:
            sys.setprofile(None)
        return answer.code, kept_in(here)

    old, calls = kept_in(world), Calls()
    tried(calls, [])
    for number in range(max(0, calls.made - 16), calls.made):
        code, found = tried(number, failed := [])
        assert failed
        assert code != 2 or found == old, f"call {number} of {calls.made}"


class Calls:
    """A number that no call has; it counts those that ask for it."""

    def __init__(self):
        self.made = 0

    def __eq__(self, other):
        self.made += 1
        return False

    def __hash__(self):
        return 0

    def __str__(self):
        return "counted"
