"""Writing files so that no reader and no crash ever finds half of one."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from controlmap.store import atomic, clear_leftovers, write_atomically

WRITER = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
spec = spec_from_file_location("atomic", sys.argv[1])
atomic = module_from_spec(spec)
spec.loader.exec_module(atomic)
path, letter, count = Path(sys.argv[2]), sys.argv[3].encode(), int(sys.argv[4])
print("ready", flush=True)
for _ in range(count):
    atomic.write_atomically(path, letter * 200_000)
"""


def writer(path, letter, count=1_000_000):
    """Start a process that writes one letter over and over into a file.

    It loads the one module alone, so that it starts fast enough to be killed often.
    """
    command = [sys.executable, "-I", "-c", WRITER, atomic.__file__, str(path), letter, str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def names(folder: Path):
    return sorted(path.name for path in folder.iterdir())


def test_new_bytes_replace_old_ones_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "a.geojson"
    write_atomically(path, b"old and longer")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.geojson"]


def test_permissions_are_kept_and_new_files_take_the_umask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"")
    old.chmod(0o640)
    mask = os.umask(0o022)
    try:
        write_atomically(old, b"x")
        write_atomically(new, b"x")
    finally:
        os.umask(mask)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, new)] == [0o640, 0o644]


def test_through_a_symbolic_link_its_target_is_written(tmp_path):
    (tmp_path / "data").mkdir()
    target, link = tmp_path / "data" / "a", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "truncate", "fchmod"])
def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, step):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(atomic.os, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_once_the_new_file_is_in_place_nothing_turns_into_an_error(tmp_path, monkeypatch):
    def fail(_):
        raise OSError("folders cannot be synced here")

    monkeypatch.setattr(atomic, "_sync_folder", fail)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "none" / "a", b"")


def test_a_file_planted_under_the_temporary_name_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / ".a.controlmap-tmp").symlink_to(victim)
    with pytest.raises(OSError, match="controlmap-tmp"):
        write_atomically(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"


def test_a_writer_killed_at_any_instant_leaves_a_whole_file(tmp_path):
    path, dice = tmp_path / "a", random.Random(1)
    path.write_bytes(b"o" * 200_000)
    for letter in "abcdefghijklmnopqrstuvwxyz" * 2:
        process = writer(path, letter)
        time.sleep(dice.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        data = path.read_bytes()
        assert len(data) == 200_000
        assert data == data[:1] * 200_000
    write_atomically(tmp_path / "b", b"")
    assert names(tmp_path) == ["a", "b"]


def test_two_writers_at_once_do_not_mix(tmp_path):
    path = tmp_path / "a"
    processes = [writer(path, letter, 40) for letter in "ab"]
    seen = set()
    while any(process.poll() is None for process in processes):
        data = path.read_bytes() if path.exists() else b"?"
        assert data == data[:1] * len(data)
        seen.add(data[:1])
    assert [process.communicate() and process.returncode for process in processes] == [0, 0]
    assert names(tmp_path) == ["a"]


def test_a_file_that_is_being_written_is_no_leftover(tmp_path):
    busy, dead = tmp_path / ".busy.controlmap-tmp", tmp_path / ".dead.controlmap-tmp"
    dead.write_bytes(b"half")
    with atomic._locked(busy):
        clear_leftovers(tmp_path)
        assert names(tmp_path) == [".busy.controlmap-tmp"]
