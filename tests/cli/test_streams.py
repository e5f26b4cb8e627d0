"""What is printed, where it cannot be: other encodings, closed pipes, full disks, interruptions, faults."""

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.cli.streams import Printed, json_for, readable
from controlmap.edit import read_journal
from tests.examples import examples

from .conftest import Run, files_under

ENCODINGS = st.sampled_from(["ascii", "cp1252", "cp1256", "latin-1", "utf-8"])
texts = st.text(st.characters(exclude_categories=[]))
EDIT = ("--to", "league", "--on", "2024-03-05", "--area", "Lower Town", "--radius-km", "2")
EDIT += ("--source", "herald-2024-03-09", "--certainty", "confirmed")
FULL = Path("/dev/full")


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line in which `$cm` is the command line."""
    named = {"cm": f"{sys.executable} -m controlmap", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, **named, **environment},
        capture_output=True,
        check=False,
    )


@settings(max_examples=examples(50))
@given(texts, ENCODINGS)
def test_whatever_is_said_can_be_written_and_stays_where_it_could_be(text: str, encoding: str) -> None:
    said = readable(text, encoding)
    said.encode(encoding)
    kept = "".join(c for c in text if readable(c, encoding) == c)
    assert readable(kept, encoding) == kept
    if text.isascii() and (text.isprintable() or text in "\n\t"):
        assert said == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,5 km² a → b", "1,5 km2 a -> b"),
        ("Café – “so” …", 'Cafe - "so" ...'),
        ("حلب", "\\u062d\\u0644\\u0628"),
        ("½", "\\xbd"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_ascii_lacks_is_spelt_so_that_people_can_read_it(text: str, said: str) -> None:
    assert readable(text, "ascii") == said


@settings(max_examples=examples(50))
@given(st.recursive(texts, lambda inner: st.dictionaries(texts, inner) | st.lists(inner)), ENCODINGS)
def test_json_means_the_same_in_any_encoding(value: object, encoding: str) -> None:
    text = json.dumps(value, ensure_ascii=False)
    printed = readable(json_for(text, encoding), encoding)
    assert json.loads(printed.encode(encoding).decode(encoding)) == value


def test_a_stream_falls_silent_once_and_for_all(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        printed = Printed(pipe)
        for _ in range(3):
            assert printed.write("x" * 100_000) == 100_000
            printed.flush()
        assert printed.error is None


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_stream_remembers_why_it_ended() -> None:
    with FULL.open("w", encoding="utf-8") as full:
        printed = Printed(full)
        printed.write("x")
        printed.flush()
        assert printed.error is not None
        assert printed.error.strerror == "No space left on device"


def test_an_edit_whose_answer_nobody_reads_is_made_and_says_so_by_its_exit_code(project: Path) -> None:
    edit = shlex.join(EDIT)
    done = shell(f"$cm transfer valley {edit} 2>err | head -0; echo ${{PIPESTATUS[0]}}", project.parent)
    assert done.stdout == b"0\n"
    (entry,) = read_journal(project)
    said = (project.parent / "err").read_text(encoding="utf-8")
    assert said.endswith(f"entry {entry.id} of the journal\n")


def test_findings_are_told_by_the_exit_code_though_nobody_reads_them(project: Path) -> None:
    layer = project / "valley.geojson"
    layer.write_bytes(layer.read_bytes().replace(b'"controller": "league"', b'"controller": "legue"'))
    done = shell("$cm check valley | head -0; echo ${PIPESTATUS[0]}", project.parent)
    assert (done.stdout, done.stderr) == (b"1\n", b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail_nor_taken_for_files(project: Path, closed: str) -> None:
    before = files_under(project)
    done = shell(f"$cm info valley --json {closed} && $cm areas valley --csv {closed}", project.parent)
    assert done.returncode == 0
    assert files_under(project) == before


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_an_answer_that_finds_no_room_is_an_error_of_its_own(project: Path) -> None:
    done = shell("$cm areas valley --csv >/dev/full", project.parent)
    assert done.returncode == 74
    assert done.stderr.endswith(b"error: the answer could not be printed: No space left on device\n")


def test_the_locale_c_keeps_nobody_from_reading_names(project: Path) -> None:
    done = shell("$cm at lower-town valley", project.parent, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "البلدة السفلى" in done.stdout.decode()
    done = shell("$cm at حلب valley", project.parent, PYTHONUTF8="0", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: ")
    done.stderr.decode("ascii")


def raising(error: BaseException):
    def fails(*args: object, **named: object) -> None:
        raise error

    return fails


def test_an_interruption_is_130_and_quiet(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controlmap.api.open_map", raising(KeyboardInterrupt()))
    outcome = run("info", project)
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")


def test_an_interruption_while_a_class_is_made_is_one_too(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11 raises what came out of `__set_name__` anew, as a RuntimeError."""

    def interrupted(*_: object, **__: object) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr("controlmap.api.open_map", interrupted)
    outcome = run("info", project)
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")


def test_a_fault_of_our_own_says_so_and_how_to_report_it(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controlmap.api.open_map", raising(ZeroDivisionError("by nought")))
    outcome = run("info", project)
    assert outcome.code == 70
    assert "ZeroDivisionError: by nought" in outcome.err
    assert "CONTROLMAP_TRACEBACK" in outcome.err
    assert "Traceback" not in outcome.err
    monkeypatch.setenv("CONTROLMAP_TRACEBACK", "1")
    assert "Traceback" in run("info", project).err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "x.geojson"), "error: x.geojson: No space left on device\n"),
        (MemoryError(), "error: there is not enough memory\n"),
        (click.UsageError("Say more."), "error: Say more\n"),
    ],
)
def test_what_the_system_refuses_is_told_in_a_line(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    monkeypatch.setattr("controlmap.api.open_map", raising(error))
    outcome = run("info", project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(said.rstrip("\n"))


def test_streams_are_given_back_as_they_were(run: Run, project: Path) -> None:
    before = sys.stdout, sys.stderr
    run("info", project)
    assert (sys.stdout, sys.stderr) == before
    assert not isinstance(sys.stdout, Printed)
    assert isinstance(Printed(io.StringIO()), io.TextIOBase)


def test_a_command_that_is_nearly_right_is_offered(run: Run) -> None:
    outcome = run("chek")
    assert outcome.code == 2
    assert "Did you mean 'check'?" in outcome.err


def test_shells_can_complete(project: Path) -> None:
    done = shell(
        "$cm", project, _CONTROLMAP_COMPLETE="bash_complete", COMP_WORDS="controlmap tra", COMP_CWORD="1"
    )
    assert done.stdout == b"plain,transfer\n"
    done = shell("$cm", project, _CONTROLMAP_COMPLETE="bash_source")
    assert b"complete -o nosort" in done.stdout


def test_a_stream_that_is_forgotten_says_nothing_of_one_below_that_is_closed(recwarn) -> None:
    below = io.StringIO()
    forgotten = Printed(below)
    below.close()
    forgotten.close()
    assert forgotten.closed
    assert forgotten.error is None
