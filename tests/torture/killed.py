"""Commands killed at random instants, and at each of their calls: the old map or the new one is left."""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from controlmap.edit import read_journal
from controlmap.errors import ControlmapError
from controlmap.model import Project
from controlmap.store import finish_left, open_project
from tests.cli.conftest import files_under
from tests.cli.every_command import call_of, make_world
from tests.edit.writers import start
from tests.kills import deaths
from tests.torture.command import answer_of
from tests.torture.row import Case, Cases, part_of

EDITS = (
    "transfer",
    "correct",
    "split",
    "merge",
    "reshape",
    "move-border",
    "retract",
    "undo",
    "revert",
    "apply",
)
EDITS += (
    "source add",
    "report add",
    "place add",
    "import layer",
    "import snapshots",
    "import states",
    "format",
)
RANDOM_KILLS = 1000


def run(share: float, scratch: Path) -> Cases:
    world = made_world(scratch / "world")
    for name in EDITS:
        _ends_of(tuple(call_of(name)), world)
    chance = random.Random(16)
    ends = Counter[tuple[str, str]]()
    for number in range(part_of(RANDOM_KILLS, share)):
        words = tuple(call_of(EDITS[number % len(EDITS)]))
        here = Path(shutil.copytree(world, scratch / "here"))
        _killed_in_time(words, here, chance)
        yield _fault("time", words, here, world, ends)
        shutil.rmtree(here)
    for words, here in _killed_at_each_call(share, world, scratch):
        yield _fault("call", words, here, world, ends)
        shutil.rmtree(here)
    return ", ".join(f"by {how}, {end} map: {number}" for (how, end), number in sorted(ends.items()))


def made_world(folder: Path) -> Path:
    """A folder with all that commands are called on."""
    folder.mkdir()
    os.chdir(folder)

    def call(*words: str) -> None:
        answer = answer_of(words, 60)
        assert answer.code == 0, answer.err

    make_world(folder, call)
    return folder


def _killed_in_time(words: tuple[str, ...], here: Path, chance: random.Random) -> None:
    """Kill a command after some time of those that it takes."""
    until = chance.uniform(0, _seconds_of(words, here))
    process = start(_command, here, words)
    time.sleep(until)
    process.kill()
    process.join()


_TAKEN: dict[tuple[str, ...], float] = {}


def _seconds_of(words: tuple[str, ...], here: Path) -> float:
    """How long a command takes that is left alone."""
    if words not in _TAKEN:
        copy = Path(shutil.copytree(here, here.with_name("timed"), dirs_exist_ok=True))
        began = time.monotonic()
        start(_command, copy, words).join()
        _TAKEN[words] = 1.2 * (time.monotonic() - began)
        shutil.rmtree(copy)
    return _TAKEN[words]


def _command(here: Path, words: tuple[str, ...]) -> None:
    os.chdir(here)
    answer_of(words, 600)


def _killed_at_each_call(share: float, world: Path, scratch: Path) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Every command killed at each of its calls that touch its folder, or at a share of them."""
    for name in EDITS:
        words = tuple(call_of(name))

        def copied(number: int, name: str = name) -> Path:
            return Path(shutil.copytree(world, scratch / f"{name.replace(' ', '-')}-{number}"))

        for here in deaths(_command, words, folder=copied, every=max(1, round(0.5 / share))):
            yield words, here


def _fault(how: str, words: tuple[str, ...], here: Path, world: Path, ends: Counter[tuple[str, str]]) -> Case:
    """What is torn, missing or left over, and whether the next command works."""
    os.chdir(here)
    called = " ".join(words)[:60]
    try:
        found = kept_in(here)
    except ControlmapError as error:
        return f"{called}: cannot be opened: {error}"
    old, new = _ends_of(words, world)
    if found not in (old, new):
        left = sorted({*found[0]} ^ {*old[0]})
        return f"{called}: neither the old map nor the new one is left; beside the old: {left}"
    ends[how, "old" if found == old else "new"] += 1
    again = answer_of(words, 60)
    if again.code not in (0, 1) and not (again.code == 2 and found == new):
        return f"{called}: the next command fails: {again.err[:200]}"
    litter = [str(path.relative_to(here)) for path in here.rglob("*.controlmap-*")]
    return f"{called}: left over {litter}" if litter else None


Kept = tuple[tuple[str, ...], ...]
_ENDS: dict[tuple[str, ...], tuple[Kept, Kept]] = {}


def _ends_of(words: tuple[str, ...], world: Path) -> tuple[Kept, Kept]:
    """What is kept before a command and after it, if nobody kills it."""
    if words not in _ENDS:
        copy = Path(shutil.copytree(world, world.with_name("whole")))
        old = kept_in(copy)
        os.chdir(copy)
        answer_of(words, 60)  # in this process, so that those that are killed find all modules loaded
        os.chdir(world)
        _ENDS[words] = old, kept_in(copy)
        shutil.rmtree(copy)
    return _ENDS[words]


def kept_in(folder: Path) -> Kept:
    """All that is kept in a folder, but for ids and instants that are another in each run."""
    for begun in {path.parent for path in folder.rglob(".*.controlmap-edit")}:
        finish_left(begun)  # as whatever command comes next does
    maps = sorted(path.parent for path in folder.rglob("controlmap.toml"))
    kept = [_kept_of(open_project(one), len(read_journal(one))) for one in maps]
    files = sorted(name for name in files_under(folder) if not name.endswith(".controlmap-edit"))
    return (tuple(files), *kept)


def _kept_of(project: Project, entries: int) -> tuple[str, ...]:
    states = [
        f"{layer.id} {state.controller} {state.valid_from} {state.valid_to} {state.superseded_at is None} "
        f"{state.certainty} {state.geometry.wkt}"
        for layer in project.layers
        for state in layer.states
    ]
    beside = [len(project.sources), len(project.reports), len(project.places), entries]
    return (*sorted(states), *map(str, beside))
