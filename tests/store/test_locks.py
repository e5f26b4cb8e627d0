"""Locks: many readers or one writer, told apart by name, waited for so long and no longer."""

import asyncio
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import portalocker
import pytest

from controlmap.cli import cli, main
from controlmap.errors import BusyError, InputError
from controlmap.store import init_project, locked, locks, open_project, waiting
from tests.kills import FORK

HOLDER = """
import sys
from pathlib import Path
from controlmap.store import locked
with locked(Path(sys.argv[1]), exclusive=sys.argv[2] == "alone"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder, how):
    """Another program that holds a folder's lock `alone` or `shared`; its process."""
    words = [sys.executable, "-c", HOLDER, str(folder), how]
    environment = dict(os.environ, CONTROLMAP_USER="anna")
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def valley(tmp_path):
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


def busy(folder, *, exclusive):
    with waiting(0), pytest.raises(BusyError) as error, locked(folder, exclusive=exclusive):
        pass
    return error.value


@pytest.mark.parametrize(
    ("theirs", "mine", "free"),
    [
        ("shared", "shared", True),
        ("shared", "alone", False),
        ("alone", "shared", False),
        ("alone", "alone", False),
    ],
)
def test_many_read_at_once_and_one_writes_alone(tmp_path, theirs, mine, free):
    with another(tmp_path, theirs), waiting(0):
        wanted = locked(tmp_path, exclusive=mine == "alone")
        with nullcontext() if free else pytest.raises(BusyError), wanted:
            pass


def test_who_writes_is_named_with_what_and_since_when(tmp_path):
    with another(tmp_path, "alone") as process:
        error = busy(tmp_path, exclusive=False)
    assert error.writer is not None
    assert (error.writer.pid, error.writer.user) == (process.pid, "anna")
    assert str(tmp_path) in error.writer.command
    for said in (str(process.pid), "anna", "since 2", "Waited 0 s", "controlmap.store.waiting"):
        assert said in str(error)


def test_who_reads_is_not_named(tmp_path):
    with another(tmp_path, "shared"):
        assert "in use by another program" in str(busy(tmp_path, exclusive=True))


def test_a_killed_holder_holds_nothing_and_leaves_nothing(tmp_path):
    with another(tmp_path, "alone") as process:
        process.kill()
        process.wait()
        assert [path.name for path in tmp_path.iterdir()] == [locks._WRITER]
        with waiting(0), locked(tmp_path, exclusive=False):
            assert list(tmp_path.iterdir()) == []


def test_a_lock_that_is_given_back_in_time_is_had(tmp_path, monkeypatch):
    """The other one ends while this one sleeps for the third time."""
    with another(tmp_path, "alone") as process:
        left = iter([lambda: None, lambda: None, lambda: process.communicate("")])
        monkeypatch.setattr(locks.time, "sleep", lambda _: next(left)())
        with waiting(float("inf")), locked(tmp_path, exclusive=True):
            assert next(left, None) is None


def test_no_lock_is_had_twice_and_a_shared_one_never_becomes_one_s_own(tmp_path):
    with locked(tmp_path, exclusive=False) as lock:
        assert busy(tmp_path, exclusive=True)
        with (
            pytest.raises(ValueError, match="lets nobody write"),
            locked(tmp_path, exclusive=True, held=lock),
        ):
            pass
        with locked(tmp_path, exclusive=False, held=lock) as same:
            assert same is lock


@pytest.mark.parametrize("exclusive", [True, False])
def test_what_is_no_folder_has_no_lock(tmp_path, exclusive):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError), locked(tmp_path / "file", exclusive=exclusive):
        pass


def test_a_lock_stands_neither_for_another_folder_nor_beyond_its_end(tmp_path):
    (tmp_path / "other").mkdir()
    with (
        locked(tmp_path, exclusive=True) as lock,
        pytest.raises(ValueError, match="is none of"),
        locked(tmp_path / "other", exclusive=False, held=lock),
    ):
        pass
    with pytest.raises(ValueError, match="was given back"), locked(tmp_path, exclusive=False, held=lock):
        pass


def test_a_task_that_began_under_a_lock_has_none_of_its_own(tmp_path):
    async def began_under_a_lock():
        async def late():
            with another(tmp_path, "alone"):
                return busy(tmp_path, exclusive=False)

        with locked(tmp_path, exclusive=True):
            task = asyncio.create_task(late())
        return await task

    # In a thread of its own: the one that tests pages has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        assert isinstance(thread.submit(asyncio.run, began_under_a_lock()).result(), BusyError)


def test_a_project_is_read_under_the_lock_that_is_handed_on(valley):
    with waiting(0), locked(valley, exclusive=True) as lock:
        assert open_project(valley, held=lock).settings.layers
        with pytest.raises(BusyError):
            open_project(valley)


def no_locks(*_):
    raise portalocker.LockException(OSError(95, "Operation not supported"))


def test_a_file_system_without_locks_is_read_but_not_written(valley, monkeypatch):
    monkeypatch.setattr(locks.portalocker, "lock", no_locks)
    assert open_project(valley).settings.layers
    with pytest.raises(InputError, match="cannot be locked for writing"), locked(valley, exclusive=True):
        pass


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"pid": 1}', b'{"pid": "x", "user": 1}', b"\xff"])
def test_a_note_that_cannot_be_read_names_nobody(tmp_path, said):
    (tmp_path / locks._WRITER).write_bytes(said)
    assert locks._writer(tmp_path) is None


def test_a_note_cannot_steer_the_terminal(tmp_path):
    said = {"pid": 7, "user": "a\x1b[2J", "host": "h\n", "command": "c" * 9999, "since": "s\r"}
    (tmp_path / locks._WRITER).write_text(json.dumps(said))
    writer = locks._writer(tmp_path)
    assert writer is not None
    assert str(writer).isprintable()
    assert len(str(writer)) < 1000


def test_where_folders_cannot_be_locked_a_hidden_file_stands_for_one_and_goes(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_DIRECTORY")
    with locked(tmp_path, exclusive=True):
        assert {path.name for path in tmp_path.iterdir()} == {locks._STAND_IN, locks._WRITER}
        assert busy(tmp_path, exclusive=False).writer
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_neither_lock_nor_file_can_be_read(valley, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.setattr(locks.os, "open", refused)
    with locked(valley, exclusive=False):
        pass
    with pytest.raises(PermissionError), locked(valley, exclusive=True):
        pass


def wait_and_write(folder):
    with locked(folder, exclusive=True):
        (folder / "count").write_text(str(int((folder / "count").read_text()) + 1))


def test_of_many_who_wait_each_gets_its_turn(tmp_path):
    (tmp_path / "count").write_text("0")
    crowd = [FORK.Process(target=wait_and_write, args=(tmp_path,)) for _ in range(12)]
    with waiting(float("inf")):
        for one in crowd:
            one.start()
    for one in crowd:
        one.join()
    assert (tmp_path / "count").read_text() == "12"


def test_a_command_says_who_is_waited_for_and_gives_up_with_2(valley, capsys):
    before = {path: path.read_bytes() for path in valley.iterdir()}
    ground = ["--area", "lower-town", "--radius-km", "1", "--from", "league"]
    edit = ["transfer", "--to", "republic", "--on", "2024-03-12", *ground, "--source", "herald-2024-03-09"]
    for words in (["info"], ["check"], ["format"], edit):
        with another(valley, "alone") as process, pytest.raises(SystemExit) as ended:
            main([*words, str(valley), "--wait", "0"])
        told = capsys.readouterr()
        assert (words[0], ended.value.code, told.out) == (words[0], 2, "")
        assert f"process {process.pid}" in told.err
    open_project(valley)  # sweeps what the killed one said
    assert {path: path.read_bytes() for path in valley.iterdir()} == before


def takes(command, *names):
    return bool({parameter.name for parameter in command.params} & set(names))


def commands(command, name=()):
    """All commands by name, those within commands too."""
    if not isinstance(command, click.Group):
        yield " ".join(name), command
        return
    context = click.Context(command)
    for inner in command.list_commands(context):
        found = command.get_command(context, inner)
        assert found is not None
        yield from commands(found, (*name, inner))


TOUCHING = {name: command for name, command in commands(cli) if takes(command, "project", "into", "path")}


@pytest.mark.parametrize("name", TOUCHING)
def test_every_command_that_touches_a_project_can_be_told_how_long_to_wait(name):
    assert takes(TOUCHING[name], "wait")
    assert len(TOUCHING) > 20


def test_a_lock_is_waited_for_as_long_as_the_manual_says():
    manual = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"else for (\d+) seconds", manual)
    assert locks.waiting_s() == float(seconds)
    with waiting(1):
        assert locks.waiting_s() == 1
    assert locks.waiting_s() == float(seconds)


def test_who_works_here_is_who_says_so_else_who_is_logged_in_else_nobody(monkeypatch):
    monkeypatch.setenv("CONTROLMAP_USER", "anna")
    assert locks.user() == "anna"
    monkeypatch.setenv("CONTROLMAP_USER", "")
    monkeypatch.setattr(locks.getpass, "getuser", lambda: "boris")
    assert locks.user() == "boris"

    def unknown():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(locks.getpass, "getuser", unknown)
    assert locks.user() == ""


def test_a_note_of_who_writes_is_read_as_it_was_said(tmp_path):
    locks._say(tmp_path)
    said = locks._writer(tmp_path)
    assert said is not None and (said.pid, said.user) == (os.getpid(), locks.user())
    text = json.loads((tmp_path / locks._WRITER).read_text())
    long = {**text, "command": "c" * 201, "user": "u" * 200}
    (tmp_path / locks._WRITER).write_text(json.dumps(long))
    writer = locks._writer(tmp_path)
    assert writer is not None
    assert (len(writer.command), len(writer.user)) == (200, 200)


def test_who_waits_tries_again_after_ever_longer_pauses_up_to_the_end(tmp_path, monkeypatch):
    """A clock that only moves while somebody sleeps."""
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(locks.time, "sleep", sleep)
    monkeypatch.setattr(locks.time, "monotonic", lambda: now[0])

    def taken(*_):
        raise portalocker.AlreadyLocked("taken")

    monkeypatch.setattr(locks.portalocker, "lock", taken)
    with waiting(0.3), pytest.raises(BusyError), locked(tmp_path, exclusive=True):
        pass
    assert sum(slept) == pytest.approx(0.3)
    assert slept[:7] == pytest.approx([0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.05])
    assert max(slept) == pytest.approx(0.05)


def test_what_somebody_does_is_told_as_they_typed_it(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/local/bin/controlmap", "transfer", "my map"])
    assert locks._myself().command == "controlmap transfer 'my map'"
