"""Map projects as git holds them: only what lies inside them is written."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.store import git_revisions
from controlmap.store.git_revisions import uncommitted, unpack_revision


def member(name: str, *, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry


@pytest.fixture
def archived(monkeypatch):
    """Let git answer with an archive of some members; a regular one holds its own name."""

    def archive(*members: tarfile.TarInfo) -> None:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as files:
            for entry in members:
                data = entry.name.encode() if entry.isreg() else b""
                entry.size = len(data)
                files.addfile(entry, io.BytesIO(data))
        monkeypatch.setattr(git_revisions, "_git", lambda *_: packed.getvalue())

    return archive


def written(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_files_of_a_revision_are_written_and_links_as_what_they_point_to(tmp_path):
    folder, into = tmp_path / "repository" / "map", tmp_path / "into"
    (folder / "base").mkdir(parents=True)
    into.mkdir()
    (folder / "base" / "roads.geojson").write_text("roads")
    (folder / "link").symlink_to("base/roads.geojson")
    (folder / "folder").symlink_to("base")
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "first"]):
        subprocess.run(["git", *words], check=True, cwd=folder.parent)
    (folder / "base" / "roads.geojson").write_text("other roads")
    assert unpack_revision(folder, "HEAD", into) == into
    assert written(into) == {"base/roads.geojson": b"roads", "link": b"roads"}
    assert not any(path.is_symlink() for path in into.rglob("*"))


@pytest.mark.parametrize("name", ["../out", "/tmp/controlmap-out", "base/../../out"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, archived, name):
    archived(member(name))
    (tmp_path / "into").mkdir()
    with pytest.raises(InputError, match="leads out of it"):
        unpack_revision(tmp_path, "HEAD", tmp_path / "into")
    assert written(tmp_path) == {}
    assert not Path("/tmp/controlmap-out").exists()


@pytest.mark.parametrize("link", ["/etc/passwd", "../../etc/passwd", "missing", "link"])
def test_a_link_that_leads_out_or_nowhere_or_to_itself_is_refused(tmp_path, archived, link):
    archived(member("link", kind=tarfile.SYMTYPE, link=link))
    with pytest.raises(InputError, match="the link 'link' leads out"):
        unpack_revision(tmp_path, "HEAD", tmp_path)


def test_what_is_neither_file_nor_folder_is_left_out(tmp_path, archived):
    archived(member("a"), member("pipe", kind=tarfile.FIFOTYPE), member("disk", kind=tarfile.BLKTYPE))
    unpack_revision(tmp_path, "HEAD", tmp_path)
    assert written(tmp_path) == {"a": b"a"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_files_that_differ_from_git_are_told_and_outside_a_repository_none_can_be(tmp_path, monkeypatch):
    assert uncommitted(tmp_path) is None
    folder = tmp_path / "repository" / "map"
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], check=True, cwd=folder.parent)
    assert uncommitted(folder) == []
    (folder / "new.txt").write_text("new")
    (folder.parent / "beside.txt").write_text("no part of it")
    assert uncommitted(folder) == ["?? map/new.txt"]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert uncommitted(folder) is None
    with pytest.raises(InputError, match="git is not installed"):
        unpack_revision(folder, "HEAD", tmp_path / "into")


@pytest.mark.parametrize("revision", ["none", "-h", "--help"])
def test_what_is_no_revision_is_refused(tmp_path, revision):
    subprocess.run(["git", "init", "-q"], check=True, cwd=tmp_path)
    with pytest.raises(InputError, match=f"'{revision}' is no date, no folder .* and no git revision of"):
        unpack_revision(tmp_path, revision, tmp_path / "into")


def test_an_archive_that_is_none_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(git_revisions, "_git", lambda *_: b"no archive")
    with pytest.raises(InputError, match="revision 'HEAD' cannot be unpacked"):
        unpack_revision(tmp_path, "HEAD", tmp_path / "into")
