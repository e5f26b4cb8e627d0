"""Writing files so that no reader and no crash ever finds half of one."""

import os
import stat
from pathlib import Path

import pytest

from controlmap.errors import UnwrittenError
from controlmap.store import atomic, clear_leftovers, growing, write_atomically
from tests.kills import FORK, deaths, dies_writing

OLD = b"o" * 200_000


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


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, step):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(atomic.os, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_once_the_new_file_is_in_place_nothing_turns_into_an_error(tmp_path, monkeypatch):
    def fail(_):
        raise OSError("folders cannot be synced here")

    monkeypatch.setattr(atomic, "sync_folder", fail)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UnwrittenError):
        write_atomically(tmp_path / "none" / "a", b"")


def test_a_link_planted_under_a_temporary_name_is_neither_followed_nor_kept(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / ".a.12345678.controlmap-tmp").symlink_to(victim)
    write_atomically(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "a").read_bytes() == b"new"
    assert not (tmp_path / "a").is_symlink()


def write_letter(folder, letter):
    write_atomically(folder / "a", letter * 200_000)


@pytest.fixture
def fresh(tmp_path):
    """Make a new folder with an old file in it, by number."""

    def make(number):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "a").write_bytes(OLD)
        return tmp_path / f"{number}"

    return make


def look(folder):
    """Say whether the file is the new one, and see that who writes next leaves nothing of a killed writer."""
    data = (folder / "a").read_bytes()
    assert data in (OLD, b"n" * 200_000)
    write_atomically(folder / "b", b"")
    assert names(folder) == ["a", "b"]
    return data != OLD


def test_a_writer_killed_at_any_call_leaves_a_whole_file(fresh):
    new = [look(folder) for folder in deaths(write_letter, b"n", folder=fresh)]
    assert set(new) == {False, True}
    assert new == sorted(new)


@pytest.mark.parametrize("size", [1, 199_999])
def test_a_writer_killed_inside_its_file_leaves_the_old_one(fresh, size):
    folder = fresh(0)
    dies_writing(size, write_letter, folder, b"n")
    assert look(folder) is False


def write_often(folder, letter):
    for _ in range(40):
        write_letter(folder, letter)


def test_two_writers_at_once_do_not_mix(fresh):
    folder = fresh(0)
    processes = [FORK.Process(target=write_often, args=(folder, letter)) for letter in (b"x", b"y")]
    for process in processes:
        process.start()
    while any(process.exitcode is None for process in processes):
        data = (folder / "a").read_bytes()
        assert data == data[:1] * 200_000
    assert [process.exitcode for process in processes] == [0, 0]
    assert names(folder) == ["a"]


def test_a_new_file_that_another_takes_for_a_leftover_is_written_again(tmp_path, monkeypatch):
    """The other one comes between the making of the file and its lock."""
    lock, swept = atomic.portalocker.lock, []

    def late(handle, flags):
        if not swept:
            swept.append(True)
            clear_leftovers(tmp_path)
        lock(handle, flags)

    monkeypatch.setattr(atomic.portalocker, "lock", late)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_a_file_that_is_being_written_is_no_leftover(tmp_path, monkeypatch):
    (tmp_path / ".dead.controlmap-tmp").write_bytes(b"half")
    seen = []

    def synced(_):
        clear_leftovers(tmp_path)
        seen.extend(names(tmp_path))

    monkeypatch.setattr(atomic.os, "fsync", synced)
    write_atomically(tmp_path / "busy", b"new")
    assert [name.startswith(".busy") for name in seen[:1]] == [True]
    assert names(tmp_path) == ["busy"]


def test_a_file_is_written_where_no_lock_can_be_had(tmp_path, monkeypatch):
    def no_locks(*_):
        raise atomic.portalocker.LockException(OSError(95, "Operation not supported"))

    monkeypatch.setattr(atomic.portalocker, "lock", no_locks)
    write_atomically(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("name", ["pipe", "folder", "link to the pipe"])
def test_what_is_no_regular_file_is_not_written_over(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link to the pipe").symlink_to("pipe")
    before = {path.name: path.lstat().st_mode for path in tmp_path.iterdir()}
    with pytest.raises(UnwrittenError, match="no regular file"):
        write_atomically(tmp_path / name, b"new")
    assert {path.name: path.lstat().st_mode for path in tmp_path.iterdir()} == before


def test_links_in_a_circle_are_said_to_be_that(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UnwrittenError):
        write_atomically(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a", "b"]


def test_a_file_that_grows_is_seen_once_it_is_whole_and_then_under_its_name(tmp_path):
    (tmp_path / ".dead.controlmap-tmp").write_bytes(b"half")
    (tmp_path / "tiles").write_bytes(b"old")
    with growing(tmp_path) as stream:
        stream.write(b"new, ")
        stream.write(b"and whole")
        assert (tmp_path / "tiles").read_bytes() == b"old"
        (temporary,) = [name for name in names(tmp_path) if name != "tiles"]
        assert temporary.startswith(".") and temporary.endswith(".controlmap-tmp")
        clear_leftovers(tmp_path)  # what is being written is none
        assert temporary in names(tmp_path)
        assert stream.finish("tiles") == tmp_path / "tiles"
        assert (tmp_path / "tiles").read_bytes() == b"new, and whole"
    assert names(tmp_path) == ["tiles"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_file_that_is_given_up_or_gets_no_name_is_gone(tmp_path, error):
    with growing(tmp_path) as stream:
        stream.write(b"to no end")
    with pytest.raises(error), growing(tmp_path) as stream:
        stream.write(b"half")
        raise error
    assert names(tmp_path) == []


def test_a_file_grows_where_no_lock_can_be_had_and_what_the_disk_refuses_is_said(tmp_path, monkeypatch):
    def no_locks(*_):
        raise atomic.portalocker.LockException(OSError(95, "Operation not supported"))

    monkeypatch.setattr(atomic.portalocker, "lock", no_locks)
    with growing(tmp_path) as stream:
        stream.finish("tiles")
    assert names(tmp_path) == ["tiles"]
    with pytest.raises(UnwrittenError), growing(tmp_path / "none"):
        pass
    with pytest.raises(UnwrittenError), growing(tmp_path):
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == ["tiles"]


def test_a_file_that_is_taken_away_just_before_it_takes_its_place_is_written_again(tmp_path, monkeypatch):
    """Where there are no locks, whoever clears the folder cannot tell it from a leftover."""
    fill, taken = atomic._fill, []

    def filled(stream, target, data):
        fill(stream, target, data)
        if not taken:
            taken.append(Path(stream.name).unlink())

    monkeypatch.setattr(atomic, "_fill", filled)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names(tmp_path) == ["a"]
