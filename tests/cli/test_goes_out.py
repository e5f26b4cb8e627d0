"""Every command that writes a file for others keeps to `[publish]`, or says in its help that it does not."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from controlmap.errors import InputError
from controlmap.render import read_page

from .conftest import Run, copy_to, files_under
from .every_command import COMMANDS, WITH, call_of, options_of

SECRET = "SECRET"
PLACE = "Secretville"
LATE = ("--source", "secret-gazette")
SHOWING = ("build", "compare", "diff", "export", "frames")
"""Commands of which a file is to be found for each call that succeeds, or the test would look at none."""


@pytest.fixture(scope="module")
def late_world(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, of which the valley has an edit, a report, a source and a place of its last day."""
    from controlmap.cli import main

    folder = tmp_path_factory.mktemp("late") / "world"
    shutil.copytree(world, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with Path("valley/controlmap.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[publish]\ndelay_hours = 24\n")
        area = ("--area", "36.3,35.2", "--radius-km", "4")
        report = (
            "--date",
            "2024-03-15",
            "--controller",
            "league",
            "--from",
            "republic",
            "--statement",
            SECRET,
        )
        for words in (
            ("source", "add", "valley", "--id", LATE[1], "--title", SECRET, "--issued", "2024-03-15"),
            ("place", "add", "valley", "--name", PLACE, "--at", "36.3,35.2", "--kind", "village"),
            ("report", "add", "valley", "--place", PLACE, *report, *LATE),
            ("transfer", "valley", "--to", "league", "--on", "2024-03-15", *area, *LATE, "--why", SECRET),
        ):
            with pytest.raises(SystemExit) as ended:
                main(list(words))
            assert not ended.value.code, words
    return folder


@pytest.fixture
def here(late_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    now = datetime(2024, 3, 16, 9, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
    return copy_to(tmp_path / "here", late_world, monkeypatch)


def is_target(param: click.Parameter) -> bool:
    """Whether a parameter names a file or folder that need not be there: one that may be written."""
    return isinstance(param.type, click.Path) and not param.type.exists and param.name != "project"


def writing() -> Iterator[tuple[str, str]]:
    """The calls that may write a file: each option that names one, and of what is named so, all options."""
    for name, command in COMMANDS.items():
        targets = [param for param in command.params if is_target(param)]
        if any(isinstance(one, click.Argument) and one.type.file_okay for one in targets) or name == "build":
            targets += [option for option in options_of(command) if option.name != "watch"]
        yield from ((name, param.opts[0]) for param in targets if isinstance(param, click.Option))


def told(data: bytes) -> str:
    """All that a file says, that of a page unpacked."""
    try:
        return json.dumps(read_page(data, file="page").header, ensure_ascii=False)
    except InputError:
        return data.decode("utf-8", errors="replace")


def outside_maps(here: Path, before: dict[str, bytes]) -> dict[str, bytes]:
    """The files that a call wrote, but for those of map projects."""
    maps = [path.parent.relative_to(here) for path in here.rglob("controlmap.toml")]
    return {
        name: data
        for name, data in files_under(here).items()
        if before.get(name) != data and not any(Path(name).is_relative_to(one) for one in maps)
    }


@pytest.mark.parametrize(("name", "option"), dict.fromkeys(writing()))
def test_what_is_written_for_others_has_nothing_of_what_is_held_back(
    run: Run, here: Path, name: str, option: str
) -> None:
    before = files_under(here)
    words, usual = call_of(name, option), WITH.get(name, ())
    outcome = run(*words)
    if outcome.code == 2 and usual and {*usual} < {*words}:
        outcome = run(*(word for word in words if word not in usual))
    written = outside_maps(here, before)
    assert written or outcome.code or name not in SHOWING
    leaks = [file for file, data in written.items() if SECRET in told(data) or PLACE in told(data)]
    param = next(param for param in COMMANDS[name].params if option in param.opts)
    help_ = " ".join((getattr(param, "help", None) or "").split())
    assert not leaks or "[publish]" in help_, f"{leaks}: {help_}"


def test_the_same_without_the_delay_gives_it_away(run: Run, here: Path) -> None:
    """What is looked for is there to be found."""
    calls = {
        "build": ("valley", "-o", "out.html"),
        "export": ("valley", "out.geojson", "--states"),
        "compare": ("valley", "valley", "-o", "out.html"),
    }
    for name, words in calls.items():
        assert run(name, *words, "--now", "2024-03-25").code == 0
        assert SECRET in told(Path(words[-1] if name != "export" else "out.geojson").read_bytes())
    assert run("diff", "2024-03-14", "2024-03-15", "valley", "--html", "d.html").code == 2  # not shown yet
    assert run("diff", "2024-03-14", "2024-03-15", "valley", "--html", "d.html", "--in-full").code == 0
