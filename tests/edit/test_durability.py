"""Edits are all or nothing: killed at any instant, and with two writers at once."""

import random
import shutil
import time
from pathlib import Path

import pytest

from controlmap.edit import map_digest, read_journal
from controlmap.edit.log.journal import delta_of
from controlmap.edit.operations.lookup import states_of
from controlmap.errors import InputError
from controlmap.store import commit, locked, open_project
from tests.edit.maps import assert_sound, chequered, write_project
from tests.edit.writers import commit_often, edit_and_undo, edit_often, start

KILLS = 300
FILES = ["controlmap.toml", "journal.jsonl", "places.csv", "reports.csv", "sources.json", "valley.geojson"]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def killed_after(seconds, target, *arguments):
    writer = start(target, *arguments)
    time.sleep(seconds)
    writer.kill()
    writer.join()
    assert writer.exitcode == -9, "it ended by itself"


def test_files_changed_as_one_are_all_old_or_all_new_after_a_kill(tmp_path):
    for name, text in (("a.txt", "0 "), ("b.txt", "0 "), ("log.txt", "")):
        (tmp_path / name).write_text(text)
    chance, last = random.Random(1), 0
    for _ in range(KILLS):
        killed_after(chance.uniform(0, 0.02), commit_often, tmp_path)
        with locked(tmp_path, exclusive=False):
            one, two = ((tmp_path / name).read_text() for name in ("a.txt", "b.txt"))
            log = (tmp_path / "log.txt").read_text().split()
        number = int(one.split()[0])
        assert one == two == (f"{number} " * 20_000 if number else "0 ")
        assert log == [str(i) for i in range(1, number + 1)]
        assert number >= last
        last = number
        assert names_in(tmp_path) == ["a.txt", "b.txt", "log.txt"]
    assert last > KILLS / 10, "hardly any commit was made: the kills came too early"


def test_a_map_is_the_old_or_the_new_one_after_a_kill(valley, tmp_path):
    chance, made = random.Random(2), 0
    for number in range(KILLS):
        folder = tmp_path / f"copy-{number // 25}"
        if not folder.exists():
            shutil.copytree(valley, folder)
        killed_after(chance.uniform(0, 0.15), edit_and_undo, folder, number)
        project, entries = open_project(folder), read_journal(folder)
        assert set(names_in(folder)) <= set(FILES)
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        if entries:
            assert entries[-1].result == map_digest(project.layers)
        else:
            assert (folder / "valley.geojson").read_bytes() == (valley / "valley.geojson").read_bytes()
        made += len(entries) if number % 25 == 24 else 0
    assert made > KILLS / 10, "hardly any edit was made: the kills came too early"


def test_of_two_writers_with_two_hundred_edits_each_none_is_lost_and_none_torn(tmp_path):
    first = write_project(tmp_path / "map", chequered(12))
    writers = [start(edit_often, first.folder, name, 200) for name in ("one", "two")]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    project, entries = open_project(first.folder), read_journal(first.folder)
    assert [entry.number for entry in entries] == list(range(1, 401))
    assert [sum(e.note.who == name for e in entries) for name in ("one", "two")] == [200, 200]
    assert entries[-1].result == map_digest(project.layers)
    states = states_of(first)
    for entry in entries:
        states = delta_of(entry, project).applied_to(states)
    assert states == states_of(project)
    assert_sound(first, project, edits=400)


def test_a_record_of_a_commit_that_leads_out_of_the_folder_is_refused(tmp_path):
    inner = tmp_path / "map"
    inner.mkdir()
    (inner / ".0.controlmap-staged").write_text("mine")
    (inner / ".commit.controlmap-edit").write_text('{"files": {"../yours": 0}, "appended": {}}')
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
