"""Disks that are full or read-only: the file that could not be written is named, and nothing was."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Run, files_under
from .every_command import COMMANDS, call_of

READING = {
    "info",
    "check",
    "explain",
    "at",
    "areas",
    "changes",
    "fronts",
    "durations",
    "population",
    "verify",
    "log",
    "import look",
}
WRITING = sorted(COMMANDS.keys() - READING - {"diff", "compare", "status", "format", "edit"})
"""`format` writes nothing here: the layers are canonical. `edit` does not before somebody draws."""
NOTHING_WRITTEN = "it answered without room to write in: a command that only reads is listed in READING"
FREE = (0, 4096, 8192, 20_480)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte; only root can have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1000k", "tmpfs", place], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be mounted")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def here(disk: Path, world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world of all commands, copied to that disk, which is the current folder."""
    shutil.copytree(world, disk, dirs_exist_ok=True)
    monkeypatch.chdir(disk)
    return disk


def fill(disk: Path, free: int) -> None:
    """Leave so many bytes of a disk."""
    room = shutil.disk_usage(disk).free - free
    (disk / "filler").write_bytes(bytes(max(room, 0)))


@pytest.mark.parametrize("name", WRITING)
def test_on_a_full_disk_nothing_is_changed_and_the_file_is_named(run: Run, here: Path, name: str) -> None:
    words = call_of(name)
    if name == "build":
        words += ["-o", "pages/page.html"]
    for free in FREE:
        (here / "filler").unlink(missing_ok=True)
        fill(here, free)
        before, folders = files_under(here), sorted(here.rglob("*"))
        outcome = run(*words)
        if outcome.code == 0 and free:
            return
        assert outcome.code == 2, outcome.err or NOTHING_WRITTEN
        assert outcome.out == ""
        assert "cannot be written: No space left on device\n  Nothing was changed." in outcome.err
        assert ".controlmap-" not in outcome.err
        assert files_under(here) == before
        assert sorted(here.rglob("*")) == folders


@pytest.mark.parametrize("name", WRITING)
def test_on_a_disk_that_is_read_only_nothing_is_tried(run: Run, here: Path, name: str) -> None:
    subprocess.run(["mount", "-o", "remount,ro", here], check=True)
    words = call_of(name)
    if name == "build":
        words += ["-o", "pages/page.html"]
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, ""), outcome.err or NOTHING_WRITTEN
    assert "cannot be written: Read-only file system" in outcome.err
    assert ".controlmap-" not in outcome.err


@pytest.mark.parametrize("name", sorted(READING & COMMANDS.keys()))
def test_a_map_on_a_disk_that_is_read_only_can_be_read(run: Run, here: Path, name: str) -> None:
    subprocess.run(["mount", "-o", "remount,ro", here], check=True)
    assert run(*call_of(name)).code in (0, 1)
