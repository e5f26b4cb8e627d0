"""Commits stopped, or failing, at each call to the operating system: all old or all new, and no litter."""

import errno
import os
import shutil
import sys
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.format import SETTINGS_FILE
from controlmap.store import commit, init_project, locked, open_project
from controlmap.store.transaction import unfinished
from tests.kills import deaths, deaths_in_one

OLD = {"a.txt": "old", "gone.txt": "old", "deep/link.txt": "old", "log.txt": "1\n"}
NEW = {
    "a.txt": "new",
    "deep/link.txt": "new",
    "log.txt": "1\n2\n",
    "more/inner/b.txt": "new",
    "new.log": "2\n",
}
CONTENTS = {
    "a.txt": b"new",
    "deep/link.txt": b"new",
    "more/inner/b.txt": b"new",
    "gone.txt": None,
}
WRITER = ".writer.controlmap-edit"
TAILS = {"log.txt": b"2\n", "new.log": b"2\n"}


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "map")


def made(folder):
    for name, text in OLD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def write(folder):
    with locked(folder, exclusive=True):
        commit(folder, CONTENTS, appended=TAILS)


def read(folder):
    with locked(folder, exclusive=False):
        return texts(folder)


def texts(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """The folders that the deaths of a writer leave, and the last one that a living writer does."""
    place = tmp_path_factory.mktemp("outcomes")
    return list(deaths(write, folder=lambda number: made(place / f"map-{number}")))


@pytest.fixture
def committed(outcomes, tmp_path):
    """A folder whose writer was killed just after the commit, with nothing in its place yet."""
    return copied(next(folder for folder in outcomes if unfinished(folder)), tmp_path)


def test_killed_before_any_call_a_commit_has_happened_whole_or_not_at_all(outcomes, tmp_path):
    found = [read(copied(folder, tmp_path, number)) for number, folder in enumerate(outcomes)]
    assert [one for one in found if one not in (OLD, NEW)] == []
    happened = [one == NEW for one in found]
    assert happened == sorted(happened), "what had happened was taken back by a later stop"
    assert {True, False} == set(happened)


def test_what_a_kill_leaves_can_be_finished_though_that_is_killed_before_any_call_too(outcomes, tmp_path):
    states = {entries(folder): folder for folder in outcomes}
    assert len(states) > 10
    results = {}  # what is the same is finished the same
    for number, folder in enumerate(states.values()):
        ends = []
        for left in deaths_in_one(read, folder=partial(copied, folder, tmp_path, number)):
            state = entries(left)
            if state not in results:
                results[state] = read(left)
            ends.append(results[state])
        assert ends[0] in (OLD, NEW)
        assert [one for one in ends if one != ends[0]] == []


def test_the_first_edit_of_all_is_finished_before_it_is_asked_whether_there_is_a_map(tmp_path):
    """Killed once a new map project's files are committed, none of which is in its place yet."""
    init_project(tmp_path / "valley")
    files = {n: (tmp_path / "valley" / n).read_bytes() for n in texts(tmp_path / "valley")}

    def begin(folder):
        with locked(folder, exclusive=True):
            commit(folder, files)

    def empty(number):
        (tmp_path / f"new-{number}").mkdir()
        return tmp_path / f"new-{number}"

    left = [folder for folder in deaths(begin, folder=empty, every=3) if unfinished(folder)]
    left = [folder for folder in left if not (folder / SETTINGS_FILE).exists()]
    assert left
    for folder in left:
        assert open_project(folder).settings == open_project(tmp_path / "valley").settings
        assert texts(folder) == texts(tmp_path / "valley")


def entries(folder):
    """Return all there is in a folder, in a form that can be a key: folders, and files with their texts.

    Who holds the lock is another process each time; that somebody does is what counts.
    """
    names = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*"))}
    return tuple(
        (name, name != WRITER and path.is_file() and path.read_text()) for name, path in names.items()
    )


def test_who_is_cut_off_leaves_what_one_leaves_who_is_killed(committed, tmp_path):
    cut_off, killed = (
        [entries(left) for left in dying(read, folder=partial(copied, committed, tmp_path, dying.__name__))]
        for dying in (deaths_in_one, deaths)
    )
    assert cut_off == killed
    assert len(set(killed)) > 5


def copied(folder, tmp_path, *numbers):
    return Path(shutil.copytree(folder, tmp_path / "-".join(map(str, ("again", *numbers)))))


CALLS = ["chmod", "fsync", "mkdir", "open", "rename", "replace", "rmdir", "truncate", "unlink", "write"]
"""What may change the disk, by the name of the call."""


def failing_at(number, failed, error=errno.ENOSPC):
    """Return a profiler that makes the call with that number, from 0, fail, for want of space if not else."""
    calls = count()

    def profile(_frame, event, function):
        if event != "c_call" or function.__name__ not in CALLS or isinstance(function.__self__, str):
            return  # texts are replaced without the system
        if next(calls) == number:
            failed.append(OSError(error, os.strerror(error)))
            raise failed[0]

    return profile


def test_a_call_that_fails_changes_nothing_and_is_said_or_changes_all_and_is_not(tmp_path):
    said = []
    for number in count():
        folder, failed, error = made(tmp_path / f"map-{number}"), [], None
        with locked(folder, exclusive=True):
            sys.setprofile(failing_at(number, failed))
            try:
                commit(folder, CONTENTS, appended=TAILS)
            except OSError as raised:
                error = raised
            finally:
                sys.setprofile(None)
        assert read(folder) == (OLD if error else NEW)
        if not failed:
            break
        said.append(error is not None)
    assert said == sorted(said, reverse=True), "an error was raised after the commit"
    assert {True, False} == set(said)


@pytest.mark.parametrize("name", ["a.txt", "log.txt"])
def test_a_link_that_leads_out_is_refused_before_anything_is_written(tmp_path, folder, name):
    (tmp_path / "yours").write_text("yours")
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "yours")
    before = texts(folder)
    with locked(folder, exclusive=True), pytest.raises(InputError, match="leads out of the map project"):
        commit(folder, CONTENTS, appended=TAILS)
    assert texts(folder) == before
    assert (tmp_path / "yours").read_text() == "yours"


def test_a_link_inside_stays_a_link_and_what_it_points_to_is_written(folder):
    (folder / "a.txt").rename(folder / "deep/a.txt")
    (folder / "a.txt").symlink_to("deep/a.txt")
    write(folder)
    assert (folder / "a.txt").is_symlink()
    assert (folder / "deep/a.txt").read_text() == "new"


@pytest.mark.parametrize("name", ["a.txt", "log.txt"])
def test_a_folder_in_the_place_of_a_file_is_refused(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    before = texts(folder)
    with locked(folder, exclusive=True), pytest.raises(InputError, match=f"{name}: is no regular file"):
        commit(folder, CONTENTS, appended=TAILS)
    assert texts(folder) == before


def test_permissions_are_kept(folder):
    (folder / "a.txt").chmod(0o640)
    write(folder)
    assert (folder / "a.txt").stat().st_mode & 0o777 == 0o640


def test_what_somebody_else_appended_after_a_stop_stays(outcomes, tmp_path):
    begun = (one for one in outcomes if (one / ".begun.controlmap-edit").exists())
    appended = next(one for one in begun if (one / "log.txt").read_text() == NEW["log.txt"])
    folder = copied(appended, tmp_path)
    (folder / "log.txt").write_text("1\nmine, and longer\n")
    assert read(folder) == {**OLD, "log.txt": "1\nmine, and longer\n"}


def test_a_commit_that_cannot_be_finished_says_which_files_and_what_to_do_until_it_can(committed):
    folder = committed
    (folder / "a.txt").unlink()
    (folder / "a.txt").mkdir()
    for exclusive in (False, True):
        with pytest.raises(InputError) as caught, locked(folder, exclusive=exclusive):
            pass
        told = str(caught.value)
        assert "still to write: a.txt, deep/link.txt, more/inner/b.txt, gone.txt" in told
        assert ".a.txt.controlmap-staged: Is a directory\n" in told + "\n"
        assert "move .a.txt.controlmap-staged to a.txt" in told
        assert "then remove .commit.controlmap-edit" in told
    (folder / "a.txt").rmdir()
    assert read(folder) == NEW
    assert unfinished(folder) is None


def test_done_by_hand_as_the_message_says_it_is_finished_too(committed):
    folder = committed
    for name in ("a.txt", "deep/link.txt", "more/inner/b.txt"):
        path = folder / name
        path.with_name(f".{path.name}.controlmap-staged").rename(path)
    (folder / "gone.txt").unlink()
    (folder / ".commit.controlmap-edit").unlink()
    assert read(folder) == NEW


@pytest.mark.parametrize("note", [".begun.controlmap-edit", ".commit.controlmap-edit"])
def test_what_waits_beside_its_target_and_no_record_names_goes_with_what_a_stop_left(
    outcomes, tmp_path, note
):
    """So it is where somebody removed a record by hand, and some edit was stopped later."""
    folder = copied(next(one for one in outcomes if (one / note).exists()), tmp_path)
    (folder / ".lost.txt.controlmap-staged").write_text("lost")
    assert read(folder) in (OLD, NEW)


def test_what_is_no_record_of_a_commit_is_left_alone_and_named(folder):
    (folder / ".commit.controlmap-edit").write_text("{}")
    with pytest.raises(InputError, match="is no record of an edit"), locked(folder, exclusive=False):
        pass
    assert (folder / ".commit.controlmap-edit").exists()
    problem = unfinished(folder)
    assert problem and "is no record of an edit" in problem.message
