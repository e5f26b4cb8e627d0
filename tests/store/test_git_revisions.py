"""Map projects as git holds them: only what lies inside them is written."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from controlmap.cli import cli
from controlmap.errors import InputError
from controlmap.store import init_project
from controlmap.store.git_revisions import uncommitted, unpack_revision


def git(folder: Path, *words: str, given: str | bytes = b"") -> str:
    """What a call of git says; the tests speak as somebody."""
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    data = given.encode() if isinstance(given, str) else given
    call = ["git", *author, "-C", folder, *words]
    return subprocess.run(call, check=True, capture_output=True, input=data).stdout.decode().strip()


@pytest.fixture
def committed(tmp_path):
    """Make a repository whose last commit holds entries as they are given, which no checkout would make."""

    def commit(*entries: tuple[str, str, str]) -> Path:
        folder = tmp_path / "repository"
        folder.mkdir()
        git(folder, "init", "-q")
        rows = b""
        for mode, name, content in sorted(entries, key=lambda entry: entry[1]):
            held = git(folder, "hash-object", "-w", "--stdin", given=content)
            rows += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(held)
        tree = git(folder, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=rows)
        git(folder, "update-ref", "HEAD", git(folder, "commit-tree", "-m", "first", tree))
        return folder

    return commit


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
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, committed, name):
    folder = committed(("100644", name, "out"))
    (tmp_path / "into").mkdir()
    with pytest.raises(InputError, match="leads out of it"):
        unpack_revision(folder, "HEAD", tmp_path / "into")
    assert written(tmp_path / "into") == {}
    assert not (tmp_path / "out").exists()
    assert not Path("/tmp/controlmap-out").exists()


@pytest.mark.parametrize("link", ["/etc/passwd", "../../etc/passwd", "missing", "link"])
def test_a_link_that_leads_out_or_nowhere_or_to_itself_is_refused(tmp_path, committed, link):
    folder = committed(("120000", "link", link))
    (tmp_path / "into").mkdir()
    with pytest.raises(InputError, match="the link 'link' leads out"):
        unpack_revision(folder, "HEAD", tmp_path / "into")
    assert written(tmp_path / "into") == {}


def test_what_is_neither_file_nor_folder_is_left_out(tmp_path, committed):
    folder = committed(("100644", "a", "a"), ("160000", "other", "a repository of its own"))
    (tmp_path / "into").mkdir()
    assert written(unpack_revision(folder, "HEAD", tmp_path / "into")) == {"a": b"a"}


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


def test_files_that_were_changed_removed_or_added_are_told_as_what_they_are(tmp_path):
    folder = tmp_path / "a map"
    folder.mkdir()
    git(folder, "init", "-q")
    for name in ("as it was", "changed", "gone", "a pipe"):
        (folder / name).write_text(name)
    (folder / "with other breaks").write_bytes(b"one\r\ntwo\r\n")
    (folder / "link").symlink_to("changed")
    git(folder, "-c", "core.autocrlf=input", "add", ".")
    git(folder, "commit", "-qm", "first")
    assert uncommitted(folder) == []
    (folder / "changed").write_text("anew")
    (folder / "gone").unlink()
    (folder / "a pipe").unlink()
    os.mkfifo(folder / "a pipe")
    (folder / "link").unlink()
    (folder / "link").write_text("changed")
    (folder / "added").write_text("added")
    git(folder, "add", "added")
    assert uncommitted(folder) == ["M a pipe", "A added", "M changed", "D gone", "M link"]


COMMANDS_OF_A_REPOSITORY = """
[core]
    fsmonitor = {run}
    hooksPath = {hooks}
    sshCommand = {run}
    pager = {run}
    editor = {run}
    askPass = {run}
    gitProxy = {run}
    alternateRefsCommand = {run}
    repositoryformatversion = 1
[filter "x"]
    clean = {run}
    smudge = {run}
    process = {run}
    required = true
[diff]
    external = {run}
[diff "x"]
    textconv = {run}
    command = {run}
[merge "x"]
    driver = {run}
[pager]
    status = {run}
    ls-tree = {run}
    cat-file = {run}
[alias]
    status = !{run}
    ls-tree = !{run}
    rev-parse = !{run}
[tar "tar"]
    command = {run}
[credential]
    helper = !{run}
[gpg]
    program = {run}
[interactive]
    diffFilter = {run}
[extensions]
    partialClone = x
[remote "x"]
    url = ext::{run}
    promisor = true
    uploadpack = {run}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
"""


@pytest.fixture
def hostile(tmp_path):
    """A repository with a map that changed, whose settings, hooks and attributes run a program; its mark."""
    folder, mark = tmp_path / "foreign", tmp_path / "it ran"
    init_project(folder)
    git(folder, "init", "-q")
    (folder / ".gitattributes").write_text("* filter=x diff=x merge=x export-subst\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    program = tmp_path / "run.sh"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    program.chmod(0o755)
    (tmp_path / "hooks").mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"):
        for hooks in (tmp_path / "hooks", folder / ".git" / "hooks"):
            shutil.copy(program, hooks / name)
    (folder / "places.csv").write_text((folder / "places.csv").read_text() + "\n")
    with (folder / ".git" / "config").open("a") as settings:
        settings.write(COMMANDS_OF_A_REPOSITORY.format(run=program, hooks=tmp_path / "hooks"))
    shutil.copy(folder / ".gitattributes", folder / ".git" / "info" / "attributes")
    return folder, mark


def test_nothing_of_a_foreign_repository_is_run(tmp_path, hostile):
    folder, mark = hostile
    for number, words in enumerate((("status", str(folder)), ("diff", "HEAD", str(folder)))):
        CliRunner().invoke(cli, list(words))
        assert not mark.exists(), words
        (tmp_path / f"into{number}").mkdir()
    assert uncommitted(folder) == ["M places.csv"]
    assert "controlmap.toml" in written(unpack_revision(folder, "HEAD", tmp_path / "into0"))
    assert not mark.exists()
    # What git would have to fetch is not fetched.
    lost = git(folder, "rev-parse", "HEAD:places.csv")
    (folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    mark.unlink(missing_ok=True)
    assert uncommitted(folder) == ["M places.csv"]
    with pytest.raises(InputError):
        unpack_revision(folder, "HEAD", tmp_path / "into1")
    assert not mark.exists()


@pytest.mark.parametrize("words", [("status",), ("archive", "HEAD"), ("add", "places.csv")])
def test_git_itself_runs_what_such_a_repository_names(hostile, words):
    folder, mark = hostile
    with contextlib.suppress(subprocess.CalledProcessError):
        git(folder, *words)
    assert mark.exists()
