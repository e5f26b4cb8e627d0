"""A dry run is refused whatever the edit itself would be refused for, in the same words."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from .conftest import Run, copy_to, files_under
from .every_command import COMMANDS, call_of, options_of, value_of

TRIED = [n for n, command in COMMANDS.items() if "--dry-run" in (o.opts[0] for o in options_of(command))]
WRONG = ("nobody", "2024-13-01", "")


@pytest.fixture
def here(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world's copy, which is the current folder."""
    return copy_to(tmp_path / "here", world, monkeypatch)


def assert_alike(run: Run, here: Path, words: list[str]) -> int:
    """The exit code of a dry run, and of the edit after it, which are told the same errors."""
    before = files_under(here)
    dry = run(*words, "--dry-run")
    assert files_under(here) == before
    real = run(*words)
    assert (dry.code, errors_in(dry.err)) == (real.code, errors_in(real.err)), words
    return dry.code


def errors_in(told: str) -> list[str]:
    """The errors that are told, without what stands before them."""
    lines = told.splitlines()
    at = next((i for i, line in enumerate(lines) if "error: " in line), len(lines))
    return lines[at:]


@pytest.mark.parametrize("name", TRIED)
def test_what_is_done_already_is_refused_of_a_dry_run_too(run: Run, here: Path, name: str) -> None:
    for _ in range(3):
        assert_alike(run, here, call_of(name))


def wrong_calls(name: str) -> Iterator[list[str]]:
    """Calls of a command in which one value is wrong."""
    for param in COMMANDS[name].params:
        value = value_of(name, param)
        if isinstance(param, click.Option) and value and param.opts[0] not in ("--wait", "--patch"):
            words = call_of(name, param.opts[0])
            at = (
                len(words) - len(value)
                if words[-len(value) :] == [*value]
                else words.index(param.opts[0]) + 1
            )
            for wrong in WRONG:
                yield [*words[:at], wrong, *words[at + 1 :]]


@pytest.mark.parametrize("name", TRIED)
def test_what_is_wrong_is_refused_of_a_dry_run_in_the_same_words(run: Run, here: Path, name: str) -> None:
    codes = [assert_alike(run, here, words) for words in wrong_calls(name)]
    assert 2 in codes or not codes


def test_a_patch_of_nothing_is_refused_of_a_dry_run_too(run: Run, here: Path) -> None:
    head, _, _ = Path("edit.json").read_text(encoding="utf-8").partition("\n\n")
    Path("empty.json").write_text(f'{head}\n\n{{"removed": {{}}, "added": {{}}}}\n', encoding="utf-8")
    assert assert_alike(run, here, ["apply", "empty.json", "valley"]) == 2


@pytest.mark.parametrize("file", ["journal.jsonl", "sources.json"])
def test_a_file_that_was_broken_is_refused_of_a_dry_run_too(run: Run, here: Path, file: str) -> None:
    path = Path("valley") / file
    for name in TRIED:
        path.write_bytes(b"{")
        assert_alike(run, here, call_of(name))


def test_a_repair_that_the_journal_cannot_tell_of_is_refused_of_a_dry_run_too(run: Run, here: Path) -> None:
    layer = Path("valley") / "valley.geojson"
    text = layer.read_text(encoding="utf-8")
    end = text.index("]]]")
    layer.write_text(text[: text.rindex(",[", 0, end)] + text[end + 1 :], encoding="utf-8")
    (Path("valley") / "journal.jsonl").write_bytes(b"{")
    before = files_under(here)
    dry = run("check", "valley", "--fix", "--dry-run")
    assert (dry.code, files_under(here)) == (2, before)
    real = run("check", "valley", "--fix")
    assert (real.code, errors_in(real.err)) == (2, errors_in(dry.err))
