"""Every command, bare and with each of its options: an answer, or one clear error and nothing else."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from controlmap.cli import main

from .conftest import Outcome, Run, copy_to, files_under
from .every_command import (
    COMMANDS,
    NOT_TRIED,
    call_of,
    every_option,
    options_of,
    value_of,
)

ENCODINGS = ("ascii", "cp1252")


@pytest.fixture
def here(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world's copy, which is the current folder."""
    # A server is up, and stopped at once.
    monkeypatch.setattr("controlmap.serve.server.run", lambda app, listening, *, up, down: up())
    return copy_to(tmp_path / "here", world, monkeypatch)


def assert_clear(outcome: Outcome, before: dict[str, bytes], here: Path) -> None:
    """An answer, or one error that says something and has changed nothing."""
    assert outcome.code in (0, 1, 2), outcome.err
    assert "Traceback" not in outcome.err
    assert (outcome.code == 2) == ("error: " in outcome.err)
    if outcome.code == 2:
        assert outcome.err.count("error: ") == 1
        assert "None" not in outcome.err
        assert outcome.out == ""
        assert files_under(here) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_with_what_it_requires_answers(run: Run, here: Path, name: str) -> None:
    before = files_under(here)
    outcome = run(*call_of(name))
    assert_clear(outcome, before, here)
    assert outcome.code in (0, 1), outcome.err


TRIED_FIRST = [
    name for name, command in COMMANDS.items() if "--dry-run" in (o.opts[0] for o in options_of(command))
]


@pytest.mark.parametrize("name", TRIED_FIRST)
def test_a_dry_run_answers_and_writes_nothing_at_all(run: Run, here: Path, name: str) -> None:
    before, folders = files_under(here), {path for path in here.rglob("*") if path.is_dir()}
    outcome = run(*call_of(name, "--dry-run"))
    assert outcome.code == 0, outcome.err
    assert files_under(here) == before
    assert {path for path in here.rglob("*") if path.is_dir()} == folders


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("where", [".", "valley"])
def test_a_bare_command_answers_or_says_what_it_needs(run: Run, here: Path, name: str, where: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(where)
        before = files_under(here)
        assert_clear(run(*call_of(name, bare=True)), before, here)


ONE_VALUE = [
    (name, param)
    for name, command in COMMANDS.items()
    for param in options_of(command)
    if not (param.multiple or param.is_flag or param.count)
]


@pytest.mark.parametrize(("name", "param"), ONE_VALUE, ids=[f"{n} {p.opts[0]}" for n, p in ONE_VALUE])
def test_an_option_of_one_value_is_not_given_two(
    run: Run, here: Path, name: str, param: click.Option
) -> None:
    before = files_under(here)
    for second in param.opts:
        twice = run(*call_of(name, param.opts[0]), second, *value_of(name, param)[: param.nargs])
        assert_clear(twice, before, here)
        assert twice.code == 2
        assert f"'{param.opts[0]}'" in twice.err and "takes one value, and is given 2" in twice.err


ASKED_TWICE = [
    (name, option)
    for name, command in COMMANDS.items()
    if {"--by", "--why"} & {param.opts[0] for param in options_of(command)}
    for option in (None, *(param.opts[0] for param in options_of(command) if param.is_flag))
    if option not in ("--json", "--quiet", "--dry-run", "--help")
]


@pytest.mark.parametrize(("name", "option"), ASKED_TWICE)
def test_no_entry_is_written_of_nothing(run: Run, here: Path, name: str, option: str | None) -> None:
    before = {path: path.read_text().splitlines() for path in here.rglob("journal.jsonl")}
    for _ in range(2):
        run(*call_of(name, option))
    for path in here.rglob("journal.jsonl"):
        for line in path.read_text().splitlines()[len(before.get(path, ())) :]:
            entry = json.loads(line)
            said = any(entry["delta"].values()) or entry["files"]
            assert said or entry["role"] != "edit", entry


@pytest.mark.parametrize(("name", "option"), every_option())
def test_each_option_is_taken_once(run: Run, here: Path, name: str, option: str) -> None:
    before = files_under(here)
    assert_clear(run(*call_of(name, option)), before, here)


@pytest.mark.parametrize(("name", "option"), every_option())
def test_an_option_alone_is_taken_or_refused(run: Run, here: Path, name: str, option: str) -> None:
    before = files_under(here)
    assert_clear(run(*call_of(name, option, bare=True)), before, here)


def test_every_parameter_has_a_value_that_it_is_tried_with() -> None:
    """A new option needs a metavar that every_command.VALUES knows, or a value of its own in SPECIAL."""
    without = []
    for name, command in COMMANDS.items():
        for param in command.params:
            try:
                value_of(name, param)
            except KeyError:
                without.append((name, param.opts[0]))
    assert without == []
    known = {(name, param.opts[0]) for name, command in COMMANDS.items() for param in command.params}
    assert known >= NOT_TRIED.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_json_is_one_document_and_nothing_else(run: Run, here: Path, name: str) -> None:
    outcome = run(*call_of(name, "--json"))
    assert outcome.code in (0, 1), outcome.err
    assert isinstance(outcome.document, dict)


def geojson_commands() -> list[str]:
    return [name for name, command in COMMANDS.items() if "--geojson" in _names(command)]


def _names(command: click.Command) -> list[str]:
    return [option.opts[0] for option in options_of(command)]


@pytest.mark.parametrize("name", geojson_commands())
def test_geojson_is_one_document_and_nothing_else(run: Run, here: Path, name: str) -> None:
    assert run(*call_of(name, "--geojson")).document["type"] == "FeatureCollection"


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bytes, bytes]]:
    """Call a command with stdout and stderr in an encoding; its exit code and the bytes of both."""

    def call(encoding: str, *words: str) -> tuple[int, bytes, bytes]:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
        monkeypatch.setenv("PYTHONIOENCODING", encoding)
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            main(list(words))
        said, complained = (stream.buffer.getvalue() for stream in (out, err))  # type: ignore[attr-defined]
        return int(ended.value.code or 0), said, complained

    return call


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_is_printed_in_whatever_encoding(
    spoken: Callable[..., tuple[int, bytes, bytes]], here: Path, name: str, encoding: str
) -> None:
    code, out, err = spoken(encoding, *call_of(name))
    assert code in (0, 1), err
    assert b"error" not in err
    out.decode(encoding)
    code, out, err = spoken(encoding, *call_of(name, bare=True), "--help")
    assert (code, err) == (0, b"")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_means_the_same_in_every_encoding(
    spoken: Callable[..., tuple[int, bytes, bytes]], here: Path, encoding: str
) -> None:
    code, out, _ = spoken(encoding, "info", "valley", "--json")
    assert (code, json.loads(out.decode(encoding))["actors"][0]["name"]) == (0, "Republic")
    code, out, _ = spoken(encoding, "at", "Lower Town", "valley", "--json")
    assert "البلدة السفلى" in json.loads(out.decode(encoding))["place"].values()


def dated_options(name: str) -> list[str]:
    return [one.opts[0] for one in options_of(COMMANDS[name]) if "DATE" in (one.metavar or "").split("|")]


DATED = [name for name in COMMANDS if dated_options(name)]


def test_the_commands_that_take_a_date_by_option_are_known() -> None:
    assert {"areas", "frames", "build", "export", "transfer", "report add"} <= set(DATED)


@pytest.mark.parametrize("name", DATED)
def test_a_date_that_stands_alone_is_told_its_option(run: Run, here: Path, name: str) -> None:
    before = files_under(here)
    outcome = run(*call_of(name), "2024-03-10")
    assert_clear(outcome, before, here)
    assert (outcome.code, "'2024-03-10' is a date, which goes after" in outcome.err) == (2, True), outcome.err
    assert all(option in outcome.err for option in dated_options(name))


@pytest.mark.parametrize("name", [name for name in DATED if "valley" in call_of(name)])
def test_a_date_in_the_place_of_the_map_is_told_its_option(run: Run, here: Path, name: str) -> None:
    words = ["2024-03" if word == "valley" else word for word in call_of(name)]
    outcome = run(*words)
    assert (outcome.code, "'2024-03' is a date" in outcome.err) == (2, True), outcome.err


def test_a_folder_that_is_called_like_a_date_is_a_folder(run: Run, here: Path) -> None:
    (here / "valley").rename(here / "2024-03")
    assert run("areas", "2024-03").code == 0


def test_when_a_map_is_asked_about_is_said_with_on_or_with_at() -> None:
    asking = {
        name
        for name, command in COMMANDS.items()
        for option in options_of(command)
        if "--at" in option.opts and option.metavar == "DATE"
    }
    assert asking == {"at", "areas", "compare", "export"}
    for name in asking:
        (option,) = [one for one in options_of(COMMANDS[name]) if "--at" in one.opts]
        assert {"--at", "--on"} <= set(option.opts)
