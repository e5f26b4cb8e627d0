"""Edits are all or nothing: killed at any instant, and with two writers at once."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from controlmap.edit import apply_delta, map_digest, read_journal
from controlmap.edit.log.journal import delta_of
from controlmap.errors import InputError
from controlmap.model import Note, states_of
from controlmap.store import commit, locked, open_project
from tests.edit.maps import assert_sound, chequered, write_project
from tests.edit.writers import edit_often, random_transfer, start
from tests.kills import deaths, dies_writing

OLD, NEW = b"old", b"new" * 1000


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def count_up(folder):
    """Change two files, and append to a log, as one."""
    with locked(folder, exclusive=True):
        commit(folder, {"a.txt": NEW, "b.txt": NEW}, appended={"log.txt": b"1\n"})


def look(folder):
    """Read the files as the next one does who comes, and say whether they are the new ones."""
    with locked(folder, exclusive=False):
        found = [(folder / name).read_bytes() for name in ("a.txt", "b.txt", "log.txt")]
    assert found in ([OLD, OLD, b""], [NEW, NEW, b"1\n"])
    assert names_in(folder) == ["a.txt", "b.txt", "log.txt"]
    return found[0] == NEW


@pytest.fixture
def fresh(tmp_path):
    """Make a new folder with the old files in it, by number."""

    def make(number):
        folder = tmp_path / f"fresh-{number}"
        folder.mkdir()
        for name, data in (("a.txt", OLD), ("b.txt", OLD), ("log.txt", b"")):
            (folder / name).write_bytes(data)
        return folder

    return make


def test_files_changed_as_one_are_all_old_or_all_new_wherever_the_writer_is_killed(fresh):
    new = [look(folder) for folder in deaths(count_up, folder=fresh)]
    assert set(new) == {False, True}
    assert new == sorted(new)
    assert new.count(True) > 5, "it is killed after the moment of the commit, too"


@pytest.mark.parametrize("size", [1, len(NEW) - 1])
def test_files_changed_as_one_are_all_old_when_the_writer_is_killed_inside_a_file(fresh, size):
    folder = fresh(0)
    dies_writing(size, count_up, folder)
    assert look(folder) is False


def test_files_changed_as_one_are_all_new_wherever_the_one_is_killed_who_finishes(fresh, tmp_path):
    begun = next(f for f in deaths(count_up, folder=fresh) if (f / ".commit.controlmap-edit").exists())

    def copied(number):
        return Path(shutil.copytree(begun, tmp_path / f"copy-{number}"))

    assert all(look(folder) for folder in deaths(look, folder=copied))


def edit(folder, project, delta):
    apply_delta(replace(project, folder=folder), delta, Note("transfer"))


def test_a_map_is_the_old_or_the_new_one_wherever_the_editor_is_killed(valley, tmp_path):
    project = open_project(valley)
    delta = random_transfer(project, random.Random(5))
    made, files = [], {*names_in(valley), "journal.jsonl"}

    def copied(number):
        return Path(shutil.copytree(valley, tmp_path / f"copy-{number}"))

    for folder in deaths(edit, project, delta, folder=copied):
        now, entries = open_project(folder), read_journal(folder)
        assert set(names_in(folder)) <= files
        made.append(len(entries))
        assert map_digest(now.layers) == (entries[-1].result if entries else map_digest(project.layers))
    assert set(made) == {0, 1}
    assert made == sorted(made)


def test_of_two_writers_with_many_edits_each_none_is_lost_and_none_torn(tmp_path):
    first = write_project(tmp_path / "map", chequered(12))
    writers = [start(edit_often, first.folder, name, 24) for name in ("one", "two")]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    project, entries = open_project(first.folder), read_journal(first.folder)
    assert [entry.number for entry in entries] == list(range(1, 49))
    assert [sum(e.note.who == name for e in entries) for name in ("one", "two")] == [24, 24]
    assert entries[-1].result == map_digest(project.layers)
    states = states_of(first)
    for entry in entries:
        states = delta_of(entry, project).applied_to(states)
    assert states == states_of(project)
    assert_sound(first, project, edits=48)


def test_a_record_of_a_commit_that_leads_out_of_the_folder_is_refused(tmp_path):
    inner = tmp_path / "map"
    inner.mkdir()
    (inner / ".yours.controlmap-staged").write_text("mine")
    record = '{"files": ["../yours"], "removed": [], "appended": {}, "made": []}'
    (inner / ".commit.controlmap-edit").write_text(record)
    (tmp_path / "yours").write_text("yours")
    with pytest.raises(InputError, match="not a path inside"), locked(inner, exclusive=False):
        pass
    assert (tmp_path / "yours").read_text() == "yours"


def test_a_commit_interrupted_just_after_its_record_is_in_place_has_happened(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("old")
    replace = Path.replace

    def interrupted(self, target):
        replace(self, target)
        raise KeyboardInterrupt

    with locked(tmp_path, exclusive=True), pytest.raises(KeyboardInterrupt), monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        commit(tmp_path, {"a.txt": b"new"}, appended={"log.txt": b"1"})
    with locked(tmp_path, exclusive=False):
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
            "a.txt": "new",
            "log.txt": "1",
        }


def test_a_commit_that_cannot_be_staged_changes_nothing_and_leaves_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with locked(tmp_path, exclusive=True), pytest.raises(AttributeError):
        commit(tmp_path, {"a.txt": b"new"}, appended={"log.txt": None})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}
